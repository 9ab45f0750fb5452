"""What rules look at: a draft, its faults, and the texts that it holds for each party."""

from __future__ import annotations

from bisect import bisect_right
from collections import ChainMap, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from cica_redline import checks, verdicts
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
    walk,
)
from cica_redline.projection import project
from cica_redline.rules.numbering import fitting
from cica_redline.source import BLANK
from cica_redline.views import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.diagnostics import Fault, Fix
    from cica_redline.nodes import Block, Draft, Node
    from cica_redline.source import Span

BASE, ALL = "base", "all accepted"
"""The names of two texts; the others have the codes of their parties."""

_MOST_TEXTS, _MOST_READ = 30, 50_000
"""A clause is read as each party has it, save where so many parties have so much in it that it is
no draft: beyond so many parties, only as long as parties times proposals are no more than this.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: where, in code points of the source, and what to say.

    `texts` are the names of the texts that it was found in, where it is about texts.
    """

    span: Span
    message: str
    fix: Fix | None = None
    texts: tuple[str, ...] = ()


@dataclass(slots=True)
class Wording:
    """The words of one block in one text, without its label, and where they come from."""

    block: Block
    words: str = ""
    pieces: list[Text] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Its texts, and the place in `words` where each begins."""
    maps: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)
    """Of a text: how many characters that are not blank come before each, and where those are."""

    def span(self, start: int, end: int, source: str) -> Span:
        """Where these words, from one place in `words` to another, stand in the source."""
        return self._place(start, source), self._place(end - 1, source) + 1

    def _place(self, at: int, source: str) -> int:
        number = bisect_right(self.starts, at) - 1
        start, piece = self.starts[number], self.pieces[number]
        if number not in self.maps:
            # Blanks were made one and commas went, so what is not blank is counted.
            counts = list(accumulate((c not in BLANK for c in piece.text), initial=0))
            offsets = [offset for offset in range(*piece.span) if source[offset] not in BLANK]
            self.maps[number] = counts, offsets
        counts, offsets = self.maps[number]
        seen = counts[min(at - start, len(counts) - 1)]
        return offsets[seen] if seen < len(offsets) else piece.span[1] - 1


@dataclass(slots=True)
class Texts:
    """The texts of one part of a draft (a clause with all under it, a heading, a title).

    `wordings` has, by the name of a text, its blocks by number. A text that is not there is that
    of the base: the party takes no position here.
    """

    node: Node
    wordings: dict[str, dict[int, Wording]]

    def of(self, name: str) -> dict[int, Wording]:
        """The blocks that a text has here, by number."""
        return self.wordings.get(name, self.wordings[BASE])

    def addresses(self, name: str) -> set[str]:
        """The addresses of the blocks that a text has here."""
        return {wording.block.address for wording in self.of(name).values()}

    def versions(self, block: int) -> dict[str, Wording]:
        """The wordings of one block by the names of the texts that have it."""
        return {name: blocks[block] for name, blocks in self.wordings.items() if block in blocks}


class Subject:
    """A draft that is being checked; what several rules ask for is found once."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.source = draft.source.text

    @cached_property
    def faults(self) -> dict[str, list[Fault]]:
        """The faults that `parse` reported, by code."""
        found: dict[str, list[Fault]] = defaultdict(list)
        for fault in self.draft.faults:
            found[fault.code].append(fault)
        return found

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every proposal in reading order."""
        return self.draft.proposals

    @cached_property
    def blocks(self) -> list[Block]:
        """Every block in reading order, each once."""
        return [
            node
            for node in walk(self.draft)
            if isinstance(node, Title | Heading | Clause | Paragraph) and not node.continued
        ]

    @cached_property
    def body(self) -> int:
        """Where the front matter ends."""
        return len(front_matter(self.draft))

    def lost_in(self, opener: int) -> Span | None:
        """The first position on no words behind a bracket that is never closed, in its clause."""
        starts = [fault.span for fault in self.faults["loose-position"]]
        place = bisect_right(starts, (opener, opener))
        if place == len(starts):
            return None
        span = starts[place]
        return span if self.address(span[0]) == self.address(opener) else None

    def first_word(self, span: Span) -> Span:
        """The first word of a span: to point at a line, nobody needs all of it underlined."""
        words = self.source[slice(*span)].split(maxsplit=1)
        return span[0], span[0] + len(words[0]) if words else span[1]

    def signed_at(self, offset: int) -> Proposal | None:
        """The proposal to whose closing bracket and positions an offset belongs."""
        place = bisect_right(self._tails, offset, key=lambda tail: tail[0]) - 1
        if place < 0 or self._tails[place][1] <= offset:
            return None
        return self._tails[place][2]

    @cached_property
    def _tails(self) -> list[tuple[int, int, Proposal]]:
        return sorted(
            ((p.tail[0].span[0], p.span[1], p) for p in self.proposals if p.tail),
            key=lambda tail: tail[0],
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span[0] for block in self.blocks]

    def address(self, offset: int) -> str:
        """The address of the clause that an offset is in; empty outside of all."""
        place = bisect_right(self._starts, offset) - 1
        return self.blocks[place].address if place >= 0 else ""

    @cached_property
    def fitting(self) -> frozenset[Span]:
        """The labels that fit their list as a person sees it."""
        return fitting(self.labels, self._together())

    def _together(self) -> Iterator[tuple[str, str]]:
        """The equal addresses of clauses that stand together in somebody's text."""
        again = {address: address.partition("~")[0] for address in self.labels if "~" in address}
        if not again:
            return
        for address, plain in again.items():
            one, other = self.homes.get(plain), self.homes.get(address)
            if one and other:
                names = {*one.wordings, *other.wordings}
                if any(plain in one.addresses(n) and address in other.addresses(n) for n in names):
                    yield plain, address

    @cached_property
    def homes(self) -> dict[str, Texts]:
        """The part of the draft in which each address stands, in whatever text."""
        return {
            address: texts
            for texts in self.texts
            for name in texts.wordings
            for address in texts.addresses(name)
        }

    @cached_property
    def unsigned(self) -> list[Proposal]:
        """The brackets that nobody has signed, and of which nothing else is to be said."""
        return checks.unsigned(self.draft)

    @cached_property
    def all_runs(self) -> list[verdicts.Run]:
        """The proposals in runs."""
        return verdicts.runs(self.draft)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The parts of the draft: clauses with all under them, headings, the title."""
        return tuple(_parts(self.draft.children))

    @cached_property
    def runs(self) -> dict[str, list[verdicts.Run]]:
        """The runs in which each party takes a position."""
        found: dict[str, list[verdicts.Run]] = defaultdict(list)
        for run in self.all_runs:
            parties = dict.fromkeys(s.party for proposal in run for s in proposal.counted)
            for party in list(parties)[: _readable(len(run))]:
                found[party].append(run)
        return found

    @cached_property
    def labels(self) -> dict[str, Label]:
        """The labels of clauses by their addresses."""
        return {
            clause.address: label
            for clause in self.blocks
            if isinstance(clause, Clause)
            and (label := next((n for n in clause.children if isinstance(n, Label)), None))
        }

    @cached_property
    def texts(self) -> list[Texts]:
        """The base text, all accepted, and each party's own, part by part."""
        silent, _ = verdicts.as_proposed(self.draft, ())
        rulings: dict[str, verdicts.Rulings] = {ALL: verdicts.accepted(self.draft)}
        for party, runs in self.runs.items():
            own: verdicts.Rulings = {}
            for run in runs:
                own |= verdicts.rule_run(run, (party,))[0]
            rulings[party] = ChainMap(own, silent)  # type: ignore[assignment]  # it is only read
        base = _wordings(project(self.draft, verdicts.base(self.draft)))
        return [self._texts(part, base, rulings) for part in self.parts]

    def _texts(
        self, part: Node, base: dict[int, Wording], rulings: dict[str, verdicts.Rulings]
    ) -> Texts:
        blocks: list[int] = []
        proposals: list[Proposal] = []
        for node in (part, *walk(part)):
            match node:
                case Title() | Heading() | Clause() | Paragraph() if node.block in base:
                    blocks.append(node.block)
                case Proposal():
                    proposals.append(node)
                case _:
                    pass
        texts = Texts(part, {BASE: {block: base[block] for block in blocks}})
        if proposals:
            parties = dict.fromkeys(s.party for proposal in proposals for s in proposal.counted)
            alone = replace(self.draft, children=(part,))
            for name in (ALL, *list(parties)[: _readable(len(proposals))]):
                if name in rulings:
                    texts.wordings[name] = _wordings(project(alone, rulings[name]))
        return texts


def _readable(proposals: int) -> int:
    """As how many parties have it so many proposals are read."""
    return max(_MOST_TEXTS, _MOST_READ // proposals)


def _parts(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        match node:
            case Preamble() | Section():
                yield from _parts(node.children)
            case Mark():
                pass
            case _:
                yield node


def _wordings(view: Draft) -> dict[int, Wording]:
    found: dict[int, Wording] = {}
    _gather(view.children, None, found)
    return found


def _gather(nodes: Sequence[Node], within: Wording | None, found: dict[int, Wording]) -> None:
    for node in nodes:
        match node:
            case Text() if within is not None:
                within.starts.append(len(within.words))
                within.pieces.append(node)
                within.words += node.text
            case Mark(kind="line") if within is not None:
                within.words += "\n"
            case Title() | Heading() | Clause() | Paragraph():
                inner = found.setdefault(node.block, Wording(node))
                _gather(node.children, inner, found)
            case Text() | Label() | Mark():
                pass
            case _:
                _gather(node.children, within, found)
