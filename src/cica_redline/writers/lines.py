"""The lines of a draft: its tree laid out one block a line, each a flat run of pieces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cica_redline.nodes import Clause, Heading, Label, Mark, Paragraph, Proposal, Text, Title, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.nodes import Block, Draft, Node

LineKind = Literal["front", "title", "heading", "clause", "paragraph", "furniture", "footnote"]
PieceKind = Literal["words", "label", "open", "close", "break", "aside", "style"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line: words, a label, a bracket.

    `inside` has the proposals around it, the outermost first. A `break` is a line end inside a
    block; an `aside` is markup that is in no view.
    """

    kind: PieceKind
    text: str
    inside: tuple[Proposal, ...] = ()


@dataclass(slots=True)
class Line:
    """One block: what it is, its address, how deep it stands, and its pieces."""

    kind: LineKind
    address: str
    depth: int
    style: str = ""
    pieces: list[Piece] = field(default_factory=list)


def lay_out(draft: Draft) -> list[Line]:
    """The lines of a draft in reading order.

    A proposal that holds several blocks has its `open` piece in the first and its `close` piece
    in the last of their lines.
    """
    return lay_out_nodes(draft.children)


def lay_out_nodes(nodes: Sequence[Node]) -> list[Line]:
    """The lines of some nodes of a draft; words that stand in no block have a line of their own."""
    layout = _Layout()
    layout.add(nodes)
    layout.end_block()
    return layout.lines


class _Layout:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.line: Line | None = None
        """The line of the block that is being laid out."""
        self.asides: list[Line] = []
        """What stands inside that block in no view: it goes behind it, the block stays a line."""
        self.inside: tuple[Proposal, ...] = ()
        self.waiting: list[Piece] = []
        """Brackets that open before the line that they stand in has begun."""

    def end_block(self) -> None:
        """End the line of a block, and lay out what waits behind it."""
        self.lines += self.asides
        self.line, self.asides = None, []

    def begin_line(self, line: Line) -> Line:
        """Begin the line of a block."""
        self.end_block()
        self.lines.append(line)
        self.line = line
        return line

    def add(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            match node:
                case Text():
                    self._put("words", node.text)
                case Label():
                    self._put("label", node.text)
                case Mark():
                    self._mark(node)
                case Proposal():
                    self._proposal(node)
                case Title() | Heading() | Clause() | Paragraph():
                    self._block(node)
                case _:
                    self.add(node.children)

    def _put(self, kind: PieceKind, text: str) -> None:
        line = self.line or self.begin_line(Line("paragraph", "", 0))
        line.pieces += self.waiting
        self.waiting = []
        line.pieces.append(Piece(kind, text, self.inside))

    def _block(self, node: Block) -> None:
        if node.continued:
            self.add(node.children)
            return
        style = node.style if isinstance(node, Title | Heading) else ""
        depth = node.depth if isinstance(node, Clause | Paragraph) else 0
        self.begin_line(Line(_KINDS[type(node)], node.address, depth, style))
        if style:
            self._put("style", f"{style} " if style.startswith("#") else style)
        self.add(node.children)
        if style and not style.startswith("#"):
            self._put("style", style)

    def _mark(self, mark: Mark) -> None:
        match mark.kind:
            case "line":
                self._put("break", "\n")
            case "front" | "furniture" | "footnote":
                self.asides.append(Line(mark.kind, "", 0, pieces=[Piece("aside", mark.text)]))
            case "stray" | "separator":
                self._put("aside", mark.text)
            case "loose" | "position" | "status":
                started = self.line and self.line.pieces
                self._put("aside", f" {mark.text}" if started else mark.text)
            case _:
                pass

    def _proposal(self, node: Proposal) -> None:
        self.inside = (*self.inside, node)
        opening = Piece("open", "[", self.inside)
        if _begins_with_block(node) and not self._opens_here(node):
            self.waiting.append(opening)
        else:
            self._put("open", "[")
        self.add(node.children)
        self._put("close", signed(node))
        self.inside = self.inside[:-1]

    def _opens_here(self, node: Proposal) -> bool:
        """Whether a bracket before a sub-clause is counted in the clause above, where it opens."""
        first = next(n for n in walk(node) if isinstance(n, Clause | Heading | Paragraph | Title))
        where = node.address.rpartition("/")[0]
        return self.line is not None and self.line.address == where != first.address


def _begins_with_block(node: Proposal) -> bool:
    first = next((n for n in node.children if not isinstance(n, Mark)), None)
    if isinstance(first, Proposal):
        return _begins_with_block(first)
    return isinstance(first, Title | Heading | Clause | Paragraph) and not first.continued


def signed(proposal: Proposal) -> str:
    """The closing bracket of a proposal with its positions and its status, in plain form."""
    marks = [str(position) for position in proposal.positions]
    return " ".join(["]", *marks, *([proposal.status] if proposal.status else [])])


_KINDS: dict[type, LineKind] = {
    Title: "title",
    Heading: "heading",
    Clause: "clause",
    Paragraph: "paragraph",
}
