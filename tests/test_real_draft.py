"""The draft as a secretariat circulated it: its figures, its views, its faults, its notes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from cica_redline import leaves, parse, render, view, walk
from cica_redline.checks import problems
from cica_redline.nodes import Clause, Mark, Proposal, Text
from cica_redline.views import select
from running import run, whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cica_redline import Draft

PARTIES = ["BHR", "CHN", "EGY", "IND", "IRN", "IRQ", "ISR", "RUS", "TUR"]
EXPECTED = {
    "base.txt": ["--base"],
    "IND.txt": ["--as-proposed-by", "IND"],
    "EGY.txt": ["--as-proposed-by", "EGY"],
    "BHR.txt": ["--as-proposed-by", "BHR"],
    "accepted-all.txt": ["--accepted", "all"],
}
# Where page breaks cut a sentence: the end of what stands before, the beginning of what follows.
CUTS = [
    ("the UN Global Counter-", "Terrorism Strategy [and its four pillars] (-IND)"),
    ("[all drivers of", "extremism] (-IND)"),
    ("[and extremist] (-IND) content", "[and denounce media outlets"),
    ("counter-terrorism measures and the", "protection of human rights"),
]
SGR = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture(scope="module")
def source(real_draft: Path) -> str:
    return real_draft.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def draft(source: str) -> Draft:
    return parse(source)


def clause(draft: Draft, address: str) -> str:
    """The text of one clause of a view, with its sub-clauses and paragraphs."""
    return render(select(draft, [address])).removesuffix("\n")


def numbered(draft: Draft, section: str) -> list[str]:
    """The addresses of the numbered clauses of a section, the chapeau left out."""
    addresses = [node.address for node in draft.clauses]
    return [a for a in addresses if a.startswith(f"{section}.") and a != f"{section}.0"]


# Its figures


def test_there_are_77_proposals_of_which_one_is_never_closed(draft: Draft) -> None:
    assert len(draft.proposals) == 77
    assert sum(proposal.closed for proposal in draft.proposals) == 76
    assert [p.address for p in draft.proposals if not p.closed] == ["II.12/1"]


def test_three_proposals_are_unsigned(draft: Draft) -> None:
    unsigned = [proposal for proposal in draft.proposals if not proposal.positions]
    assert [proposal.address for proposal in unsigned] == ["II.10/6", "II.10/7", "II.12/1"]
    assert {proposal.kind for proposal in unsigned} == {"unattributed"}
    assert ["".join(leaf.text for leaf in leaves(proposal)) for proposal in unsigned[:2]] == [
        "[smuggling,]",
        "[weapons,]",
    ]


def test_the_kind_is_that_of_the_first_position(draft: Draft) -> None:
    kinds = {None: "unattributed", "+": "insertion", "-": "deletion"}
    for proposal in draft.proposals:
        first = proposal.positions[0].sign if proposal.positions else None
        assert proposal.kind == kinds[first], proposal.address


def test_there_are_92_positions_of_nine_parties(draft: Draft) -> None:
    assert Counter(position.sign for position in draft.positions) == {"+": 56, "-": 36}
    assert Counter(position.party for position in draft.positions) == {
        "IND": 30,
        "TUR": 14,
        "ISR": 12,
        "BHR": 10,
        "IRN": 10,
        "EGY": 7,
        "RUS": 6,
        "CHN": 2,
        "IRQ": 1,
    }


def test_fourteen_proposals_have_more_than_one_position(draft: Draft) -> None:
    assert [p.address for p in draft.proposals if len(p.positions) > 1] == [
        "I.0/2",
        "II.0/2",
        "II.0/3",
        "II.1/1",
        "II.1/2",
        "II.2/1",
        "II.4/2",
        "II.4/3",
        "II.9/2",
        "II.10/1",
        "II.10/3",
        "II.10/4",
        "II.12/6",
        "IV.0/2",
    ]


def test_every_position_is_written_where_its_span_says(source: str, draft: Draft) -> None:
    for position in draft.positions:
        start, end = position.span
        assert source[start:end] == position.party
        assert source[start - 1] == position.sign


def test_there_are_four_sections_and_a_preamble(draft: Draft) -> None:
    assert {s.address: numbered(draft, s.address) for s in draft.sections} == {
        "I": [f"I.{n}" for n in range(1, 8)],
        "II": [*(f"II.{n}" for n in range(1, 12)), "II.11a", "II.12"],
        "III": [f"III.{n}" for n in range(1, 8)],
        "IV": [f"IV.{n}" for n in range(1, 4)],
    }
    assert [node.address for node in draft.clauses if node.address.startswith("PP")] == [
        f"PP{n}" for n in range(14)
    ]


def test_every_section_has_a_chapeau(draft: Draft) -> None:
    chapeaux = [node.address for node in draft.clauses if node.address.endswith(".0")]
    assert chapeaux == ["I.0", "II.0", "III.0", "IV.0"]


def test_there_are_no_other_clauses_and_no_address_is_given_twice(draft: Draft) -> None:
    addresses = [node.address for node in draft.clauses]
    assert len(addresses) == len(set(addresses)) == 14 + 4 + 7 + 13 + 7 + 3
    assert not any("~" in address for address in addresses)


def test_four_page_breaks_were_mended(source: str, draft: Draft) -> None:
    breaks = [n for n in leaves(draft) if isinstance(n, Mark) and n.kind.startswith("page-")]
    assert [leaf.kind for leaf in breaks] == ["page-join", "page-break", "page-break", "page-break"]
    for leaf, (before, after) in zip(breaks, CUTS, strict=True):
        assert source[: leaf.span[0]].endswith(before)
        assert source[leaf.span[1] :].startswith(after)


def test_the_dash_of_the_footer_is_furniture(source: str, draft: Draft) -> None:
    furniture = [n for n in leaves(draft) if isinstance(n, Mark) and n.kind == "furniture"]
    assert [(leaf.text, leaf.span) for leaf in furniture] == [("-", (len(source) - 1, len(source)))]


def test_the_letters_before_the_title_are_front_matter(source: str, draft: Draft) -> None:
    [front] = [n for n in leaves(draft) if isinstance(n, Mark) and n.kind == "front"]
    assert front.span[0] == 0
    assert front.text.rstrip().endswith("Chairmanship of Kazakhstan")
    assert source[front.span[1] :].lstrip().startswith("**Draft CICA Plan of Action")


# What is read of it


def test_leaves_tile_the_draft(source: str, draft: Draft) -> None:
    end = 0
    for leaf in leaves(draft):
        assert leaf.span[0] == end
        end = leaf.span[1]
        assert source[slice(*leaf.span)] == leaf.text
    assert end == len(source)


def test_every_word_is_in_one_place_of_the_tree(source: str, draft: Draft) -> None:
    kept = "".join(leaf.text for leaf in leaves(draft) if not isinstance(leaf, Mark))
    body = source[draft.children[0].span[1] :]
    signs = re.sub(r"\((?:\+|-)[A-Z]{3}\)|[\[\]*]", "", body).removesuffix("-")
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", signs)


def test_proposals_nest_only_in_the_clause_that_is_never_closed(draft: Draft) -> None:
    inner = {
        outer.address: [node.address for node in walk(outer) if isinstance(node, Proposal)]
        for outer in draft.proposals
    }
    assert {address: inside for address, inside in inner.items() if inside} == {
        "II.12/1": [f"II.12/{n}" for n in range(2, 8)]
    }


def test_a_bracket_holds_the_whole_of_clause_11a(draft: Draft) -> None:
    [outer] = [proposal for proposal in draft.proposals if proposal.address == "II.11a/1"]
    held = [node for node in outer.children if not isinstance(node, Mark | Text)]
    assert [(type(node), getattr(node, "address", "")) for node in held] == [(Clause, "II.11a")]


def test_the_faults_are_these(source: str, draft: Draft) -> None:
    places = [(*draft.source.place(fault.span[0]), fault.code) for fault in draft.faults]
    assert [f"{line}:{column} {code}" for line, column, code in places] == [
        "104:1 mended-page-break",
        "126:1 mended-page-break",
        "148:1 mended-page-break",
        "155:5 unclosed-bracket",
        "173:1 mended-page-break",
    ]
    rows = source.split("\n")
    assert rows[155 - 1].startswith("12. [To identify")


def test_the_problems_are_these(draft: Draft) -> None:
    places = [(*draft.source.place(fault.span[0]), fault.code) for fault in problems(draft)]
    assert [f"{line}:{column} {code}" for line, column, code in places] == [
        "151:234 unsigned-bracket",
        "151:328 unsigned-bracket",
        "155:5 unclosed-bracket",
    ]


def test_tree_ends_with_the_faults_by_line_and_column(real_draft: Path) -> None:
    listed = run("tree", real_draft).out.split("\nfaults\n")[1]
    assert [row.rpartition(": ")[0] for row in listed.splitlines()] == [
        "104:1 mended-page-break",
        "126:1 mended-page-break",
        "148:1 mended-page-break",
        "151:234 unsigned-bracket",
        "151:328 unsigned-bracket",
        "155:5 unclosed-bracket",
        "173:1 mended-page-break",
    ]


def test_parties_are_counted_as_they_are_written(real_draft: Path) -> None:
    table = (
        "code\tparty\tproposes\tsupports\topposes\n"
        "IND\tIndia\t26\t0\t4\n"
        "TUR\tTürkiye\t14\t0\t0\n"
        "ISR\tIsrael\t10\t0\t2\n"
        "BHR\tBahrain\t5\t3\t2\n"
        "IRN\tIran (Islamic Republic of)\t7\t1\t2\n"
        "EGY\tEgypt\t7\t0\t0\n"
        "RUS\tRussian Federation\t3\t0\t3\n"
        "CHN\tChina\t2\t0\t0\n"
        "IRQ\tIraq\t0\t0\t1\n"
    )
    assert whole("parties", real_draft) == (0, table, "")


# Its views


@pytest.mark.parametrize("name", EXPECTED)
def test_view_byte_for_byte(real_draft: Path, name: str) -> None:
    expected = (real_draft.parents[1] / "expected" / name).read_bytes()
    ended = run("render", real_draft, *EXPECTED[name])
    assert ended.written == expected
    assert ended.status == 0


@pytest.mark.parametrize("name", EXPECTED)
def test_view_byte_for_byte_through_a_pipe_and_into_a_file(
    real_draft: Path, tmp_path: Path, name: str
) -> None:
    output = tmp_path / name
    data = real_draft.read_bytes()
    assert whole("render", "-", *EXPECTED[name], "-q", "-o", output, stdin=data) == (0, "", "")
    assert output.read_bytes() == (real_draft.parents[1] / "expected" / name).read_bytes()


def test_the_redline_is_the_draft_with_its_page_breaks_mended(
    real_draft: Path, source: str
) -> None:
    body = source[source.index("**Draft CICA") :].replace("**", "").removesuffix("\n-")
    body = body.replace("Implementation of\nthe", "Implementation of the")
    for before, after in CUTS:
        joined = f"{before}{after}" if before.endswith("-") else f"{before} {after}"
        body = body.replace(f"{before}\n\n{after}", joined)
    rows = [row.strip() for row in body.split("\n") if row.strip()]
    # The bracket that is never closed reaches to the end of its clause.
    rows = [f"{row}]" if row.startswith("12. [To identify") else row for row in rows]
    assert run("render", real_draft).out.splitlines() == "\n\n".join(rows).splitlines()


def test_without_its_colours_the_colour_redline_is_the_redline(real_draft: Path) -> None:
    redline = run("render", real_draft).out
    coloured = run("render", real_draft, "--color", "always").out
    assert coloured != redline
    legend = "[added] (+)   [struck] (-)   [contested] (+) (-)   [unsigned]\n"
    assert SGR.sub("", coloured) == f"{redline}\n{legend}"


def test_a_clause_that_a_bracket_holds_is_shown_in_it(draft: Draft) -> None:
    words = (
        "11a. To enhance cooperation to counter and suppress nexus between the terrorism and "
        "transnational organized criminal networks."
    )
    assert clause(view(draft), "II.11a") == f"[{words}] (+IND)"
    assert clause(view(draft, as_proposed_by="IND"), "II.11a") == words
    assert clause(view(draft, base=True), "II.11a") == ""


def test_uncontested_takes_what_nobody_opposes(draft: Draft) -> None:
    taken = view(draft, accepted="uncontested")
    assert clause(taken, "I.1") == (
        "1. To take measures in accordance with Member States' obligations under the international "
        "law and while ensuring national ownership, to address conditions conducive to terrorism, "
        "both regional and international, in a balanced manner, while recognizing that none of the "
        "conditions can excuse or justify acts of terrorism."
    )
    assert clause(taken, "II.0") == (
        "We resolve to encourage the following measures to prevent and combat terrorism in "
        "accordance with [the purposes and principles of the UN Charter] (+TUR) (-RUS) [the "
        "provisions of the UN Charter] (+RUS) [generally recognized norms and principles of "
        "international law] (-TUR) as well as national legislation:"
    )
    assert clause(taken, "II.10") == (
        "10. To identify and suppress [the nexus between] (+EGY) (-IND) terrorist [activities of "
        "criminal] (-EGY) [groups and organized crime] (+EGY) (-IND) groups [, and undermine their "
        "cooperation in] (+EGY) (-IND) [and individuals] (-EGY) [smuggling,] obtaining, handling, "
        "financing, storing, using or seeking access to all types of [weapons,] [arms and "
        "ammunitions,] (+IND) explosives, toxic and radioactive substances, materials and "
        "components that can be used to manufacture explosive devices."
    )
    assert clause(taken, "II.12") == (
        "12. [To identify and address challenges arising out of the usage of cryptocurrencies for "
        "financing terrorism and transnational organized crime, including but not limited to, [as "
        "well as use of drones for cross-border trafficking of arms, drugs and launching terror "
        "attacks.] (-IRN) (+IND) [and money laundering.] (+TUR)]"
    )


def test_india_sees_its_own_changes_alone(draft: Draft) -> None:
    changes = view(draft, as_proposed_by="IND", against="base")
    assert {str(position) for position in changes.positions} == {"(+IND)", "(-IND)"}
    assert clause(changes, "PP6") == (
        "Emphasising the central role of the UN in the fight against international terrorism and "
        "reaffirming [commitment to] (+IND) the UN Global Counter-Terrorism Strategy [and its four "
        "pillars] (-IND); and calling to step up our efforts to implement [all 4 pillars of] "
        "(+IND) the Strategy in an integrated and balanced manner in all its aspects;"
    )
    assert clause(changes, "II.2") == (
        "2. [To support the implementation of the Code of Conduct towards Achieving a World Free "
        "of Terrorism adopted on the margins of the 73rd session of the UN General Assembly and "
        "supported by a majority of the CICA Member States.] (-IND)"
    )
    # What India only opposes is not in the base: there is nothing to show.
    assert clause(changes, "II.10") == (
        "10. To identify and suppress terrorist activities of criminal groups and individuals "
        "smuggling, obtaining, handling, financing, storing, using or seeking access to all types "
        "of weapons, [arms and ammunitions,] (+IND) explosives, [toxic and radioactive "
        "substances,] (+IND) materials and components that can be used to manufacture explosive "
        "devices."
    )


def test_india_sees_how_its_text_differs_from_that_of_turkiye(draft: Draft) -> None:
    changes = view(draft, as_proposed_by="IND", against="TUR")
    assert {str(position) for position in changes.positions} == {"(+IND)", "(-IND)"}
    assert clause(changes, "II.0") == (
        "We resolve to undertake the following measures to prevent and combat terrorism in "
        "accordance with [the purposes and principles of the UN Charter] (-IND) [generally "
        "recognized norms and principles of international law] (+IND) as well as national "
        "legislation:"
    )
    assert clause(changes, "II.1") == (
        "1. To [consider] (+IND) [acknowledge the importance of] (-IND) becoming parties to "
        "international counterterrorism legal instruments, in accordance with their "
        "constitutional process."
    )
    assert clause(changes, "II.9") == (
        "9. To cooperate in efforts to address the threat posed by foreign terrorist fighters, "
        "including by preventing the radicalization [conducive] (-IND) to terrorism and "
        "recruitment of foreign terrorist fighters, preventing foreign terrorist fighters from "
        "crossing our national borders, disrupting and preventing financial support to foreign "
        "terrorist fighters, and developing and implementing prosecution, reintegration and "
        "rehabilitation strategies for returning foreign terrorist fighters in accordance with "
        "national legislation."
    )


# Its notes


def notes_of(draft: Draft) -> list[str]:
    return [f"{note.address} {note.code}" for note in draft.notes]


@pytest.mark.parametrize("party", PARTIES)
def test_the_notes_of_each_partys_view(draft: Draft, party: str) -> None:
    notes = {
        "BHR": [f"{clause}/1 co-sponsored-replacement" for clause in ("I.0", "II.0", "IV.0")],
        "RUS": ["II.0/4 alternative-side-by-side"],
        "TUR": ["I.1/6 alternative-side-by-side"],
    }
    assert notes_of(view(draft, as_proposed_by=party)) == notes.get(party, [])


@pytest.mark.parametrize("choice", [{}, {"base": True}, {"accepted": "all"}], ids=str)
def test_views_of_no_party_have_no_notes(draft: Draft, choice: dict[str, bool]) -> None:
    assert notes_of(view(draft, **choice)) == []  # type: ignore[arg-type]  # each as it is typed


def test_bahrain_co_sponsors_three_replacements(draft: Draft) -> None:
    co_sponsored = view(draft, as_proposed_by="BHR")
    assert clause(co_sponsored, "I.0") == (
        "Resolve to encourage the following measures aimed at addressing the conditions conducive "
        "to the spread of terrorism:"
    )
    literal = view(draft, as_proposed_by="BHR", literal=True)
    assert clause(literal, "I.0") == (
        "Resolve to undertake encourage the following measures aimed at addressing the conditions "
        "conducive to the spread of terrorism:"
    )
    assert not any("co-sponsored" in note for note in notes_of(literal))


def test_words_put_beside_struck_ones_stand_beside_them(draft: Draft) -> None:
    assert clause(view(draft, as_proposed_by="TUR"), "I.1") == (
        "1. To take measures pursuant to international law and while ensuring national ownership, "
        "to address all drivers of extremism conducive to terrorism, both internal and external "
        "both regional and international, in a balanced manner,"
    )
    assert clause(view(draft, as_proposed_by="RUS"), "II.0") == (
        "We resolve to undertake the following measures to prevent and combat terrorism in "
        "accordance with the provisions of the UN Charter generally recognized norms and "
        "principles of international law as well as national legislation:"
    )


@pytest.mark.parametrize(
    ("party", "address", "words"),
    [
        pytest.param(
            "TUR",
            "I.1",
            "1. To take measures pursuant to international law and while ensuring national "
            "ownership, to address all drivers of extremism conducive to terrorism, both regional "
            "and international, in a balanced manner,",
            id="TUR",
        ),
        pytest.param(
            "RUS",
            "II.0",
            "We resolve to undertake the following measures to prevent and combat terrorism in "
            "accordance with the provisions of the UN Charter as well as national legislation:",
            id="RUS",
        ),
    ],
)
def test_inferred_alternatives_replace_and_change_nothing_else(
    draft: Draft, party: str, address: str, words: str
) -> None:
    inferred = view(draft, as_proposed_by=party, infer_alternatives=True)
    assert clause(inferred, address) == words
    assert changed(view(draft, as_proposed_by=party), inferred) == [address]
    assert notes_of(inferred) == []


@pytest.mark.parametrize("party", [party for party in PARTIES if party not in {"TUR", "RUS"}])
def test_there_is_nothing_to_infer_for_the_others(draft: Draft, party: str) -> None:
    inferred = view(draft, as_proposed_by=party, infer_alternatives=True)
    assert render(inferred) == render(view(draft, as_proposed_by=party))


def changed(one: Draft, other: Draft) -> list[str]:
    """The addresses of the clauses whose text differs."""
    return [a for a in clauses_of((one, other)) if clause(one, a) != clause(other, a)]


def clauses_of(drafts: Iterable[Draft]) -> list[str]:
    return list(dict.fromkeys(node.address for draft in drafts for node in draft.clauses))


def test_the_command_says_the_notes_and_counts_the_problems(real_draft: Path) -> None:
    said = run("render", real_draft, "--as-proposed-by", "BHR").err.splitlines()
    assert len(said) == 2
    assert said[0].startswith("redline: note: I.0/1, II.0/1, IV.0/1: BHR ")
    assert said[1].startswith("redline: 3 problems in brackets and positions")


def test_a_member_without_a_position_has_the_base_text_and_a_note(real_draft: Path) -> None:
    ended = run("render", real_draft, "--as-proposed-by", "KAZ")
    assert ended.written == run("render", real_draft, "--base").written
    assert ended.err.startswith("redline: note: KAZ has no position in this draft")
