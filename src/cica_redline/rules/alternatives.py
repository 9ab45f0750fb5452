"""Rules about alternatives: words that stand beside others, and nobody says instead of which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline import verdicts
from cica_redline.rules.subject import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.rules.subject import Subject


def alternative_beside(subject: Subject) -> Iterator[Found]:
    """A party adds words beside base words that another strikes, and does not strike them itself.

    Its text then has both, which is seldom meant: ask the party whether its words replace those.

    Bad:
        1. To [consider] (-IND) [acknowledge] (+TUR) act.

    Good:
        1. To [consider] (-IND) (-TUR) [acknowledge] (+TUR) act.
    """
    yield from _notes(
        subject,
        "alternative-side-by-side",
        "{who} adds this beside words that another party strikes, and does not strike them: its "
        "text has both",
        "{who} add this beside words that another party strikes, and do not strike them: their "
        "texts have both",
    )


def silent_co_sponsor(subject: Subject) -> Iterator[Found]:
    """A party supports the new half of a replacement, and says nothing on the struck half.

    It is read as striking that too. Ask it to say so.

    Bad:
        1. To [undertake] (-ISR) [encourage] (+ISR) (+BHR) action.

    Good:
        1. To [undertake] (-ISR) (-BHR) [encourage] (+ISR) (+BHR) action.
    """
    yield from _notes(
        subject,
        "co-sponsored-replacement",
        "{who} supports what replaces these words, and is silent on them: read as striking them",
        "{who} support what replaces these words, and are silent on them: read as striking them",
    )


def _notes(subject: Subject, code: str, one: str, several: str) -> Iterator[Found]:
    """What the views of the parties note under a code, each place once."""
    holders: dict[tuple[int, int], list[str]] = {}
    for party, runs in subject.runs.items():
        for run in runs:
            for note in verdicts.rule_run(run, (party,))[1]:
                if note.code == code:
                    holders.setdefault(note.span, []).append(party)
    for span, parties in holders.items():
        who = " and ".join(parties) if len(parties) < 3 else ", ".join(parties)  # noqa: PLR2004
        message = (one if len(parties) == 1 else several).format(who=who)
        yield Found((span[0], span[0] + 1), message, texts=tuple(parties))
