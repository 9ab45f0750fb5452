"""What a view says had to be read into the draft: where, and in which words."""

from __future__ import annotations

import pytest

from cica_redline import Note, parse, view

BESIDE = (
    "{} adds this beside words that another party strikes, and does not say that it strikes them: "
    "its text has both (--infer-alternatives reads it as a replacement)"
)
STRIKES = "{} supports what replaces these words: read as striking them (--literal: not)"
LOST = "{} adds this inside words that are not in its text"
GROUP = "(+EU) is the group's position; FRA is a member and took none itself"
OPEN = "{} do not agree on these words; they stay open"


@pytest.mark.parametrize(
    ("parties", "draft", "notes"),
    [
        (
            ["BHR", "KAZ"],
            "1. To [do] (-ISR) [try] (+ISR) (+BHR) (+KAZ) it.",
            [
                Note("co-sponsored-replacement", "1/1", (6, 17), STRIKES.format("BHR")),
                Note("co-sponsored-replacement", "1/1", (6, 17), STRIKES.format("KAZ")),
            ],
        ),
        (
            ["TUR"],
            "1. To [do] (-ISR) [try] (+TUR) it.",
            [Note("alternative-side-by-side", "1/2", (18, 30), BESIDE.format("TUR"))],
        ),
        (
            ["IND"],
            "1. To [do [now] (+IND) it] (+RUS) act.",
            [Note("words-lost", "1/2", (10, 22), LOST.format("IND"))],
        ),
        (
            ["FRA"],
            "1. To act [now] (+EU).",
            [Note("group-position", "1/1", (10, 21), GROUP)],
        ),
        (
            ["TUR", "KAZ"],
            "1. To act [now] (+TUR) (-KAZ).",
            [Note("parties-disagree", "1/1", (10, 29), OPEN.format("TUR, KAZ"))],
        ),
    ],
)
def test_notes(parties: list[str], draft: str, notes: list[Note]) -> None:
    assert list(view(parse(draft), as_proposed_by=parties).notes) == notes


def test_words_that_stay_open_keep_their_kind() -> None:
    together = view(parse("1. To [act] (-TUR) (+KAZ)."), as_proposed_by=["TUR", "KAZ"])
    assert [proposal.kind for proposal in together.proposals] == ["deletion"]
