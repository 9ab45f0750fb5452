"""`redline check`: what a careful secretary would point at, in drafts and folders of them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cica_redline.cli.choices import listed, no_rule, wants_colour
from cica_redline.cli.messages import Word, say
from cica_redline.cli.settings import configured, seen_from
from cica_redline.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.cli.checking import Result, Work
    from cica_redline.config import Config
    from cica_redline.linter import Choice

_CLEAN, _FOUND, _UNREAD, _UNSAFE = 0, 1, 2, 3


@click.command(
    epilog="""\b
Examples:
  redline check draft.txt                  what is wrong, where, and why
  redline check drafts/ --to github        every draft in a folder, for a build
  redline check draft.txt --ignore T,S05   without these rules (redline rules)
  redline check draft.txt --fix            mend what can be mended safely
"""
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--to", type=Word("format", FORMATS), default="full", show_default=True)
@click.option("-o", "--output", type=click.Path(), help="Write to a file, whole or not at all.")
@click.option("--select", metavar="RULES", multiple=True, help="Only these rules.")
@click.option("--ignore", metavar="RULES", multiple=True, help="Not these rules.")
@click.option("--strict", is_flag=True, help="Status 1 for warnings too.")
@click.option("--fix", is_flag=True, help="Mend what changes no text of any party.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend what may change a text, too.")
@click.option("--diff", is_flag=True, help="Show what would be mended instead of writing it.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at once.")
@click.option("--stdin-filename", metavar="NAME", help="What messages call standard input.")
@click.option("--encoding", metavar="NAME", help="The drafts' encoding, if it is not UTF-8.")
@click.option(
    "--color",
    type=Word("word", ["auto", "always", "never"]),
    default="auto",
    help="Colour: auto (on a terminal), always, never.",
)
@configured
def command(paths: tuple[str, ...], *, config: Config, **options: Any) -> int:  # noqa: ANN401
    """Check drafts. PATH is a file, a directory (its *.txt and *.draft files), or -.

    Status 0: clean; 1: errors were found; 2: something could not be read.
    """
    from cica_redline.cli.paths import drafts_in  # noqa: PLC0415

    if "-" in paths and (options["fix"] or options["unsafe_fixes"]) and not options["diff"]:
        raise click.UsageError("standard input can't be mended in place; --diff shows how it would")
    choice = _choice(config, options)
    root = os.path.dirname(config.path or "")  # noqa: PTH120
    found = drafts_in(paths, config.patterns, config.exclude, root=root)
    works = [_work(path, config, choice, options) for path in found.files]
    results = [*_unread(found.missing), *_results(works, options["jobs"])]
    for result in results:
        for line in result.said:
            say(line)
    if options["diff"]:
        _write("".join(result.diff for result in results), options)
    else:
        _report(results, options)
    return _status(results, options)


def _unread(missing: Sequence[str]) -> Iterator[Result]:
    """What can't be read belongs in the report, which is all that a build may look at."""
    from cica_redline.cli.checking import Result  # noqa: PLC0415
    from cica_redline.diagnostics import Checked  # noqa: PLC0415

    for line in missing:
        path, _, why = line.rpartition(": ")
        yield Result(Checked(path or ".", error=why))


def _choice(config: Config, options: dict[str, Any]) -> Choice:
    """The rules that are asked: what the options say, else the configuration."""
    from cica_redline.linter import Choice, UnknownRuleError  # noqa: PLC0415

    choice = Choice(
        listed(options["select"]) or config.select,
        (*config.ignore, *listed(options["ignore"])),
        config.severity,
        config.per_clause,
    )
    for where, words in (*_configured_rules(config), ("", (*choice.select, *choice.ignore))):
        try:
            Choice(select=tuple(words)).check()
        except UnknownRuleError as error:
            raise click.UsageError(where + no_rule(str(error))) from None
    return choice


