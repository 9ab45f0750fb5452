"""`redline render`: a draft, or one view of it, in one of the formats."""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import click

from cica_redline.cli.choices import listed, wants_colour
from cica_redline.cli.messages import Word, did_you_mean, nearest, say
from cica_redline.cli.settings import configured, current
from cica_redline.writers import EXTENSIONS, FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cica_redline.config import Config
    from cica_redline.nodes import Draft

_WIDEST = 100
"""Columns: longer lines are hard to read on any terminal."""


def complete_party(
    ctx: click.Context,
    param: click.Parameter,
    incomplete: str,
) -> list[Any]:
    """The codes that complete a party: those in the draft on the line, else the body's."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    from cica_redline.cli.files import read_draft  # noqa: PLC0415
    from cica_redline.cli.settings import load  # noqa: PLC0415

    try:
        config = current(ctx)
    except click.UsageError:
        config = load(isolated=True)
    *done, word = incomplete.upper().split(",")
    codes: set[str] = set()
    # The option that is being typed has no value yet: click stops there, and leaves the rest of
    # the line in args.
    files = (word for word in ctx.args if os.path.isfile(word))  # noqa: PTH113
    path = ctx.params.get("draft") or next(files, None)
    if path and path != "-":
        try:
            codes = {position.party for position in read_draft(path, None, config).positions}
        except click.UsageError:
            codes = set()
    prefix = "".join(f"{one}," for one in done)
    # A shell puts into the line what it is given, and a draft can have codes like `A;reboot`.
    codes = {code for code in codes if re.fullmatch(r"[\w.-]+", code)}
    items = [
        CompletionItem(prefix + code, help=config.parties.name(code))
        for code in sorted(codes or config.parties.members)
        if code.startswith(word)
    ]
    if param.name == "against" and "BASE".startswith(word) and not done:
        items.insert(0, CompletionItem("base", help="the text before any proposal"))
    return items


@click.command(
    epilog="""\b
Examples:
  redline render draft.txt --as-proposed-by IND
  redline render draft.txt --as-proposed-by IND --against base
  redline render draft.txt --clause II.4,II.12 --addresses
  diff <(redline render d.txt --base) <(redline render d.txt --as-proposed-by IND)
"""
)
@click.argument("draft", type=click.Path(allow_dash=True))
@click.option("--base", is_flag=True, help="The text before any proposal.")
@click.option(
    "--as-proposed-by",
    metavar="PARTY",
    multiple=True,
    shell_complete=complete_party,
    help="The text as a party would have it; several together: IND,TUR.",
)
@click.option(
    "--accepted",
    type=Word("choice for --accepted", ["all", "uncontested"]),
    help="The text with all proposals taken, or with those that nobody opposes.",
)
@click.option(
    "--against",
    metavar="base|PARTY",
    shell_complete=complete_party,
    help="The party's changes to the base text, or to another party's text.",
)
@click.option(
    "--to", "to", type=Word("format", FORMATS), help="The format; else by the name of the output."
)
@click.option("-o", "--output", type=click.Path(), help="Write to a file, whole or not at all.")
@click.option(
    "--clause",
    metavar="ADDRESS",
    multiple=True,
    help="Only these clauses or sections: II.4, PP, I.3.a.",
)
@click.option("--addresses", is_flag=True, help="Put its address before each clause.")
@click.option("--front-matter", is_flag=True, help="Keep what stands before the title.")
@click.option(
    "--infer-alternatives",
    is_flag=True,
    help="Read words put beside what another party strikes as replacing it.",
)
@click.option(
    "--literal", is_flag=True, help="Don't read co-sponsors of a replacement as striking."
)
@click.option("--template", type=click.Path(), help="A Jinja2 template of your own.")
@click.option(
    "--color", type=Word("choice for --color", ["auto", "always", "never"]), default="auto"
)
@click.option(
    "--width", type=click.IntRange(min=0), help="Break lines to so many columns; 0: don't."
)
@click.option("--encoding", metavar="NAME", help="The draft's encoding, if it is not UTF-8.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error.")
@configured
def command(draft: str, *, config: Config, **options: Any) -> None:  # noqa: ANN401 - by click
    """Show DRAFT (- for standard input): without a choice, the redline of everything."""
    from cica_redline.cli.files import read_draft, read_text, write_output  # noqa: PLC0415
    from cica_redline.views import select, view  # noqa: PLC0415
    from cica_redline.writers import render  # noqa: PLC0415

    parties = listed(options["as_proposed_by"])
    _check_choice(options, parties)
    colour = wants_colour(options["color"])
    to = _format(options, colour=colour)
    template = read_text(options["template"]) if options["template"] else None
    source = read_draft(draft, options["encoding"], config)
    parties = tuple(known_party(source, party) for party in parties)
    against = options["against"] or ""
    if against and against != "base":
        against = known_party(source, against, "base")
    shown = view(
        source,
        base=options["base"],
        as_proposed_by=parties,
        accepted=options["accepted"],
        against=against,
        infer_alternatives=options["infer_alternatives"],
        literal=options["literal"],
    )
    chosen = bool(options["base"] or parties or options["accepted"])
    notes = shown
    if to in {"markup", "json"} and not chosen:
        shown = source
    if addresses := listed(options["clause"]):
        shown = select(shown, [_known_address(source, address) for address in addresses])
    on_terminal = options["output"] in {None, "-"} and sys.stdout.isatty()
    rendered = partial(
        render,
        shown,
        to,
        width=_width(options["width"], on_terminal=on_terminal),
        addresses=options["addresses"],
        front_matter=options["front_matter"],
        template=template,
    )
    try:
        content = rendered() if template is None else _bounded(rendered)
    except ValueError as error:
        raise click.UsageError(f"{options['template']}: {error}") from None
    if to == "ansi" and options["color"] == "never":
        content = _without_colour(content)
    elif on_terminal and to != "ansi":
        from cica_redline.writers.terminal import visible  # noqa: PLC0415

        content = visible(content)
    write_output(content, options["output"])
    if not options["quiet"]:
        # Behind the text: that is where one looks when a long draft has gone by.
        others = [against] if against not in {"", "base"} else []
        _say_notes(source, notes, [*parties, *others])


def _bounded(rendered: Callable[[], str]) -> str:
    """A template filled: it may be anybody's, and may take no end of time or memory."""
    from cica_redline.cli.bounded import bounded  # noqa: PLC0415

    return bounded(rendered)


