"""The laws: what holds for every draft, tried on a thousand generated ones and on real ones."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drafts import PHENOMENA, RARE, drafts, noise
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
from cica_redline.writers import lines, markup, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cica_redline import Draft
    from cica_redline.nodes import Node

    Choice = dict[str, Any]
    """The options of one view."""

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci", max_examples=1000, deadline=None, derandomize=True, suppress_health_check=_SLOW
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

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

    @settings(phases=[Phase.generate])
    @given(drafts())
    def count(source: str) -> None:
        draft = parse(source)
        seen.update(["", *(name for name, occurs in PHENOMENA.items() if occurs(source, draft))])

    count()
    if seen[""] < 1000:
        pytest.skip("too few drafts to count in: not the profile ci")
    rare = {
        name: seen[name] / seen[""]
        for name in PHENOMENA
        if seen[name] < seen[""] * RARE.get(name, 1 / 20)
    }
    assert rare == {}


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


def simple_choices(draft: Draft) -> list[Choice]:
    """The views that show one text: the base, all accepted, each party's."""
    return [
        {"base": True},
        {"accepted": "all"},
        *({"as_proposed_by": party} for party in parties_of(draft)),
    ]


def texts(draft: Draft) -> dict[str, str]:
    """Every view of a draft, and the redline, by the options that give it."""
    choices = [{}, *simple_choices(draft), {"accepted": "uncontested"}]
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
    for party in parties_of(draft):
        if party not in takes:
            for flag in ({}, {"literal": True}, {"infer_alternatives": True}):
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


def every_choice(draft: Draft) -> Iterator[Choice]:
    yield {}
    yield {"accepted": "uncontested"}
    yield from simple_choices(draft)
    parties = parties_of(draft)
    for one, other in zip(parties, [*parties[1:], parties[0]], strict=True):
        yield {"as_proposed_by": (one, other)}
        yield {"as_proposed_by": one, "against": other}
        yield {"as_proposed_by": one, "against": "base"}
        yield {"as_proposed_by": one, "literal": True, "infer_alternatives": True}


def clean_views_stay(source: str) -> None:
    draft = parse(source)
    choices = list(every_choice(draft))
    for choice in simple_choices(draft):
        clean = view(draft, **choice)
        assert clean.proposals == ()
        words = text.write(clean)
        for again in choices:
            assert text.write(view(clean, **again)) == words


@given(drafts())
def test_every_view_of_a_clean_view_is_that_view(source: str) -> None:
    clean_views_stay(source)


@real_drafts
def test_every_view_of_a_clean_view_of_the_real_draft_is_that_view(path: Path) -> None:
    clean_views_stay(read(path))


def spans_of_clean_views_stay(source: str) -> None:
    draft = parse(source)
    for choice in simple_choices(draft):
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
_DOUBLE = re.compile("[ \t\f\u00a0\u2007\u202f]{2}")


@dataclass(frozen=True)
class Place:
    """A leaf of the source: the proposals around it, the outermost first, and its heading."""

    leaf: Leaf
    inside: tuple[Proposal, ...]
    markup_of: Proposal | None
    """Whose bracket or position it is."""


def places(draft: Draft) -> list[Place]:
    found: list[Place] = []

    def visit(nodes: tuple[Node, ...], inside: tuple[Proposal, ...]) -> None:
        for node in nodes:
            match node:
                case Text() | Label() | Mark():
                    found.append(Place(node, inside, None))
                case Proposal():
                    found.extend(Place(mark, inside, node) for mark in node.head)
                    visit(node.children, (*inside, node))
                    found.extend(Place(mark, inside, node) for mark in node.tail)
                case _:
                    visit(node.children, inside)

    visit(draft.children, ())
    return found


LOWEST = 99


def is_word(character: str) -> bool:
    return character.isalnum()


