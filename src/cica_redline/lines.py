"""The lines of a draft, and which of them are page furniture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cica_redline.source import BLANK, LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterator

# A form feed is a line of its own, also where words stand before or behind it on the line.
_LINE = re.compile(
    rf"[ \t]*\f(?:[ \t]*(?:\r\n|[{LINE_END}]))?"
    rf"|[^\f{LINE_END}]*(?:\r\n|[{LINE_END}])|[^\f{LINE_END}]+"
)
_DASH = r"\-‐‑‒–—―−"
_BETWEEN, _SOME = rf"[\s/{_DASH}]*", rf"[\s/{_DASH}]+"
_PAGE_NUMBER = re.compile(
    rf"{_BETWEEN}(?:(?:Page|PAGE)\s*(?P<page>[0-9]{{1,4}})(?:\s*(?:of|OF|/)\s*[0-9]{{1,4}})?"
    rf"|(?P<place>[0-9]{{1,3}})\s*(?:of|OF)\s*[0-9]{{1,4}}"
    rf"|(?P<number>[0-9]{{1,3}})(?:{_SOME}[0-9]{{1,3}})*){_BETWEEN}"
)
_RULE = re.compile(rf"[\s/{_DASH}]*[{_DASH}][\s/{_DASH}]*")

_PAGES = 3
"""A running head stands on so many pages at least (notation, section 3)."""


@dataclass(slots=True)
class Line:
    """One line: where it starts, its first character and its last that are not blank, its end.

    `words[line.first:line.last]` is what is on it. `page` is the number it is furniture with,
    0 for other furniture, None where it is no furniture.
    """

    start: int
    first: int
    last: int
    stop: int
    page: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands on it."""
        return self.first == self.last


def read_lines(text: str) -> list[Line]:
    """The lines of a text, with page numbers, rules and form feeds marked as furniture."""
    return [_line(found) for found in _LINE.finditer(text)]


def _line(found: re.Match[str]) -> Line:
    words = found.group()
    bare = words.strip(BLANK)
    first = found.start() + (len(words) - len(words.lstrip(BLANK)) if bare else 0)
    line = Line(found.start(), first, first + len(bare), found.end())
    if "\f" in words:
        line.page = 0
        line.first, line.last = found.start(), found.end()
    elif bare and len(bare) < 40:  # noqa: PLR2004 - no page number is as long
        if number := _PAGE_NUMBER.fullmatch(bare):
            line.page = int(number["page"] or number["place"] or number["number"])
        elif _RULE.fullmatch(bare):
            line.page = 0
    return line


def mark_running_heads(text: str, lines: list[Line]) -> list[Line]:
    """Mark the running heads among these lines as furniture; the first of each is returned.

    The first or last lines of pages, the same on three pages and on at least half of them.
    """
    found: dict[str, Line] = {}
    while heads := _repeated(text, lines):
        for line in heads:
            line.page = 0
            found.setdefault(text[line.first : line.last], line)
    return sorted(found.values(), key=lambda line: line.start)


def _repeated(text: str, lines: list[Line]) -> list[Line]:
    pages = [page for page in _pages(text, lines) if page]
    if len(pages) < _PAGES:
        return []
    ends = [{id(line): line for line in (page[0], page[-1])}.values() for page in pages]
    count = Counter(words for page in ends for words in {text[e.first : e.last] for e in page})
    heads = {words for words, n in count.items() if n >= _PAGES and 2 * n >= len(pages)}
    return [line for page in ends for line in page if text[line.first : line.last] in heads]


def _pages(text: str, lines: list[Line]) -> Iterator[list[Line]]:
    """The lines of each page that have words, furniture aside."""
    feeds = any("\f" in text[line.start : line.stop] for line in lines)
    page: list[Line] = []
    last = None
    for line in lines:
        if line.page is None:
            if not line.empty:
                page.append(line)
            continue
        if feeds:
            parts = "\f" in text[line.start : line.stop]
        else:
            parts = bool(line.page) and (last is None or line.page == last + 1)
            last = line.page if parts else last
        if parts:
            yield page
            page = []
    yield page
