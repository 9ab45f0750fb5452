"""Brackets and positions: the words of one clause, read by the grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from cica_redline.diagnostics import Fault
from cica_redline.grammar import parser, pattern, terminals
from cica_redline.nodes import Mark, MarkKind, Position, Sign
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lark import Token, Tree

    from cica_redline.parties import Parties
    from cica_redline.source import Span

DEEPEST = 100
"""Brackets nested deeper than this are text (notation, section 4)."""

_MARKUP = re.compile(r"[\[\](]")
"""Every token of the grammar but words begins with one of these: most paragraphs have none."""

Event = tuple[Literal["text", "loose", "open", "close", "unclosed", "stray"], int, int]
"""One inline token with its span. An `unclosed` bracket is an `open` one without a `close`."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What follows a closing bracket: its marks, in order, and what they say."""

    marks: tuple[Mark, ...]
    positions: tuple[Position, ...]
    status: str
    faults: tuple[Fault, ...]


def events(text: str, offset: int, parties: Parties) -> list[Event]:
    """The inline tokens of the text of one clause, in order; `offset` is where it begins.

    Every bracket is matched within this text: each `open` has its `close`, an opening bracket
    that is never closed is `unclosed`, a closing one that closes nothing is `stray`. Tokens that
    are words are one event as long as they touch.
    """
    if not _MARKUP.search(text):
        return [("text", offset, offset + len(text))] if text else []
    if text.count("[") > DEEPEST:
        text = _without_deep(text)
    text, strays = _squeezed(text, _CLOSERS)
    found: list[Event] = []
    for kind, start, end in _tokens(parser().parse(text)):
        loose = kind == "loose" and _is_loose(text[start:end], parties)
        plain = kind == "text" or (kind == "loose" and not loose)
        if start in strays:
            found.append(("stray", offset + start, offset + end))
        elif plain and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1], offset + end)
        else:
            found.append(("text" if plain else kind, offset + start, offset + end))
    return found


_OPENERS, _CLOSERS = re.compile(r"\[{2000,}"), re.compile(r"\]{2000,}")
_KEPT = 1000
"""So many brackets of a long run are read one by one: more than can pair with any others."""


def _squeezed(text: str, runs: re.Pattern[str]) -> tuple[str, frozenset[int]]:
    """The text with the middle of each long run of brackets as words, and where these begin.

    So a run is one token, and not a million.
    """
    middles = [(run.start() + _KEPT, run.end() - 1) for run in runs.finditer(text)]
    if not middles:
        return text, frozenset()
    return _as_words(text, middles), frozenset(start for start, _ in middles)


def _is_loose(written: str, parties: Parties) -> bool:
    """Whether a position that follows no bracket is one: in capitals, of registered parties."""
    positions, _ = read_position(written, 0, parties)
    return written.isupper() and all(
        (found := parties.resolve(written[slice(*p.span)])) and found.how == "code"
        for p in positions
    )


def deep(text: str) -> list[Span]:
    """The brackets nested too deep to be read, as spans in the text of one clause."""
    return list(_deep_tokens(text)) if text.count("[") > DEEPEST else []


def _tokens(tree: Tree[Token]) -> Iterator[Event]:
    """The tokens of a tree of the grammar in order, without recursion."""
    pending = [(tree.data, iter(tree.children))]
    while pending:
        rule, children = pending[-1]
        child = next(children, None)
        if child is None:
            pending.pop()
        elif isinstance(child, str):
            yield _event(rule, child)
        else:
            pending.append((child.data, iter(child.children)))


def _event(rule: str, token: Token) -> Event:
    start, end = cast("int", token.start_pos), cast("int", token.end_pos)
    match token.type:
        case "OPEN":
            return ("unclosed" if rule == "unclosed" else "open", start, end)
        case "CLOSE":
            return ("stray" if rule == "stray" else "close", start, end)
        case "POSITION":
            return ("loose", start, end)
        case _:
            return ("text", start, end)


def _deep_tokens(text: str) -> list[Span]:
    depth, found = 0, []
    text, openers = _squeezed(text, _OPENERS)
    for token in parser().lex(text):
        span = (cast("int", token.start_pos), cast("int", token.end_pos))
        if token.type == "OPEN" or span[0] in openers:
            depth += 1 if token.type == "OPEN" else span[1] - span[0]
            if depth > DEEPEST:
                found.append(span)
        elif token.type == "CLOSE" and depth:
            if depth > DEEPEST:
                found.append(span)
            depth -= 1
    return found


def _without_deep(text: str) -> str:
    return _as_words(text, _deep_tokens(text))


def _as_words(text: str, spans: Sequence[Span]) -> str:
    """The text with words of the same length in these places."""
    # Only offsets are taken from what the grammar reads: what stands in for a bracket is never
    # seen.
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], "." * (end - start)]
        done = end
    return "".join((*pieces, text[done:]))