def kept_words(draft: Draft) -> str:
    """The letters and digits outside proposals, those of labels and of dead headings aside.

    A heading may go when all that stood under it, up to the next of its own or a higher rank,
    was proposed: it goes when all of that goes.
    """
    blocks: list[tuple[int, str]] = []
    """Of each block its rank, LOWEST where it is no heading, and its letters outside proposals."""

    def visit(nodes: tuple[Node, ...], *, outside: bool) -> None:
        for node in nodes:
            match node:
                case Text() if blocks and outside:
                    rank, words = blocks[-1]
                    blocks[-1] = rank, words + "".join(filter(is_word, text.plain(node.text)))
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
    stays = [True] * len(blocks)
    for place, (rank, words) in reversed(list(enumerate(blocks))):
        under = []
        for below in range(place + 1, len(blocks)):
            if blocks[below][0] <= rank:
                break
            under.append(stays[below])
        stays[place] = bool(words) and (rank == LOWEST or not under or any(under))
    kept = [words for (_, words), stay in zip(blocks, stays, strict=True) if stay]
    return "".join(kept)


def is_subsequence(words: str, of: str) -> bool:
    rest = iter(of)
    return all(character in rest for character in words)


def words_stay(source: str) -> None:
    draft = parse(source)
    kept = kept_words(draft)
    for choice in [*simple_choices(draft), {}, {"accepted": "uncontested"}]:
        assert is_subsequence(kept, text.write(view(draft, **choice)))


@given(drafts())
def test_views_keep_every_word_outside_proposals_in_order(source: str) -> None:
    """A heading aside of which all that stood under it went out, and the labels of clauses of
    which nothing is left (notation, section 5).
    """
    words_stay(source)


@real_drafts
def test_views_of_the_real_draft_keep_every_word_outside_proposals(path: Path) -> None:
    words_stay(read(path))


@dataclass
class Shown:
    """What a view shows after another thing in the same line: a character and where it is from.

    `blank` is what stands before it in the view, `leaf` what it is a character of.
    """

    character: str
    offset: int
    blank: str
    leaf: Leaf
    barred: bool = False
    """Whether a bracket that stays stands between."""


