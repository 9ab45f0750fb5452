"""`redline format`: drafts in their canonical spelling, in place, whole or not at all."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import click

from cica_redline.cli.messages import say, tell
from cica_redline.cli.settings import configured

if TYPE_CHECKING:
    from cica_redline.config import Config

Outcome = Literal["formatted", "left", "unread", "unsafe"]

_STATUS: dict[Outcome, int] = {"formatted": 0, "left": 0, "unread": 2, "unsafe": 3}
"""The exit status of a run that comes to this, 3 for a promise that would be broken."""


@dataclass(frozen=True)
class Options:
    """How to format: what is configured, and what the options say."""

    config: Config
    wrap: int
    check: bool
    diff: bool
    quiet: bool
    encoding: str | None
    stdin: str
    seen: Counter[Outcome] = field(default_factory=Counter)

    @property
    def writes(self) -> bool:
        """Whether anything is to be written, and not only shown or told."""
        return not (self.check or self.diff)


@click.command(
    epilog="""\b
Examples:
  redline format draft.txt              spell it canonically, in place
  redline format --check drafts/        which drafts would change? (status 1: some)
  redline format --diff draft.txt       what would change?
  git show HEAD:draft.txt | redline format -    to standard output
"""
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; status 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Show what would change instead of writing it.")
@click.option(
    "--wrap",
    type=click.IntRange(min=0),
    metavar="N",
    help="Break lines to N columns; 0: one line a paragraph.",
)
@click.option("--stdin-filename", metavar="NAME", help="What messages call standard input.")
@click.option("--encoding", metavar="NAME", help="The drafts' encoding, if it is not UTF-8.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of what was formatted.")
@configured
def command(  # noqa: PLR0913 - one for each option
    paths: tuple[str, ...],
    *,
    check: bool,
    diff: bool,
    wrap: int | None,
    stdin_filename: str | None,
    encoding: str | None,
    quiet: bool,
    config: Config,
) -> int:
    """Spell drafts canonically, so that no view of any party changes.

    PATH is a file, a directory (its *.txt and *.draft files), or - for standard input.
    """
    from cica_redline.cli.paths import drafts_in  # noqa: PLC0415

    root = os.path.dirname(config.path or "")  # noqa: PTH120
    found = drafts_in(paths, config.patterns, config.exclude, root=root)
    for line in found.missing:
        say(line)
    columns = config.wrap if wrap is None else wrap
    stdin = stdin_filename or "<stdin>"
    options = Options(config, columns, check, diff, quiet, encoding, stdin)
    for path in found.files:
        options.seen[_format(path, options)] += 1
    if not quiet and found.files != ("-",):
        _sum_up(options)
    statuses = [_STATUS[outcome] for outcome, count in options.seen.items() if count]
    if found.missing:
        statuses.append(_STATUS["unread"])
    if not options.writes and options.seen["formatted"]:
        statuses.append(1)
    return max(statuses, default=0)


def _format(path: str, options: Options) -> Outcome:
    """Format one file, or standard input, and say what came of it."""
    from cica_redline.cli.coding import UnwritableError, encode_like  # noqa: PLC0415
    from cica_redline.cli.files import decode_draft, read_bytes  # noqa: PLC0415
    from cica_redline.formatter import FormatError, format_text  # noqa: PLC0415

    name = options.stdin if path == "-" else path
    config = options.config
    try:
        data = read_bytes(path)
        text = decode_draft(data, name, options.encoding, config)
        wrap = options.wrap
        formatted = format_text(text, parties=config.parties, words=config.words, wrap=wrap)
        new = encode_like(data, text, formatted, options.encoding or config.encoding)
        if path == "-" and sys.stdout.isatty():
            from cica_redline.writers.terminal import visible  # noqa: PLC0415

            new = visible(formatted).encode("utf-8", "backslashreplace")
        _deliver(path, name, data, new, options)
    except click.UsageError as error:
        say(error.format_message())
        return "unread"
    except UnwritableError as error:
        say(f"{name}: {error}; nothing was written")
        return "unread"
    except FormatError as error:
        say(f"{name}: it stays as it is, since formatted it would read otherwise: {error}")
        return "unsafe"
    if options.diff and formatted != text:
        from cica_redline.cli.diffs import unified  # noqa: PLC0415

        click.echo(unified(name, text, formatted), nl=False)
    return "formatted" if formatted != text else "left"


def _deliver(path: str, name: str, old: bytes, new: bytes, options: Options) -> None:
    """Write the new content, and say so. Raises click.UsageError, one line."""
    if options.writes and path == "-":
        from cica_redline.cli.files import write_bytes  # noqa: PLC0415

        write_bytes(new)
        return
    if new == old:
        return
    if options.writes:
        from cica_redline.cli.files import reason  # noqa: PLC0415
        from cica_redline.cli.replacing import replace_file  # noqa: PLC0415

        try:
            said = replace_file(path, new, expected=old)
        except OSError as error:
            raise click.UsageError(f"{path}: {reason(error)}; nothing was written") from None
        if said:
            say(f"{path}: {said}")
    if not options.quiet:
        tell(f"{'formatted' if options.writes else 'would format'} {name}")


def _sum_up(options: Options) -> None:
    """Say how many files came to what."""
    seen, writes = options.seen, options.writes
    were, was = ("as they were", "as it was") if writes else ("as they are", "as it is")
    parts = [
        (seen["formatted"], "formatted" if writes else "would be formatted"),
        (seen["left"], f"left {was if seen['left'] == 1 else were}"),
        (seen["unsafe"], "can't be formatted safely"),
        (seen["unread"], "can't be read or written"),
    ]
    told = [f"{count} {what}" for count, what in parts if count]
    if told:
        count, what = told[0].split(" ", 1)
        tell(", ".join([f"{count} {'file' if count == '1' else 'files'} {what}", *told[1:]]))
