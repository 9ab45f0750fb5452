"""Which numbers fit their list as a person sees it, who looks at all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cica_redline.nodes import Label
    from cica_redline.source import Span

_KEY = re.compile(r"(?P<list>.*?)(?P<number>\d+)(?P<variant>[a-z]*)")


def fitting(labels: Mapping[str, Label], together: Iterable[tuple[str, str]]) -> frozenset[Span]:
    """The labels that a reader of the list would not point at, by their spans.

    Who reads from the top takes one clause that was moved for a gap before it and a step back after
    it; looking at the whole list, it is the moved clause alone. `together` are equal addresses
    (`2`, `2~2`) that stand in one text: two clauses of which every text has one fit both.
    """
    lists: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for address in labels:
        above, _, key = address.rpartition(".")
        if found := _KEY.fullmatch(key.partition("~")[0]):
            name = f"{above}.{found['list']}" if above else found["list"]
            lists[name].append((int(found["number"]), found["variant"], address))
    both = frozenset(together)
    fit: set[str] = set()
    for members in lists.values():
        fit |= set(_fitting(members, both))
    return frozenset(labels[address].span for address in fit)


def _fitting(
    members: list[tuple[int, str, str]], together: frozenset[tuple[str, str]]
) -> Iterator[str]:
    later: dict[int, int] = {}
    """The last place of each number in the list."""
    for place, (number, _, _) in enumerate(members):
        later[number] = place
    last = members[0][0] - 1
    seen: set[int] = set()
    for place, (number, variant, address) in enumerate(members):
        if variant:
            if number == last:
                yield address
            continue
        if number in seen:
            plain = address.partition("~")[0]
            if (plain, address) not in together:
                yield address
            continue
        seen.add(number)
        missing = [n for n in range(last + 1, min(number, last + 1000)) if later.get(n, -1) < place]
        follows = place + 1 < len(members) and members[place + 1][0] in {number, number + 1}
        if number == last + 1 or (number > last and not missing):
            yield address
            last = number
        elif number > last and (follows or place + 1 == len(members)):
            last = number  # a gap, and the list goes on from here
        elif number > last:
            last += 1  # one number that is wrong stands in the place of the right one