@dataclass
class Reader:
    """Reads the lines of a view, each a list of what it shows."""

    source: str
    lines: list[list[Shown]] = field(default_factory=lambda: [[]])
    blank: str = ""
    barred: bool = False

    def read(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            match node:
                case Text() | Label():
                    self._leaf(node)
                case Mark():
                    if node.kind == "line":
                        self._end()
                case Proposal():
                    self.barred = True
                    self.read(node.children)
                    self.barred = True
                case Title() | Heading() | Clause() | Paragraph():
                    if not node.continued:
                        self._end()
                    self.read(node.children)
                case _:
                    self.read(node.children)

    def _end(self) -> None:
        self.lines.append([])
        self.blank, self.barred = "", False

    def _leaf(self, leaf: Text | Label) -> None:
        offset, stop = leaf.span
        for character in leaf.text:
            if character in BLANKS:
                self.blank += character
                continue
            while offset < stop and self.source[offset] in BLANKS:
                offset += 1
            assert offset < stop, "the span says less than the words"
            assert self.source[offset] == character, "the span says other words"
            self.lines[-1].append(Shown(character, offset, self.blank, leaf, self.barred))
            self.blank, self.barred = "", False
            offset += 1


def pairs(draft: Draft, shown: Draft) -> Iterator[tuple[Shown, Shown]]:
    """What stands side by side in the lines of a view, brackets that stay between them aside."""
    reader = Reader(draft.source.text)
    reader.read(shown.children)
    for line in reader.lines:
        for one, other in zip(line, line[1:], strict=False):
            if not other.barred:
                yield one, other


def each_view(source: str) -> Iterator[tuple[Draft, Draft]]:
    draft = parse(source)
    for choice in [*simple_choices(draft), {"accepted": "uncontested"}]:
        yield draft, view(draft, **choice)


@dataclass
class Between:
    """What the source has between two characters that a view shows side by side.

    `blank` counts what is left when brackets that hold neither of the two are taken out whole,
    and markup: with the blanks before positions.
    """

    blank: bool = False
    bracket: bool = False
    signed: bool = False
    """Whether positions or a status stand there."""
    proposals: list[Proposal] = field(default_factory=list)
    """Those of which a bracket stands there."""


class Gaps:
    """The leaves of a source, to look up what stands between two characters."""

    def __init__(self, draft: Draft) -> None:
        self.source = draft.source.text
        self.places = places(draft)

    def between(self, one: int, other: int) -> Between:
        found = Between()
        span = range(one + 1, other)
        for number, place in enumerate(self.places):
            start, stop = place.leaf.span
            if stop <= one or start > other:
                continue
            words = self.source[max(start, span.start) : min(stop, span.stop)]
            if not words:
                continue
            owner = place.markup_of
            if owner is not None:
                found.bracket = True
                if owner not in found.proposals:
                    found.proposals.append(owner)
                if isinstance(place.leaf, Mark) and place.leaf.kind in {"position", "status"}:
                    found.signed = True
                continue
            if any(one < p.span[0] and p.span[1] <= other for p in place.inside):
                continue
            if isinstance(place.leaf, Mark):
                found.bracket |= place.leaf.kind in {"stray", "loose", "position"}
                if place.leaf.kind in {"join", "page-join"} or self._before_position(number):
                    continue
                if place.leaf.kind in {
                    "stray",
                    "loose",
                    "position",
                    "status",
                    "separator",
                    "style",
                }:
                    continue
            if any(c in BLANKS for c in words):
                found.blank = True
        return found

    def _before_position(self, number: int) -> bool:
        """Whether a blank stands before a position that follows a bracket that closes nothing."""
        following = self.places[number + 1 : number + 2]
        return any(
            isinstance(p.leaf, Mark) and p.leaf.kind in {"position", "status", "separator"}
            for p in following
        )


def words_stay_apart(source: str) -> None:
    draft = parse(source)
    gaps = Gaps(draft)
    for _, shown in each_view(source):
        for one, other in pairs(draft, shown):
            if UNSPACED.search(other.character):
                continue
            if not other.blank and is_word(one.character) and is_word(other.character):
                around = draft.source.text[max(one.offset - 20, 0) : other.offset + 20]
                assert not gaps.between(one.offset, other.offset).blank, around


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


def words_stay_whole(source: str) -> None:
    draft = parse(source)
    for _, shown in each_view(source):
        for one, other in pairs(draft, shown):
            assert not (other.blank and other.offset == one.offset + 1 and one.leaf is other.leaf)


@given(drafts())
def test_no_view_parts_a_word(source: str) -> None:
    words_stay_whole(source)


@real_drafts
def test_no_view_of_the_real_draft_parts_a_word(path: Path) -> None:
    words_stay_whole(read(path))


def is_glued(source: str, proposal: Proposal, others: list[Proposal]) -> bool:
    """Whether a bracket touches a letter, digit or hyphen before it, itself or through others."""
    before = source[proposal.span[0] - 1 : proposal.span[0]]
    if before.isalnum() or before in {"-", "‐", "‑"}:
        return True
    return any(
        is_glued(source, other, others)
        for other in others
        if other.span[0] < proposal.span[0] and proposal.span[0] in {other.span[0] + 1, other.span[1]}
    )


def signed_words_are_apart(source: str) -> None:
    draft = parse(source)
    gaps = Gaps(draft)
    for _, shown in each_view(source):
        for one, other in pairs(draft, shown):
            if other.blank or not (is_word(one.character) and is_word(other.character)):
                continue
            found = gaps.between(one.offset, other.offset)
            if not found.signed or UNSPACED.search(one.character + other.character):
                continue
            ended = [p for p in found.proposals if p.span[1] == other.offset]
            if ended and not any(p.positions or p.status for p in ended):
                continue
            touched = ended or [p for p in found.proposals if p.span[0] + 1 == other.offset]
            around = source[max(one.offset - 20, 0) : other.offset + 20]
            assert any(is_glued(source, p, found.proposals) for p in touched), around


@given(drafts())
def test_a_word_that_touches_positions_is_apart_unless_the_bracket_is_part_of_a_word(
    source: str,
) -> None:
    """Scripts without blanks aside; a bracket without positions keeps the source's spacing."""
    signed_words_are_apart(source)


@real_drafts
def test_a_word_that_touches_positions_in_the_real_draft_is_apart(path: Path) -> None:
    signed_words_are_apart(read(path))


def commas_do_not_meet(source: str) -> None:
    draft = parse(source)
    words = [leaf for leaf in leaves(draft) if isinstance(leaf, Text)]
    for _, shown in each_view(source):
        for one, other in pairs(draft, shown):
            if one.character in ",;" and other.character in ",;:.":
                left_out = "".join(
                    source[max(leaf.span[0], one.offset + 1) : min(leaf.span[1], other.offset)]
                    for leaf in words
                )
                left_out = left_out.strip(BLANKS + UNSEEN)
                around = source[max(one.offset - 20, 0) : other.offset + 20]
                assert not left_out or left_out[0] in ",;", around


@given(drafts())
def test_words_left_out_bring_no_commas_together(source: str) -> None:
    """Of several commas in a row in the source only the last goes."""
    commas_do_not_meet(source)


@real_drafts
def test_words_left_out_bring_no_commas_together_in_the_real_draft(path: Path) -> None:
    commas_do_not_meet(read(path))


def punctuation_follows(source: str) -> None:
    draft = parse(source)
    gaps = Gaps(draft)
    for _, shown in each_view(source):
        for one, other in pairs(draft, shown):
            if other.blank and other.character in ",.;:!?":
                found = gaps.between(one.offset, other.offset)
                around = draft.source.text[max(one.offset - 20, 0) : other.offset + 20]
                assert not found.bracket, around


@given(drafts())
def test_no_blank_stands_before_punctuation_where_brackets_stood(source: str) -> None:
    punctuation_follows(source)


@real_drafts
def test_no_blank_stands_before_punctuation_where_brackets_stood_in_the_real_draft(
    path: Path,
) -> None:
    punctuation_follows(read(path))


def blanks_are_single(source: str) -> None:
    for _, shown in each_view(source):
        for line in text.write(shown).split("\n"):
            assert not _DOUBLE.search(line), line
            assert line == line.strip(BLANKS), line


@given(drafts())
def test_no_view_has_a_double_blank_or_one_at_the_end_of_a_line(source: str) -> None:
    blanks_are_single(source)


@real_drafts
def test_no_view_of_the_real_draft_has_a_double_blank(path: Path) -> None:
    blanks_are_single(read(path))


FURNITURE = re.compile(r"(?m)^[ \t]*(- \d -|Page \d of \d|\d/\d)[ \t]*$")


def furniture_is_in_no_view(source: str) -> None:
    unbroken = re.sub("\r\n|[\r\n\v\f\x85\u2028\u2029]", "\n", source)
    furniture = {
        found
        for found in FURNITURE.findall(unbroken)
        if unbroken.count(found) == len(re.findall(rf"(?m)^[ \t]*{found}[ \t]*$", unbroken))
    }
    for _, shown in each_view(source):
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
    parties = parties_of(draft)
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


LAWS: list[Callable[[str], None]] = [
    leaves_tile,
    leaves_join,
    markup_gives_it_back,
    silence_is_the_base,
    clean_views_stay,
    spans_of_clean_views_stay,
    words_stay,
    words_stay_apart,
    words_stay_whole,
    signed_words_are_apart,
    commas_do_not_meet,
    punctuation_follows,
    blanks_are_single,
    furniture_is_in_no_view,
    spans_slice_back,
    against_holds_both,
]
