"""What is wrong and where: the faults of a draft, the notes of a view, the findings of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["brackets", "positions", "structure"]
Severity = Literal["error", "warning", "info"]

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
    "repeated-number": "structure",
    "number-out-of-order": "structure",
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


@dataclass(frozen=True, slots=True)
class Edit:
    """Words to put in place of a span of the source; an empty span is where they go in."""

    span: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding; `safe` where no view of any party changes by it."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in a draft.

    `code` and `name` are the rule's. `span` is where, in code points of the source, end excluded;
    `address` is the clause that it is in, empty outside of all. `texts` are those it was found in,
    where it is about texts and not about the draft: "base", "all accepted", or codes of parties.
    """

    code: str
    name: str
    severity: Severity
    span: tuple[int, int]
    message: str
    fix: Fix | None = None
    address: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with its place in the file: lines and columns from 1, in code points.

    The end is excluded, as in spans. `excerpt` is the line of the source that it begins in,
    without its end; `words` are the first under its span.
    """

    finding: Finding
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was checked, and what was found in it, in source order.

    `path` is as a person would write it; `error` is one line about why it could not be read.
    """

    path: str
    found: tuple[Placed, ...] = ()
    error: str = ""
