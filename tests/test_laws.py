"""The laws: what holds for every draft, tried on a thousand generated ones and on real ones."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from cica_redline import leaves, parse, view, walk
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Leaf,
    Mark,
    Paragraph,
    Proposal,
    Text,
    Title,
)
from cica_redline.source import LINE_END
from cica_redline.writers import lines, markup, text
from drafts import PHENOMENA, RARE, drafts, noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline import Draft
    from cica_redline.nodes import Node

    Choice = dict[str, Any]
    """The options of one view."""

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci", max_examples=1000, deadline=None, derandomize=True, suppress_health_check=_SLOW
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=50)
# Other drafts each night: what a thousand others did not show.
settings.register_profile(
    "nightly", settings.get_profile("ci"), max_examples=10_000, derandomize=False, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

pytestmark = pytest.mark.nightly

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("REDLINE_SHARED", ROOT.parent / "shared"))
REAL = SHARED / "drafts" / "cica-plan-of-action-rev2.txt"
OUTSIDER = "VUT"
"""A party that no draft here names."""

real_drafts = pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            REAL,
            id=REAL.name,
            marks=pytest.mark.skipif(not REAL.exists(), reason=f"no real draft at {REAL}"),
        ),
        *[pytest.param(path, id=path.name) for path in sorted(ROOT.glob("samples/*.txt"))],
    ],
)


def read(path: Path) -> str:
    """A file as it is, with its line ends and its byte order mark."""
    return path.read_bytes().decode("utf-8")


# What occurs


def test_every_phenomenon_is_in_one_draft_of_twenty() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=2000, phases=[Phase.generate])
    @given(drafts())
    def count(source: str) -> None:
        draft = parse(source)
        seen.update(["", *(name for name, occurs in PHENOMENA.items() if occurs(source, draft))])

    count()
    shares = {name: seen[name] / seen[""] for name in PHENOMENA}
    assert {n: share for n, share in shares.items() if share < RARE.get(n, 1 / 20)} == {}


# 1. Every string parses, and nothing of it is lost


def leaves_tile(source: str) -> None:
    done = 0
    for leaf in leaves(parse(source)):
        assert leaf.span[0] == done, "a gap or an overlap"
        assert leaf.text, "an empty leaf"
        done = leaf.span[1]
    assert done == len(source)


def leaves_join(source: str) -> None:
    assert "".join(leaf.text for leaf in leaves(parse(source))) == source


@given(noise())
def test_noise_parses_and_its_leaves_tile_it(source: str) -> None:
    leaves_tile(source)
    leaves_join(source)


@given(drafts())
def test_every_draft_parses_and_its_leaves_tile_it(source: str) -> None:
    leaves_tile(source)
    leaves_join(source)


@real_drafts
def test_leaves_tile_the_real_draft(path: Path) -> None:
    leaves_tile(read(path))
    leaves_join(read(path))


# 2. Markup gives back the draft


def parties_of(draft: Draft) -> list[str]:
    """Every party that takes a position, and one that takes none."""
    return [*dict.fromkeys(position.party for position in draft.positions), OUTSIDER]


def some_parties(draft: Draft) -> list[str]:
    """Three of these, or of a long draft all: of short ones there are a thousand."""
    parties = parties_of(draft)
    short = len(draft.source.text) < 2000
    return [*parties[: -1 : max(len(parties) // 2, 1)], OUTSIDER] if short else parties


def simple_choices(parties: list[str]) -> list[Choice]:
    """The views that show one text: the base, all accepted, each of these parties'."""
    return [
        {"base": True},
        {"accepted": "all"},
        *({"as_proposed_by": party} for party in parties),
    ]


def texts(draft: Draft) -> dict[str, str]:
    """Every view of a draft, and the redline, by the options that give it."""
    choices = [{}, *simple_choices(parties_of(draft)), {"accepted": "uncontested"}]
    return {repr(choice): text.write(view(draft, **choice)) for choice in choices}


