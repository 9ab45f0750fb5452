"""The layout of a source: its blocks, and what stands in and among them that is no words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cica_redline.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Fault
    from cica_redline.headings import Begun
    from cica_redline.labels import Reading
    from cica_redline.nodes import MarkKind

Kind = Literal["title", "heading", "text", "footnote"]
Bare = Literal["brackets", "quotes", ""]


@dataclass(slots=True)
class Cut:
    """A piece inside a block that is no words: a label, furniture, a mended page break."""

    kind: MarkKind | Literal["label"]
    start: int
    end: int


@dataclass(slots=True)
class Block:
    """A block of the source, from its first character that is not blank to its last.

    `last` is its last line. `parent` is the place among the blocks of the one that it stands
    under; `label` is how its label was read. `bare` says whether nothing has come yet but opening
    brackets, or opening quotes and parentheses too; empty where words have.
    """

    kind: Kind
    start: int
    end: int
    cuts: list[Cut] = field(default_factory=list)
    last: Line = field(default_factory=lambda: Line(0, 0, 0, 0))
    heading: Begun | None = None
    label: Reading | None = None
    parent: int | None = None
    bare: Bare = "brackets"

    @property
    def inner(self) -> int:
        """Where its label begins, or its words where it has none."""
        return next((cut.start for cut in self.cuts if cut.kind == "label"), self.start)


@dataclass(frozen=True, slots=True)
class Layout:
    """A source in blocks: where they begin, what stands among them in no view, the faults.

    `aside` is furniture and footnotes, `front` the end of the front matter.
    """

    front: int
    blocks: tuple[Block, ...]
    aside: tuple[Cut, ...]
    faults: tuple[Fault, ...]


def blanked(text: str, cuts: Sequence[Cut]) -> str:
    """The text with these pieces blanked out, which are not there when brackets are read.

    Blanks of the same length: offsets stay those of the source.
    """
    pieces, done = [], 0
    for cut in sorted(cuts, key=lambda cut: cut.start):
        pieces += [text[done : cut.start], " " * (cut.end - cut.start)]
        done = cut.end
    return "".join((*pieces, text[done:]))
