"""Rules about what one clause says and another does not."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cica_redline.nodes import Text, walk
from cica_redline.rules.subject import ALL, BASE, Found
from cica_redline.rules.texts import whose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.nodes import Proposal
    from cica_redline.rules.subject import Subject, Texts, Wording

_WORD = re.compile(r"\w[\w’'-]*")
_SMALL = re.compile(
    r"an?|and|any|as|at|be|but|by|for|from|in|into|is|its?|nor?|not|of|on|or|shall|so|such|than|that"
    r"|the[mny]?|their|these|this|those|to|was|we|were|which|will|with|within",
    re.IGNORECASE,
)
_SHOWN = 5
"""So many places are named; of more, their number."""

_NUMBER = r"\d+(?:[a-z](?!\w)| ?(?:bis|ter|quater)\b)?(?:\s?\([a-z]+\))*"
_REFERENCE = re.compile(
    rf"\b(?i:sub-?paragraphs?|paragraphs?|paras?\.?|clauses?)\s+(?P<numbers>{_NUMBER}"
    rf"(?:(?:\s*,|\s+and|\s+or|\s+to)\s+{_NUMBER})*)"
    r"(?:\s+(?:of|in|under)\s+(?i:pillar|part|section|chapter)\s+(?P<section>[IVXLC]+|[A-Z]|\d+))?"
    r"(?P<other>\s+of\b(?!\s+(?:this|the\s+present)\b))?"
)
_LABELLED = re.compile(r"\b(?:OP|PP) ?\d+(?:[a-z](?!\w)| ?(?:bis|ter|quater)\b)?")


def struck_here_kept_there(subject: Subject) -> Iterator[Found]:
    """Words that a party strikes in one clause and leaves standing in another.

    Perhaps the other place was overlooked.

    Bad:
        1. To plant trees [along main roads] (-IND).

        2. To water trees along main roads.

    Good:
        1. To plant trees [along main roads] (-IND).

        2. To water trees [along main roads] (-IND).
    """
    index = _index(subject)
    told: set[tuple[str, tuple[str, ...]]] = set()
    for proposal in subject.proposals:
        if proposal.kind != "deletion" or not (words := _telling(proposal)):
            continue
        for party in dict.fromkeys(s.party for s in proposal.counted if s.sign == "-"):
            if (party, words) in told:
                continue
            told.add((party, words))
            places = _kept(index, party, words, subject.address(proposal.span[0]))
            if places:
                where = ", ".join(places[:_SHOWN])
                where += f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
                message = f"{party} strikes “{' '.join(words)}” here and leaves it in {where}"
                span = (proposal.span[0], proposal.span[0] + 1)
                yield Found(span, message, texts=(party,))


def _telling(proposal: Proposal) -> tuple[str, ...]:
    """The words of a proposal without small ones at its ends; none where they say little."""
    text = "".join(node.text for node in walk(proposal) if isinstance(node, Text))
    words = _WORD.findall(text)
    while words and _SMALL.fullmatch(words[0]):
        words.pop(0)
    while words and _SMALL.fullmatch(words[-1]):
        words.pop()
    name = len(words) == 1 and words[0].isupper() and len(words[0]) > 1
    return tuple(words) if len(words) > 1 or name else ()


def _index(subject: Subject) -> dict[str, list[tuple[Texts, int]]]:
    """The blocks of the base text by the words in them."""
    found: dict[str, list[tuple[Texts, int]]] = defaultdict(list)
    for texts in subject.texts:
        for number, wording in texts.wordings[BASE].items():
            for word in set(_WORD.findall(wording.words)):
                found[word].append((texts, number))
    return found


def _kept(
    index: dict[str, list[tuple[Texts, int]]], party: str, words: tuple[str, ...], here: str
) -> list[str]:
    """The addresses of other clauses in which a party's text has these words."""
    rarest = min(words, key=lambda word: len(index.get(word, ())))
    pattern = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)")
    found = []
    for texts, number in index.get(rarest, ()):
        wording = texts.of(party).get(number)
        if wording and wording.block.address != here and pattern.search(wording.words):
            found.append(wording.block.address)
    return list(dict.fromkeys(found))


def missing_reference(subject: Subject) -> Iterator[Found]:
    """A reference to a clause that somebody's text does not have.

    Who strikes a clause, or adds one, has to change what refers to it too.

    Bad:
        1. To plant trees.

        [2. To water them.] (-IND)

        3. To report on paragraph 2.

    Good:
        1. To plant trees.

        2. To water [all of] (-IND) them.

        3. To report on paragraph 2.
    """
    homes: dict[str, list[Texts]] = defaultdict(list)
    for address, home in subject.homes.items():
        # Where a clause is replaced, the second of the two has the same number.
        homes[_number(address)].append(home)
    open_ones = {a for a, own in homes.items() if any(len(one.wordings) > 1 for one in own)}
    names = [BASE, ALL, *subject.runs]
    for texts in subject.texts if open_ones else ():
        for number in dict.fromkeys(n for blocks in texts.wordings.values() for n in blocks):
            versions = texts.versions(number)
            found: dict[tuple[tuple[int, int], str], list[str]] = defaultdict(list)
            for wording, holders in _by_words(texts, number, names):
                for start, end, written in _references(wording):
                    address = written if written in open_ones else f"OP{written}"
                    if address not in open_ones:
                        continue
                    own = homes[address]
                    without = [
                        n
                        for n in holders
                        if not any(address in map(_number, t.addresses(n)) for t in own)
                    ]
                    if without:
                        span = wording.span(start, end, subject.source)
                        found[span, address] += without
            for (span, address), without in found.items():
                everybody = dict.fromkeys(names, next(iter(versions.values())))
                message = f"there is no {address} {whose(without, everybody)}"
                yield Found(span, message, texts=tuple(without))


def _by_words(texts: Texts, number: int, names: list[str]) -> list[tuple[Wording, list[str]]]:
    """The different wordings of a block, each with the names of all texts that have it."""
    found: dict[str, tuple[Wording, list[str]]] = {}
    for name in names:
        wording = texts.of(name).get(number)
        if wording:
            found.setdefault(wording.words, (wording, []))[1].append(name)
    return list(found.values())


def _number(address: str) -> str:
    return address.partition("~")[0]


def _references(wording: Wording) -> Iterator[tuple[int, int, str]]:
    """The references in a block to clauses of this draft, as places in its words and addresses."""
    section = wording.block.address.partition(".")[0]
    for found in _LABELLED.finditer(wording.words):
        yield *found.span(), re.sub(r"\s", "", found.group())
    for found in _REFERENCE.finditer(wording.words):
        if found["other"] and not found["section"]:
            continue  # paragraph 4 of something else
        inside = "." in wording.block.address
        home = found["section"] or (section if inside else "")
        start = found.start("numbers")
        for number in re.finditer(_NUMBER, found["numbers"]):
            key = re.sub(r"\s", "", number.group()).replace("(", ".").replace(")", "")
            address = f"{home}.{key}" if home else key
            yield start + number.start(), start + number.end(), address
