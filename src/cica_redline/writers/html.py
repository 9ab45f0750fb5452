"""HTML: one page that needs nothing else, for the wall of a meeting room, a phone or paper."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cica_redline.nodes import Heading, walk
from cica_redline.source import BLANK
from cica_redline.writers.lines import Line, Piece, lay_out
from cica_redline.writers.templates import fill
from cica_redline.writers.terminal import picture
from cica_redline.writers.text import plain, spell_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cica_redline.nodes import Draft, Kind, Position, Proposal, Sign
    from cica_redline.parties import Parties

# C0 but tab and line end, DEL, C1, what turns the direction of all that follows, and halves of
# characters, which no file can hold. Direction marks stay: they turn nothing but themselves.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_TAGS: dict[Kind, str] = {"insertion": "ins", "deletion": "del", "unattributed": "span"}
_SHOWN_SIGN: dict[Sign, str] = {"+": "+", "-": "−"}
_SIDE: dict[Sign, str] = {"+": "for", "-": "against"}
_STANDS: dict[Kind, dict[Sign, str]] = {
    "insertion": {"+": "proposed by", "-": "opposed by"},
    "deletion": {"-": "struck by", "+": "kept by"},
    "unattributed": {},
}
_DEEPEST_INDENT = 5  # deeper sub-clauses are set in no further: a phone has no room for it
_LOWEST_HEADING = 6
_NO_BREAK = "\u00a0"


def visible(text: str) -> str:
    """The text with each character that could steer the page as something that can be seen."""
    return _STEERING.sub(picture, text)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row: a tag that opens, words, a tag that closes; each may be missing."""

    opens: str = ""
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    text: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the page: its tag, its anchor if it has one, how deep it is set in."""

    tag: str
    kind: str
    anchor: str = ""
    address: str = ""
    depth: int = 0
    segments: tuple[Segment, ...] = ()


def write(
    draft: Draft, *, addresses: bool = True, front_matter: bool = False, title: str | None = None
) -> str:
    """A draft, or a view of one, as a page.

    `addresses` shows beside each clause where it is; without them the anchors are there all the
    same. `title` is what the page is called where the title of the draft does not say enough,
    and stands above that.
    """
    lines = [line for line in lay_out(draft) if line.kind not in {"furniture", "footnote"}]
    front = "".join(piece.text for line in lines for piece in line.pieces if line.kind == "front")
    shown = [line for line in lines if line.kind != "front" and spell_line(line)]
    called = " ".join(spell_line(line) for line in shown if line.kind == "title")
    rows = list(_rows(draft, shown))
    if title and not called:
        rows.insert(0, Row("h1", "title", segments=(Segment(text=visible(title)),)))
    return fill(
        "page.html.j2",
        {
            "called": visible(title or called or "Draft"),
            "above": visible(title or "") if called else "",
            "title": [row for row in rows if row.tag == "h1"],
            "rows": [row for row in rows if row.tag != "h1"],
            "summary": summary(draft),
            "legend": list(_legend(draft)),
            "parties": _parties(draft),
            "front": re.split(r"\n\s*\n", visible(front.strip(BLANK))) if front_matter else [],
            "addresses": addresses,
        },
    )


# What the page says about the draft


def summary(draft: Draft) -> str:
    """How many proposals a draft has, of which kinds and by how many parties; empty if none."""
    proposals = draft.proposals
    if not proposals:
        return ""
    kinds = Counter(proposal.kind for proposal in proposals)
    parts = [
        _count(kinds["insertion"], "insertion"),
        _count(kinds["deletion"], "deletion"),
        f"{kinds['unattributed']} unsigned" if kinds["unattributed"] else "",
    ]
    contested = sum(proposal.contested for proposal in proposals)
    settled = sum(proposal.settled for proposal in proposals)
    parties = {position.party for position in draft.positions}
    clauses = [
        f"{_count(len(proposals), 'proposal')}: {', '.join(filter(None, parts))}",
        f"{contested} contested" if contested else "",
        f"{settled} settled" if settled else "",
        _count(len(parties), "party", "parties"),
    ]
    return "; ".join(filter(None, clauses))


def _count(number: int, one: str, many: str = "") -> str:
    if not number:
        return ""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _parties(draft: Draft) -> list[tuple[str, str]]:
    """The parties that took a position, by code, with their names."""
    known = draft.parties
    return [
        (visible(code), visible(known.name(code) if code in known else "not a registered party"))
        for code in sorted({position.party for position in draft.positions})
    ]


def _legend(draft: Draft) -> Iterator[list[Segment]]:
    """What the marks mean, of those that occur."""
    proposals = draft.proposals
    kinds = {proposal.kind for proposal in proposals}
    if "insertion" in kinds:
        yield [*_sample("insertion", "proposed words"), *_key("+", "for"), *_key("-", "against")]
    if "deletion" in kinds:
        yield [*_sample("deletion", "words to strike"), *_key("-", "strikes"), *_key("+", "keeps")]
    if "unattributed" in kinds:
        yield _sample("unattributed", "words nobody has signed for")
    if any(proposal.contested for proposal in proposals):
        yield [*_contested_mark(), Segment(text=" contested: both signs")]
    if any(proposal.settled for proposal in proposals):
        yield [_chip("status", "(agreed)"), Segment(text=" settled")]


def _sample(kind: Kind, words: str) -> list[Segment]:
    tag = _TAGS[kind]
    return [
        Segment("span", {"class": f"proposal {kind}"}),
        _bracket("["),
        Segment(tag, {"class": "words"}, words, tag),
        _bracket("]"),
        Segment(closes="span"),
    ]


def _key(sign: Sign, meaning: str) -> list[Segment]:
    chip = _chip(f"position {_SIDE[sign]}", _SHOWN_SIGN[sign])
    return [Segment(text=" "), chip, Segment(text=f"{_NO_BREAK}{meaning}")]


# Proposals in words


def in_words(proposal: Proposal, parties: Parties) -> str:
    """Who stands where on a proposal, in words: `proposed by India; opposed by Israel`."""
    counted = proposal.counted
    said = []
    for sign, stand in _STANDS[proposal.kind].items():
        if names := [parties.name(p.party) for p in counted if p.sign == sign]:
            said.append(f"{stand} {', '.join(names)}")
    sided = {position.party for position in counted}
    torn = dict.fromkeys(p.party for p in proposal.positions if p.party not in sided)
    said += [f"{parties.name(party)} for and against, which counts as neither" for party in torn]
    if not proposal.positions:
        said.append("nobody has signed these brackets")
    if proposal.settled:
        said.append(f"marked {proposal.status}")
    if not proposal.closed:
        said.append("never closed in the draft")
    return visible("; ".join(said))


# Lines and pieces


def _rows(draft: Draft, lines: list[Line]) -> Iterator[Row]:
    weaver = _Weaver(draft.parties)
    ranks = {node.address: node.rank for node in walk(draft) if isinstance(node, Heading)}
    labelled: set[str] = set()
    for line in lines:
        if any(piece.kind == "label" for piece in line.pieces):
            labelled.add(line.address)
        hangs = line.kind in {"clause", "paragraph"} and line.address in labelled
        yield Row(
            tag=_row_tag(line, ranks),
            kind=f"{line.kind} hanging" if hangs else line.kind,
            anchor="" if line.kind == "paragraph" else weaver.anchor(line.address),
            address=line.address,
            depth=min(line.depth, _DEEPEST_INDENT),
            segments=tuple(weaver.weave(line)),
        )


def _row_tag(line: Line, ranks: Mapping[str, int]) -> str:
    match line.kind:
        case "title":
            return "h1"
        case "heading":
            return f"h{min(ranks[line.address] + 1, _LOWEST_HEADING)}"
        case _:
            return "p"


class _Weaver:
    """Turns lines into well-nested segments.

    A proposal that holds several lines is a fragment in each: it closes at the end of one line
    and opens again in the next, and only the first fragment has an id.
    """

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.open: list[Proposal] = []
        """The proposals that are open in the line, the outermost first."""
        self.taken: set[str] = set()

    def anchor(self, address: str) -> str:
        """An id for an address, that no other has; none for none."""
        if not address:
            return ""
        anchor, again = address, 1
        while anchor in self.taken:
            again += 1
            anchor = f"{address}~{again}"
        self.taken.add(anchor)
        return anchor

    def weave(self, line: Line) -> Iterator[Segment]:
        """The segments of a line; every tag that opens in it closes in it."""
        for piece in line.pieces:
            if piece.kind == "style":
                continue
            yield from self._enter(piece)
            match piece.kind:
                case "open":
                    pass
                case "close":
                    yield from self._close(self.open.pop())
                case "break":
                    yield Segment("br")
                case "label":
                    yield Segment("span", {"class": "label"}, visible(plain(piece.text)), "span")
                case _:
                    yield Segment(text=visible(plain(piece.text)))
        while self.open:
            yield Segment("span", {"class": "cut"}, closes="span")
            yield Segment(closes=_TAGS[self.open.pop().kind])
            yield Segment(closes="span")

    def _enter(self, piece: Piece) -> Iterator[Segment]:
        """Open what is around a piece and not open in this line: its own bracket, or fragments."""
        for proposal in piece.inside[len(self.open) :]:
            begins = piece.kind == "open" and proposal is piece.inside[-1]
            yield from self._open(proposal, begins=begins)
            self.open.append(proposal)

    def _open(self, proposal: Proposal, *, begins: bool) -> Iterator[Segment]:
        address = proposal.address
        marks = {"contested": proposal.contested, "settled": proposal.settled}
        classes = ["proposal", proposal.kind, *(mark for mark, has in marks.items() if has)]
        first = begins and address
        yield Segment(
            "span",
            {
                "class": " ".join(classes),
                "id": self.anchor(f"p-{address.replace('/', '-')}") if first else None,
                "data-address": address or None,
            },
        )
        if begins:
            yield _bracket("[")
        title = in_words(proposal, self.parties)
        yield Segment(_TAGS[proposal.kind], {"class": "words", "title": title})
        if not begins:
            yield Segment("span", {"class": "cut"}, closes="span")

    def _close(self, proposal: Proposal) -> Iterator[Segment]:
        chips = [self._position(position, proposal.kind) for position in proposal.positions]
        if proposal.status:
            chips.append(_chip("status", proposal.status))
        yield Segment(closes=_TAGS[proposal.kind])
        # No line breaks between a bracket and its first sign.
        yield Segment("span", {"class": "tail"})
        yield _bracket("]")
        if proposal.contested:
            yield from (Segment(text=" "), *_contested_mark())
        for index, chip in enumerate(chips):
            yield from (Segment(text=" "), chip)
            if not index:
                yield Segment(closes="span")
        if not chips:
            yield Segment(closes="span")
        yield Segment(closes="span")

    def _position(self, position: Position, kind: Kind) -> Segment:
        return _chip(
            f"position {_SIDE[position.sign]}",
            visible(f"{_SHOWN_SIGN[position.sign]}{position.party}"),
            visible(f"{_STANDS[kind][position.sign]} {self.parties.name(position.party)}"),
        )


def _bracket(bracket: str) -> Segment:
    return Segment("span", {"class": "bracket"}, bracket, "span")


def _chip(classes: str, text: str, title: str | None = None) -> Segment:
    return Segment("bdi", {"class": f"chip {classes}", "title": title}, text, "bdi")


def _contested_mark() -> list[Segment]:
    """A mark for the eye, and the word for who listens."""
    return [
        Segment("bdi", {"class": "chip mark", "title": "contested"}),
        Segment("span", {"aria-hidden": "true"}, "±", "span"),
        Segment("span", {"class": "spoken"}, "contested", "span"),
        Segment(closes="bdi"),
    ]
