"""`redline parties`: the codes and names of parties, and what they do in a draft."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cica_redline.cli.settings import configured

if TYPE_CHECKING:
    from cica_redline.config import Config
    from cica_redline.nodes import Draft

_HEAD = ("code", "party", "proposes", "supports", "opposes")


@click.command(
    epilog="""\b
Examples:
  redline parties                 the members of CICA, or of the configured body
  redline parties draft.txt       who is in a draft, with counts
"""
)
@click.argument("draft", type=click.Path(allow_dash=True), required=False)
@click.option("--all", "every", is_flag=True, help="Every State and group that is known.")
@click.option("--encoding", metavar="NAME", help="The draft's encoding, if it is not UTF-8.")
@configured
def command(draft: str | None, *, every: bool, encoding: str | None, config: Config) -> None:
    """List the members of the body; with DRAFT, the parties in it and what they do there.

    A party proposes what it was first to add or strike, supports what another proposes, and
    opposes what it has the other sign on.
    """
    from cica_redline.cli.files import read_draft  # noqa: PLC0415

    if draft is not None:
        _show((_HEAD, *_counts(read_draft(draft, encoding, config))))
        return
    parties = config.parties
    listed = [party for party in parties.listed if every or party.code in parties.members]
    _show((_HEAD[:2], *((party.code, party.name) for party in listed)))


def _counts(draft: Draft) -> list[tuple[str, ...]]:
    counts: dict[str, list[int]] = {}
    for proposal in draft.proposals:
        for place, position in enumerate(proposal.counted):
            count = counts.setdefault(position.party, [0, 0, 0])
            own = "+" if proposal.kind == "insertion" else "-"
            count[2 if position.sign != own else 0 if place == 0 else 1] += 1
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return [(code, draft.parties.name(code), *map(str, count)) for code, count in ordered]


def _show(rows: tuple[tuple[str, ...], ...]) -> None:
    """A table on a terminal; without one, columns parted by tabs."""
    if not sys.stdout.isatty():
        click.echo("\n".join("\t".join(row) for row in rows))
        return
    from cica_redline.cli.tables import show_table  # noqa: PLC0415 - only for a terminal

    show_table(rows, left=2)
