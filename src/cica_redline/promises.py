"""Whether two drafts read the same: what `format` and the safe fixes promise, and keep.

A view follows from the tree and from the blank that each piece of it owns. So where these are the
same (`_skeleton`) every view is, of every party, alone or together, and none has to be made. Where
they differ, views may still be the same, and are compared one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, assert_never

from cica_redline import spacing
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Mark,
    Paragraph,
    Preamble,
    Proposal,
    Section,
    Text,
    Title,
    leaves,
)
from cica_redline.source import BLANK
from cica_redline.views import view
from cica_redline.writers.lines import lay_out
from cica_redline.writers.text import spell_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.nodes import Block, Draft, MarkKind, Node

_KINDS = {"insertion": "an insertion", "deletion": "a deletion", "unattributed": "unattributed"}


def same_readings(before: Draft, after: Draft, *, still_open: bool = True) -> str:
    """What reads differently in two drafts, in one line; empty where they read the same.

    Compared are what stands in no view (front matter, footnotes, page furniture), the addresses of
    clauses, the proposals with the positions that count, and the texts: the base, all accepted,
    uncontested, the redline, and that of every party that takes a position. Without `still_open`
    the two texts in which brackets stand are not: a blank before a bracket is in no other.
    """
    kept = _kept(before, after)
    if kept or _skeleton(before) == _skeleton(after):
        return kept
    return (
        _clauses(before, after)
        or _proposals(before, after)
        or _texts(before, after, still_open=still_open)
    )


# What stands in no view


def _kept(before: Draft, after: Draft) -> str:
    kept: tuple[tuple[MarkKind, str], ...] = (
        ("front", "the front matter"),
        ("footnote", "a footnote"),
        ("furniture", "the page furniture"),
    )
    return next(
        (f"{what} would change" for kind, what in kept if _all(before, kind) != _all(after, kind)),
        "",
    )


def _all(draft: Draft, kind: MarkKind) -> list[str]:
    marks = [leaf.text for leaf in leaves(draft) if isinstance(leaf, Mark) and leaf.kind == kind]
    # Front matter is kept as it is; of the others the blanks around them don't matter.
    return marks if kind == "front" else [" ".join(mark.split()) for mark in marks]


# What views are made of


def _skeleton(draft: Draft) -> list[Any]:
    """All that a view of a draft depends on, in reading order, and nothing else."""
    skeleton = _Skeleton(spacing.own_blanks(draft))
    skeleton.add(draft.children)
    return skeleton.bones


@dataclass(slots=True)
class _Skeleton:
    blanks: spacing.Blanks
    bones: list[Any] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """The blocks by the order in which they begin: another spelling may number them otherwise."""
    end: int = -1
    """Where the last words or the last bracket before this place end."""
    words: bool = False
    """Whether what was added last are words: those of one piece, in however many nodes."""

    def add(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            match node:
                case Text():
                    self._text(node)
                case Label():
                    self._bone(("label", node.text))
                    self.end = node.span[1]
                case Mark(kind="line" | "stray" | "loose"):
                    self._bone(node.kind)
                case Mark():
                    pass
                case Proposal():
                    self._proposal(node)
                case Title() | Heading() | Clause() | Paragraph():
                    self._bone(self._block(node))
                    self.add(node.children)
                    self._bone("end")
                case Preamble() | Section():
                    self._bone((type(node).__name__, node.address))
                    self.add(node.children)
                    self._bone("end")
                case _:
                    assert_never(node)

    def _bone(self, bone: object) -> None:
        self.bones.append(bone)
        self.words = False

    def _text(self, node: Text) -> None:
        words = node.text.strip(spacing.SPACES)
        if not words:
            return
        self.end = node.span[0] + node.text.index(words) + len(words)
        piece = self.blanks.own[id(node)] + spacing.single_spaced(words)
        if self.words:
            # A page break in the middle of a sentence parts nodes, and nothing that is shown.
            self.bones[-1] = ("words", self.bones[-1][1] + piece)
        else:
            self._bone(("words", piece))
        self.words = True

    def _block(self, node: Block) -> tuple[object, ...]:
        number = self.numbers.setdefault(node.block, len(self.numbers))
        depth = node.depth if isinstance(node, Clause | Paragraph) else 0
        rank = node.rank if isinstance(node, Heading) else 0
        return type(node).__name__, node.address, number, depth, rank, node.continued

    def _proposal(self, node: Proposal) -> None:
        before, first = self.blanks.before[id(node)], self.blanks.first[id(node)]
        # Where no blank stands before a bracket, one may come from what is in it, by whether the
        # bracket touches what is before it.
        touches = not before and bool(first) and self.end == node.span[0]
        positions = tuple(str(position) for position in node.positions)
        blanks = (before, first, touches)
        self._bone((node.kind, node.address, positions, node.status, blanks))
        self.add(node.children)
        self._bone("]")
        self.end = node.span[1]


# What differs


def _clauses(before: Draft, after: Draft) -> str:
    ours = [clause.address for clause in before.clauses]
    theirs = [clause.address for clause in after.clauses]
    if gone := _first_missing(ours, theirs):
        return f"{gone} would no longer be a clause"
    if new := _first_missing(theirs, ours):
        return f"there would be a new clause {new}"
    if ours != theirs:
        place = next(one for one, other in zip(ours, theirs, strict=False) if one != other)
        return f"{place} would stand elsewhere"
    return ""


def _proposals(before: Draft, after: Draft) -> str:
    ours, theirs = before.proposals, after.proposals
    old, new = [p.address for p in ours], [p.address for p in theirs]
    if gone := _first_missing(old, new):
        return f"{gone} would no longer be a proposal"
    if added := _first_missing(new, old):
        return f"there would be a new proposal {added}"
    pairs = zip(ours, theirs, strict=True)
    return next((change for pair in pairs if (change := _changed(*pair))), "")


def _changed(one: Proposal, other: Proposal) -> str:
    if one.address != other.address:
        return f"{one.address} would stand elsewhere"
    if one.kind != other.kind:
        return f"{one.address} would be {_KINDS[other.kind]}"
    if [*map(str, one.counted)] != [*map(str, other.counted)]:
        return f"the positions on {one.address} would change"
    return f"the status of {one.address} would change" if one.status != other.status else ""


def _first_missing(wanted: list[str], given: list[str]) -> str:
    there = frozenset(given)
    return next((address for address in wanted if address not in there), "")


def _texts(before: Draft, after: Draft, *, still_open: bool) -> str:
    """The first text that differs: of each the lines with their addresses are compared."""
    for name, choice in _choices(before, after, still_open=still_open):
        ours, theirs = _lines(view(before, **choice)), _lines(view(after, **choice))
        if ours == theirs:
            continue
        pairs = zip_longest(ours, theirs, fillvalue=("", ""))
        one, other = next((one, other) for one, other in pairs if one != other)
        place = one[0] or other[0] or "some words"
        return f"{name.format(place)} would change"
    return ""


def _choices(
    before: Draft, after: Draft, *, still_open: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    if still_open:
        yield "the redline of {}", {}
        yield "the text of {} with what is uncontested", {"accepted": "uncontested"}
    yield "the base text of {}", {"base": True}
    yield "the text of {} with all accepted", {"accepted": "all"}
    parties = [position.party for draft in (before, after) for position in draft.positions]
    for party in dict.fromkeys(parties):
        # A party's name is as written, braces and all.
        who = party.replace("{", "{{").replace("}", "}}")
        yield f"the text of {{}} as proposed by {who}", {"as_proposed_by": party}


def _lines(draft: Draft) -> list[tuple[str, str]]:
    lines = ((line.address, spell_line(line)) for line in lay_out(draft) if line.kind != "front")
    return [(address, words) for address, words in lines if words.strip(BLANK)]