def outline(draft: Draft) -> list[tuple[str, str, str]]:
    """The address of every line of the base view, what the line is, and its words."""
    return [
        (line.address, line.kind, text.spell_line(line))
        for line in lines.lay_out(view(draft, base=True))
    ]


def proposals(draft: Draft) -> list[tuple[object, ...]]:
    """What a draft proposes: where, what, by whom."""
    return [
        (
            proposal.address,
            proposal.kind,
            [str(position) for position in proposal.counted],
            proposal.status,
            text.write(replace(draft, children=proposal.children)),
        )
        for proposal in view(draft).proposals
    ]


def markup_gives_it_back(source: str) -> None:
    draft = parse(source)
    spelled = markup.write(draft)
    again = parse(spelled)
    assert outline(again) == outline(draft)
    assert [clause.address for clause in again.clauses] == [c.address for c in draft.clauses]
    assert proposals(again) == proposals(draft)
    assert [proposal.address for proposal in again.proposals] == [
        proposal.address for proposal in draft.proposals
    ]
    assert texts(again) == texts(draft)
    assert markup.write(again) == spelled, "the markup of it is another"


@given(drafts())
def test_markup_gives_back_the_draft(source: str) -> None:
    markup_gives_it_back(source)


@real_drafts
def test_markup_gives_back_the_real_draft(path: Path) -> None:
    markup_gives_it_back(read(path))


# 3. Who takes no position has the base text


def settled_as_accepted(node: Node) -> Node:
    """The node with what is settled by positions and a status as if it stood in the base."""
    match node:
        case Text() | Label() | Mark():
            return node
        case Proposal():
            kind = node.kind
            if node.settled and node.positions:
                kind = "insertion" if kind == "deletion" else "unattributed"
            children = tuple(map(settled_as_accepted, node.children))
            return replace(node, kind=kind, children=children)
        case _:
            return replace(node, children=tuple(map(settled_as_accepted, node.children)))


def silence_is_the_base(source: str) -> None:
    draft = parse(source)
    settled = replace(draft, children=tuple(map(settled_as_accepted, draft.children)))
    base = text.write(view(settled, base=True))
    takes = {position.party for p in draft.proposals for position in p.counted}
    flags: list[Choice] = [{}, {"literal": True}, {"infer_alternatives": True}]
    for party in parties_of(draft):
        if party not in takes:
            for flag in flags:
                assert text.write(view(draft, as_proposed_by=party, **flag)) == base


@given(drafts())
def test_the_view_of_a_party_without_positions_is_the_base_text(source: str) -> None:
    """Settled proposals aside: what has positions and a status counts as accepted in every
    view but the base (notation, section 2), so in the base here they are put as accepted.
    """
    silence_is_the_base(source)


@real_drafts
def test_the_view_of_a_party_without_positions_is_the_base_text_of_the_real_draft(
    path: Path,
) -> None:
    silence_is_the_base(read(path))


# 4. A clean view is its own view


def every_choice(draft: Draft) -> list[Choice]:
    """Every kind of view."""
    party = next(iter(parties_of(draft)))
    return [
        {},
        *simple_choices([party, OUTSIDER]),
        {"accepted": "uncontested"},
        {"as_proposed_by": (party, OUTSIDER)},
        {"as_proposed_by": party, "literal": True, "infer_alternatives": True},
        {"as_proposed_by": party, "against": "base"},
        {"as_proposed_by": party, "against": OUTSIDER},
    ]


def clean_views_stay(source: str) -> None:
    draft = parse(source)
    for choice in simple_choices(some_parties(draft)):
        clean = view(draft, **choice)
        assert clean.proposals == ()
        words = text.write(clean)
        for again in every_choice(draft):
            assert text.write(view(clean, **again)) == words


@given(drafts())
def test_every_view_of_a_clean_view_is_that_view(source: str) -> None:
    clean_views_stay(source)


@real_drafts
def test_every_view_of_a_clean_view_of_the_real_draft_is_that_view(path: Path) -> None:
    clean_views_stay(read(path))


def spans_of_clean_views_stay(source: str) -> None:
    draft = parse(source)
    for choice in simple_choices(some_parties(draft)):
        clean = view(draft, **choice)
        for again in ({}, {"base": True}, {"accepted": "all"}):
            assert view(clean, **again).children == clean.children


