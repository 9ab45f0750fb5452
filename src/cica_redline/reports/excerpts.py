"""The line that a finding is in, cut to what fits, with carets under the fault."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cica_redline.writers.terminal import cells, commands, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cica_redline.diagnostics import Placed

WIDTH = 100
"""How many columns of a line are shown, without the ellipses."""

_BEFORE = 30
"""How many of them are before the fault, where what follows fills the rest."""

_MOST = 2 * WIDTH
"""How many code points are looked at each way; marks without width could go on for ever."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A row of text and a row of carets; the carets begin `indent` columns in."""

    text: str
    indent: int
    carets: str


def excerpt(placed: Placed) -> Excerpt:
    """The part of its line in which a finding begins, and where in it the fault is.

    A line can be the whole of a file, so that only what is near the fault is looked at.
    """
    line = placed.excerpt
    start = min(placed.column - 1, len(line))
    end = len(line) if placed.end_line > placed.line else min(placed.end_column - 1, len(line))
    fault = _pieces(line, start, min(end, start + _MOST), inside=True)
    after = _pieces(line, end, min(end + _MOST, len(line))) if end - start < _MOST else []
    before = _pieces(line, max(start - _MOST, 0), start)
    ahead = _fitting([*fault, *after], WIDTH)
    behind = _fitting(reversed(before), max(_BEFORE, WIDTH - _width(ahead)))[::-1]
    ahead = _fitting([*fault, *after], WIDTH - _width(behind))
    while behind and len(behind) < start and not cells(behind[0]):
        del behind[0]  # a mark whose letter was cut off
    left = "…" if len(behind) < start else ""
    right = "…" if len(ahead) < len(line) - start else ""
    indent = _width([left, *behind])
    if ahead and indent and not cells(ahead[0]):
        indent -= 1  # a mark is where its letter is
    carets = "^" * max(_width(ahead[: len(fault)]), 1)
    return Excerpt("".join([left, *behind, *ahead, right]), indent, carets)


def _pieces(line: str, start: int, end: int, *, inside: bool = False) -> list[str]:
    """What each code point of a part of a line is shown as, a tab as one blank.

    Inside of a fault nothing is invisible: it may be the fault.
    """
    text = line[start:end]
    # A command to a build may begin in this part and end in the next.
    apart = commands(line, start, min(end + _MOST, len(line)))
    if not apart and text.isascii() and text.isprintable():
        return list(text)  # nearly always, and ten thousand findings should not take long
    return [
        f"⟨U+{ord(c):04X}⟩"
        if inside and unicodedata.category(c) == "Cf" and visible(c) == c
        else visible(c).replace("\t", " ").replace("\n", "␊") + (" " if place in apart else "")
        for place, c in enumerate(text, start)
    ]


def _fitting(pieces: Iterable[str], width: int) -> list[str]:
    """The first pieces, as many as fit."""
    fitting: list[str] = []
    for piece in pieces:
        width -= cells(piece)
        if width < 0:
            break
        fitting.append(piece)
    return fitting


def _width(pieces: Iterable[str]) -> int:
    return cells("".join(pieces))
