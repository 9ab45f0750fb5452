"""What a terminal shows: lines of its width, and nothing that could steer it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Segment = tuple[str, str]
"""A style, as the numbers of an SGR sequence (empty: plain), and words."""

# C0 but tab and line feed, DEL, C1; the characters that change the direction of what follows.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# What the log of a build takes for a command to itself: GitHub `::` at the start of a line, behind
# blanks, and `##[` anywhere in one, Azure `##vso[` too. They compare as people of some culture do,
# which passes over what has no width; so it is passed over here.
_NONE = "[\u00ad\u034f\u180b-\u180f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff]*"
_COMMAND = re.compile(
    rf"(?:\A(?:\s|{_NONE[:-1]})*:(?={_NONE}:))|#(?={_NONE}#(?:\w|{_NONE[:-1]})*\[)"
)

_UNSEEN = frozenset({"Mn", "Me", "Cf"})


def visible(text: str) -> str:
    """The text with every control and bidi control as something that can be seen."""
    return _STEERING.sub(picture, text)


def one_line(text: str, end: str = " ", tab: str = "\t") -> str:
    """The text in one line by any reckoning, that steers no terminal and commands no build.

    `end` and `tab` stand for ends of lines and tabs in it. A command is apart by a blank.
    """
    return _COMMAND.sub(r"\g<0> ", visible(text).replace("\n", end).replace("\t", tab))


def commands(line: str, start: int, end: int) -> set[int]:
    """Behind which characters of this part of a line a blank has to stand to command no build."""
    return {found.end() - 1 for found in _COMMAND.finditer(line, start, end)}


def picture(found: re.Match[str]) -> str:
    """What stands for a character that nobody can see."""
    code = ord(found.group())
    if code < 0x20:  # noqa: PLR2004 - the C0 controls have pictures of their own
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"  # noqa: PLR2004 - DEL has one too


def cells(text: str) -> int:
    """How many columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    seen = [c for c in text if unicodedata.category(c) not in _UNSEEN]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in seen)


def wrap(segments: Iterable[Segment], width: int, indent: str = "") -> list[list[Segment]]:
    """The segments in rows of at most `width` columns, each row set in by `indent`.

    Rows break at blanks only, never at no-break ones; a word that is too long has a row of its
    own. `width` 0 does not break.
    """
    rows: list[list[Segment]] = [[("", indent)] if indent else []]
    used, empty = len(indent), True
    for word in _words(segments):
        size = sum(cells(text) for _, text in word)
        blank = word[0][1][:1] == " "
        if width and not empty and used + size > width:
            rows.append([("", indent)] if indent else [])
            used, empty = len(indent), True
        if empty and blank:
            word = [(word[0][0], word[0][1][1:]), *word[1:]]  # noqa: PLW2901
            size -= 1
        rows[-1] += [segment for segment in word if segment[1]]
        used, empty = used + size, False
    return [_merged(row) for row in rows]


def _merged(row: list[Segment]) -> list[Segment]:
    """The segments of a row with neighbours of one style as one."""
    merged: list[Segment] = []
    for style, text in row:
        if merged and merged[-1][0] == style:
            merged[-1] = (style, merged[-1][1] + text)
        else:
            merged.append((style, text))
    return merged


def _words(segments: Iterable[Segment]) -> list[list[Segment]]:
    """The segments cut before each blank: each word carries the blank before it."""
    words: list[list[Segment]] = []
    for style, text in segments:
        for piece in re.findall(r" [^ ]*|[^ ]+", text):
            if piece[0] == " " or not words:
                words.append([(style, piece)])
            else:
                words[-1].append((style, piece))
    return words
