"""Labelled brackets: two of them that fill one block are two clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.headings import BEFORE_LABEL
from cica_redline.inlines import events
from cica_redline.labels import readings
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from cica_redline.parties import Parties

_NEXT_BRACKET = re.compile(rf"[\])][{BLANK}]*(?=\[)")


def further_brackets(text: str, start: int, end: int, parties: Parties) -> list[int]:
    """Where the second and further brackets begin of those that fill a block, each with a label.

    None where the block is anything else. Offsets are those of the text.
    """
    words = text[start:end]
    starts = [found.end() for found in _NEXT_BRACKET.finditer(words)]
    labelled = [s for s in starts if readings(words, label_start(words, s, len(words)), len(words))]
    if not labelled:
        return []
    depth, tops = 0, []
    for kind, first, last in events(words, 0, parties):
        if kind == "open":
            if not depth:
                tops.append(first)
            depth += 1
        elif kind == "close":
            depth -= 1
        elif not depth and words[first:last].strip(BLANK):
            return []
    return [start + top for top in tops[1:]] if tops[1:] == labelled else []


def label_start(text: str, start: int, end: int) -> int:
    """Where a label would begin: after blanks and opening brackets, before an end."""
    while start < end and text[start] in BEFORE_LABEL:
        start += 1
    return start
