"""Colour for terminals: additions underlined, deletions struck, signs always shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.source import BLANK
from cica_redline.writers import text
from cica_redline.writers.lines import Line, Piece, lay_out
from cica_redline.writers.templates import fill
from cica_redline.writers.terminal import Segment, visible, wrap

if TYPE_CHECKING:
    from cica_redline.nodes import Draft, Proposal

BOLD, DIM, UNDERLINE, STRIKE = "1", "2", "4", "9"
RED, GREEN, YELLOW, MAGENTA, CYAN = "31", "32", "33", "35", "36"

_LEGEND: dict[str, list[Segment]] = {
    "insertion": [(f"{GREEN};{UNDERLINE}", "[added]"), (GREEN, " (+)")],
    "deletion": [(f"{RED};{STRIKE}", "[struck]"), (RED, " (-)")],
    "contested": [(f"{BOLD};{MAGENTA}", "[contested]"), (GREEN, " (+)"), (RED, " (-)")],
    "unattributed": [(YELLOW, "[unsigned]")],
}


def write(draft: Draft, *, width: int = 0, addresses: bool = False, front: str = "") -> str:
    """A draft in colour; `width` is in columns, 0 for lines as long as they come.

    Whatever in the draft could steer the terminal is made visible.
    """
    lines = [line for line in lay_out(draft) if line.kind != "front"]
    margin = text.margin_of(lines) if addresses else 0
    blocks = [_block(line, width, margin) for line in lines if text.spell_line(line)]
    if front:
        blocks.insert(0, [[(DIM, visible(row))] for row in front.split("\n")])
    if legend := _legend(draft):
        blocks.append(wrap(legend, width))
    return fill("ansi.j2", {"blocks": blocks, "escape": "\x1b"})


def _block(line: Line, width: int, margin: int) -> list[list[Segment]]:
    indent = " " * (4 * line.depth + margin)
    rows: list[list[Segment]] = []
    for part in _split(_trimmed([segment for p in line.pieces for segment in _segments(line, p)])):
        rows += wrap(part, width, indent)
    if margin:
        address = f"{line.address:<{margin}}"
        rows[0] = [(DIM, address), ("", indent[margin:]), *rows[0][1:]]
    return rows


def _split(segments: list[Segment]) -> list[list[Segment]]:
    """The segments of each row of a block: lines of a table stay lines."""
    parts: list[list[Segment]] = [[]]
    for style, words in segments:
        first, *further = words.split("\n")
        parts[-1].append((style, first))
        parts += [[(style, row)] for row in further]
    return parts


def _trimmed(segments: list[Segment]) -> list[Segment]:
    if segments:
        segments[0] = (segments[0][0], segments[0][1].lstrip(BLANK))
        segments[-1] = (segments[-1][0], segments[-1][1].rstrip(BLANK))
    return segments


def _segments(line: Line, piece: Piece) -> list[Segment]:
    words = visible(text.spell(piece))
    plain = BOLD if line.kind in {"title", "heading"} else ""
    if piece.kind == "label":
        return [(_join(plain, *_styles(piece.inside), BOLD), words)]
    if piece.kind in {"open", "close"}:
        return _bracket(piece, words)
    if words[:1] == " " and piece.inside:
        return [(plain, " "), (_join(plain, *_styles(piece.inside)), words[1:])]
    return [(_join(plain, *_styles(piece.inside)), words)]


def _bracket(piece: Piece, words: str) -> list[Segment]:
    proposal = piece.inside[-1]
    colour = _colour(proposal)
    segments: list[Segment] = [(_join(BOLD, colour), words[:1])]
    if piece.kind == "close":
        segments += [
            (GREEN if position.sign == "+" else RED, f" {position}")
            for position in proposal.positions
        ]
        if proposal.status:
            segments.append((CYAN, f" {proposal.status}"))
    return [(style, visible(segment)) for style, segment in segments]


def _styles(inside: tuple[Proposal, ...]) -> list[str]:
    """The styles of words inside these proposals: the innermost gives the colour."""
    if not inside:
        return []
    styles = [_colour(inside[-1])]
    if inside[-1].contested:
        styles.append(BOLD)
    if any(proposal.kind == "insertion" for proposal in inside):
        styles.append(UNDERLINE)
    if any(proposal.kind == "deletion" for proposal in inside):
        styles.append(STRIKE)
    return styles


def _colour(proposal: Proposal) -> str:
    if proposal.contested:
        return MAGENTA
    return {"insertion": GREEN, "deletion": RED, "unattributed": YELLOW}[proposal.kind]


def _join(*styles: str) -> str:
    return ";".join(dict.fromkeys(style for style in styles if style))


def _legend(draft: Draft) -> list[Segment]:
    """What the styles mean, of the kinds that occur."""
    occurring = {p.kind for p in draft.proposals}
    if any(p.contested for p in draft.proposals):
        occurring.add("contested")  # type: ignore[arg-type]  # the legend has one word more
    segments: list[Segment] = []
    for kind, sample in _LEGEND.items():
        if kind in occurring:
            segments += [*([(DIM, "   ")] if segments else []), *sample]
    return segments
