"""Text: one line a block, made for `diff`; what is still open is written in the notation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.source import BLANK
from cica_redline.writers.lines import Line, Piece, lay_out, signed
from cica_redline.writers.templates import fill

if TYPE_CHECKING:
    from cica_redline.nodes import Draft

_ESCAPE = re.compile(r"\\([\[\]\\(])")


def plain(words: str) -> str:
    """The words with each escape as the character that it stands for."""
    return _ESCAPE.sub(r"\1", words) if "\\" in words else words


def spell(piece: Piece) -> str:
    """A piece as it stands in plain text."""
    match piece.kind:
        case "style":
            return ""
        case "close":
            return signed(piece.inside[-1])
        case _:
            return plain(piece.text)


def spell_line(line: Line) -> str:
    """The words of a line, without blanks at its ends."""
    words = "".join(map(spell, line.pieces)).strip(BLANK)
    return "\n".join(row.strip(BLANK) for row in words.split("\n")) if "\n" in words else words


def write(draft: Draft) -> str:
    """A draft as text: a blank line between blocks, a line end at the end."""
    lines = [spell_line(line) for line in lay_out(draft) if line.kind != "front"]
    return fill("text.j2", {"lines": [{"text": line} for line in lines if line]})
