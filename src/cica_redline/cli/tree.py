"""`redline tree`: what was read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cica_redline.cli.messages import Word
from cica_redline.cli.settings import configured

if TYPE_CHECKING:
    from cica_redline.config import Config


@click.command(
    epilog="""\b
Examples:
  redline tree draft.txt
  redline tree draft.txt --to json | jq '.faults'
"""
)
@click.argument("draft", type=click.Path(allow_dash=True))
@click.option("--to", type=Word("format", ["text", "json"]), help="Else by the extension of -o.")
@click.option("-o", "--output", type=click.Path(), help="Write to a file, whole or not at all.")
@click.option("--encoding", metavar="NAME", help="The draft's encoding, if it is not UTF-8.")
@configured
def command(
    draft: str, to: str | None, output: str | None, encoding: str | None, *, config: Config
) -> None:
    """Show the outline of DRAFT (- for standard input): addresses, spans, proposals, faults."""
    from cica_redline.cli.files import read_draft, write_output  # noqa: PLC0415
    from cica_redline.writers import outline, tree  # noqa: PLC0415
    from cica_redline.writers.terminal import visible  # noqa: PLC0415

    source = read_draft(draft, encoding, config)
    to = to or ("json" if (output or "").lower().endswith(".json") else "text")
    content = tree.write(source) if to == "json" else outline.write(source)
    on_terminal = output in {None, "-"} and sys.stdout.isatty()
    write_output(visible(content) if on_terminal else content, output)
