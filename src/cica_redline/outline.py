"""The outline of a draft: which block is a clause of what, and its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cica_redline import headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.layout import Block

Role = Literal["title", "heading", "clause", "paragraph"]

_CHAPEAU = re.compile(rf"[{re.escape(headings.OPENING)}]*(?:We|The)\b")


@dataclass(slots=True)
class Region:
    """The preamble, or a section; `address` is empty for clauses outside any section."""

    kind: Literal["preamble", "section"]
    address: str
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: what it is, its address, and the place of the block it is under.

    `begins` tells whether brackets are matched anew from here (notation, section 4).
    """

    role: Role
    address: str
    depth: int
    region: int | None
    parent: int | None
    begins: bool


def place_blocks(text: str, blocks: Sequence[Block]) -> tuple[list[Region], list[Place]]:
    """The regions of a draft, and the place of each of its blocks, in order."""
    regions, membership = _regions(blocks)
    placer = _Placer(text, blocks, regions)
    return regions, [placer.place(i, membership[i]) for i in range(len(blocks))]


def _regions(blocks: Sequence[Block]) -> tuple[list[Region], list[int | None]]:
    regions: list[Region] = []
    membership: list[int | None] = []
    unique = _Addresses()
    sections = 0
    for block in blocks:
        top = block.label is not None and block.label.numeric and block.parent is None
        preambular = block.label is not None and block.label.style.startswith("PP")
        if block.heading:
            if block.heading.preamble and not regions:
                regions.append(Region("preamble", "PP"))
            else:
                sections += 1
                regions.append(
                    Region("section", unique.next(block.heading.address or f"S{sections}"))
                )
        elif block.kind == "text":
            if not regions:
                regions.append(Region("preamble", "PP"))
            if top and not preambular and regions[-1].kind == "preamble":
                regions.append(Region("section", ""))
            regions[-1].numbered |= top
        membership.append(None if block.kind == "title" else len(regions) - 1)
    return regions, membership


class _Addresses:
    """Gives the second of two equal addresses `~2`."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def next(self, address: str) -> str:
        self.used[address] = count = self.used.get(address, 0) + 1
        return address if count == 1 else f"{address}~{count}"


class _Placer:
    """Goes through the blocks once, counting the paragraphs of each region."""

    def __init__(self, text: str, blocks: Sequence[Block], regions: list[Region]) -> None:
        self.text = text
        self.blocks = blocks
        self.regions = regions
        self.places: list[Place] = []
        self.unique = _Addresses()
        self.region: int | None = None
        self.clause: int | None = None
        """The clause to which further paragraphs belong."""
        self.count = 0

    def place(self, index: int, region: int | None) -> Place:
        block = self.blocks[index]
        if region != self.region:
            self.region, self.clause, self.count = region, None, 0
        place = self._place(block, index, region)
        self.places.append(place)
        return place

    def _place(self, block: Block, index: int, region: int | None) -> Place:
        if region is None:
            return Place("title", "T", 0, None, None, begins=True)
        where = self.regions[region]
        if block.kind == "heading":
            return Place("heading", where.address, 0, region, None, begins=True)
        if block.label and block.parent is not None:
            above = self.places[block.parent]
            address = self.unique.next(self._below(block, above.address))
            return Place("clause", address, above.depth + 1, region, block.parent, begins=False)
        if self._is_further(block, where):
            address = self.places[self.clause or 0].address
            return Place("paragraph", address, 0, region, self.clause, begins=False)
        address = self.unique.next(self._clause(block, where))
        self.clause = index
        return Place("clause", address, 0, region, None, begins=True)

    def _is_further(self, block: Block, where: Region) -> bool:
        """Whether an unnumbered paragraph belongs to the clause, or the chapeau, before it."""
        if block.label or self.clause is None:
            return False
        return where.kind == "section" and where.numbered

    def _clause(self, block: Block, where: Region) -> str:
        prefix = f"{where.address}." if where.address else ""
        if where.kind == "preamble":
            return self._preambular(block)
        if block.label:
            return prefix + block.label.key
        if where.numbered:
            return prefix + "0"
        self.count += 1
        return f"{prefix}P{self.count}"

    def _preambular(self, block: Block) -> str:
        if block.label:
            self.count = block.label.parts[0]
            return block.label.key
        if self.clause is None and self._is_chapeau(block):
            return "PP0"
        self.count += 1
        return f"PP{self.count}"

    def _is_chapeau(self, block: Block) -> bool:
        begins = _CHAPEAU.match(self.text, block.start, block.end)
        last = headings.last_character(self.text, block.start, block.end)
        return bool(begins) and last != "" and last in ",;:"

    def _below(self, block: Block, above: str) -> str:
        """The address of a label that stands under another one: `I.3.2` is 3.2 under I.3."""
        label = block.label
        over = self.blocks[block.parent].label if block.parent is not None else None
        if label is None:
            return above
        if over and over.numeric and label.key.startswith(over.key + "."):
            return above.partition("~")[0].removesuffix(over.key) + label.key
        return f"{above}.{label.key}"
