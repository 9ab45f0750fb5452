"""The branches of a tree, made from what was gathered for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cica_redline.nodes import (
    Clause,
    Heading,
    Mark,
    Node,
    Paragraph,
    Preamble,
    Proposal,
    Section,
    Title,
)
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline import nodes
    from cica_redline.inlines import Signed
    from cica_redline.layout import Block, Cut
    from cica_redline.nodes import Kind
    from cica_redline.outline import Place, Region


@dataclass(slots=True)
class Frame:
    """A branch that is still open: what it will be, and the nodes it holds so far.

    `key` is the place of its block, or of its region; of a proposal, where its bracket opens.
    """

    kind: Literal["draft", "region", "block", "proposal"]
    key: int
    children: list[Node] = field(default_factory=list)
    address: str = ""
    head: tuple[Mark, ...] = ()
    continued: bool = False


def proposal(
    frame: Frame, end: int, tail: tuple[Mark, ...] = (), signed: Signed | None = None
) -> Proposal:
    """A proposal, closed by `signed` or, without, never; its first position says its kind."""
    kind: Kind = "unattributed"
    if signed and signed.positions:
        kind = "insertion" if signed.positions[0].sign == "+" else "deletion"
    return Proposal(
        kind,
        frame.address,
        signed.positions if signed else (),
        tuple(frame.children),
        (frame.key, end),
        signed.status if signed else "",
        closed=signed is not None,
        head=frame.head,
        tail=tail,
    )


def with_cuts(
    text: str, marks: Sequence[Mark], cuts: Sequence[Cut], first: int
) -> tuple[Mark, ...]:
    """The marks after a bracket, with the furniture among their blanks as what it is.

    `first` is the place of the first of the cuts that can be among them.
    """
    found: list[Mark] = []
    for mark in marks:
        start, end = mark.span
        for place in range(first, len(cuts)):
            cut = cuts[place]
            if cut.start >= end:
                break
            if mark.kind == "blank" and start <= cut.start < cut.end and cut.kind != "label":
                if start < cut.start:
                    found.append(Mark("blank", text[start : cut.start], (start, cut.start)))
                span = (cut.start, min(cut.end, end))
                found.append(Mark(cut.kind, text[slice(*span)], span))
                start = span[1]
        if start < end:
            found.append(Mark(mark.kind, text[start:end], (start, end)))
    return tuple(found)


def region(frame: Frame, found: Region) -> Preamble | Section:
    """The preamble, or a section."""
    children = tuple(frame.children)
    span = (children[0].span[0], children[-1].span[1])
    if found.kind == "preamble":
        return Preamble(children, span)
    return Section(found.address, children, span)


def block(frame: Frame, place: Place, found: Block, text: str) -> nodes.Block:
    """A title, heading, clause or paragraph, or a part of one."""
    children = tuple(frame.children)
    span = (children[0].span[0], children[-1].span[1])
    index, continued = frame.key, frame.continued
    match place.role:
        case "title":
            return Title(_style(found, text), index, children, span, continued=continued)
        case "heading":
            rank, style = (found.heading.rank, found.heading.style) if found.heading else (1, "")
            return Heading(place.address, rank, style, index, children, span, continued)
        case "clause":
            return Clause(place.address, place.depth, index, children, span, continued)
        case "paragraph":
            return Paragraph(place.address, place.depth, index, children, span, continued)


def _style(found: Block, text: str) -> str:
    style = next((cut for cut in found.cuts if cut.kind == "style"), None)
    return text[style.start : style.end].strip(BLANK) if style else ""
