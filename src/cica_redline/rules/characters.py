"""Rules about characters."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cica_redline import spacing
from cica_redline.diagnostics import Edit, Fix
from cica_redline.nodes import Text, walk
from cica_redline.rules.positions import plain_spelling, spelled_apart
from cica_redline.rules.subject import Found
from cica_redline.source import BLANK
from cica_redline.writers.lines import signed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.rules.subject import Subject

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"
    "\u034f\u115f\u1160\u3164\uffa0\U000e0000-\U000e007f\ud800-\udfff]+"
    "|(?<=[A-Za-z])[\u061c\u200e\u200f\ufe00-\ufe0f]+(?=[A-Za-z])"
)
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_WORD = re.compile(r"[A-Za-z]+\Z")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Scripts with letters that look like those of another."""


def invisible_character(subject: Subject) -> Iterator[Found]:
    """A character that nobody can see.

    Two texts that look alike are then not the same, and no search finds the word.

    Bad:
        1. To plant tr\u200bees.

    Good:
        1. To plant trees.
    """
    for found in _INVISIBLE.finditer(subject.source, subject.body):
        if found.start() or found.group() != "\ufeff":  # at the very start it is a byte order mark
            fix = Fix("leave it out", (Edit(found.span(), ""),), safe=False)
            yield Found(found.span(), f"{_name(found.group())} cannot be seen here", fix)


def bidi_control(subject: Subject) -> Iterator[Found]:
    """A control that changes the direction of writing.

    What people read may stand in another order than what is written.

    Bad:
        1. To plant \u202eseert.

    Good:
        1. To plant trees.
    """
    for found in _BIDI.finditer(subject.source, subject.body):
        fix = Fix("leave it out", (Edit(found.span(), ""),), safe=False)
        message = f"{_name(found.group())} changes the order in which the words are seen"
        yield Found(found.span(), message, fix)


def _name(characters: str) -> str:
    """The name of what nobody sees; of several in a row that of the first, and their number."""
    first = characters[0]
    name = f"U+{ord(first):04X} {unicodedata.name(first, 'control character')}"
    return f"{name} (the first of {len(characters)})" if len(characters) > 1 else name


def mixed_script_word(subject: Subject) -> Iterator[Found]:
    """A word with letters of two scripts.

    It looks right, and no search finds it.

    Bad:
        1. To plant tr\u0435es.

    Good:
        1. To plant trees.
    """
    for node in walk(subject.draft):
        if not isinstance(node, Text) or node.text.isascii():
            continue
        for found in _WORD.finditer(node.text):
            if _ASCII_WORD.match(found.group()):
                continue
            letters = {_script(letter): letter for letter in reversed(found.group())}
            scripts = [script for script in letters if script]
            if len(scripts) > 1:
                names = ", ".join(f"{letters[s]} is {s.capitalize()}" for s in sorted(scripts))
                start = node.span[0]
                span = (start + found.start(), start + found.end())
                yield Found(span, f"“{found.group()}” has letters of two scripts: {names}")


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "").partition(" ")[0]
    return script if script in _SCRIPTS else ""


def missing_blank(subject: Subject) -> Iterator[Found]:
    """No blank between a bracket, its position and the word beside it.

    The words are kept apart all the same, but people and other programs see one word.

    Bad:
        1. To plant [two](+IND)trees.

    Good:
        1. To plant [two] (+IND) trees.
    """
    lenient = {fault.span[0] for fault in subject.faults["lenient-position"]}
    for proposal in subject.proposals:
        written = "".join(mark.text for mark in proposal.tail)
        loose = written.replace(" ", "") == signed(proposal).replace(" ", "")
        if spelled_apart(proposal) and loose and len(written) < len(signed(proposal)):
            place = next(mark.span for mark in proposal.tail if mark.kind == "position")
            if place[0] not in lenient:
                message = "a blank is missing between the bracket and its positions"
                yield Found(place, message, plain_spelling(subject, place))
    blanks = spacing.own_blanks(subject.draft)
    for node in walk(subject.draft):
        if isinstance(node, Text) and blanks.own.get(id(node)) == " ":
            at = _glued(subject, node)
            if at is not None:
                word = node.text.split(maxsplit=1)[0]
                fix = Fix("put a blank there", (Edit((at, at), " "),))
                yield Found((at, at + 1), f"a blank is missing before “{word}”", fix)


def _glued(subject: Subject, node: Text) -> int | None:
    """Where a blank is missing before words that have one in every text; None where it is there."""
    at = node.span[0]
    if node.text[:1] in BLANK:
        return None
    while at and subject.source[at - 1] == "[":
        at -= 1
    before = subject.source[at - 1 : at]
    return at if before and before not in BLANK else None
