"""The rules of `redline check`: every one with its examples, and what they find together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from cica_redline import parse
from cica_redline.fixer import fix
from cica_redline.linter import Choice, UnknownRuleError, check, place
from cica_redline.promises import same_readings
from cica_redline.rules import GROUPS, RULES, Rule, page
from drafts import drafts
from test_laws import REAL, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from cica_redline import Draft
    from cica_redline.diagnostics import Finding

EXPECTED = ROOT / "tests" / "findings"
"""What is found in whole drafts, read line by line before it was kept."""

by_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def codes(text: str) -> list[str]:
    return [finding.code for finding in check(parse(text))]


@by_rule
def test_the_bad_examples_of_a_rule_are_found_and_nothing_else_in_them(rule: Rule) -> None:
    examples = rule.examples("Bad")
    assert examples
    for example in examples:
        assert set(codes(example)) == {rule.code}


@by_rule
def test_nothing_is_found_in_the_good_examples_of_a_rule(rule: Rule) -> None:
    examples = rule.examples("Good")
    assert examples
    for example in examples:
        assert codes(example) == []


@by_rule
def test_a_rule_says_what_it_finds_and_why_it_matters(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 100
    assert rule.why
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.group in GROUPS.values()


def test_codes_and_names_are_unique_and_in_order() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for letter in GROUPS:
        own = [rule.code for rule in RULES if rule.code[0] == letter]
        assert own == [f"{letter}{number:02}" for number in range(1, len(own) + 1)]


def test_the_page_of_the_rules_is_what_the_rules_say() -> None:
    page_of_rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page_of_rules == page.markdown(), "redline rules --markdown > docs/rules.md"


# What they find in whole drafts


def found(path: Path) -> list[str]:
    """What is found in a draft, one line each."""
    draft = parse(path.read_bytes().decode("utf-8"))
    return [
        f"{p.line}:{p.column} {p.finding.code} {p.finding.address} {p.finding.message}"
        for p in place(draft, check(draft))
    ]


@pytest.mark.skipif(not REAL.exists(), reason=f"no real draft at {REAL}")
def test_what_is_found_in_the_real_draft() -> None:
    assert found(REAL) == (EXPECTED / f"{REAL.stem}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", ["messy", "resolution", "water-plan"])
def test_what_is_found_in_a_sample(name: str) -> None:
    expected = (EXPECTED / f"{name}.txt").read_text("utf-8").splitlines()
    assert found(ROOT / "samples" / f"{name}.txt") == expected


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("1. To act [now [and here]", ["1:11 B01", "1:16 B06"]),
        ("1. To act [now]] (+IND)", ["1:16 B02"]),
        ("1. To plant [the the] (+IND) trees.", ["1:14 T01"]),
        ("1. To see Bora Bora, and that that is so.", []),
        ("1. To act, etc., and so on...", []),
        ("1. To pay $1.5 :: 2.", ["1:16 T02"]),
        ("1. To act (not [so] (-IND)).", []),
        ("1. To act ([so] (-IND)).", ["1:11 T03"]),
        ("1. To act ,", ["1:11 T03"]),
        ("1. A.\n\n1bis. B.\n\n2. C.\n\n4bis. D.", ["7:1 S04"]),
        ("1. A.\n\n2. B.\n\n4. C.\n\n4. D.\n\n3. E.", ["7:1 S02", "9:1 S03"]),
        ("1. To see \u041dew York and Анкара.", ["1:11 C03"]),
        ("1. To\u00ad act.", ["1:6 C01"]),
        ("1. نص \u200fعربي.", []),
        ("1. To act [x] (+EU).", ["1:17 P06"]),
        ("1. To act [x](+IND) now.", ["1:14 C04"]),
        ("1. To act [x] (+IND)now.", ["1:21 C04"]),
        ("1. To co[-] (+IND)operate on a[n] (+IND) act.", []),
        ("[^1]: A note.\n\nAct.", []),
    ],
)
def test_what_is_found(draft: str, expected: list[str]) -> None:
    parsed = parse(draft)
    placed = place(parsed, check(parsed))
    assert [f"{p.line}:{p.column} {p.finding.code}" for p in placed] == expected


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("1. To [two (+IND) trees.", "1:7 B01"),
        ("To [two (+IND) and [three] (+RUS).", "1:4 B01"),
        ("To [two} (+IND) x.", "1:4 B01"),
        ("To [two (+IND)] trees.", "1:9 P03"),
        ("To [two]] (+IND) trees.", "1:9 B02"),
        ("To [two] (+IND] trees.", "1:10 P09"),
        ("A [x], (+IND) z.", "1:8 P03"),
        ("A (+IND) [x] z.", "1:3 P03"),
        ("To [two] (+IND trees.", "1:10 P09"),
        ("To [two] +IND) x.", "1:10 P09"),
        ("To [two] (IND+) x.", "1:10 P09"),
        ("To [two] [+IND] x.", "1:10 P09"),
        ("To [two] （+IND） x.", "1:10 P09"),
        ("To [two] (India) x.", "1:10 P09"),
        ("To [x] -IND z.", "1:8 P09"),
        ("To act [x] (see annex).", "1:8 B06"),
        ("[two trees\n- 3 -\nalong] (+IND) x.", "2:1 B05"),
        ("To plant trees\n- 3 -\nalong.", "2:1 S05"),
        ("To plant trees, . Now.", "1:15 T02"),
        ("To plant the [the] (+IND) [the] (+RUS) trees.", "1:10 T01"),
    ],
)
def test_one_fault_is_one_report(draft: str, expected: str) -> None:
    parsed = parse(draft)
    [placed] = place(parsed, check(parsed))
    assert f"{placed.line}:{placed.column} {placed.finding.code}" == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("1 2 4 3 5", "4 S03"),
        ("1 3 2 4", "3 S03"),
        ("1 3 4 2 5 6", "4 S03"),
        ("1 2 13 4 5", "3 S01"),
        ("1 11a 2", "2 S04"),
        ("1 2bis 2", "2 S01"),
        ("1 2 2 3", "3 S02"),
        ("1 2 4 5", "3 S01"),
        ("1 2 3 1", "4 S03"),
        ("OP1 OP2 OP4", "3 S01"),
    ],
)
def test_one_number_out_of_place_is_one_report(labels: str, expected: str) -> None:
    draft = parse("\n\n".join(f"{label}. Act {n}." for n, label in enumerate(labels.split(), 1)))
    [finding] = check(draft)
    place_in_list, code = expected.split()
    assert (finding.code, subject_of(finding, draft)) == (code, int(place_in_list))


def subject_of(finding: Finding, draft: Draft) -> int:
    """The place in the draft of the clause that a finding is about."""
    return 1 + draft.source.text[: finding.span[0]].count("\n\n")


def test_a_clause_that_replaces_another_may_have_its_number() -> None:
    draft = "1. A.\n\n[2. B.] (-IND)\n\n[2. B alt.] (+IND)\n\n3. See paragraph 2."
    assert codes(draft) == []


def test_a_clause_that_ends_in_a_comma_where_words_went_out() -> None:
    [finding] = check(parse("1. A.\n\n2. B.\n\n3. C, [and D.] (+IND)\n\n4. E."))
    assert finding.message == (
        "a comma at the end of this clause, unlike the others, in the base text"
    )


def test_references_to_labelled_clauses_are_looked_up() -> None:
    for reference in ("OP2", "OP 2", "operative paragraph 2", "paragraph 2"):
        draft = f"OP1. A.\n\n[OP2. B.] (-IND)\n\nOP3. As in {reference} above."
        assert codes(draft) == ["R02"], reference


def test_rules_are_chosen_by_code_group_and_name_and_ignored_in_clauses() -> None:
    draft = parse("1. The the [x.\n\n2. The the [x.")

    def codes_of(**choice: Any) -> list[str]:  # noqa: ANN401 - the fields of a Choice
        return [f"{f.address} {f.code}" for f in check(draft, Choice(**choice))]

    assert codes_of() == ["1 T01", "1 B01", "2 T01", "2 B01"]
    assert codes_of(select=("T",)) == ["1 T01", "2 T01"]
    assert codes_of(select=("unclosed-bracket", "T01"), ignore=("B",)) == ["1 T01", "2 T01"]
    assert codes_of(per_clause={"1": ("T01",)}) == ["1 B01", "2 T01", "2 B01"]
    severe = check(draft, Choice(select=("T",), severity={"repeated-word": "info"}))
    assert {finding.severity for finding in severe} == {"info"}
    with pytest.raises(UnknownRuleError, match="T99"):
        check(draft, Choice(ignore=("T99",)))


def test_texts_are_named_once_with_those_whose_text_it_is() -> None:
    [finding] = check(parse("1. To plant the [the] (+IND) (+RUS) trees."), Choice(select=("T",)))
    assert finding.texts == ("all accepted", "IND", "RUS")
    assert finding.message == (
        "“the the” repeats a word where all is accepted and in the text of IND, RUS"
    )


def test_a_silent_party_lacks_a_clause_that_others_add() -> None:
    draft = parse("1. To act.\n\n[2. To rest.] (+IND)\n\n3. To see paragraph 2. [Now.] (+RUS)")
    [finding] = check(draft, Choice(select=("missing-reference",)))
    assert finding.texts == ("base", "RUS")


# Mending


def test_safe_fixes_change_no_text() -> None:
    for path in sorted(ROOT.glob("samples/*.txt")):
        text = path.read_text("utf-8")
        fixed, _ = fix(text, parse, Choice())
        left = [f for f in check(parse(fixed)) if f.fix and f.fix.safe]
        assert left == []
        assert same_readings(parse(text), parse(fixed), still_open=False) == ""


@pytest.mark.parametrize(
    ("draft", "unsafe", "expected"),
    [
        ("To [x](+india, rus)act.", False, "To [x] (+IND) (+RUS) act."),
        ("To [x] (+ISR), (–RUS) act.", False, "To [x] (+ISR) (-RUS) act."),
        ("To [x] (+IND) (+IND) (ad ref.) act.", False, "To [x] (+IND) (ad ref) act."),
        ("To act\u200b now.", False, "To act\u200b now."),
        ("To act\u200b now.", True, "To act now."),
        ("now,[and] (+IND) then[to act] (-RUS)", False, "now, [and] (+IND) then [to act] (-RUS)"),
        ("To [x]\n12\n(+india) act.", False, "To [x]\n12\n(+india) act."),
    ],
)
def test_what_is_mended(draft: str, *, unsafe: bool, expected: str) -> None:
    assert fix(draft, parse, Choice(), unsafe=unsafe)[0] == expected


@given(drafts())
def test_safe_fixes_change_no_text_of_any_draft(source: str) -> None:
    fixed, _ = fix(source, parse, Choice(select=("P", "C")))
    assert fix(fixed, parse, Choice(select=("P", "C")))[0] == fixed


@given(drafts())
def test_every_finding_has_a_place_in_its_draft(source: str) -> None:
    draft = parse(source)
    for one in place(draft, check(draft)):
        start, end = one.finding.span
        assert 0 <= start <= end <= len(source)
        assert one.words == source[start:end]
        assert "\n" not in one.excerpt
