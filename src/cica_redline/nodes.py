"""The tree of a draft: every node on one page.

A draft is front matter, a title, a preamble and sections; these hold headings and clauses;
clauses hold words, proposals, sub-clauses and further paragraphs; proposals hold whatever
stands between their brackets, up to whole clauses. Everything else in the source (brackets,
positions, blanks, page furniture) is a Mark, so that the leaves of what `parse` returns join
to the source, character for character.

A proposal is never cut. A block that a bracket cuts (it opens in one paragraph and closes in
the middle of the next) stands in the tree in parts, with the same `block` number; all parts but
the first are `continued` and go on in the same line.

Spans are offsets into the source in code points, end excluded. In what `parse` returns every
span slices back to its node; in a view spans say where the words came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar, assert_never, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.diagnostics import Fault, Note
    from cica_redline.parties import Parties
    from cica_redline.source import Source, Span

Sign = Literal["+", "-"]
Kind = Literal["insertion", "deletion", "unattributed"]
MarkKind = Literal[
    "blank",  # between blocks, and between a bracket and its positions
    "open",  # [
    "close",  # ]
    "position",  # (+IND)
    "status",  # (agreed)
    "separator",  # a comma or "and" between two positions
    "stray",  # a ] that closes nothing
    "loose",  # a position that follows no bracket
    "style",  # ** and # of titles and headings
    "furniture",  # page numbers, form feeds, running heads
    "footnote",  # [^1]: and its words
    "front",  # all that stands before the title
    "page-break",  # where a block that a page break had cut goes on
    "page-join",  # the same, within a hyphenated word
    "join",  # a line end within a hyphenated word
    "line",  # the end of a line that begins with |
]


@dataclass(frozen=True, slots=True)
class Text:
    """Words. In a view, its first character is the blank before it, if it has one."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Label:
    """The number or letter of a clause, as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup: in the source, in no view's words."""

    kind: MarkKind
    text: str
    span: Span