@given(drafts())
def test_every_view_of_a_clean_view_has_its_tree_and_its_spans(source: str) -> None:
    spans_of_clean_views_stay(source)


@real_drafts
def test_every_view_of_a_clean_view_of_the_real_draft_has_its_tree(path: Path) -> None:
    spans_of_clean_views_stay(read(path))


# 5. Words and blanks. All of this is read off the leaves of the source: `spacing` is not asked.

BLANKS = " \t\f\r\n\v\x85\u2028\u2029\u00a0\u2007\u202f"
UNSEEN = "\ufeff\u200e\u200f\u061c"
UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
DOUBLE = re.compile("[ \t\f\u00a0\u2007\u202f]{2}")
LOWEST = 99
"""The rank of what is no heading."""


def each_view(draft: Draft) -> Iterator[Draft]:
    for choice in [*simple_choices(some_parties(draft)), {"accepted": "uncontested"}]:
        yield view(draft, **choice)


def kept_words(draft: Draft) -> str:
    """The letters and digits outside proposals, those of labels and of dead headings aside.

    A heading may go when all that stood under it went, up to the next heading of its own or a
    higher rank.
    """
    blocks: list[tuple[int, str]] = []
    """Of each block its rank and its letters and digits outside proposals."""

    def visit(nodes: tuple[Node, ...], *, outside: bool) -> None:
        for node in nodes:
            match node:
                case Text() if blocks and outside:
                    rank, words = blocks[-1]
                    blocks[-1] = rank, words + "".join(filter(str.isalnum, node.text))
                case Text() | Label() | Mark():
                    pass
                case Proposal():
                    visit(node.children, outside=False)
                case Title() | Heading() | Clause() | Paragraph():
                    if not node.continued:
                        blocks.append((node.rank if isinstance(node, Heading) else LOWEST, ""))
                    visit(node.children, outside=outside)
                case _:
                    visit(node.children, outside=outside)

    visit(draft.children, outside=True)
    stays = [bool(words) for _, words in blocks]
    for place, (rank, _) in reversed(list(enumerate(blocks))):
        end = next((p for p in range(place + 1, len(blocks)) if blocks[p][0] <= rank), len(blocks))
        if rank < LOWEST and end > place + 1:
            stays[place] &= any(stays[place + 1 : end])
    return "".join(words for (_, words), stay in zip(blocks, stays, strict=True) if stay)


def words_stay(source: str) -> None:
    draft = parse(source)
    kept = kept_words(draft)
    for shown in [*each_view(draft), view(draft)]:
        rest = iter(text.write(shown))
        assert all(character in rest for character in kept)


@given(drafts())
def test_views_keep_every_word_outside_proposals_in_order(source: str) -> None:
    """A heading aside of which all that stood under it went out, and the labels of clauses of
    which nothing is left (notation, section 5).
    """
    words_stay(source)


@real_drafts
def test_views_of_the_real_draft_keep_every_word_outside_proposals(path: Path) -> None:
    words_stay(read(path))


@dataclass(frozen=True)
class Piece:
    """A piece of a line of a view: its words, the blank before them, and where they are from.

    `first` and `last` are the offsets of its first and last character in the source; it is
    `barred` when a bracket that stays stands before it.
    """

    words: str
    blank: bool
    first: int
    last: int
    barred: bool


