"""Tables on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def show_table(rows: Sequence[tuple[str, ...]], *, left: int) -> None:
    """Show rows on the terminal, the first of them as the head; `left` columns align left."""
    from shutil import get_terminal_size  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415 - only for a terminal
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from cica_redline.writers.terminal import visible  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, name in enumerate(rows[0]):
        table.add_column(Text(name), justify="left" if place < left else "right")
    for row in rows[1:]:
        table.add_row(*(Text(visible(cell)) for cell in row))
    # Not as rich finds it: for COLUMNS=0 that would be a table of no width, and nothing shown.
    Console(width=get_terminal_size().columns).print(table)
