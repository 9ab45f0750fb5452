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
    found += [
        Fault("unsigned-bracket", (p.span[0], p.span[0] + 1), "nobody has signed this bracket")
        for p in draft.proposals
        if p.kind == "unattributed" and p.closed and not p.status
    ]
    return sorted(found, key=lambda fault: fault.span)
