"""The tree of a draft, put together from its blocks, its brackets and their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cica_redline import branches, inlines
from cica_redline.branches import Frame
from cica_redline.diagnostics import Fault
from cica_redline.extents import solid_ends
from cica_redline.nodes import (
    Label,
    Mark,
    Node,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.brackets import Unit
    from cica_redline.layout import Cut, Layout
    from cica_redline.nodes import MarkKind
    from cica_redline.outline import Place, Region
    from cica_redline.parties import Parties


@dataclass(frozen=True, slots=True)
class Parts:
    """All that was found in a text, before it is a tree.

    `masked` is the text with what stands aside blanked out; `matched` has the start of each
    opening bracket with that of its closer, and lacks those that are never closed.
    """

    text: str
    masked: str
    layout: Layout
    regions: Sequence[Region]
    places: Sequence[Place]
    units: Sequence[Unit]
    matched: dict[int, int]
    parties: Parties


def assemble(parts: Parts) -> tuple[tuple[Node, ...], list[Fault]]:
    """The children of the draft, and the faults of its brackets and positions."""
    builder = _Builder(parts)
    if parts.layout.front:
        builder.mark("front", 0, parts.layout.front)
    for unit in parts.units:
        builder.add_unit(unit)
    builder.finish()
    return tuple(builder.stack[0].children), builder.faults


class _Builder:
    """Builds the tree in one pass over the inline tokens and the edges of blocks.

    Proposals are never cut: a block that begins inside one is held by it, and where a bracket
    closes in the middle of a block, the rest of that block is a continued part.
    """

    def __init__(self, parts: Parts) -> None:
        self.text, self.masked, self.parties = parts.text, parts.masked, parts.parties
        self.blocks, self.aside = parts.layout.blocks, parts.layout.aside
        self.regions, self.places, self.matched = parts.regions, parts.places, parts.matched
        self.closers = frozenset(parts.matched.values())
        self.stack = [Frame("draft", 0)]
        self.faults: list[Fault] = []
        self.done = parts.layout.front
        self.next_aside = 0
        self.block = -1
        self.next_block = 0
        self.waiting = False
        """Whether the block has begun but has no node: a bracket may come to hold it whole."""
        self.cuts: list[Cut] = []
        self.next_cut = 0
        self.counts: dict[str, int] = {}
        self.begun: set[int] = set()
        self.solid: list[int] = []
        """Where the words end of each block of the unit, from its `first` on."""
        self.first = 0

    # Units and blocks

    def add_unit(self, unit: Unit) -> None:
        """Add a clause, heading or title with everything under it."""
        last = self.next_block + len(unit.blocks)
        self.solid = solid_ends(self.masked, unit, self.places[self.next_block : last])
        self.first = self.next_block
        for kind, start, end in unit.events:
            self._begin_blocks(start, last)
            match kind:
                case "open" | "unclosed":
                    self._open(start)
                case "close" | "stray":
                    self._words_until(start, last)
                    self._close(start, end)
                case "loose":
                    self._loose(start, end)
                case "text":
                    self._words_until(end, last)
        self._begin_blocks(unit.end, last)
        self._settle()
        self._end_unclosed()

    def _begin_blocks(self, offset: int, last: int) -> None:
        """Begin every block that starts at this offset or before."""
        while self.next_block < last and self.blocks[self.next_block].start <= offset:
            start = self.blocks[self.next_block].start
            self._words_until(start, self.next_block)
            self._settle()
            self._begin(self.next_block)
            self.next_block += 1

    def _begin(self, index: int) -> None:
        self._leave(index)
        self._gap(self.blocks[index].start)
        self._enter_above(index)
        self.block, self.waiting = index, True
        self.cuts = sorted(self.blocks[index].cuts, key=lambda cut: cut.start)
        self.next_cut = 0

    def _above(self, index: int) -> list[int]:
        """The blocks that a block stands under, the outermost first."""
        above: list[int] = []
        parent = self.places[index].parent
        while parent is not None:
            above.insert(0, parent)
            parent = self.places[parent].parent
        return above

    def _leave(self, index: int) -> None:
        """Close the branches that a block does not stand in, as far as brackets allow."""
        above = self._above(index)
        region = self.places[index].region
        while (frame := self.stack[-1]).kind in {"block", "region"}:
            if (frame.kind == "block" and frame.key in above) or (
                frame.kind == "region" and frame.key == region
            ):
                break
            self._pop()

    def _enter_above(self, index: int) -> None:
        """Open the region of a block, and the blocks that it stands under."""
        region = self.places[index].region
        if region is not None and all(frame.kind == "draft" for frame in self.stack):
            self.stack.append(Frame("region", region))
        for above in self._above(index):
            self._enter(above)

    def _enter(self, index: int) -> None:
        if any(frame.kind == "block" and frame.key == index for frame in self.stack):
            return
        self.stack.append(Frame("block", index, continued=index in self.begun))
        self.begun.add(index)

    def _settle(self) -> None:
        """Give the block its node, if it has none here."""
        if self.block < 0:
            return
        self.waiting = False
        if not any(f.kind == "block" and f.key == self.block for f in self.stack):
            for above in self._above(self.block):
                self._enter(above)
            self._enter(self.block)

    def finish(self) -> None:
        """Close what is open, and keep what stands after the last block."""
        while len(self.stack) > 1:
            self._pop()
        self._gap(len(self.text))

    # Leaves

    def mark(self, kind: MarkKind, start: int, end: int) -> None:
        """Add markup."""
        if start < end:
            self.stack[-1].children.append(Mark(kind, self.text[start:end], (start, end)))

    def _gap(self, end: int) -> None:
        """Keep what stands between two blocks: blanks, furniture, footnotes."""
        while self.next_aside < len(self.aside) and self.aside[self.next_aside].start < end:
            cut = self.aside[self.next_aside]
            self.next_aside += 1
            if cut.start >= self.done and cut.kind != "label":
                self.mark("blank", self.done, cut.start)
                self.mark(cut.kind, cut.start, cut.end)
                self.done = cut.end
        self.mark("blank", self.done, end)
        self.done = max(self.done, end)

    def _words_until(self, end: int, last: int) -> None:
        """Add the words up to an offset, beginning the blocks that start before it."""
        while self.next_block < last and self.blocks[self.next_block].start < end:
            self._begin_blocks(self.blocks[self.next_block].start, self.next_block + 1)
        if self.block < 0:
            return
        end = min(end, self.blocks[self.block].end)
        while self.done < end:
            cut = self.cuts[self.next_cut] if self.next_cut < len(self.cuts) else None
            if cut is None or cut.start >= end:
                self._words(self.done, end)
            elif cut.start > self.done:
                self._words(self.done, cut.start)
            else:
                self.next_cut += 1
                self._cut(cut)

    def _words(self, start: int, end: int) -> None:
        self._settle()
        self.stack[-1].children.append(Text(self.text[start:end], (start, end)))
        self.done = end

    def _cut(self, cut: Cut) -> None:
        if cut.kind == "label":
            self._settle()
            span = (cut.start, cut.end)
            self.stack[-1].children.append(Label(self.text[slice(*span)], span))
        else:
            if cut.kind == "style":
                self._settle()
            self.mark(cut.kind, cut.start, cut.end)
        self.done = max(self.done, cut.end)

    # Brackets

    def _open(self, start: int) -> None:
        self._words_until(start, self.next_block)
        solid = self.solid[self.block - self.first]
        whole = self.waiting and start + 1 < solid <= self.matched.get(start, len(self.text))
        if not whole:
            self._settle()
        address = self.places[self.block].address
        self.counts[address] = count = self.counts.get(address, 0) + 1
        head = (Mark("open", self.text[start : start + 1], (start, start + 1)),)
        frame = Frame("proposal", start, address=f"{address}/{count}", head=head)
        self.stack.append(frame)
        self.done = start + 1

    def _close(self, start: int, end: int) -> None:
        signed = inlines.read_signs(self.masked, (start, end), self.parties)
        marks = branches.with_cuts(self.text, signed.marks, self.cuts, self.next_cut)
        self._markup_until(end)
        if start not in self.closers:
            self._settle()
            message = "this closing bracket closes nothing"
            self.faults.append(Fault("stray-bracket", (start, start + 1), message))
            self.stack[-1].children += [Mark("stray", marks[0].text, marks[0].span), *marks[1:]]
            return
        self.faults += signed.faults
        self._missing_sign(end)
        while self.stack[-1].kind != "proposal":
            self._pop()
        frame = self.stack.pop()
        proposal = branches.proposal(frame, end, marks, signed)
        self.stack[-1].children.append(proposal)

    def _markup_until(self, end: int) -> None:
        """Go on behind markup: furniture in it, as a form feed, is a part of it."""
        self.done = end
        while self.next_cut < len(self.cuts) and self.cuts[self.next_cut].start < end:
            self.next_cut += 1

    def _end_unclosed(self) -> None:
        """End the brackets of a clause that are never closed."""
        while frames := [frame for frame in self.stack if frame.kind == "proposal"]:
            if frames[-1].key in self.matched:
                return  # it goes on in a later clause, and so does what holds it
            while self.stack[-1].kind != "proposal":
                self._pop()
            frame = self.stack.pop()
            message = (
                "this bracket is never closed; it is read as reaching to the end of its clause"
            )
            self.faults.append(Fault("unclosed-bracket", (frame.key, frame.key + 1), message))
            end = frame.children[-1].span[1] if frame.children else frame.key + 1
            self.stack[-1].children.append(branches.proposal(frame, end))

    def _loose(self, start: int, end: int) -> None:
        self._words_until(start, self.next_block)
        self._settle()
        self.mark("loose", start, end)
        self._markup_until(end)
        message = f"{self.text[start:end]} follows no bracket; it is in no view"
        self.faults.append(Fault("loose-position", (start, end), message))

    def _missing_sign(self, end: int) -> None:
        stop = self.blocks[self.block].end
        found = inlines.unsigned(self.masked, end, stop, self.parties)
        if found:
            written = self.text[slice(*found)]
            message = f"{written} has no sign; it is read as text"
            self.faults.append(Fault("missing-sign", found, message))

    # Branches

    def _pop(self) -> None:
        """Close the branch on top, and put it into the one below."""
        frame = self.stack.pop()
        if not frame.children:
            return
        below = self.stack[-1].children
        if frame.kind == "region":
            below.append(branches.region(frame, self.regions[frame.key]))
        elif frame.kind == "block":
            place, block = self.places[frame.key], self.blocks[frame.key]
            below.append(branches.block(frame, place, block, self.text))
