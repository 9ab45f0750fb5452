"""Labels: the numbers and letters of clauses, and whether one goes on from the last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from cica_redline.source import BLANK

Misfit = Literal["number-gap", "repeated-number", "number-out-of-order"]
"""Why a label does not fit its list: what the fault is called."""

VARIANTS = "bis|ter|quater|alt"

DEEPEST = 20
"""Lists are not nested deeper than this, however far a label is set in."""

_B = f"[{BLANK}]"
_NEXT = rf"(?=[{BLANK}\[\](]|[^\W\d_]|\Z)"
_NUMBER = re.compile(
    rf"(?P<series>(?:OP|PP){_B}?)?(?P<parts>[0-9]{{1,9}}(?:\.[0-9]{{1,9}})*)"
    rf"(?:(?P<alt>\.alt\b)|{_B}?(?P<variant>(?i:{VARIANTS})\b)|(?P<letter>[A-Za-z](?!\w)))?"
    rf"(?P<end>[.)])?{_NEXT}"
)
_LETTER = re.compile(
    rf"(?P<open>\()?(?P<letter>[ivxlc]{{1,7}}|([a-z])\3?|[A-Z])"
    rf"(?:{_B}?(?P<variant>{VARIANTS}))?\){_NEXT}"
)
_ROMAN = re.compile(r"(?=.)(x{0,3}|xl|l)(ix|iv|v?i{0,3})")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a label: its style, its place in the count, and its variant.

    `parts` has one number for `5.` and three for `3.2.1`; letters count from 1. `key` is the
    label as it stands in an address. `bare` where it has neither a stop nor a parenthesis.
    """

    style: str
    parts: tuple[int, ...]
    variant: str
    key: str
    end: int
    bare: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is a number, which can be a clause of its own, and no letter."""
        return self.style not in {"letter", "capital", "roman"}

    @property
    def first(self) -> bool:
        """Whether it can open a list: 1, (a), (i)."""
        return self.parts[-1] == 1 and not self.variant

    def misfit(self, last: Reading) -> Misfit:
        """Why it does not follow `last`, a label of its style."""
        if self.parts == last.parts and self.variant == last.variant:
            return "repeated-number"
        return "number-gap" if self.parts > last.parts else "number-out-of-order"

    def follows(self, last: Reading) -> bool:
        """Whether it is the next one after `last`, or a variant of it."""
        if self.style != last.style:
            return False
        if self.parts == last.parts:
            return bool(self.variant) and self.variant != last.variant
        if self.variant:
            return False
        *parent, number = last.parts
        if self.parts == (*parent, number + 1):
            return True
        return len(self.parts) > 1 and self.parts == (*parent[:-1], parent[-1] + 1, 1)


def readings(text: str, start: int, end: int) -> tuple[Reading, ...]:
    """The ways to read what stands at `start` as a label; none when it is no label.

    `end` is where its line ends; offsets count code points of `text`.
    """
    if number := _NUMBER.match(text, start, end):
        return _number(number)
    if letter := _LETTER.match(text, start, end):
        return tuple(_letters(letter))
    return ()


def _number(found: re.Match[str]) -> tuple[Reading, ...]:
    series = (found["series"] or "").strip(BLANK)
    variant = "alt" if found["alt"] else (found["variant"] or found["letter"] or "")
    parts = tuple(int(part) for part in found["parts"].split("."))
    bare = not (found["end"] or series or found["alt"])
    if bare and len(parts) == 1:
        return ()
    style = f"{series or 'number'}{len(parts)}"
    key = f"{series}{found['parts']}{variant}"
    return (Reading(style, parts, variant, key, found.end(), bare),)


def _letters(found: re.Match[str]) -> list[Reading]:
    letter, variant = found["letter"], found["variant"] or ""
    key, end = letter + variant, found.end()
    found_readings = []
    if len(set(letter)) == 1 and len(letter) <= 2:  # noqa: PLR2004 - (aa) comes after (z)
        style = "letter" if letter.islower() else "capital"
        place = ord(letter[0].lower()) - ord("a") + 1 + 26 * (len(letter) - 1)
        found_readings.append(Reading(style, (place,), variant, key, end))
    if _ROMAN.fullmatch(letter):
        found_readings.append(Reading("roman", (_roman(letter),), variant, key, end))
    return found_readings


def _roman(letter: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    numbers = [values[one] for one in letter]
    pairs = zip(numbers, [*numbers[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


@dataclass(slots=True)
class Level:
    """One list that is being counted: what it is set in by, and the block of its last label."""

    last: Reading
    indent: int
    block: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a label stands: under which block (None: a clause of its own), and whether it fits."""

    reading: Reading
    parent: int | None
    fits: bool
    keep: int
    """How many levels stay open above it."""
    goes_on: bool = False
    """Whether it is the next one of its list, or a variant of the last."""
    misfit: Misfit = "number-gap"
    """Where it does not fit: why."""


