"""Markup: the whole draft in the notation, in its plain spelling."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cica_redline.grammar import terminals
from cica_redline.headings import WORDS
from cica_redline.source import BLANK
from cica_redline.spacing import CLOSING, first_of
from cica_redline.views import whole
from cica_redline.writers.lines import Line, Piece, lay_out, signed
from cica_redline.writers.templates import fill
from cica_redline.writers.wrapping import break_block

if TYPE_CHECKING:
    from cica_redline.headings import Words
    from cica_redline.nodes import Draft

_INDENT = "    "


def spell(piece: Piece, before: Piece | None) -> str:
    """A piece in the notation; `before` is the one before it in the line."""
    match piece.kind:
        case "close":
            proposal = piece.inside[-1]
            return signed(proposal) if proposal.closed else ""
        case "words" if before is not None and before.kind == "close":
            return _escape_sign(piece.text)
        case _:
            return piece.text


def _escape_sign(words: str) -> str:
    """Words after a bracket that would read as a position, with their parenthesis escaped."""
    start = len(words) - len(words.lstrip(BLANK))
    if terminals("POSITION", "STATUS").match(words, start):
        return f"{words[:start]}\\{words[start:]}"
    return words


def _touching(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a line with no blank before a loose position that words touch.

    In no view do they have one before them then, and from the blank they would.
    """
    spelled: list[Piece] = []
    touched = False
    for piece in reversed(pieces):
        aside = piece.kind == "aside"
        spelled.append(
            replace(piece, text=piece.text.lstrip(BLANK)) if touched and aside else piece
        )
        if not aside:
            first = first_of(piece.text)
            touched = piece.kind == "words" and first not in CLOSING and first not in BLANK
    return spelled[::-1]


def spell_line(line: Line) -> str:
    """A line in the notation, set in by its depth."""
    if line.kind in {"furniture", "footnote"}:
        return line.pieces[0].text.strip("\r\n")
    pieces = _touching(line.pieces)
    pairs = zip(pieces, [None, *pieces], strict=False)
    words = "".join(spell(piece, before) for piece, before in pairs).strip(BLANK)
    return _INDENT * line.depth + re.sub(r" *\n *", "\n", words)


def write(draft: Draft, *, width: int = 0, words: Words = WORDS) -> str:
    """The draft in the notation; parsing it gives the same clauses, proposals and views.

    `width` is in columns, 0 for one line a block; `words` are those by which the draft was parsed.
    """
    lines = lay_out(whole(draft))
    front = "".join(piece.text for line in lines for piece in line.pieces if line.kind == "front")
    spelled = [_set(line, width, words) for line in lines if line.kind != "front"]
    return fill("markup.j2", {"front": front, "lines": [{"text": s} for s in spelled if s]})


def _set(line: Line, width: int, words: Words) -> str:
    spelled = spell_line(line)
    # A heading goes on with some lines only, and what is put aside stays as it is.
    breaks = width and line.kind in {"clause", "paragraph"}
    return break_block(spelled, width, words) if breaks else spelled
