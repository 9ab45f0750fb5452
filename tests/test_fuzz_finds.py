"""What the fuzzers found, made small: each broke a promise once, which all of `targets` keep."""

from __future__ import annotations

import pytest

from targets import TURNS, try_draft

DRAFTS = {
    1: "](+s;\nh)S",  # a label inside of what the grammar reads as one position
    2: "(\f+IND)t",  # a form feed in a position that follows no bracket
}


@pytest.mark.parametrize("number", DRAFTS)
def test_draft(number: int) -> None:
    for turn in TURNS:
        try_draft(DRAFTS[number], turn=turn)
