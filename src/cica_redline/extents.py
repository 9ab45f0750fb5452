"""How far the words of a block reach, with all that stands under it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.brackets import Unit
    from cica_redline.outline import Place


def solid_ends(masked: str, unit: Unit, places: Sequence[Place]) -> list[int]:
    """Where the last words end of each block of a unit and all under it.

    Closing brackets and their positions aside: a bracket that opens at the start of a block and
    closes there or later holds the block whole. `places` are those of the unit's blocks.
    """
    starts = [start for _, start, _ in unit.events]
    ends: list[int] = []
    """Of each event: where the words end that stand before the next one."""
    for kind, start, end in unit.events:
        before = ends[-1] if ends else unit.blocks[0].start
        ends.append(before if kind in {"close", "stray"} else _end(masked, start, end, before))
    solid = []
    for index, block in enumerate(unit.blocks):
        stop = unit.blocks[_last_under(places, index)].end
        last = bisect_left(starts, stop) - 1
        if last < 0:
            solid.append(block.start)
            continue
        kind, start, end = unit.events[last]
        before = ends[last - 1] if last else block.start
        cut = kind not in {"close", "stray"} and end > stop
        solid.append(_end(masked, start, stop, before) if cut else ends[last])
    return solid


def _end(masked: str, start: int, end: int, before: int) -> int:
    words = masked[start:end].rstrip(BLANK)
    return start + len(words) if words else before


def _last_under(places: Sequence[Place], index: int) -> int:
    """The last block that stands under one, or the block itself."""
    last = index
    place = places[index]
    if place.role == "clause":
        while last + 1 < len(places) and (
            places[last + 1].depth > place.depth
            or (place.depth == 0 and places[last + 1].role == "paragraph")
        ):
            last += 1
    return last
