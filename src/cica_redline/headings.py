"""What begins a part of the draft: titles and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cica_redline.grammar import pattern, terminals
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.lines import Line

RANKS = {"pillar": 1, "part": 1, "annex": 1, "chapter": 2, "section": 3, "article": 4}
"""The words that begin a heading, with how high they rank: 1 is the highest."""

BOLD_RANK = 6
KEEPING = {"article": "Art", "annex": "Annex"}
"""Words that stay in the address of their sections."""

TITLE_WORDS = ("draft", "projet", "proyecto", "проект", "жоба", "مشروع")
"""The words by which a title is known."""

_B = f"[{BLANK}]"
_DASH = r"\-‐‑‒–—―−"
_PART = r"(?:[0-9]+(?:[ ]?(?:bis|ter|quater)|[a-z])?|[A-Z]+|One|Two|Three|Four|Five|Six)(?!\w)"
_HASHED = re.compile(rf"(?:{_B}|\[)*(?P<hashes>#{{1,6}}){_B}+\S")
_COUNTED = re.compile(rf"(?:{_B}|\[|\*|\#)*(?P<number>[IVXLC]+|[A-Z]|[0-9]+){_B}?[.)]{_B}")
_PREAMBLE = re.compile(rf"(?i:(?:{_B}|\[|\*|\#)*preamble\b)")
_BOLD = re.compile(r"\*{2,3}")

BEFORE_LABEL = BLANK + "["
"""What may stand before a label: blanks and opening brackets."""

OPENING = "[(\"'“‘„«‹*" + BLANK
"""What may stand before the first word of a line: brackets, quotes, bold."""
_CLOSING = "])}\"'”’»›*" + BLANK
_STOPS = ".;:,!?。；：，、！？；،؛؟۔।॥።"


# No slots: cached_property keeps the patterns in the instance's dictionary, where they are compiled
# when first asked for and are no part of the value (equality, hash and repr see the fields).
@dataclass(frozen=True)
class Words:
    """Words that begin headings, and that tell titles, beside those of the notation.

    In any case of letters. Headings that begin with one rank as sections do, and their address is
    their number alone. Raises ValueError for a word without a letter: it would be everywhere.
    """

    headings: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for word in (*self.headings, *self.titles):
            if not any(character.isalpha() for character in word):
                raise ValueError(f"{word!r} is no word for a heading or title: it has no letter")

    @cached_property
    def heading(self) -> re.Pattern[str]:
        """What a heading begins with: one of the words and a number, and how it goes on."""
        words = _alternatives((*RANKS, *self.headings))
        # The blanks are taken whole, so that the end is where the next word begins.
        return re.compile(
            rf"(?:{_B}|\[|\*|\#)*(?P<word>{words}){_B}+(?P<number>{_PART}(?:\.{_PART})*)"
            rf"(?:\**{_B}*\Z|\**[:.\]{_DASH}]|\**{_B}++)"
        )

    @cached_property
    def title(self) -> re.Pattern[str]:
        """What is somewhere in a title."""
        return re.compile(rf"(?<!\w){_alternatives((*TITLE_WORDS, *self.titles))}(?!\w)")


WORDS = Words()
"""The words of the notation alone."""


def _alternatives(words: tuple[str, ...]) -> str:
    """A pattern for any of these words, in any case; a blank in one stands for any blanks."""
    spelled = (rf"{_B}+".join(map(re.escape, word.split())) for word in words)
    return f"(?i:{'|'.join(spelled)})"


@dataclass(frozen=True, slots=True)
class Begun:
    """A heading as its first line says it: its address (empty: by its place), rank and style."""

    address: str
    rank: int
    style: str
    preamble: bool = False


def read_heading(text: str, line: Line, words: Words = WORDS) -> Begun | None:
    """What the words of a line say as a heading; None where they say none.

    Bold blocks are headings by being bold as a whole: see `bold_lines`.
    """
    worded = _worded(text, line, words)
    hashed = _HASHED.match(text, line.first, line.last)
    if not worded and not hashed:
        return None
    style = hashed["hashes"] if hashed else ("**" if "**" in text[line.first : line.last] else "")
    if worded:
        word = worded["word"].lower()
        number = "".join(worded["number"].split())
        rank = len(style) if hashed else RANKS.get(word, RANKS["section"])
        return Begun(KEEPING.get(word, "") + number, rank, style)
    return unworded_heading(text, line, style)


def _worded(text: str, line: Line, words: Words) -> re.Match[str] | None:
    found = words.heading.match(text, line.first, line.last)
    # "Article 5 of the Charter" goes on as a sentence. A pattern can't say "small letter" for the
    # scripts that configured words are in.
    if found and found.end() < line.last and text[found.end() - 1] in BLANK:
        return None if text[found.end()].islower() else found
    return found


def unworded_heading(text: str, line: Line, style: str) -> Begun:
    """A heading that begins with none of the words: `# …`, or bold as a whole."""
    rank = len(style) if style.startswith("#") else BOLD_RANK
    if _PREAMBLE.match(text, line.first, line.last):
        return Begun("", rank, style, preamble=True)
    counted = _COUNTED.match(text, line.first, line.last)
    return Begun(counted["number"] if counted else "", rank, style)


def bold_lines(text: str, lines: Sequence[Line], first: int) -> int:
    """How many of these lines, from the first, are bold as a whole; furniture aside."""
    inside = False
    whole = 0
    # Not a slice: of a long draft one for each line would be most of the work.
    for place in range(first, len(lines)):
        line, count = lines[place], place - first + 1
        if line.empty:
            break
        if line.page is not None:
            continue
        words = text[line.first : line.last]
        pieces = _BOLD.split(words)
        outside = pieces[inside::2]
        if any(without_signs(piece).strip(OPENING + _CLOSING) for piece in outside):
            break
        if not inside and len(pieces) == 1:
            break
        inside ^= len(pieces) % 2 == 0
        if not inside:
            whole = count
    return whole


def without_signs(words: str) -> str:
    """The words without the positions and statuses at their end."""
    return _signs().sub("", words) if words.rstrip(BLANK).endswith(")") else words


@cache
def _signs() -> re.Pattern[str]:
    mark = f"(?:{pattern('POSITION')}|{pattern('STATUS')})"
    return re.compile(rf"(?:{mark}{_B}*(?:{pattern('_BETWEEN')}{_B}*)?)*{mark}{_B}*\Z")


def begins_signed(text: str, line: Line) -> bool:
    """Whether a line begins with a position or a status."""
    return bool(terminals("POSITION", "STATUS").match(text, line.first, line.last))


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the words end with a stop or a comma: positions, brackets and quotes aside."""
    last = last_character(text, start, end)
    return bool(last) and last in _STOPS


