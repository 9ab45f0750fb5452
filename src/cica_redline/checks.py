"""What is wrong with a draft, in its brackets and positions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline.diagnostics import FAULTS, REMARKS, Fault
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from cica_redline.nodes import Draft, Proposal
    from cica_redline.source import Span


def problems(draft: Draft) -> list[Fault]:
    """The faults of a draft in its brackets and positions, brackets that nobody signed among them.

    In source order. What was read with care and is sound is not among them, nor is what is only
    about the structure.
    """
    found = [f for f in draft.faults if FAULTS[f.code] != "structure" and f.code not in REMARKS]
    for proposal in unsigned(draft):
        span = (proposal.span[0], proposal.span[0] + 1)
        found.append(Fault("unsigned-bracket", span, "nobody has signed this bracket"))
    return sorted(found, key=lambda fault: fault.span)


def unsigned(draft: Draft) -> list[Proposal]:
    """The brackets that nobody has signed, the outermost of several inside one another.

    One fault, one report: where a sign is missing, brackets are too deep, one is never closed or a
    position stands beside it, that is said.
    """
    signless = {f.span[0] for f in draft.faults if f.code == "missing-sign"}
    deep = [f.span[0] for f in draft.faults if f.code == "deep-bracket"]
    beside = _beside(draft)
    found, done = [], 0
    for proposal in draft.proposals:
        start, end = proposal.span
        if proposal.positions or proposal.status or not proposal.closed:
            continue
        holds_deep = any(start < place < end for place in deep)
        told = holds_deep or bool({end, end + 1} & signless) or proposal.span in beside
        if start >= done and not told:
            found.append(proposal)
        done = max(done, end)
    return found


def _beside(draft: Draft) -> set[Span]:
    """The brackets that a lost position, or a closing bracket too many, stands beside or ends."""
    source = draft.source.text
    lost = {f.span for f in draft.faults if f.code in {"loose-position", "stray-bracket"}}
    starts, ends = {start for start, _ in lost}, {end for _, end in lost}
    found: set[Span] = set()
    for proposal in draft.proposals if lost else ():
        start, end = proposal.span
        inner = end - 1
        while inner > start and source[inner - 1] in BLANK:
            inner -= 1
        before = len(source[max(0, start - 9) : start].rstrip(BLANK)) + max(0, start - 9)
        after = end + _NEAR.match(source[end : end + 9]).end()  # type: ignore[union-attr]  # matches nothing too
        if inner in ends or before in ends or after in starts or end in starts:
            found.add(proposal.span)
    return found


_NEAR = re.compile(rf"[{BLANK}.,;:\u200b\u2060\u00ad]*")
