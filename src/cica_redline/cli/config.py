"""`redline config`: what is configured, and where it comes from."""

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
  redline config                         what holds in this folder
  redline config | grep rules            one line a value
  redline config --isolated              what holds without any configuration
"""
)
@click.option("--to", type=Word("format", ["text", "json"]), default="text", show_default=True)
@configured
def command(to: str, *, config: Config) -> None:
    """Show every value of the configuration and where it comes from.

    A table on a terminal; without one, TOML that can be a configuration itself.
    """
    from cica_redline.toml import spell  # noqa: PLC0415 - completion needs it not

    values = config.values()
    if to == "json":
        from json import dumps  # noqa: PLC0415

        from cica_redline.writers.terminal import visible  # noqa: PLC0415

        both = {key: {"value": values[key], "origin": config.origins[key]} for key in values}
        content = dumps(both, ensure_ascii=False, indent=2)
        click.echo(visible(content) if sys.stdout.isatty() else content)
    elif sys.stdout.isatty():
        from cica_redline.cli.tables import show_table  # noqa: PLC0415

        rows = [(key, spell(value), config.origins[key]) for key, value in values.items()]
        show_table([("key", "value", "from"), *rows], left=3)
    else:
        from cica_redline.writers.terminal import one_line  # noqa: PLC0415

        for key, value in values.items():
            click.echo(f"{key} = {spell(value)}  # {one_line(config.origins[key])}")
