"""What is wrong with a draft, in its brackets and positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.diagnostics import FAULTS, REMARKS, Fault

if TYPE_CHECKING:
    from cica_redline.nodes import Draft, Proposal


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

    One fault, one report: where a sign is missing, brackets are too deep, or one is never closed,
    that is said.
    """
    signless = {f.span[0] for f in draft.faults if f.code == "missing-sign"}
    deep = [f.span[0] for f in draft.faults if f.code == "deep-bracket"]
    found, done = [], 0
    for proposal in draft.proposals:
        start, end = proposal.span
        if proposal.positions or proposal.status or not proposal.closed:
            continue
        holds_deep = any(start < place < end for place in deep)
        if start >= done and not {end, end + 1} & signless and not holds_deep:
            found.append(proposal)
        done = max(done, end)
    return found
