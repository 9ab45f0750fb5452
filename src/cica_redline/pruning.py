"""What goes from a view because nothing is left of it: clauses, and headings over nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cica_redline.nodes import (
    Clause,
    Heading,
    Mark,
    Node,
    Paragraph,
    Preamble,
    Proposal,
    Section,
    Text,
    Title,
    walk,
    with_children,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.nodes import Draft


@dataclass(slots=True)
class Seen:
    """What a projection saw of a block: whether it shows words or anything, and left any out."""

    address: str
    words: bool = False
    shown: bool = False
    dropped: bool = False

    @property
    def left(self) -> bool:
        """Whether there is something left; what never had a letter stands as it is."""
        return self.words or (self.shown and not self.dropped)


def blocks_left(draft: Draft, seen: dict[int, Seen]) -> frozenset[int]:
    """The blocks of a view of which something is left.

    No letter or digit left of a block is nothing left. A clause stays for what stands under it. A
    heading goes when all that stood under it, up to the next heading of its own or a higher rank,
    went.
    """
    addresses: set[str] = set()
    for block in seen.values():
        if block.left:
            above = block.address
            while above not in addresses:
                addresses.add(above)
                above = above.rpartition(".")[0]
    return frozenset(_left(draft, seen, addresses))


def _left(draft: Draft, seen: dict[int, Seen], addresses: set[str]) -> set[int]:
    left: set[int] = set()
    under: list[tuple[int, bool]] = []
    """The headings and clauses after the one that is looked at, with rank (clauses: the lowest)."""
    for node in reversed([n for n in walk(draft) if isinstance(n, Heading | Clause | Paragraph)]):
        if isinstance(node, Heading):
            below = []
            while under and under[-1][0] > node.rank:
                below.append(under.pop()[1])
            stays = seen[node.block].left and (not below or any(below))
            under.append((node.rank, stays or any(below)))
        else:
            stays = node.address in addresses if isinstance(node, Clause) else seen[node.block].left
            under.append((_LOWEST, stays))
        if stays:
            left.add(node.block)
    left |= {n.block for n in walk(draft) if isinstance(n, Title) and seen[n.block].left}
    return left


_LOWEST = 99


def keep(nodes: Sequence[Node], left: frozenset[int]) -> list[Node]:
    """The nodes without the blocks that are not left, and without texts that lost all they had."""
    kept: list[Node] = []
    for node in nodes:
        match node:
            case Title() | Heading() | Clause() | Paragraph():
                children = keep(node.children, left)
                if node.block in left:
                    kept.append(with_children(node, tuple(children)))
                else:
                    kept += _blocks_in(children)
            case Proposal():
                children = keep(node.children, left)
                if children or not _emptied(node):
                    kept.append(with_children(node, tuple(children)))
                elif kept and isinstance(kept[-1], Text) and kept[-1].text.isspace():
                    kept.pop()
            case Text(text="") | Mark(kind="blank"):
                pass
            case Preamble() | Section():
                if children := keep(node.children, left):
                    kept.append(with_children(node, tuple(children)))
            case _:
                kept.append(node)
    return kept


def _emptied(proposal: Proposal) -> bool:
    """Whether a proposal lost all it had in the view, a comma; one empty in the source did not."""
    return any(isinstance(child, Text) and not child.text for child in proposal.children)


def _blocks_in(nodes: Sequence[Node]) -> list[Node]:
    """The blocks held by one that goes: a bracket across clauses can hold clauses that stay."""
    found: list[Node] = []
    for node in nodes:
        match node:
            case Title() | Heading() | Clause() | Paragraph():
                found.append(node)
            case Proposal():
                found += _blocks_in(node.children)
            case _:
                pass
    return found