def read_signs(text: str, span: Span, parties: Parties) -> Signed:
    """What the token of a closing bracket says; `text` is the source.

    The first mark is the bracket itself, or a run of them that close nothing.
    """
    start, end = span
    first = end - len(text[start:end].lstrip("]"))
    marks = [Mark("close", text[start:first], (start, first))]
    positions: list[Position] = []
    faults: list[Fault] = []
    status = ""
    for found in terminals("POSITION", "STATUS", "_BETWEEN", "_BLANKS").finditer(text, first, end):
        kind = _MARK_KINDS[cast("str", found.lastgroup)]
        marks.append(Mark(kind, found.group(), found.span()))
        if kind == "position":
            said, said_faults = read_position(found.group(), found.start(), parties)
            separated = len(marks) > 1 and any(m.kind == "separator" for m in marks[-3:-1])
            if separated and not any(f.code == "lenient-position" for f in said_faults):
                message = "only blanks should stand between this position and the one before it"
                said_faults.insert(0, Fault("lenient-position", found.span(), message))
            positions += said
            faults += said_faults
        elif kind == "status":
            status = f"({' '.join(found.group().strip('(). ' + BLANK).lower().split())})"
    kept, doubles = _without_repeats(positions)
    return Signed(tuple(marks), kept, status, (*faults, *doubles))


_MARK_KINDS: dict[str, MarkKind] = {
    "POSITION": "position",
    "STATUS": "status",
    "BETWEEN": "separator",
    "BLANKS": "blank",
}


def _without_repeats(positions: list[Position]) -> tuple[tuple[Position, ...], list[Fault]]:
    kept: dict[tuple[str, Sign], Position] = {}
    faults = []
    for position in positions:
        key = (position.party, position.sign)
        other: Sign = "-" if position.sign == "+" else "+"
        if key in kept:
            message = f"{position.party} has already taken this position; it counts once"
            faults.append(Fault("repeated-position", position.span, message))
        elif (position.party, other) in kept:
            message = f"{position.party} is both for and against these words; it counts as neither"
            faults.append(Fault("conflicting-position", position.span, message))
        kept.setdefault(key, position)
    return tuple(kept.values()), faults


def read_position(text: str, offset: int, parties: Parties) -> tuple[list[Position], list[Fault]]:
    """The positions in one pair of parentheses, which begins at `offset` in the source.

    A part without a sign takes the sign before it. Of several parts that a comma or an `and`
    divides, as many as make a registered name are taken together.
    """
    positions: list[Position] = []
    faults: list[Fault] = []
    parts = _parts(text)
    sign: Sign = "+"
    index = 0
    while index < len(parts):
        start, _, own = parts[index]
        sign = own or sign
        last = _last_of_name(text, parts, index, parties)
        end = parts[last][1]
        written = text[start:end]
        found = parties.resolve(written)
        span = (offset + start, offset + end)
        if found is None:
            message = f"no party is known as {written!r}; its position is kept as written"
            faults.append(Fault("unknown-party", span, message))
        positions.append(Position(sign, found.code if found else " ".join(written.split()), span))
        index = last + 1
    if text != "".join(map(str, positions)):
        faults.insert(0, _lenient(text, offset, positions))
    return positions, faults


def _lenient(text: str, offset: int, positions: list[Position]) -> Fault:
    plain = " ".join(map(str, positions))
    return Fault("lenient-position", (offset, offset + len(text)), f"{text!r} is read as {plain}")


def _last_of_name(
    text: str, parts: list[tuple[int, int, Sign | None]], first: int, parties: Parties
) -> int:
    end = first + 1
    while end < min(len(parts), first + 6) and not parts[end][2]:
        end += 1
    for last in range(end - 1, first, -1):
        if parties.resolve(text[parts[first][0] : parts[last][1]]):
            return last
    return first


@cache
def _division() -> re.Pattern[str]:
    """What stands between two parts: a separator, or a blank before the next sign."""
    sign, between, blanks = (pattern(name) for name in ("SIGN", "_BETWEEN", "_BLANKS"))
    return re.compile(
        rf"(?:(?:{blanks})?{between}(?:{blanks})?|{blanks}(?={sign}))({sign})?(?:{blanks})?"
    )


def _parts(text: str) -> list[tuple[int, int, Sign | None]]:
    """The parts between the parentheses: start, end and own sign of each."""
    sign = terminals("SIGN").search(text)
    if sign is None:
        return []
    parts: list[tuple[int, int, Sign | None]] = []
    own: Sign | None = read_sign(sign.group())
    start, stop = sign.end(), len(text) - 1
    for division in _division().finditer(text, start, stop):
        _add_part(parts, text, start, division.start(), own)
        own = read_sign(division.group(1)) if division.group(1) else None
        start = division.end()
    _add_part(parts, text, start, stop, own)
    return parts


def _add_part(
    parts: list[tuple[int, int, Sign | None]], text: str, start: int, end: int, own: Sign | None
) -> None:
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    if start < end:
        parts.append((start, end, own))


def read_sign(written: str) -> Sign:
    """The sign that is meant by one of its spellings."""
    return "+" if written in "+＋﹢" else "-"


def unsigned(text: str, start: int, end: int, parties: Parties) -> Span | None:
    """Registered codes in parentheses without a sign, right after a bracket; None without."""
    found = _unsigned().match(text, start, end)
    if found is None:
        return None
    codes = re.split(_division(), found["codes"])[::2]
    known = all((party := parties.resolve(c.strip())) and party.how == "code" for c in codes if c)
    return found.span("whole") if known else None


@cache
def _unsigned() -> re.Pattern[str]:
    blanks = pattern("_BLANKS")
    return re.compile(rf"(?:{blanks})?(?P<whole>\((?P<codes>[A-Z][A-Z0-9 ,;/&and]*)\))")
