"""Text: one line a block, made for `diff`; what is still open is written in the notation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.source import BLANK
from cica_redline.writers.lines import Line, Piece, lay_out, lay_out_nodes, signed
from cica_redline.writers.templates import fill
from cica_redline.writers.terminal import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.nodes import Draft, Proposal

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


def margin_of(lines: Sequence[Line]) -> int:
    """How wide the column of addresses is."""
    return max((len(line.address) for line in lines), default=0) + 2


def write(draft: Draft, *, width: int = 0, addresses: bool = False, front: str = "") -> str:
    """A draft as text: a blank line between blocks, a line end at the end.

    `width` is in columns, 0 for one line a block; `front` is put before the draft.
    """
    lines = [line for line in lay_out(draft) if line.kind != "front"]
    margin = margin_of(lines) if addresses else 0
    spelled = [_set(line, words, width, margin) for line in lines if (words := spell_line(line))]
    blocks = [front, *spelled] if front else spelled
    return fill("text.j2", {"lines": [{"text": block} for block in blocks]})


def _set(line: Line, words: str, width: int, margin: int) -> str:
    """A line with its address before it, broken to a width."""
    indent = " " * margin
    if width:
        indent += "    " * line.depth
        rows = [
            "".join(text for _, text in row)
            for part in words.split("\n")
            for row in wrap([("", part)], width, indent)
        ]
        words = "\n".join(rows)
    elif margin:
        words = "\n".join(indent + row for row in words.split("\n"))
    return f"{line.address:<{margin}}{words[margin:]}" if margin else words


def words_of(proposal: Proposal) -> str:
    """The words of a proposal on one line, its inner brackets in the notation."""
    lines = [spell_line(line) for line in lay_out_nodes(proposal.children)]
    return " ".join(line for line in lines if line)
