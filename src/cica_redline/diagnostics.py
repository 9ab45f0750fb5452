"""What is wrong and where: the faults of a draft and the notes of a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["brackets", "positions", "structure"]

FAULTS: dict[str, Group] = {
    "unclosed-bracket": "brackets",
    "stray-bracket": "brackets",
    "deep-bracket": "brackets",
    "spanning-bracket": "brackets",
    "lenient-position": "positions",
    "unknown-party": "positions",
    "repeated-position": "positions",
    "conflicting-position": "positions",
    "loose-position": "positions",
    "missing-sign": "positions",
    "number-gap": "structure",
    "mended-page-break": "structure",
    "digits-in-block": "structure",
    "running-head": "structure",
}
"""Every code that `parse` can report, with the part of the notation it belongs to."""

REMARKS = frozenset({"spanning-bracket", "mended-page-break", "running-head"})
"""Reports of what was read with care and is sound: told, but no problem of the draft."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the source that a careful secretary would point at.

    `span` is where, in code points of the source, end excluded.
    """

    code: str
    span: tuple[int, int]
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a view had to read into the draft, or what it could not show: never in the text.

    `address` is the proposal it is about; `span` is where that stands in the source.
    """

    code: str
    address: str
    span: tuple[int, int]
    message: str