class _Branch:
    """What holds other nodes."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """What it was read from, markup and all; of a view, its words."""
        return "".join(leaf.text for leaf in leaves(cast("Branch", self)))


@dataclass(frozen=True, slots=True)
class Position:
    """One party's stand on the words of a proposal.

    `inferred` where the draft does not say it and the view reads it so.
    """

    sign: Sign
    party: str
    span: Span
    inferred: bool = False

    def __str__(self) -> str:
        return f"({self.sign}{self.party})"


@dataclass(frozen=True, slots=True)
class Proposal(_Branch):
    """Bracketed words and the positions on them.

    `children` is what stands between the brackets; `head` is the opening bracket; `tail` is the
    closing one and all marks after it, empty where it is missing (`closed` tells). A proposal
    that a view makes itself has neither.
    """

    kind: Kind
    address: str
    positions: tuple[Position, ...]
    children: tuple[Node, ...]
    span: Span
    status: str = ""
    closed: bool = True
    head: tuple[Mark, ...] = ()
    tail: tuple[Mark, ...] = ()

    @property
    def counted(self) -> tuple[Position, ...]:
        """The positions without those of parties that stand on both sides, which count as none."""
        both = {p.party for p in self.positions if p.sign == "+"} & {
            p.party for p in self.positions if p.sign == "-"
        }
        return tuple(p for p in self.positions if p.party not in both)

    def sign_of(self, party: str) -> Sign | None:
        """Which side a party is on, None where it took no position that counts."""
        for position in self.counted:
            if position.party == party:
                return position.sign
        return None

    @property
    def contested(self) -> bool:
        """Whether it has positions of both signs."""
        return len({p.sign for p in self.counted}) > 1

    @property
    def settled(self) -> bool:
        """Whether it has a status, `(agreed)` or `(ad ref)`."""
        return bool(self.status)


@dataclass(frozen=True, slots=True)
class Heading(_Branch):
    """The heading of a section or of the preamble; `rank` 1 is the highest.

    `style` is what it is written with: `#` signs, `**`, or nothing.
    """

    address: str
    rank: int
    style: str
    block: int
    children: tuple[Node, ...]
    span: Span
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Title(_Branch):
    """The title of the draft."""

    style: str
    block: int
    children: tuple[Node, ...]
    span: Span
    address: str = "T"
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Clause(_Branch):
    """A preambular paragraph, a chapeau, a numbered paragraph or a sub-clause, with what is in it.

    `depth` is 0 for these and counts from 1 for sub-clauses.
    """

    address: str
    depth: int
    block: int
    children: tuple[Node, ...]
    span: Span
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph(_Branch):
    """A further paragraph of the clause whose address it has."""

    address: str
    depth: int
    block: int
    children: tuple[Node, ...]
    span: Span
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Preamble(_Branch):
    """What stands before the first section heading or numbered clause."""

    children: tuple[Node, ...]
    span: Span
    address: str = "PP"


@dataclass(frozen=True, slots=True)
class Section(_Branch):
    """A heading with its chapeau and its clauses; `address` is empty where there is no heading."""

    address: str
    children: tuple[Node, ...]
    span: Span


Block = Title | Heading | Clause | Paragraph
Leaf = Text | Label | Mark
Branch = Block | Proposal | Preamble | Section
Node = Leaf | Branch
_B = TypeVar("_B", bound=Branch)


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole document, or (`is_view`) a view of one, whose proposals are those that stay open."""

    source: Source
    parties: Parties
    children: tuple[Node, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = field(default=(), compare=False)
    is_view: bool = field(default=False, compare=False)
    _proposals: list[tuple[Proposal, ...]] = field(
        default_factory=list, init=False, compare=False, repr=False
    )
    """They are asked for often, and a draft never changes: found once."""

    @property
    def title(self) -> Title | None:
        """The title; None where the draft has none."""
        return next((node for node in walk(self) if isinstance(node, Title)), None)

    @property
    def preamble(self) -> Preamble | None:
        """The preamble; None where the draft has none."""
        return next((node for node in self.children if isinstance(node, Preamble)), None)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in reading order."""
        return tuple(node for node in self.children if isinstance(node, Section))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause and sub-clause in reading order, each once."""
        return tuple(n for n in walk(self) if isinstance(n, Clause) and not n.continued)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every proposal in reading order, an outer one before those inside."""
        if not self._proposals:
            self._proposals.append(tuple(n for n in walk(self) if isinstance(n, Proposal)))
        return self._proposals[0]

    @property
    def positions(self) -> tuple[Position, ...]:
        """Every position on every proposal, in reading order."""
        return tuple(position for node in self.proposals for position in node.positions)


def with_children(node: _B, children: tuple[Node, ...], *, continued: bool | None = None) -> _B:
    """A branch with other children; a block also as the first of its parts, or as a further one.

    What `dataclasses.replace` does, in a third of the time: each view makes every branch anew.
    """
    made: Branch
    goes_on = bool(getattr(node, "continued", False)) if continued is None else continued
    match node:
        case Clause():
            made = Clause(node.address, node.depth, node.block, children, node.span, goes_on)
        case Paragraph():
            made = Paragraph(node.address, node.depth, node.block, children, node.span, goes_on)
        case Heading():
            made = Heading(
                node.address, node.rank, node.style, node.block, children, node.span, goes_on
            )
        case Title():
            made = Title(node.style, node.block, children, node.span, node.address, goes_on)
        case Preamble():
            made = Preamble(children, node.span, node.address)
        case Section():
            made = Section(node.address, children, node.span)
        case Proposal():
            made = Proposal(
                node.kind,
                node.address,
                node.positions,
                children,
                node.span,
                node.status,
                node.closed,
                node.head,
                node.tail,
            )
        case _:
            assert_never(node)
    return cast("_B", made)


def walk(node: Draft | Node) -> Iterator[Node]:
    """Every node below this one in reading order, a branch before what it holds."""
    pending = [iter(_children(node))]
    while pending:
        for child in pending[-1]:
            yield child
            if not isinstance(child, Leaf):
                pending.append(iter(_children(child)))
                break
        else:
            pending.pop()


def _children(node: Draft | Node) -> tuple[Node, ...]:
    match node:
        case Text() | Label() | Mark():
            return ()
        case Proposal():
            return (*node.head, *node.children, *node.tail)
        case _:
            return node.children


def leaves(draft: Draft | Node) -> Iterator[Leaf]:
    """The leaves in source order; those of what `parse` returns tile the source."""
    return (node for node in walk(draft) if isinstance(node, Leaf))
