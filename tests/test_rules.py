"""The rules of `redline check`: every one with its examples, and what they find together."""

from __future__ import annotations

import re

import pytest

from cica_redline import parse
from cica_redline.linter import check
from cica_redline.rules import GROUPS, RULES, Rule

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