def last_character(text: str, start: int, end: int) -> str:
    """The last character of the words, positions, statuses, closing brackets and quotes aside."""
    # No run of positions and brackets at the end of a line is longer than this.
    words = text[max(start, end - 400) : end]
    while True:
        bare = without_signs(words).rstrip(_CLOSING)
        if bare == words:
            return bare[-1:]
        words = bare


def begins_lower(text: str, line: Line) -> bool:
    """Whether the first letter of a line, opening brackets and quotes aside, is a small one."""
    return text[line.first : line.last].lstrip(OPENING)[:1].islower()


def in_capitals(text: str, line: Line) -> bool:
    """Whether a line is written in capitals."""
    return text[line.first : line.last].isupper()


def find_title(text: str, lines: list[Line], words: Words = WORDS) -> tuple[int, int]:
    """The place of the title's first line and how many lines it has; (0, 0) without one."""
    closers = terminals("CLOSE").finditer(text)
    signed = next((c.start() for c in closers if len(c.group()) > 1), len(text))
    fresh = True
    for place, line in enumerate(lines):
        if line.page is not None:
            continue
        if line.first > signed:
            break
        if not line.empty:
            size = _title_size(text, lines, place, fresh=fresh)
            if size and words.title.search(text, line.first, lines[place + size - 1].last):
                return place, size
        fresh = line.empty
    return 0, 0


def _title_size(text: str, lines: list[Line], place: int, *, fresh: bool) -> int:
    line = lines[place]
    if text[line.first : line.last].lstrip(BEFORE_LABEL).startswith("#"):
        return 1
    if not fresh or "**" not in text[line.first : line.last]:
        return 0
    return bold_lines(text, lines, place)
