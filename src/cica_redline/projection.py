"""A draft with a ruling on each proposal becomes the draft that a reader sees.

Every view is made here, and nothing else decides which words are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never, cast

from cica_redline import spacing
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Mark,
    Node,
    Paragraph,
    Position,
    Preamble,
    Proposal,
    Section,
    Text,
    Title,
    with_children,
)
from cica_redline.pruning import Seen, blocks_left, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cica_redline.nodes import Block, Draft, Kind
    from cica_redline.source import Span
    from cica_redline.verdicts import Ruling, Rulings, Verdict

Side = Literal["both", "ours", "theirs"]

_KEPT = frozenset({"furniture", "footnote", "stray", "loose", "position", "status", "separator"})
"""Markup that is in no view, but in the whole draft."""

_ASIDE = frozenset({"furniture", "footnote"})
"""Markup of these that may stand between a bracket and its words, or its positions."""


class Decision(NamedTuple):
    """What becomes of one proposal, and which text has its words.

    `side` is "both" except where one text is shown against another.
    """

    verdict: Verdict
    kind: Kind
    positions: tuple[Position, ...]
    side: Side


def project(draft: Draft, rulings: Rulings, *, whole: bool = False) -> Draft:
    """The draft with each proposal in, out or staying as ruled.

    Clauses and headings of which nothing is left are left out, unless `whole`.
    """

    def decide(proposal: Proposal, side: Side) -> Decision:
        return _as_ruled(rulings[proposal.address], side)

    return _view(draft, _Projector(draft, decide, (), whole=whole))


def project_against(draft: Draft, ours: Rulings, theirs: Rulings, parties: Sequence[str]) -> Draft:
    """The draft that has theirs as its base, and as proposals of `parties` what ours changes."""

    def decide(proposal: Proposal, side: Side) -> Decision:
        mine, other = ours[proposal.address], theirs[proposal.address]
        if side == "theirs":
            return _as_ruled(other, side)
        if side == "ours" or mine.verdict in {other.verdict, "stays"}:
            return _as_ruled(mine, side)
        side = "ours" if mine.verdict == "in" else "theirs"
        return _one_sided(side, parties, proposal.span)

    return _view(draft, _Projector(draft, decide, parties))


def _view(draft: Draft, projector: _Projector) -> Draft:
    children: list[Node] = []
    projector.project(draft.children, children, "both", shown=True)
    left = frozenset(projector.seen) if projector.whole else blocks_left(draft, projector.seen)
    kept = keep(children, left)
    return replace(draft, children=tuple(kept), faults=(), notes=(), is_view=True)


def _growing(children: list[Node]) -> tuple[Node, ...]:
    """Children that can still change: a comma in them may yet go.

    They are made a tuple at the end, when the view is pruned.
    """
    return cast("tuple[Node, ...]", children)


def _as_ruled(ruling: Ruling, side: Side) -> Decision:
    return Decision(ruling.verdict, ruling.kind, ruling.positions, side)


def _one_sided(side: Side, parties: Sequence[str], span: Span) -> Decision:
    sign: Literal["+", "-"] = "+" if side == "ours" else "-"
    positions = tuple(Position(sign, party, span) for party in parties)
    return Decision("stays", "insertion" if side == "ours" else "deletion", positions, side)


def _meets(tail: _Tail | None, side: Side) -> bool:
    """Whether words left out bring the comma at the end of these together with what comes now."""
    if tail is None or not tail.dropped or tail.words.text[-1:] not in spacing.COMMAS:
        return False
    # What is in brackets may yet go: the stop outside is still needed.
    return not (tail.edge and side == tail.side == "both")


@dataclass(slots=True)
class _Tail:
    """The last words that one text has so far in a line: the node at `place` of the list `into`.

    `side` is whose words they are; `dropped` and `edge` whether words were left out since then,
    and whether a bracket that stays has opened or closed.
    """

    into: list[Node]
    place: int
    side: Side
    dropped: bool = False
    edge: bool = False

    @property
    def words(self) -> Text:
        return cast("Text", self.into[self.place])


@dataclass(slots=True)
class _Line:
    """How far a line of the view has come."""

    empty: bool = True
    """Whether nothing is shown in it yet."""
    dropped: bool = False
    """Whether words were left out since the last that are shown."""
    opened: bool = False
    """Whether a bracket that stays has opened since then."""
    end: int = -1
    """Where the last thing shown ends in the source."""
    hole: list[Node] | None = None
    """The list before the bracket that has opened, if no blank was put there."""
    last: _Tail | None = None
    """The last words shown."""
    ours: _Tail | None = None
    """The last words of our text, and of theirs: where one is shown against another, two."""
    theirs: _Tail | None = None

    def drop(self) -> None:
        """Note that words were left out here, of every text."""
        self.dropped = True
        for tail in (self.ours, self.theirs):
            if tail is not None:
                tail.dropped = True

    def edged(self) -> None:
        """Note that a bracket that stays opened or closed here."""
        for tail in (self.ours, self.theirs):
            if tail is not None:
                tail.edge = True


class _Projector:
    def __init__(
        self,
        draft: Draft,
        decide: Callable[[Proposal, Side], Decision],
        parties: Sequence[str],
        *,
        whole: bool = False,
    ) -> None:
        self.whole = whole
        self.again = draft.is_view
        self.blanks = spacing.own_blanks(draft)
        self.decide = decide
        self.parties = parties
        self.line = _Line()
        self.seen: dict[int, Seen] = {}
        self.block = Seen("")
        self.begun: set[int] = set()

    def project(self, nodes: Sequence[Node], into: list[Node], side: Side, *, shown: bool) -> None:
        """Add the nodes as the view has them; those that are not shown leave only their traces."""
        for node in nodes:
            match node:
                case Text():
                    self._text(node, into, side, shown=shown)
                case Label():
                    self._label(node, into, shown=shown)
                case Mark(kind="line") if shown:
                    into.append(replace(node, text="\n"))
                    self.line = _Line()
                case Mark() if node.kind == "front" or (self.whole and node.kind in _KEPT):
                    into.append(node)
                case Mark():
                    pass
                case Proposal():
                    self._proposal(node, into, side, shown=shown)
                case Title() | Heading() | Clause() | Paragraph():
                    self._block(node, into, side, shown=shown)
                case Preamble() | Section():
                    kept: list[Node] = []
                    into.append(with_children(node, _growing(kept)))
                    self.project(node.children, kept, side, shown=shown)
                case _:
                    assert_never(node)

    def _block(self, node: Block, into: list[Node], side: Side, *, shown: bool) -> None:
        if not node.continued:
            self.line = _Line()
        self.block = self.seen.setdefault(node.block, Seen(node.address))
        outer = self.block
        continued = node.block in self.begun
        if shown:
            self.begun.add(node.block)
        kept: list[Node] = []
        self.project(node.children, kept, side, shown=shown)
        self.block = outer
        if shown:
            into.append(with_children(node, _growing(kept), continued=continued))

    # Words

    def _label(self, node: Label, into: list[Node], *, shown: bool) -> None:
        if not shown:
            self.block.dropped = True
            return
        into.append(node)
        self.line = _Line(empty=False, end=node.span[1])
        self.block.shown = True

    def _text(self, node: Text, into: list[Node], side: Side, *, shown: bool) -> None:
        words = node.text.strip(spacing.SPACES)
        if not words:
            return
        if not shown:
            self.line.drop()
            self.block.dropped = True
            return
        line = self.line
        gap = self.blanks.own[id(node)]
        self._meet(spacing.first_of(words), side)
        if line.dropped:
            gap = self._after_opening(gap)
        if line.opened and line.dropped and line.hole is not None and gap:
            line.hole.append(Text(gap, (node.span[0], node.span[0])))
        if line.empty or line.opened:
            gap = ""
        start, end = node.span
        if not self.again:
            # The span of a view's words is theirs already, without the blank before them.
            start += node.text.index(words)
            end = start + len(words)
        into.append(Text(gap + spacing.single_spaced(words), (start, end)))
        last = _Tail(into, len(into) - 1, side)
        self.line = _Line(
            empty=False,
            end=end,
            last=last,
            ours=line.ours if side == "theirs" else last,
            theirs=line.theirs if side == "ours" else _Tail(into, len(into) - 1, side),
        )
        self.block.shown = True
        self.block.words = self.block.words or any(map(str.isalnum, words))

    def _after_opening(self, gap: str) -> str:
        """No blank after an opening parenthesis or quote where words after it were left out."""
        last = self.line.last
        return "" if last and last.words.text[-1:] in spacing.OPENING else gap

    def _meet(self, first: str, side: Side) -> None:
        """Where words left out bring a comma together with another stop, the first goes.

        In each text by itself: where only one of the two loses a comma that both have, the other
        one keeps it, as its own.
        """
        if first not in spacing.AFTER_COMMAS:
            return
        line = self.line
        ours = line.ours if side != "theirs" and _meets(line.ours, side) else None
        theirs = line.theirs if side != "ours" and _meets(line.theirs, side) else None
        for tail in (ours, theirs):
            if tail is None or not tail.words.text.endswith(tuple(spacing.COMMAS)):
                continue  # of words that both have, the comma has gone with the first
            words = tail.words
            tail.into[tail.place] = replace(words, text=words.text[:-1].rstrip(spacing.SPACES))
            if tail.side == "both" and (ours is None or theirs is None):
                self._keep_comma(tail, "theirs" if tail is ours else "ours", words)

    def _keep_comma(self, tail: _Tail, side: Side, words: Text) -> None:
        """Give one side the comma that only the other has lost at the end of these words."""
        span = (words.span[1] - 1, words.span[1])
        kept: list[Node] = [Text(words.text[-1], span)]
        _, kind, positions, _ = _one_sided(side, self.parties, span)
        proposal = Proposal(kind, "", positions, _growing(kept), span)
        tail.into.insert(tail.place + 1, proposal)
        other = self.line.ours if side == "ours" else self.line.theirs
        if other and other.into is tail.into and other.place == tail.place:
            other.into, other.place, other.side, other.edge = kept, 0, side, True

    # Proposals

    def _proposal(self, node: Proposal, into: list[Node], side: Side, *, shown: bool) -> None:
        verdict, kind, positions, inner = self.decide(node, side)
        if not shown or verdict != "stays":
            inside = shown and verdict == "in"
            self.project(node.children, into, inner, shown=inside)
            return
        before, count = (self.line if inner == "both" else replace(self.line)), len(into)
        self._open(node, into)
        kept: list[Node] = []
        self.project(node.children, kept, inner, shown=True)
        if self.whole:
            kept += [mark for mark in (*node.head, *node.tail) if mark.kind in _ASIDE]
        if not kept and inner != "both":
            # Neither text has words here, so there is nothing that one has and the other has not.
            del into[count:]
            self.line = replace(before, dropped=self.line.dropped)
            return
        status = "" if positions != node.positions else node.status
        into.append(
            Proposal(kind, node.address, positions, _growing(kept), node.span, status, node.closed)
        )
        self.line.empty = self.line.opened = False
        self.line.edged()
        self.line.end = node.span[1]

    def _open(self, node: Proposal, into: list[Node]) -> None:
        """Put the blank before a bracket that stays, as the source has it."""
        line = self.line
        gap = self.blanks.before[id(node)]
        if not gap and (line.dropped or line.end != node.span[0]):
            gap = self.blanks.first[id(node)]
        if line.dropped:
            gap = self._after_opening(gap)
        if not (line.empty or line.opened):
            line.hole = None if gap else into
            if gap:
                into.append(Text(gap, (node.span[0], node.span[0])))
        line.opened = True
        line.edged()
