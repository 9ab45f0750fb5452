"""Rules about how a draft is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.nodes import Clause, Heading, walk
from cica_redline.rules.brackets import cut_by_pages, pages_inside
from cica_redline.rules.subject import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.nodes import Label
    from cica_redline.rules.subject import Subject


def number_gap(subject: Subject) -> Iterator[Found]:
    """A number or letter that leaves one out.

    Either a clause is missing, or every reference to a later one is wrong.

    Bad:
        1. To plant.

        3. To water.

    Good:
        1. To plant.

        2. To water.
    """
    yield from _numbers(subject, "number-gap")


def repeated_number(subject: Subject) -> Iterator[Found]:
    """A number or letter that was used already.

    A reference to it may mean either clause.

    Bad:
        1. To plant.

        1. To water.

    Good:
        1. To plant.

        2. To water.
    """
    yield from _numbers(subject, "repeated-number")


def number_out_of_order(subject: Subject) -> Iterator[Found]:
    """A number or letter that comes after a higher one.

    Somebody moved a clause, or mistyped its number.

    Bad:
        1. To plant.

        2. To water.

        3. To mow.

        1. To dig.

    Good:
        1. To plant.

        2. To water.

        3. To mow.

        4. To dig.
    """
    yield from _numbers(subject, "number-out-of-order")


def _numbers(subject: Subject, code: str) -> Iterator[Found]:
    lone = {label.span for label in _lone_variants(subject)}
    fitting = subject.fitting
    for fault in subject.faults[code]:
        if fault.span not in lone and fault.span not in fitting:
            yield Found(fault.span, fault.message)


def variant_without_number(subject: Subject) -> Iterator[Found]:
    """A number with a letter or `bis` whose plain number is nowhere.

    A clause 5 bis was put after a clause 5: that one was lost, or renumbered.

    Bad:
        1. To plant.

        3bis. To water.

    Good:
        1. To plant.

        1bis. To water.
    """
    for label in _lone_variants(subject):
        words = label.text.strip()
        yield Found(label.span, f"there is no clause that {words} could be a variant of")


def _lone_variants(subject: Subject) -> Iterator[Label]:
    for address, label in subject.labels.items():
        above, _, key = address.partition("~")[0].rpartition(".")
        plain = _without_variant(key)
        if key[-1:].isalpha() and plain and plain != key:
            base = f"{above}.{plain}" if above else plain
            if base not in subject.labels:
                yield label


def _without_variant(key: str) -> str:
    """The number of a label without what makes it a variant; of letters, nothing."""
    return key.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") if key else ""


def torn_clause(subject: Subject) -> Iterator[Found]:
    """A sentence cut by a page break or a blank line.

    It is read as going on. Where that is wrong, two paragraphs were made one.

    Bad:
        1. To plant trees along

        every road.

    Good:
        1. To plant trees along every road.
    """
    inside = {span for span, _ in cut_by_pages(subject)}
    for fault in subject.faults["mended-page-break"]:
        if fault.span not in inside:
            yield Found(subject.first_word(fault.span), fault.message)
    for span, proposal in pages_inside(subject):
        if proposal is None:
            yield Found(span, "a page break stands in the middle of this sentence; it is read past")


def heading_without_clauses(subject: Subject) -> Iterator[Found]:
    """A heading that nothing stands under.

    Its clauses were lost, or moved away.

    Bad:
        Pillar I: Trees

        Pillar II: Water

        1. To save water.

    Good:
        Pillar I: Trees

        1. To plant trees.

        Pillar II: Water

        1. To save water.
    """
    nodes = [node for node in walk(subject.draft) if isinstance(node, Heading | Clause)]
    for place, node in enumerate(nodes):
        if isinstance(node, Heading) and not node.continued and not _holds(nodes, place, node):
            yield Found(node.span, "nothing stands under this heading")


def _holds(nodes: Sequence[Heading | Clause], place: int, heading: Heading) -> bool:
    """Whether a clause, or a lower heading, comes before the next of its own or a higher rank."""
    after = next((n for n in nodes[place + 1 :] if n.block != heading.block), None)
    return isinstance(after, Clause) or (isinstance(after, Heading) and after.rank > heading.rank)


def digits_in_clause(subject: Subject) -> Iterator[Found]:
    """A line of digits inside a paragraph, read as a page number.

    A figure that a line break has cut off looks the same, and would be left out of every text.

    Bad:
        1. To plant trees in all
        120
        towns.

    Good:
        1. To plant trees in all 120 towns.
    """
    for fault in subject.faults["digits-in-block"]:
        yield Found(fault.span, fault.message)


def running_head(subject: Subject) -> Iterator[Found]:
    """A line that many pages begin or end with: it is in no text.

    Said once, so that somebody looks whether it is a running head.

    Bad:
        Rev.2

        1. To plant trees.

        - 1 -

        Rev.2

        2. To water them.

        - 2 -

        Rev.2

        3. To mow the grass.

    Good:
        1. To plant trees.
    """
    for fault in subject.faults["running-head"]:
        yield Found(fault.span, fault.message)
