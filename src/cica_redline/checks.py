"""What is wrong with a draft, in its brackets and positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.diagnostics import FAULTS, REMARKS, Fault

if TYPE_CHECKING:
    from cica_redline.nodes import Draft


def problems(draft: Draft) -> list[Fault]:
    """The faults of a draft in its brackets and positions, brackets that nobody signed among them.

    In source order. What was read with care and is sound is not among them, nor is what is only
    about the structure.
    """
    found = [f for f in draft.faults if FAULTS[f.code] != "structure" and f.code not in REMARKS]
    unsigned = {f.span[0] for f in found if f.code == "missing-sign"}
    done = 0
    for proposal in draft.proposals:
        start, end = proposal.span
        if proposal.positions or proposal.status or not proposal.closed:
            continue
        # One fault, one report: not again for brackets inside it, nor where a sign is missing.
        if start >= done and not any(end <= place <= end + 1 for place in unsigned):
            message = "nobody has signed this bracket"
            found.append(Fault("unsigned-bracket", (start, start + 1), message))
        done = max(done, end)
    return sorted(found, key=lambda fault: fault.span)
