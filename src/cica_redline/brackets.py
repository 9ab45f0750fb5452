"""Brackets matched across clauses: what is left open at the start of one, and closed in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cica_redline import headings
from cica_redline.diagnostics import Fault
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.inlines import Event
    from cica_redline.layout import Block
    from cica_redline.outline import Role

_OPENERS = BLANK + "[*#"


@dataclass(slots=True)
class Unit:
    """What brackets are matched within: a clause with everything under it, a heading, a title."""

    blocks: list[Block]
    events: list[Event]
    role: Role

    @property
    def end(self) -> int:
        """Where its last block ends."""
        return self.blocks[-1].end


def match_across(text: str, units: Sequence[Unit]) -> tuple[dict[int, int], list[Fault]]:
    """Match every bracket of these units: the start of each opener to its closer's start.

    An opener that is never closed is missing from the result. `text` is the source with its
    furniture blanked out. The nearest opener at the start of a clause takes what is left to
    close at the end of a later one, never past a heading (notation, section 4).
    """
    matched: dict[int, int] = {}
    faults: list[Fault] = []
    waiting: list[int] = []
    for unit in units:
        if unit.role in {"heading", "title"}:
            waiting.clear()
        inside: list[int] = []
        left: list[int] = []
        for kind, start, end in unit.events:
            if kind == "open":
                inside.append(start)
            elif kind == "close":
                matched[inside.pop()] = start
            elif kind == "unclosed" and _opens(text, unit, start) and unit.role != "title":
                left.append(start)
            elif kind == "stray" and waiting and _closes(text, unit, start, end):
                opener = waiting.pop()
                matched[opener] = start
                message = "this bracket holds more than one clause"
                faults.append(Fault("spanning-bracket", (opener, opener + 1), message))
        waiting += left
    return matched, faults


def _opens(text: str, unit: Unit, opener: int) -> bool:
    """Whether a bracket stands at the start of a clause: before its label, or right after it."""
    block = unit.blocks[0]
    if opener < block.start:
        return False
    label = next((cut for cut in block.cuts if cut.kind == "label"), None)
    if label is None or opener < label.start:
        return not text[block.start : opener].strip(_OPENERS)
    return not (text[block.start : label.start] + text[label.end : opener]).strip(_OPENERS)


def _closes(text: str, unit: Unit, start: int, end: int) -> bool:
    """Whether a bracket closes at the end of the clause, or, signed, of a block in it."""
    if not _rest(text, unit, end, unit.end):
        return True
    block = next(block for block in unit.blocks if block.start <= start < block.end)
    return end - start > 1 and not _rest(text, unit, end, block.end)


def _rest(text: str, unit: Unit, start: int, end: int) -> str:
    """The words between two offsets, closing brackets and final punctuation aside."""
    words = [
        text[max(first, start) : min(last, end)]
        for kind, first, last in unit.events
        if kind not in {"close", "stray"} and last > start and first < end
    ]
    return headings.without_signs("".join(words)).strip(BLANK + ".;:,!?")
