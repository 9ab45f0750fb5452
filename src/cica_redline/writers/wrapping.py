"""Where a block in the notation may be broken into lines, so that it reads as before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.grammar import terminals
from cica_redline.headings import OPENING, without_signs
from cica_redline.labelled import label_start
from cica_redline.labels import VARIANTS, readings
from cica_redline.lines import read_lines
from cica_redline.source import BLANK
from cica_redline.writers.terminal import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.headings import Words
    from cica_redline.source import Span

_JOINING = frozenset("-‐‑‒–—―−[\\" + BLANK)
"""What no line may end with: a hyphen would join, a bracket alone on its line begin a block."""

_FIRST = re.compile(r"[(\[\"'“‘„«‹]*(?P<word>[^\W\d_]+)")
"""What a line may begin with: a word, brackets and quotes aside, and no number or dash."""

_BEGINNING = frozenset({"page", *VARIANTS.split("|")})
"""Words that may be the beginning of a page number, or the end of a label."""

_BOLD = re.compile(r"\*{2,3}")
_ENDING = ")]}\"'”’»›" + BLANK

_LONGEST = 40
"""Page numbers are shorter than this."""


def break_block(block: str, width: int, words: Words) -> str:
    """A block in lines of at most `width` columns, all set in as the first one is.

    Lines break at blanks only, and only where none of them can read as anything but a part of
    this block; where that is nowhere a line is longer. What has lines already stays as it is, as
    do the rows of a table.
    """
    text = block.lstrip(" ")
    if "\n" in block or cells(block) <= width or text.lstrip(OPENING).startswith("|"):
        return block
    indent = block[: len(block) - len(text)]
    rows: list[str] = []
    start = last = 0
    for place in (*_breaks(text, words), len(text)):
        if last > start and len(indent) + cells(text[start:place]) > width:
            rows.append(text[start:last])
            start = last + 1
        last = place
    return "\n".join(indent + row for row in (*rows, text[start:]))


def _breaks(text: str, words: Words) -> Iterator[int]:
    """The blanks of a block at which a line may end."""
    whole = _whole(text, words)
    bold = _BoldBeginning(text)
    for found in re.finditer(" ", text):
        place = found.start()
        while whole and whole[-1][1] <= place:
            whole.pop()
        if whole and whole[-1][0] <= place:
            continue
        if _may_end(text, place) and _may_begin(text, place + 1, words) and not bold.ends(place):
            yield place


def _whole(text: str, words: Words) -> list[Span]:
    """What stays in one piece, the last first: positions, what is no proposal, the beginning.

    A label's number alone on its line would be a page number, and `Article 5` alone a heading.
    """
    marks = [m.span() for m in terminals("POSITION", "STATUS", "LITERAL").finditer(text)]
    label = label_start(text, 0, len(text))
    labels = readings(text, label, len(text))
    worded = words.heading.match(text)
    end = max(labels[0].end + 1 if labels else 0, worded.end() if worded else 0)
    return [*reversed(marks), (0, end)]


def _may_end(text: str, place: int) -> bool:
    """Whether a line may end here."""
    if text[place - 1] in _JOINING:
        return False
    return place >= _LONGEST or read_lines(text[:place])[0].page is None


def _may_begin(text: str, place: int, words: Words) -> bool:
    """Whether a line that goes on with a block may begin here."""
    first = _FIRST.match(text, place)
    if not first or first["word"].lower() in _BEGINNING:
        return False
    if terminals("STATUS").match(text, place) or words.heading.match(text, place):
        return False
    return not readings(text, label_start(text, place, len(text)), len(text))


class _BoldBeginning:
    """Bold words at the beginning of a block: alone on its lines they would be a heading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = [found.span() for found in reversed([*_BOLD.finditer(text)])]
        self.alone = bool(self.marks) and not text[: self.marks[-1][0]].strip(OPENING)
        """Whether nothing but bold words is known to stand before the place that was asked for."""
        self.inside = False
        self.end = 0
        """Where the last mark before that place ends."""

    def ends(self, place: int) -> bool:
        """Whether all that stands before a place is bold; to be asked in reading order."""
        while self.marks and self.marks[-1][1] <= place:
            self.end = self.marks.pop()[1]
            self.inside = not self.inside
        if self.alone and not self.inside:
            outside = without_signs(self.text[self.end : place])
            self.alone = not outside.strip(OPENING + _ENDING)
            return self.alone
        return False
