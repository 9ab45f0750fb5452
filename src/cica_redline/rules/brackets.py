"""Rules about brackets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cica_redline.grammar import pattern, terminals
from cica_redline.inlines import read_sign
from cica_redline.nodes import Clause, Label, Mark, Paragraph, Proposal, Text, walk
from cica_redline.rules.subject import Found
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.rules.subject import Subject
    from cica_redline.source import Span


def unclosed_bracket(subject: Subject) -> Iterator[Found]:
    """An opening bracket that is never closed.

    Nobody can tell which words it was meant to hold. It is read as reaching to the end of its
    clause, and nobody has signed it.

    Bad:
        1. To plant [two trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    for fault in subject.faults["unclosed-bracket"]:
        hint = ""
        if lost := subject.lost_in(fault.span[0]):
            line, column = subject.draft.source.place(lost[0])
            hint = f"; was it to close before {subject.source[slice(*lost)]} at {line}:{column}?"
        yield Found(fault.span, fault.message + hint)


def stray_bracket(subject: Subject) -> Iterator[Found]:
    """A closing bracket that closes nothing.

    Its positions are on no words: the party that signed them has lost its proposal.

    Bad:
        1. To plant two] (+IND) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    for fault in subject.faults["stray-bracket"]:
        if not _is_meant(subject, fault.span):
            yield Found(fault.span, fault.message)


def empty_bracket(subject: Subject) -> Iterator[Found]:
    """A signed bracket that holds no words.

    Somebody took a position on words that are no longer there.

    Bad:
        1. To plant [ ] (+IND) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    for proposal in subject.proposals:
        if proposal.closed and not _words(proposal):
            yield Found(_opener(proposal), "this bracket holds no words")


def deep_bracket(subject: Subject) -> Iterator[Found]:
    """Brackets nested so deep that they are read as text.

    More than a hundred brackets inside one another are no proposal that anybody could follow.

    Bad:
        1. To act [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[now]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] (+IND).

    Good:
        1. To act [[now] (+IND)] (-RUS).
    """  # noqa: E501 - the brackets cannot be broken
    for fault in subject.faults["deep-bracket"]:
        yield Found(fault.span, fault.message)


def bracket_over_page_break(subject: Subject) -> Iterator[Found]:
    """A bracket that a page break cuts in two.

    When pages are put together again, one half of it is easily lost.

    Bad:
        1. To plant [two trees along

        every road] (+IND).

    Good:
        1. To plant [two trees along every road] (+IND).
    """
    for span, proposal in (*cut_by_pages(subject), *pages_inside(subject)):
        if proposal is None:
            continue
        line, column = subject.draft.source.place(proposal.span[0])
        where = subject.first_word(span)
        yield Found(where, f"a page break cuts the bracket that opens at {line}:{column}")


def cut_by_pages(subject: Subject) -> Iterator[tuple[Span, Proposal]]:
    """Where sentences go on that were mended, with the innermost signed bracket cut there."""
    for proposal in subject.proposals:
        ends = {mark.span[1] for mark in _outside_inner(proposal) if mark.kind in _BREAKS}
        if ends and proposal.closed:
            for fault in subject.faults["mended-page-break"]:
                if fault.span[0] in ends:
                    yield fault.span, proposal


def pages_inside(subject: Subject) -> Iterator[tuple[Span, Proposal | None]]:
    """Page furniture between two lines of one sentence, with the bracket that it is directly in."""
    digits = {fault.span for fault in subject.faults["digits-in-block"]}
    for branch in walk(subject.draft):
        if not isinstance(branch, Clause | Paragraph | Proposal):
            continue
        words, torn = False, False
        page: Span | None = None
        for child in branch.children:
            match child:
                case Mark(kind="furniture") if words:
                    page = page or child.span
                case Mark():
                    torn |= child.kind in _BREAKS
                case Text() | Proposal():
                    if page and not torn and page not in digits:
                        yield page, branch if isinstance(branch, Proposal) else None
                    words, torn, page = True, False, None
                case _:
                    words, torn, page = False, False, None


_BREAKS = frozenset({"page-break", "page-join"})


def _outside_inner(proposal: Proposal) -> Iterator[Mark]:
    """The marks between the brackets of a proposal, those inside inner ones aside."""
    pending = list(reversed(proposal.children))
    while pending:
        match pending.pop():
            case Mark() as mark:
                yield mark
            case Text() | Label() | Proposal():
                pass
            case branch:
                pending += reversed(branch.children)


def unattributed_bracket(subject: Subject) -> Iterator[Found]:
    """A bracket that nobody has signed.

    The words are not agreed, but nobody stands behind that: ask who put the bracket.

    Bad:
        1. To plant [two] trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    unclear = _before_signed(subject)
    for proposal in subject.unsigned:
        told = proposal.address in unclear or _is_meant(subject, proposal.span)
        told = told or malformed(subject, proposal) is not None
        if not told and _words(proposal):
            yield Found(_opener(proposal), "nobody has signed this bracket")


def malformed(subject: Subject, proposal: Proposal) -> Meant | None:
    """What stands behind a bracket, is no position, and was meant as one."""
    found = _meant().match(subject.source, proposal.span[1])
    party = subject.draft.parties.resolve(found["name"]) if found else None
    if found is None or party is None:
        return None
    written = terminals("SIGN").search(found.group())
    sign = read_sign(written.group()) if written else ""
    return Meant(found.span("written"), sign, party.code)


def _is_meant(subject: Subject, span: Span) -> bool:
    """Whether a bracket is a part of what was meant as a position."""
    before = bisect_right(subject.proposals, span[0], key=lambda proposal: proposal.span[0] + 1)
    near = subject.proposals[max(0, before - 3) : before]
    found = (malformed(subject, proposal) for proposal in near if not proposal.positions)
    return any(meant and meant.span[0] <= span[0] < meant.span[1] for meant in found)


@dataclass(frozen=True, slots=True)
class Meant:
    """A position that was meant: where, its sign (empty: it has none), and whose."""

    span: Span
    sign: str
    party: str


@cache
def _meant() -> re.Pattern[str]:
    sign = pattern("SIGN")
    return re.compile(
        rf"[{BLANK}]{{0,3}}(?P<written>(?=[(（\[]|{sign})[(（\[]?[{BLANK}]?{sign}?[{BLANK}]?"
        rf"(?P<name>[A-Z][A-Z0-9]{{1,3}}\b|[^\W\d_][^()\[\]（）\n+]{{0,40}}(?=[)）\]]))"
        rf"[{BLANK}]?{sign}?[)）\]]?)"
    )


def unclear_coverage(subject: Subject) -> Iterator[Found]:
    """A bracket without a position directly before one that has one.

    Does the position cover both? It is read as covering only the bracket that it follows.

    Bad:
        1. To plant [two] [tall] (+IND) trees.

    Good:
        1. To plant [two] (+IND) [tall] (+IND) trees.
    """
    for proposal, signed in _before_signed(subject).values():
        signs = " ".join(map(str, signed.positions))
        message = f"{signs} is read as covering only the next bracket, not this one"
        yield Found(_opener(proposal), message)


def _before_signed(subject: Subject) -> dict[str, tuple[Proposal, Proposal]]:
    """The unattributed proposals whose neighbour in the run has positions, by address."""
    unsigned = {proposal.address for proposal in subject.unsigned}
    return {
        one.address: (one, other)
        for run in subject.all_runs
        for one, other in pairwise(run)
        if one.address in unsigned and other.positions and _side_by_side(subject, one, other)
    }


def _side_by_side(subject: Subject, one: Proposal, other: Proposal) -> bool:
    """Whether the two stand in one paragraph, with nothing but blanks between."""
    between = subject.source[one.span[1] : other.span[0]]
    return not between.strip(BLANK) and between.count("\n") <= 1


def bracket_over_clauses(subject: Subject) -> Iterator[Found]:
    """A bracket that holds more than one clause.

    That may well be meant. But one forgotten bracket does the same, so look at where it closes.

    Bad:
        [1. To plant trees.

        2. To water them.] (+IND)

    Good:
        [1. To plant trees.] (+IND)

        [2. To water them.] (+IND)
    """
    for fault in subject.faults["spanning-bracket"]:
        yield Found(fault.span, fault.message)


def _opener(proposal: Proposal) -> tuple[int, int]:
    return proposal.span[0], proposal.span[0] + 1


def _words(proposal: Proposal) -> bool:
    return any(not isinstance(n, Mark) and n.text.strip(BLANK) for n in walk(proposal))
