"""Rules about positions."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from cica_redline.diagnostics import Edit, Fix
from cica_redline.rules.brackets import malformed
from cica_redline.rules.subject import Found
from cica_redline.source import BLANK
from cica_redline.writers.lines import signed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.nodes import Position, Proposal
    from cica_redline.parties import Parties, Party
    from cica_redline.rules.subject import Subject
    from cica_redline.source import Span

_PLAIN_SIGNS = "+-"
_MOST_HINTS = 200
"""Where more codes are unknown, they are no slips."""


def lenient_position(subject: Subject) -> Iterator[Found]:
    """A position that is not spelled plainly.

    It is understood, but people search drafts for `(+IND)`, and other programs read only that.

    Bad:
        1. To plant [two] (+India; - RUS) trees.

    Good:
        1. To plant [two] (+IND) (-RUS) trees.
    """
    for fault in subject.faults["lenient-position"]:
        if not _look_alikes(subject, fault.span):
            yield Found(fault.span, fault.message, plain_spelling(subject, fault.span))


def look_alike_character(subject: Subject) -> Iterator[Found]:
    """A letter, dash or sign in a position that only looks like the right one.

    On paper nobody sees it, and every search for the position misses it.

    Bad:
        1. To plant [two] (–RUS) trees.

    Good:
        1. To plant [two] (-RUS) trees.
    """
    for fault in subject.faults["lenient-position"]:
        if characters := _look_alikes(subject, fault.span):
            names = ", ".join(f"{c} is {unicodedata.name(c, hex(ord(c)))}" for c in characters)
            message = f"{fault.message}; {names}"
            yield Found(fault.span, message, plain_spelling(subject, fault.span))


def _look_alikes(subject: Subject, span: Span) -> list[str]:
    """The characters of a position that stand for others: signs, and letters of a code."""
    written = subject.source[slice(*span)]
    found = [c for c in written if c not in _PLAIN_SIGNS and _is_sign(c)]
    bare = written.strip("()").lstrip("".join(found) + _PLAIN_SIGNS + BLANK)
    resolved = subject.draft.parties.resolve(bare)
    if resolved and resolved.how == "lookalike":
        found += [c for c in bare if not c.isascii()]
    return list(dict.fromkeys(found))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character) in {"Pd", "Sm"} or character in "﹢﹣"


def loose_position(subject: Subject) -> Iterator[Found]:
    """A position that follows no bracket.

    Nobody can tell which words the party takes it on.

    Bad:
        1. To plant two (+IND) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    inside = {subject.lost_in(fault.span[0]) for fault in subject.faults["unclosed-bracket"]}
    for fault in subject.faults["loose-position"]:
        if fault.span not in inside:
            yield Found(fault.span, fault.message)


def malformed_position(subject: Subject) -> Iterator[Found]:
    """Something behind a bracket that was meant as a position, and is none.

    The bracket is read as signed by nobody, and the party's proposal is lost.

    Bad:
        1. To plant [two] (+IND trees.

        2. To plant [tall] (IND+) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    for proposal in subject.unsigned:
        if meant := malformed(subject, proposal):
            written = subject.source[slice(*meant.span)]
            plain = f"({meant.sign or '+'}{meant.party})"
            hint = plain if meant.sign else f"{plain} or (-{meant.party})"
            yield Found(meant.span, f"“{written}” is read as text; was {hint} meant?")


def missing_sign(subject: Subject) -> Iterator[Found]:
    """A party after a bracket without its sign.

    Does it want the words, or want them out? The bracket is read as signed by nobody.

    Bad:
        1. To plant [two] (IND) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    for fault in subject.faults["missing-sign"]:
        yield Found(fault.span, fault.message)


def unknown_party(subject: Subject) -> Iterator[Found]:
    """A position of somebody who is no known party.

    A misspelt code takes a party's proposal away from it, and out of its text.

    Bad:
        1. To plant [two] (+IDN3) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    parties = subject.draft.parties
    here = [position.party for position in subject.draft.positions if position.party in parties]
    hints: dict[str, str] = {}
    for fault in subject.faults["unknown-party"]:
        written = subject.source[slice(*fault.span)]
        if written not in hints:
            near = parties.suggest(written, here) if len(hints) < _MOST_HINTS else ()
            hints[written] = f"; did you mean {' or '.join(near)}?" if near else ""
        yield Found(fault.span, fault.message + hints[written])


def party_outside_body(subject: Subject) -> Iterator[Found]:
    """A position of a party that is not a member of the body.

    Only members negotiate; often it is a slip of the keyboard (IDN is Indonesia, not India).
    A group may speak where one of its members may.

    Bad:
        1. To plant [two] (+FRA) trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    parties = subject.draft.parties
    here = [p.party for p in subject.draft.positions if p.party in parties.members]
    first: dict[str, list[Position]] = {}
    for position in subject.draft.positions:
        first.setdefault(position.party, []).append(position)
    for code, positions in first.items():
        party = parties.get(code)
        if party is None or _has_a_seat(parties, party):
            continue
        near = "" if party.is_group else " or ".join(parties.suggest(code, here))
        often = f" ({len(positions)} positions)" if len(positions) > 1 else ""
        hint = f"; did you mean {near}?" if near else ""
        message = f"{code} ({party.name}) is not a member of {parties.body}{often}{hint}"
        yield Found(positions[0].span, message)


def _has_a_seat(parties: Parties, party: Party) -> bool:
    """Whether a party may speak in the body: a member, or a group with one, as far as is known."""
    if not parties.members or party.code in {*parties.members, parties.body}:
        return True
    if not party.is_group:
        return False
    return not party.members or not parties.members.isdisjoint(party.members)


def repeated_position(subject: Subject) -> Iterator[Found]:
    """A position that the same party has taken already.

    It counts once. Perhaps another party was meant.

    Bad:
        1. To plant [two] (+IND) (+IND) trees.

    Good:
        1. To plant [two] (+IND) (+IRN) trees.
    """
    told: Counter[tuple[int, str]] = Counter()
    for fault in subject.faults["repeated-position"]:
        proposal = subject.signed_at(fault.span[0])
        key = (proposal.span[0] if proposal else -1, fault.message)
        told[key] += 1
        if told[key] == 1:
            yield Found(fault.span, fault.message, plain_spelling(subject, fault.span))


def conflicting_position(subject: Subject) -> Iterator[Found]:
    """A party both for and against the same words.

    It counts as neither: ask the party.

    Bad:
        1. To plant [two] (+IND) (-IND) trees.

    Good:
        1. To plant [two] (+IND) (-RUS) trees.
    """
    for fault in subject.faults["conflicting-position"]:
        yield Found(fault.span, fault.message)


def plain_spelling(subject: Subject, span: Span) -> Fix | None:
    """The fix that spells the positions after a bracket plainly; None where more stands there."""
    proposal = subject.signed_at(span[0])
    if proposal is None or not spelled_apart(proposal):
        return None
    place = (proposal.tail[0].span[0], proposal.tail[-1].span[1])
    plain = signed(proposal)
    return Fix(f"write {plain.removeprefix('] ')}", (Edit(place, plain),))


def spelled_apart(proposal: Proposal) -> bool:
    """Whether nothing but marks of the notation stands between a bracket and its positions."""
    kinds = {mark.kind for mark in proposal.tail}
    return bool(proposal.positions) and kinds <= {
        "close",
        "position",
        "status",
        "separator",
        "blank",
    }