def _configured_rules(config: Config) -> Iterator[tuple[str, Sequence[str]]]:
    """The words for rules in a configuration, by where they stand."""
    file = f"{config.path}: " if config.path else ""
    yield f"{file}rules.select: ", config.select
    yield f"{file}rules.ignore: ", config.ignore
    yield f"{file}rules.severity: ", tuple(config.severity)
    for pattern, words in config.per_file.items():
        yield f"{file}rules.per-file.{pattern!r}: ", words
    for clause, words in config.per_clause.items():
        yield f"{file}rules.per-clause.{clause!r}: ", words


def _work(path: str, config: Config, choice: Choice, options: dict[str, Any]) -> Work:
    from dataclasses import replace  # noqa: PLC0415

    from cica_redline.cli.checking import Work  # noqa: PLC0415
    from cica_redline.linter import ignored_for  # noqa: PLC0415

    name = (options["stdin_filename"] or "<stdin>") if path == "-" else path
    own = ignored_for(seen_from(config, name), config.per_file)
    return Work(
        path,
        name,
        config,
        replace(choice, ignore=(*choice.ignore, *own)) if own else choice,
        options["encoding"],
        fix=options["fix"] or options["diff"] or options["unsafe_fixes"],
        unsafe=options["unsafe_fixes"],
        write=not options["diff"],
    )


def _results(works: Sequence[Work], jobs: int | None) -> Iterator[Result]:
    """What came of each file, in their order, whatever runs at once."""
    from cica_redline.cli.checking import run  # noqa: PLC0415

    if jobs is None:
        # Less than so many drafts are done before a second process has started.
        jobs = min(os.cpu_count() or 1, len(works) // 16)
    if jobs < 2 or len(works) < 2:  # noqa: PLR2004 - one process is this one
        yield from _shown(map(run, works), len(works))
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    size = max(1, min(32, len(works) // (jobs * 4)))
    with ProcessPoolExecutor(jobs, initializer=_begin) as pool:
        try:
            yield from _shown(pool.map(run, works, chunksize=size), len(works))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """Let one of several processes end by a signal without a word: the first one says it."""
    from signal import SIGINT, SIGTERM, signal  # noqa: PLC0415

    # At once: an exception would go to the first one, as what came of a file, or be shown. What
    # is half written the next run removes.
    for number in (SIGINT, SIGTERM):
        signal(number, lambda number, _: os._exit(128 + number))


def _shown(results: Iterator[Result], count: int) -> Iterator[Result]:
    """The results, with a bar on a terminal that says how far it is."""
    if count < 16 or not sys.stderr.isatty():  # noqa: PLR2004 - nobody waits for fewer
        yield from results
        return
    from rich.console import Console  # noqa: PLC0415 - only for a terminal
    from rich.progress import track  # noqa: PLC0415

    console = Console(stderr=True)
    yield from track(results, "checking", count, console=console, transient=True)


def _report(results: Sequence[Result], options: dict[str, Any]) -> None:
    from cica_redline import __version__  # noqa: PLC0415
    from cica_redline.reports import RuleInfo, write  # noqa: PLC0415
    from cica_redline.rules import RULES  # noqa: PLC0415

    to = options["to"]
    infos = [RuleInfo(rule.code, rule.name, rule.severity, rule.summary) for rule in RULES]
    colour = to == "full" and options["output"] is None and wants_colour(options["color"])
    try:
        root = os.getcwd()  # noqa: PTH109
    except OSError:
        root = ""
    checked = [result.checked for result in results]
    _write(write(checked, to, colour=colour, rules=infos, root=root, version=__version__), options)


def _write(content: str, options: dict[str, Any]) -> None:
    from cica_redline.cli.files import write_output  # noqa: PLC0415

    if content or options["output"]:
        write_output(content, options["output"])


def _status(results: Sequence[Result], options: dict[str, Any]) -> int:
    """The exit status: what could not be kept, then what could not be read, then what was found."""
    if any(result.unsafe for result in results):
        return _UNSAFE
    if any(result.checked.error for result in results):
        return _UNREAD
    if options["diff"]:
        return _FOUND if any(result.diff for result in results) else _CLEAN
    bad = {"error", "warning"} if options["strict"] else {"error"}
    found = {placed.finding.severity for result in results for placed in result.checked.found}
    return _FOUND if bad & found else _CLEAN
