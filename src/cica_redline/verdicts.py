"""Which proposals are in, out or stay, in each view: the rules of section 5 of the notation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cica_redline.diagnostics import Note
from cica_redline.nodes import Label, Mark, Position, Proposal, Text
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cica_redline.nodes import Draft, Kind, Node, Sign

Verdict = Literal["in", "out", "stays"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a proposal; where it stays, as what and with which positions."""

    verdict: Verdict
    kind: Kind = "unattributed"
    positions: tuple[Position, ...] = ()


Rulings = dict[str, Ruling]
"""The ruling on each proposal of a draft, by its address."""

IN, OUT = Ruling("in"), Ruling("out")
Run = tuple[Proposal, ...]


def runs(draft: Draft) -> list[Run]:
    """The proposals of a draft in runs: those with only blanks between them, one or more."""
    found: list[Run] = []
    _collect_runs(draft.children, [], found, flush=True)
    return found


def _collect_runs(
    children: Sequence[Node], current: list[Proposal], found: list[Run], *, flush: bool
) -> None:
    for node in children:
        match node:
            case Text(text):
                if text.strip(BLANK):
                    _end_run(current, found)
            case Label() | Mark(kind="stray" | "loose"):
                _end_run(current, found)
            case Mark():
                pass
            case Proposal():
                current.append(node)
                _collect_runs(node.children, [], found, flush=True)
            case _:
                # The edge of a block is a blank; that of a bracket is not.
                _collect_runs(node.children, current, found, flush=False)
    if flush:
        _end_run(current, found)


def _end_run(current: list[Proposal], found: list[Run]) -> None:
    if current:
        found.append(tuple(current))
        current.clear()


def base(draft: Draft) -> Rulings:
    """The text before any proposal."""
    return {p.address: OUT if p.kind == "insertion" else IN for p in draft.proposals}


def accepted(draft: Draft) -> Rulings:
    """The text with every proposal taken."""
    return {p.address: _accept(p) for p in draft.proposals}


def redline(draft: Draft) -> Rulings:
    """Everything stays."""
    return {p.address: _stay(p) for p in draft.proposals}


def uncontested(draft: Draft) -> Rulings:
    """What is settled or opposed by nobody is taken; the rest stays.

    A run is taken whole or stays whole, so that no half of a replacement is taken.
    """
    rulings: Rulings = {}
    for run in runs(draft):
        for part in _parted_by_settled(run):
            stays = _stays_whole(part)
            rulings |= {p.address: _stay(p) if stays else _accept(p) for p in part}
        rulings |= {p.address: _accept(p) for p in run if p.settled}
    return rulings


def _parted_by_settled(run: Run) -> list[list[Proposal]]:
    """What is left of a run: settled words that are in part what stands before and behind them."""
    parts: list[list[Proposal]] = [[]]
    for proposal in run:
        if not proposal.settled:
            parts[-1].append(proposal)
        elif proposal.kind != "deletion":
            parts.append([])
    return parts


def _stays_whole(run: Sequence[Proposal]) -> bool:
    if any(p.contested or p.kind == "unattributed" for p in run):
        return True
    supporters = [
        {s.party for s in p.counted if s.sign == "+"} for p in run if p.kind == "insertion"
    ]
    return any(not one & other for i, one in enumerate(supporters) for other in supporters[i + 1 :])


def _accept(proposal: Proposal) -> Ruling:
    return OUT if proposal.kind == "deletion" else IN


def _stay(proposal: Proposal) -> Ruling:
    return Ruling("stays", proposal.kind, proposal.positions)


def as_proposed(
    draft: Draft, parties: Sequence[str], *, infer_alternatives: bool = False, literal: bool = False
) -> tuple[Rulings, list[Note]]:
    """The text as these parties, together, propose it, and what had to be read into the draft.

    `literal` does not read a co-sponsor of a replacement as striking its other half;
    `infer_alternatives` reads words put beside base words that another strikes as replacing them.
    """
    rulings: Rulings = {}
    notes: list[Note] = []
    for run in runs(draft):
        found, said = rule_run(run, parties, infer_alternatives=infer_alternatives, literal=literal)
        rulings |= found
        notes += said
    notes += _lost_words(draft.children, parties, rulings, out=False)
    notes += _group_notes(draft, parties)
    return rulings, sorted(notes, key=lambda note: (note.span, note.code))


