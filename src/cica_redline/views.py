"""`view`: a draft as one reader sees it, which is a draft again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cica_redline import verdicts
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Mark,
    Paragraph,
    Preamble,
    Section,
    Text,
    Title,
)
from cica_redline.projection import project, project_against

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cica_redline.nodes import Draft, Node

BASE = "base"
Accepted = Literal["all", "uncontested"]


def view(  # noqa: PLR0913 - one option for each choice a reader has
    draft: Draft,
    *,
    base: bool = False,
    as_proposed_by: str | Iterable[str] = (),
    accepted: Accepted | None = None,
    against: str = "",
    infer_alternatives: bool = False,
    literal: bool = False,
) -> Draft:
    """One view of a draft; without a choice the redline, in which every proposal stays.

    `as_proposed_by` is a code or several; `against` is "base" or the code of the party whose text
    the first party's is shown against, and needs a party's view. What had to be read into the
    draft is in `notes` of the result. Raises ValueError where the choices contradict each other.
    """
    parties = (as_proposed_by,) if isinstance(as_proposed_by, str) else tuple(as_proposed_by)
    if sum((base, bool(parties), accepted is not None)) > 1:
        raise ValueError("choose one of base, as proposed by parties, and accepted")
    if against and not parties:
        raise ValueError("against needs the view of a party to show against it")
    if base:
        return project(draft, verdicts.base(draft))
    if accepted == "all":
        return project(draft, verdicts.accepted(draft))
    if accepted == "uncontested":
        return project(draft, verdicts.uncontested(draft))
    if not parties:
        return project(draft, verdicts.redline(draft))
    ours, notes = verdicts.as_proposed(
        draft, parties, infer_alternatives=infer_alternatives, literal=literal
    )
    if not against:
        return replace(project(draft, ours), notes=tuple(notes))
    if against == BASE:
        theirs = verdicts.base(draft)
    else:
        theirs, other_notes = verdicts.as_proposed(
            draft, (against,), infer_alternatives=infer_alternatives, literal=literal
        )
        notes = sorted({*notes, *other_notes}, key=lambda note: (note.span, note.code))
    return replace(project_against(draft, ours, theirs, parties), notes=tuple(notes))


def front_matter(draft: Draft) -> str:
    """What stands before the title, as it is."""
    return "".join(n.text for n in draft.children if isinstance(n, Mark) and n.kind == "front")


def select(draft: Draft, addresses: Iterable[str]) -> Draft:
    """The draft with nothing but these clauses and sections, and all that stands under them.

    An address that a draft does not have selects nothing.
    """
    wanted = frozenset(addresses)
    return replace(draft, children=tuple(_selected(draft.children, wanted)))


def _selected(nodes: Sequence[Node], wanted: frozenset[str]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        match node:
            case Preamble() | Section() if node.address in wanted:
                kept.append(node)
            case Title() | Heading() | Clause() | Paragraph() if _is_under(node.address, wanted):
                kept.append(node)
            case Text() | Label() | Mark():
                pass
            case _:
                if children := _selected(node.children, wanted):
                    kept.append(replace(node, children=tuple(children)))
    return kept


def _is_under(address: str, wanted: frozenset[str]) -> bool:
    while address and address not in wanted:
        address = address.rpartition(".")[0]
    return bool(address)


def whole(draft: Draft) -> Draft:
    """The redline with nothing left out, not even what has no words: what `markup` spells."""
    return project(draft, verdicts.redline(draft), whole=True)
