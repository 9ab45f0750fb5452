"""`format_text`: the canonical spelling of a draft, which reads as the draft does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.headings import WORDS
from cica_redline.parser import parse
from cica_redline.parties import CICA
from cica_redline.promises import same_readings
from cica_redline.views import front_matter
from cica_redline.writers import markup

if TYPE_CHECKING:
    from cica_redline.headings import Words
    from cica_redline.nodes import Draft
    from cica_redline.parties import Parties

_ENDS = ("\n", "\r\n", "\r")
_END = re.compile(r"\r\n?|\n")
_MARK = "\ufeff"


class FormatError(RuntimeError):
    """A text whose formatting would break what is promised; the message is one readable line."""


def format_text(text: str, *, parties: Parties = CICA, words: Words = WORDS, wrap: int = 0) -> str:
    """The draft in its canonical spelling: one line a block, or lines of at most `wrap` columns.

    Front matter, a byte order mark and the kind of line end that is the commonest behind the front
    matter stay. Raises FormatError where a view would change, or a second formatting the text.
    """
    before = parse(text, parties=parties, words=words)
    formatted = _spell(before, words, wrap)
    if formatted == text:
        return text
    after = parse(formatted, parties=parties, words=words)
    if change := same_readings(before, after):
        raise FormatError(change)
    if _spell(after, words, wrap) != formatted:
        raise FormatError("formatting it again would change it again")
    return formatted


def _spell(draft: Draft, words: Words, wrap: int) -> str:
    text, front = draft.source.text, front_matter(draft)
    spelled = markup.write(draft, width=wrap, words=words)
    body = _END.sub(_line_end(text, len(front)), spelled[len(front) :])
    mark = _MARK if text.startswith(_MARK) and not front else ""
    return front + mark + body


def _line_end(text: str, start: int) -> str:
    """The commonest line end of a text from here on, or else of the whole.

    Behind the front matter there will be one kind only, so the next formatting takes the same.
    """
    found = _END.findall(text, start) or _END.findall(text)
    return max(_ENDS, key=found.count)