def rule_run(
    run: Run, parties: Sequence[str], *, infer_alternatives: bool = False, literal: bool = False
) -> tuple[Rulings, list[Note]]:
    """The rulings on one run for the text of these parties together, and what to say of them."""
    rulings: Rulings = {}
    notes: list[Note] = []
    inferred: dict[str, list[Position]] = {}
    beside: list[tuple[str, Proposal]] = []
    for party in parties:
        struck = [] if literal else _co_sponsored(run, party)
        notes += [_co_sponsor_note(party, p) for p in struck]
        alternatives = _beside(run, party, struck)
        if alternatives and infer_alternatives:
            struck = struck + _struck_by_others(run, party)
        else:
            beside += [(party, p) for p in alternatives]
        for proposal in struck:
            position = Position("-", party, proposal.span, inferred=True)
            inferred.setdefault(proposal.address, []).append(position)
    for proposal in run:
        # What is read into the draft gives way to what one of the parties says itself.
        said = _positions_of(proposal, parties) or inferred.get(proposal.address, [])
        rulings[proposal.address] = ruling = _follow(proposal, said)
        if ruling.verdict == "stays":
            who = ", ".join(position.party for position in said)
            message = f"{who} do not agree on these words; they stay open"
            notes.append(Note("parties-disagree", proposal.address, proposal.span, message))
    # Where one of several parties strikes the words itself, their text does not have both.
    notes += [
        _alternative_note(party, proposal)
        for party, proposal in beside
        if any(rulings[p.address] != OUT for p in _struck_by_others(run, party))
    ]
    return rulings, notes


def _positions_of(proposal: Proposal, parties: Sequence[str]) -> list[Position]:
    return [position for position in proposal.counted if position.party in parties]


def _follow(proposal: Proposal, said: list[Position]) -> Ruling:
    if proposal.settled and proposal.positions:
        return _accept(proposal)
    signs = {position.sign for position in said}
    if not signs:
        return OUT if proposal.kind == "insertion" else IN
    if len(signs) == 1:
        return IN if "+" in signs else OUT
    own: Sign = "+" if proposal.kind == "insertion" else "-"
    first = sorted(said, key=lambda position: position.sign != own)[:1]
    return Ruling("stays", proposal.kind, (*first, *(p for p in said if p not in first)))


def _co_sponsored(run: Run, party: str) -> list[Proposal]:
    """The deletions that a party strikes by co-sponsoring what replaces them.

    It supports an insertion whose proposer strikes the deletion, and is silent on the deletion.
    """
    return [
        deletion
        for deletion in run
        if deletion.kind == "deletion"
        and deletion.sign_of(party) is None
        and any(
            insertion.kind == "insertion"
            and insertion.sign_of(party) == "+"
            and (proposer := insertion.positions[0].party) != party
            and insertion.sign_of(proposer) == "+"
            and deletion.sign_of(proposer) == "-"
            for insertion in run
        )
    ]


def _struck_by_others(run: Run, party: str) -> list[Proposal]:
    return [
        p
        for p in run
        if p.kind == "deletion"
        and not p.contested
        and p.sign_of(party) is None
        and any(s.sign == "-" for s in p.counted)
    ]


def _beside(run: Run, party: str, struck: list[Proposal]) -> list[Proposal]:
    """The insertions that a party puts beside base words that only others strike."""
    strikes = struck or [p for p in run if p.kind == "deletion" and p.sign_of(party) == "-"]
    if strikes or not any(not p.settled for p in _struck_by_others(run, party)):
        return []
    return [p for p in run if p.kind == "insertion" and p.sign_of(party) == "+" and not p.settled]


def _co_sponsor_note(party: str, proposal: Proposal) -> Note:
    message = f"{party} supports what replaces these words: read as striking them (--literal: not)"
    return Note("co-sponsored-replacement", proposal.address, proposal.span, message)


def _alternative_note(party: str, proposal: Proposal) -> Note:
    message = (
        f"{party} adds this beside words that another party strikes, and does not say that it "
        "strikes them: its text has both (--infer-alternatives reads it as a replacement)"
    )
    return Note("alternative-side-by-side", proposal.address, proposal.span, message)


def _lost_words(
    children: Iterable[Node], parties: Sequence[str], rulings: Rulings, *, out: bool
) -> list[Note]:
    notes: list[Note] = []
    for node in children:
        match node:
            case Text() | Label() | Mark():
                continue
            case Proposal():
                if out and node.kind == "insertion":
                    notes += [
                        Note(
                            "words-lost",
                            node.address,
                            node.span,
                            f"{party} adds this inside words that are not in its text",
                        )
                        for party in parties
                        if node.sign_of(party) == "+"
                    ]
                inside = out or rulings[node.address].verdict == "out"
                notes += _lost_words(node.children, parties, rulings, out=inside)
            case _:
                notes += _lost_words(node.children, parties, rulings, out=out)
    return notes


def _group_notes(draft: Draft, parties: Sequence[str]) -> list[Note]:
    """Where a group of which a party is a member took a position that the party did not."""
    groups = {party: frozenset(draft.parties.groups_of(party)) for party in parties}
    return [
        Note(
            "group-position",
            proposal.address,
            proposal.span,
            f"{position} is the group's position; {party} is a member and took none itself",
        )
        for proposal in draft.proposals
        for party in parties
        if proposal.sign_of(party) is None
        for position in proposal.counted
        if position.party in groups[party]
    ]