def _check_choice(options: dict[str, Any], parties: Sequence[str]) -> None:
    chosen = {
        "--base": options["base"],
        "--as-proposed-by": bool(options["as_proposed_by"]),
        "--accepted": options["accepted"] is not None,
    }
    if options["as_proposed_by"] and not parties:
        raise click.UsageError("--as-proposed-by needs the code of a party, such as IND")
    if sum(chosen.values()) > 1:
        names = " and ".join(name for name, given in chosen.items() if given)
        raise click.UsageError(f"{names} show different texts: choose one of them")
    if options["clause"] and not listed(options["clause"]):
        raise click.UsageError("--clause needs the address of a clause, such as II.4")
    if options["against"] is not None and not options["against"].strip(" ,"):
        raise click.UsageError("--against needs base, or the code of a party, such as IND")
    if options["against"] and not parties:
        raise click.UsageError("--against needs --as-proposed-by: whose changes are to be shown?")
    if options["template"] and options["to"]:
        raise click.UsageError("--template and --to are two formats: choose one of them")


def _format(options: dict[str, Any], *, colour: bool) -> Format:
    if options["to"]:
        return cast("Format", options["to"])
    if options["template"]:
        return "text"
    output = options["output"]
    if output in {None, "-"}:
        return "ansi" if colour else "text"
    extension = os.path.splitext(output)[1].lower()  # noqa: PTH122 - pathlib costs a start
    if extension in EXTENSIONS:
        return EXTENSIONS[extension]
    if not extension and options["color"] == "always":
        return "ansi"
    if extension:
        known = ", ".join(EXTENSIONS)
        raise click.UsageError(
            f"no format is known for {extension} files ({known}); say which with --to"
        )
    return "text"


def _width(width: int | None, *, on_terminal: bool) -> int:
    if width is not None:
        return width
    if not on_terminal:
        return 0
    from shutil import get_terminal_size  # noqa: PLC0415

    return min(get_terminal_size().columns, _WIDEST)


def _without_colour(content: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", content)


def known_party(draft: Draft, written: str, *others: str) -> str:
    """The code of a party in the draft or in the body. Raises click.UsageError for another."""
    in_draft = {position.party for position in draft.positions}
    if written in in_draft:
        return written
    found = draft.parties.resolve(written)
    if found and (found.code in in_draft or found.code in draft.parties.members):
        return found.code
    only_here = [*others, *(code for code in sorted(in_draft) if code not in draft.parties)]
    near = nearest(written, only_here, cutoff=0.7)
    near = near or did_you_mean(draft.parties.suggest(written, in_draft))
    body = draft.parties.body
    if found:
        name = draft.parties.name(found.code)
        who = found.code if found.code == written.upper() else written
        raise click.UsageError(
            f"{who} ({name}) is neither in this draft nor a member of {body}{near}"
        )
    raise click.UsageError(f"no party is known as {written!r}{near}")


def _known_address(draft: Draft, written: str) -> str:
    addresses = [node.address for node in draft.clauses]
    addresses += [section.address for section in draft.sections if section.address]
    addresses += ["PP"] * (draft.preamble is not None) + ["T"] * (draft.title is not None)
    known = {address.lower(): address for address in addresses}
    if address := known.get(written.lower()):
        return address
    clause = written.rpartition("/")[0]
    if clause.lower() in known:
        raise click.UsageError(f"{written} is a proposal; its clause is {known[clause.lower()]}")
    raise click.UsageError(
        f"there is no clause {written!r} in this draft{nearest(written, addresses)}"
    )


def _say_notes(draft: Draft, shown: Draft, parties: Sequence[str]) -> None:
    """Say what had to be read into the draft, and that it has faults."""
    from cica_redline.checks import problems  # noqa: PLC0415

    in_draft = {position.party for position in draft.positions}
    for party in parties:
        if party not in in_draft:
            settled = any(p.settled and p.positions for p in draft.proposals)
            text = "" if settled else ": its text is the base text"
            say(f"note: {party} has no position in this draft{text}")
    together: dict[str, list[str]] = {}
    for note in shown.notes:
        together.setdefault(note.message, []).append(note.address)
    for message, addresses in together.items():
        say(f"note: {', '.join(addresses)}: {message}")
    if count := len(problems(draft)):
        from shlex import quote  # noqa: PLC0415

        name = "-" if draft.source.name == "<stdin>" else quote(draft.source.name)
        what = "1 problem" if count == 1 else f"{count} problems"
        say(f"{what} in brackets and positions (redline check {name} shows where)")
