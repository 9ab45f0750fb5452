"""Rules about texts: what a reader of the base, of all accepted or of a party's text would mark."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from cica_redline import headings
from cica_redline.nodes import Clause
from cica_redline.rules.subject import ALL, BASE, Found

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from cica_redline.nodes import Block
    from cica_redline.rules.subject import Subject, Texts, Wording

    Find = Callable[[str], Iterator[tuple[int, int, str]]]
    """Finds places in the words of a block, with what to say of them."""

_REPEATED = re.compile(r"(?<![\w’'-])([^\W\d_]+)\s+\1(?![\w’'-])", re.IGNORECASE)
_MAY_REPEAT = frozenset({"that", "had", "nous", "vous", "das", "die", "der"})
# Before a comma a full stop may end an abbreviation: of a longer word it is a stop.
_DOUBLED = re.compile(r"[,;:]\s*[,;:.](?!\.)|(?<!\.)\.\s?\.(?!\.)|(?<=[^\W\d_]{5})\.\s?[,;:]")
_DANGLING = re.compile(r"(?<=[^\s|,;:.]) +[,.](?![\w.,;:])|[(“‘«]\s*[,;:.)”’»](?!\.\.)|[,;:]\s*\)")
_LEADING = re.compile(r"\A\s*[,;:.!?)”’»](?!\.)|(?<=[.!?] )[,;:]")
_MOST = 3
"""A group of so many clauses has a habit."""


def repeated_word(subject: Subject) -> Iterator[Found]:
    """A word twice in a row, in the text of somebody.

    Two proposals that each make sense were put side by side.

    Bad:
        1. To plant the [the] (+IND) trees.

    Good:
        1. To plant the [tall] (+IND) trees.
    """
    yield from _found_in_texts(subject, _repeated)


def _repeated(words: str) -> Iterator[tuple[int, int, str]]:
    for found in _REPEATED.finditer(words):
        first, second = found.group().split(maxsplit=1)
        # Bora Bora is a name, and not a slip.
        name = first.istitle() and second.istitle()
        if first.lower() not in _MAY_REPEAT and not name:
            yield *found.span(), f"“{first} {second}” repeats a word"


def doubled_punctuation(subject: Subject) -> Iterator[Found]:
    """Two stops or commas in a row, in the text of somebody.

    Words went out with one of them and not with the other.

    Bad:
        1. To plant trees, [and bushes,] (-IND); to water them.

        2. To mow; [,] (+IND) to dig.

    Good:
        1. To plant trees [and bushes] (-IND); to water them.
    """
    yield from _found_in_texts(subject, _matches(_DOUBLED, "{} in a row"))


def dangling_punctuation(subject: Subject) -> Iterator[Found]:
    """Punctuation that stands on nothing, in the text of somebody: after a blank, in a parenthesis.

    The words it belongs to went out without it.

    Bad:
        1. To plant trees ([tall] (-IND)) and bushes.

    Good:
        1. To plant trees [(tall)] (-IND) and bushes.
    """
    yield from _found_in_texts(subject, _matches(_DANGLING, "“{}” is left over"))


def leading_punctuation(subject: Subject) -> Iterator[Found]:
    """A sentence that begins with punctuation, in the text of somebody.

    The words before it went out without it.

    Bad:
        1. [If asked] (-IND), to plant trees.

    Good:
        1. [If asked,] (-IND) to plant trees.
    """
    yield from _found_in_texts(subject, _matches(_LEADING, "a sentence begins with “{}”"))


def _matches(pattern: re.Pattern[str], message: str) -> Find:
    def find(words: str) -> Iterator[tuple[int, int, str]]:
        for found in pattern.finditer(words):
            shown = found.group().strip()
            start = found.end() - len(found.group().lstrip())
            yield start, found.end(), message.format(shown)

    return find


def _found_in_texts(subject: Subject, find: Find) -> Iterator[Found]:
    """What is found in the texts of a draft, each place once with those whose text it is."""
    for texts in subject.texts:
        for block in dict.fromkeys(b for blocks in texts.wordings.values() for b in blocks):
            yield from _found_in_versions(subject, texts.versions(block), find)


def _found_in_versions(
    subject: Subject, versions: dict[str, Wording], find: Find
) -> Iterator[Found]:
    places: dict[str, list[tuple[int, int, str]]] = {}
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    spans: dict[tuple[int, str], tuple[int, int]] = {}
    for name, wording in versions.items():
        if wording.words not in places:
            places[wording.words] = list(find(wording.words))
        for start, end, message in places[wording.words]:
            span = wording.span(start, end, subject.source)
            # Two parties may have the same words there, each its own.
            spans.setdefault((span[0], message), span)
            found[span[0], message].append(name)
    for (start, message), names in found.items():
        span = spans[start, message]
        yield Found(span, f"{message} {whose(names, versions)}", texts=tuple(names))


def whose(names: list[str], versions: dict[str, Wording]) -> str:
    """Whose text it is, in words."""
    if len(names) == len(versions):
        return "in every text"
    parties = [name for name in names if name not in {BASE, ALL}]
    said = ["in the base text"] if BASE in names else []
    said += ["where all is accepted"] if ALL in names else []
    said += [f"in the text of {', '.join(parties)}"] if parties else []
    return " and ".join(said)


def missing_stop(subject: Subject) -> Iterator[Found]:
    """A clause without a stop at its end where its siblings have one, in the text of somebody.

    The stop went out with the last words, or the bracket was put on the wrong side of it.

    Bad:
        1. To plant trees;

        2. To water them [;] (-IND)

        3. To mow;

        4. To dig.

    Good:
        1. To plant trees;

        2. To water [them] (-IND);

        3. To mow;

        4. To dig.
    """
    groups: dict[str, list[tuple[Texts, int]]] = defaultdict(list)
    for texts in subject.texts:
        for number, wording in texts.wordings[BASE].items():
            if (group := _group(wording.block)) and wording.words.strip():
                groups[group].append((texts, number))
        for number, wording in texts.wordings.get(ALL, {}).items():
            if number not in texts.wordings[BASE] and (group := _group(wording.block)):
                groups[group].append((texts, number))
    above = {address.rpartition(".")[0] for address in subject.labels}
    for members in groups.values():
        ends = Counter(_end(next(iter(t.versions(number).values()))) for t, number in members)
        if len(members) < _MOST or sum(n for end, n in ends.items() if end) < _share(members):
            continue
        unusual = {"", *(() if ends[","] > len(members) - _share(members) else ",")}
        for texts, number in members:
            versions = texts.versions(number)
            # What goes on with a list of its own need not end.
            if next(iter(versions.values())).block.address not in above:
                yield from _stopless(subject, versions, unusual)


def _share(members: Sequence[object]) -> float:
    """So many of a group make a habit."""
    return 2 * len(members) / 3


def _group(block: Block) -> str:
    """What a clause is one of; empty for what has no siblings: chapeaux, headings."""
    if not isinstance(block, Clause) or block.address.endswith((".0", "PP0")):
        return ""
    above, _, _ = block.address.rpartition(".")
    return f"{above}/{block.depth}" if above or not block.address.startswith("PP") else "PP"


def _end(wording: Wording) -> str:
    """The stop at the end of a block; empty where it has none."""
    if not headings.ends_sentence(wording.words, 0, len(wording.words)):
        return ""
    return headings.last_character(wording.words, 0, len(wording.words))


def _stopless(
    subject: Subject, versions: dict[str, Wording], unusual: Collection[str]
) -> Iterator[Found]:
    found: dict[tuple[tuple[int, int], str], list[str]] = defaultdict(list)
    for name, wording in versions.items():
        words = wording.words.rstrip()
        if any(map(str.isalnum, words)) and (end := _end(wording)) in unusual:
            start = len(words) - len(words.split()[-1])
            found[wording.span(start, len(words), subject.source), end].append(name)
    for (span, end), names in found.items():
        what = "a comma at the end of this clause" if end else "no stop at the end of this clause"
        message = f"{what}, unlike the others, {whose(names, versions)}"
        yield Found(span, message, texts=tuple(names))