@dataclass(slots=True)
class Numbering:
    """The lists that are open at a place in the draft, the outermost first.

    `anchor` is the unnumbered block that letters may stand under: a chapeau or a paragraph.
    """

    anchor: int | None = None
    levels: list[Level] = field(default_factory=list)

    def restart(self, anchor: int | None = None) -> None:
        """Begin again, after a heading or with a new unnumbered paragraph."""
        self.anchor = anchor
        self.levels.clear()

    def place(self, found: tuple[Reading, ...], indent: int) -> Placing | None:
        """Where a label goes; None when it can't be one here.

        The list it goes on with comes first; then the list it opens; then the list of its style
        that it does not fit.
        """
        if not found:
            return None
        return self._going_on(found, indent) or self._opening(found, indent)

    def _going_on(self, found: tuple[Reading, ...], indent: int) -> Placing | None:
        places = [
            (depth, reading)
            for depth, level in enumerate(self.levels)
            for reading in found
            if reading.follows(level.last)
        ]
        if not places:
            return None
        fitting = [place for place in places if self.levels[place[0]].indent <= indent]
        depth, reading = fitting[-1] if fitting else places[0]
        return Placing(reading, self._parent(depth, reading), fits=True, keep=depth, goes_on=True)

    def _opening(self, found: tuple[Reading, ...], indent: int) -> Placing | None:
        # `(i)` and `(v)` open a list of roman numbers, `(c)` one of letters.
        reading = next((r for r in reversed(found) if r.first), found[0])
        if reading.bare and not reading.first:
            return None
        same = [d for d, level in enumerate(self.levels) if level.last.style == reading.style]
        set_in = bool(self.levels) and indent > self.levels[-1].indent
        if same and not set_in:
            parent = self._parent(same[-1], reading)
            misfit = reading.misfit(self.levels[same[-1]].last)
            return Placing(reading, parent, fits=False, keep=same[-1], misfit=misfit)
        keep = len(self.levels)
        if reading.numeric and not set_in:
            fewer = [
                depth
                for depth, level in enumerate(self.levels)
                if len(level.last.parts) < len(reading.parts) and level.last.numeric
            ]
            keep = fewer[-1] + 1 if fewer else 0
        if keep == DEEPEST:
            return Placing(reading, self._parent(keep - 1, reading), fits=False, keep=keep - 1)
        parent = self._parent(keep, reading)
        if not reading.numeric and parent is None:
            return None
        return Placing(reading, parent, fits=True, keep=keep)

    def _parent(self, depth: int, reading: Reading) -> int | None:
        if depth:
            return self.levels[depth - 1].block
        return None if reading.numeric else self.anchor

    def open(self, placing: Placing, indent: int, block: int) -> None:
        """Count a label that was placed."""
        depth = placing.keep
        if depth < len(self.levels) and self.levels[depth].last.style == placing.reading.style:
            indent = min(indent, self.levels[depth].indent)
        self.levels[depth:] = [Level(placing.reading, indent, block)]
