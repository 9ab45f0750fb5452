"""How far words reach: those of a block with all under it, and what is said behind a bracket."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from cica_redline.grammar import terminals
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.brackets import Unit
    from cica_redline.inlines import Event
    from cica_redline.layout import Block
    from cica_redline.outline import Place


def within_blocks(masked: str, events: Sequence[Event], blocks: Sequence[Block]) -> Iterator[Event]:
    """The inline tokens of these blocks, with a position in which a block begins as words.

    The grammar knows no labels: in `] (+IND;` and `a) TUR)` on the next line it reads one position.
    """
    starts = [block.start for block in blocks]
    for kind, start, end in events:
        if kind in {"text", "open", "unclosed"} or not _begins_inside(starts, start, end):
            yield kind, start, end
        elif kind == "loose":
            yield "text", start, end
        else:
            stop = _whole_marks_end(masked, start, end, starts)
            yield kind, start, stop
            if stop < end:
                yield "text", stop, end


def _begins_inside(starts: Sequence[int], start: int, end: int) -> bool:
    return bisect_right(starts, start) < bisect_left(starts, end)


def _whole_marks_end(masked: str, start: int, end: int, starts: Sequence[int]) -> int:
    """Where the last position or status ends before the first in which a block begins."""
    stop = end - len(masked[start:end].lstrip("]"))
    for mark in terminals("POSITION", "STATUS", "_BETWEEN", "_BLANKS").finditer(masked, stop, end):
        if mark.lastgroup in {"POSITION", "STATUS"}:
            if _begins_inside(starts, *mark.span()):
                return stop
            stop = mark.end()
    return end


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
