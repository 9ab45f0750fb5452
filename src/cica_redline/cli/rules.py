"""`redline rules`: what `redline check` looks for, and why."""

from __future__ import annotations

import sys

import click

from cica_redline.cli.choices import no_rule


@click.command(
    epilog="""\b
Examples:
  redline rules                      every rule in one line
  redline rules B01                  why it matters, with examples
  redline rules unclosed-bracket     the same, by name
"""
)
@click.argument("words", metavar="[CODE]...", nargs=-1)
@click.option("--markdown", is_flag=True, help="All rules as a page in Markdown.")
def command(words: tuple[str, ...], *, markdown: bool) -> None:
    """List the rules of `redline check`, or explain those with a CODE or name."""
    from cica_redline.rules import RULES, page  # noqa: PLC0415
    from cica_redline.writers.terminal import visible  # noqa: PLC0415

    if markdown:
        click.echo(page.markdown(), nl=False)
        return
    if not words:
        _list(page.listing())
        return
    asked = []
    for word in words:
        found = [rule for rule in RULES if rule.is_named(word)]
        if not found:
            raise click.UsageError(no_rule(word))
        asked += found
    if len(asked) > len(words):
        _list(page.listing(asked))
        return
    click.echo("\n".join(visible(page.explanation(rule)) for rule in asked), nl=False)


def _list(rows: list[tuple[str, str, str, str]]) -> None:
    """A table on a terminal; without one, columns parted by tabs."""
    if not sys.stdout.isatty():
        click.echo("\n".join("\t".join(row) for row in rows))
        return
    from cica_redline.cli.tables import show_table  # noqa: PLC0415

    show_table([("code", "severity", "name", "what it finds"), *rows], left=4)