class Pieces:
    """The pieces of a view by lines."""

    def __init__(self, shown: Draft) -> None:
        self.source = shown.source.text
        self.lines: list[list[Piece]] = [[]]
        self.blank = self.barred = False
        self._read(shown.children)

    def pairs(self) -> Iterator[tuple[Piece, Piece]]:
        """What stands side by side in a line, with no bracket that stays between."""
        for line in self.lines:
            for one, other in pairwise(line):
                if not other.barred:
                    yield one, other

    def _read(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            match node:
                case Text() | Label():
                    self._add(node)
                case Mark():
                    if node.kind == "line":
                        self._end()
                case Proposal():
                    self.barred = True
                    self._read(node.children)
                    self.barred = True
                case Title() | Heading() | Clause() | Paragraph():
                    if not node.continued:
                        self._end()
                    self._read(node.children)
                case _:
                    self._read(node.children)

    def _end(self) -> None:
        self.lines.append([])
        self.blank = self.barred = False

    def _add(self, leaf: Text | Label) -> None:
        words = leaf.text.strip(BLANKS)
        if not words:
            self.blank |= bool(leaf.text)
            return
        first = leaf.span[0]
        while self.source[first] in BLANKS:
            first += 1
        last = leaf.span[1] - 1
        while self.source[last] != words[-1]:
            last -= 1
        blank = self.blank or leaf.text[0] in BLANKS
        self.lines[-1].append(Piece(words, blank, first, last, self.barred))
        self.blank, self.barred = leaf.text[-1] in BLANKS, False


def pieces_say_their_source(source: str) -> None:
    for shown in each_view(parse(source)):
        for leaf in leaves(shown):
            if not isinstance(leaf, Mark):
                words = _unblanked(leaf.text)
                written = _unblanked(source[slice(*leaf.span)])
                assert words in {written, written.rstrip(",;\u060c\u061b，；、 ")}


def _unblanked(words: str) -> str:
    return " ".join(re.split(f"[{BLANKS}]+", words.strip(BLANKS)))


@given(drafts())
def test_every_piece_of_a_view_says_the_words_of_its_span(source: str) -> None:
    """A comma aside that went where words left out brought it together with another."""
    pieces_say_their_source(source)


@real_drafts
def test_every_piece_of_a_view_of_the_real_draft_says_the_words_of_its_span(path: Path) -> None:
    pieces_say_their_source(read(path))


@dataclass(frozen=True)
class Place:
    """A leaf of the source, the proposals around it, and whose bracket or position it is."""

    leaf: Leaf
    inside: tuple[Proposal, ...]
    markup_of: Proposal | None


@dataclass
class Between:
    """What the source has between two pieces that a view shows side by side.

    `blank` is whether one is left when brackets between the two are taken out whole, and markup
    with the blanks before positions. `proposals` are those of which a bracket stands there.
    """

    blank: bool = False
    bracket: bool = False
    signed: bool = False
    proposals: list[Proposal] = field(default_factory=list)


class Gaps:
    """The leaves of a source, to look up what stands between two pieces."""

    def __init__(self, draft: Draft) -> None:
        self.source = draft.source.text
        self.places: list[Place] = []
        self._visit(draft.children, ())
        self.starts = [place.leaf.span[0] for place in self.places]

    def _visit(self, nodes: tuple[Node, ...], inside: tuple[Proposal, ...]) -> None:
        for node in nodes:
            match node:
                case Text() | Label() | Mark():
                    self.places.append(Place(node, inside, None))
                case Proposal():
                    self.places += [Place(mark, inside, node) for mark in node.head]
                    self._visit(node.children, (*inside, node))
                    self.places += [Place(mark, inside, node) for mark in node.tail]
                case _:
                    self._visit(node.children, inside)

    def between(self, one: Piece, other: Piece) -> Between:
        start, stop = one.last + 1, other.first
        found = Between()
        for number in range(bisect_right(self.starts, start) - 1, len(self.places)):
            place = self.places[number]
            first, last = max(place.leaf.span[0], start), min(place.leaf.span[1], stop)
            if place.leaf.span[0] >= stop:
                break
            kind = place.leaf.kind if isinstance(place.leaf, Mark) else ""
            if owner := place.markup_of:
                found.bracket = True
                found.signed |= kind in {"position", "status"}
                found.proposals += [] if owner in found.proposals else [owner]
            elif any(start <= p.span[0] and p.span[1] <= stop for p in place.inside):
                continue
            elif kind in {"stray", "loose", "position", "status", "separator"}:
                found.bracket = True
            elif kind not in {"join", "page-join"} and not self._before_position(number):
                found.blank |= any(character in BLANKS for character in self.source[first:last])
        return found

    def _before_position(self, number: int) -> bool:
        """Whether positions follow here on a bracket that closes nothing."""
        leaf = self.places[min(number + 1, len(self.places) - 1)].leaf
        return isinstance(leaf, Mark) and leaf.kind in {"position", "status", "separator"}


def side_by_side(source: str) -> Iterator[tuple[Piece, Piece, Gaps]]:
    """What stands side by side in the views of a draft, and what tells what stood between."""
    draft = parse(source)
    gaps = Gaps(draft)
    for shown in each_view(draft):
        for one, other in Pieces(shown).pairs():
            yield one, other, gaps


def around(source: str, one: Piece, other: Piece) -> str:
    return source[max(one.last - 20, 0) : other.first + 20]


def meet(one: Piece, other: Piece) -> bool:
    """Whether two pieces are joined to one word; of scripts that have blanks between words."""
    first, second = one.words[-1], other.words[0]
    return not other.blank and first.isalnum() and second.isalnum()


def words_stay_apart(source: str) -> None:
    for one, other, gaps in side_by_side(source):
        if meet(one, other) and not UNSPACED.match(other.words):
            assert not gaps.between(one, other).blank, around(source, one, other)


@given(drafts())
def test_no_view_joins_two_words_that_the_source_keeps_apart(source: str) -> None:
    """A blank counts that is left in the source when brackets between the two are taken out
    whole, with their positions: one inside such a bracket goes with its words. Scripts that have
    no blanks between words are aside: 合 in `to [act] (+IND)合作` has no blank before it.
    """
    words_stay_apart(source)


@real_drafts
def test_no_view_of_the_real_draft_joins_two_words(path: Path) -> None:
    words_stay_apart(read(path))


def is_glued(source: str, proposal: Proposal, others: list[Proposal]) -> bool:
    """Whether a bracket touches a letter, digit or hyphen before it, itself or through others."""
    before = source[proposal.span[0] - 1 : proposal.span[0]]
    if before.isalnum() or before in {"-", "\u2010", "\u2011"}:
        return True
    return any(
        is_glued(source, other, others)
        for other in others
        if other.span[0] < proposal.span[0]
        and proposal.span[0] in {other.span[0] + 1, other.span[1]}
    )


def signed_words_are_apart(source: str) -> None:
    for one, other, gaps in side_by_side(source):
        if not meet(one, other) or UNSPACED.match(one.words[-1]) or UNSPACED.match(other.words):
            continue
        between = gaps.between(one, other)
        if not between.signed:
            continue
        ended = [p for p in between.proposals if p.span[1] == other.first]
        if ended and not any(p.positions or p.status for p in ended):
            continue
        touched = ended or [p for p in between.proposals if p.span[0] + 1 == other.first]
        glued = [p for p in touched if is_glued(source, p, between.proposals)]
        assert glued, around(source, one, other)


@given(drafts())
def test_a_word_that_touches_positions_is_apart_unless_the_bracket_is_part_of_a_word(
    source: str,
) -> None:
    """Scripts without blanks aside; a bracket without positions keeps the source's spacing."""
    signed_words_are_apart(source)


@real_drafts
def test_a_word_that_touches_positions_in_the_real_draft_is_apart(path: Path) -> None:
    signed_words_are_apart(read(path))


def punctuation_follows(source: str) -> None:
    for one, other, gaps in side_by_side(source):
        if other.blank and other.words[0] in ",.;:!?":
            assert not gaps.between(one, other).bracket, around(source, one, other)


@given(drafts())
def test_no_blank_stands_before_punctuation_where_brackets_stood(source: str) -> None:
    punctuation_follows(source)


@real_drafts
def test_no_blank_stands_before_punctuation_where_brackets_stood_in_the_real_draft(
    path: Path,
) -> None:
    punctuation_follows(read(path))


def commas_do_not_meet(source: str) -> None:
    words = [leaf for leaf in leaves(parse(source)) if isinstance(leaf, Text)]
    for one, other, _ in side_by_side(source):
        if one.words[-1] in ",;" and other.words[0] in ",;:.":
            left_out = "".join(
                source[max(leaf.span[0], one.last + 1) : min(leaf.span[1], other.first)]
                for leaf in words
                if leaf.span[0] < other.first
            ).strip(BLANKS + UNSEEN)
            assert not left_out or left_out[0] in ",;", around(source, one, other)


@given(drafts())
def test_words_left_out_bring_no_commas_together(source: str) -> None:
    """Of several commas in a row in the source only the last goes."""
    commas_do_not_meet(source)


@real_drafts
def test_words_left_out_bring_no_commas_together_in_the_real_draft(path: Path) -> None:
    commas_do_not_meet(read(path))


def blanks_are_single(source: str) -> None:
    for shown in each_view(parse(source)):
        for line in text.write(shown).split("\n"):
            assert not DOUBLE.search(line), line
            assert line == line.strip(BLANKS), line


@given(drafts())
def test_no_view_has_a_double_blank_or_one_at_the_end_of_a_line(source: str) -> None:
    blanks_are_single(source)


@real_drafts
def test_no_view_of_the_real_draft_has_a_double_blank(path: Path) -> None:
    blanks_are_single(read(path))


FURNITURE = re.compile(r"(?m)^[ \t]*(- \d -|Page \d of \d|\d/\d)[ \t]*$")


def furniture_is_in_no_view(source: str) -> None:
    rows = re.sub(f"\r\n|[{LINE_END}\f]", "\n", source)
    alone = FURNITURE.findall(rows)
    furniture = {found for found in alone if rows.count(found) == alone.count(found)}
    for shown in each_view(parse(source)):
        words = text.write(shown)
        assert "\f" not in words
        for found in furniture:
            assert found not in words


@given(drafts())
def test_page_furniture_is_in_no_view(source: str) -> None:
    """What stands on lines of its own wherever it occurs."""
    furniture_is_in_no_view(source)


@real_drafts
def test_page_furniture_of_the_real_draft_is_in_no_view(path: Path) -> None:
    furniture_is_in_no_view(read(path))


# 6. Spans slice back to their nodes


def spans_slice_back(source: str) -> None:
    draft = parse(source)
    for node in walk(draft):
        start, stop = node.span
        assert 0 <= start < stop <= len(source)
        if isinstance(node, Leaf):
            assert source[start:stop] == node.text
        else:
            assert source[start:stop] == "".join(leaf.text for leaf in leaves(node))
    for position in draft.positions:
        written = source[slice(*position.span)]
        known = draft.parties.resolve(written)
        assert position.party == (known.code if known else written)
    for fault in draft.faults:
        assert 0 <= fault.span[0] <= fault.span[1] <= len(source)
        assert source[slice(*fault.span)]


@given(drafts())
def test_every_span_of_a_draft_slices_back_to_its_node(source: str) -> None:
    spans_slice_back(source)


@given(noise())
def test_every_span_of_noise_slices_back_to_its_node(source: str) -> None:
    spans_slice_back(source)


@real_drafts
def test_every_span_of_the_real_draft_slices_back_to_its_node(path: Path) -> None:
    spans_slice_back(read(path))


# 7. One text against another is a draft of the two


def against_holds_both(source: str) -> None:
    draft = parse(source)
    base = text.write(view(draft, base=True))
    parties = some_parties(draft)
    own = {party: text.write(view(draft, as_proposed_by=party)) for party in parties}
    for party, other in zip(parties, [*parties[1:], parties[0]], strict=True):
        for against, theirs in (("base", base), (other, own[other])):
            redline = view(draft, as_proposed_by=party, against=against)
            assert text.write(view(redline, accepted="all")) == own[party]
            assert text.write(view(redline, base=True)) == theirs
            assert {p.party for p in redline.positions} <= {party}


@given(drafts())
def test_one_text_against_another_is_a_draft_of_the_two(source: str) -> None:
    against_holds_both(source)


@real_drafts
def test_one_text_of_the_real_draft_against_another_is_a_draft_of_the_two(path: Path) -> None:
    against_holds_both(read(path))
