"""The rules of `redline check`: one function each, whose docstring says why and shows examples."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cica_redline.rules import (
    alternatives,
    brackets,
    characters,
    consistency,
    positions,
    structure,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cica_redline.diagnostics import Severity
    from cica_redline.rules.subject import Found, Subject

GROUPS = {
    "B": "brackets",
    "P": "positions",
    "S": "structure",
    "C": "characters",
    "T": "texts",
    "A": "alternatives",
    "R": "repetition across clauses",
}
"""The letter that the codes of each group begin with."""

_EXAMPLE = re.compile(r"^(Bad|Good):\n((?:    .*\n|\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A rule: its code, how bad what it finds is, and the function that finds it."""

    code: str
    severity: Severity
    check: Callable[[Subject], Iterable[Found]]

    @property
    def name(self) -> str:
        """What it is called: reads well after "ignore"."""
        return self.check.__name__.replace("_", "-")

    @property
    def group(self) -> str:
        """What it is about."""
        return GROUPS[self.code[0]]

    def is_named(self, word: str) -> bool:
        """Whether a word names it: its code, its name, or the letter of its group."""
        return word == self.name or word.upper() in {self.code, self.code[0]}

    @cached_property
    def _page(self) -> str:
        return inspect.cleandoc(self.check.__doc__ or "") + "\n"

    @property
    def summary(self) -> str:
        """What it finds, in one line."""
        return self._page.partition("\n")[0]

    @property
    def why(self) -> str:
        """Why that matters."""
        return _EXAMPLE.sub("", self._page).partition("\n")[2].strip()

    def examples(self, kind: str) -> list[str]:
        """The drafts shown as "Bad" or as "Good"."""
        return [
            inspect.cleandoc("\n" + found[2])
            for found in _EXAMPLE.finditer(self._page)
            if found[1] == kind
        ]


RULES = (
    Rule("B01", "error", brackets.unclosed_bracket),
    Rule("B02", "error", brackets.stray_bracket),
    Rule("B03", "warning", brackets.empty_bracket),
    Rule("B04", "error", brackets.deep_bracket),
    Rule("B05", "warning", brackets.bracket_over_page_break),
    Rule("B06", "warning", brackets.unattributed_bracket),
    Rule("B07", "warning", brackets.unclear_coverage),
    Rule("B08", "info", brackets.bracket_over_clauses),
    Rule("P01", "warning", positions.lenient_position),
    Rule("P02", "warning", positions.look_alike_character),
    Rule("P03", "error", positions.loose_position),
    Rule("P04", "error", positions.missing_sign),
    Rule("P05", "error", positions.unknown_party),
    Rule("P06", "warning", positions.party_outside_body),
    Rule("P07", "warning", positions.repeated_position),
    Rule("P08", "error", positions.conflicting_position),
    Rule("P09", "error", positions.malformed_position),
    Rule("S01", "warning", structure.number_gap),
    Rule("S02", "warning", structure.repeated_number),
    Rule("S03", "warning", structure.number_out_of_order),
    Rule("S04", "warning", structure.variant_without_number),
    Rule("S05", "warning", structure.torn_clause),
    Rule("S06", "warning", structure.heading_without_clauses),
    Rule("S07", "info", structure.digits_in_clause),
    Rule("S08", "info", structure.running_head),
    Rule("C01", "warning", characters.invisible_character),
    Rule("C02", "error", characters.bidi_control),
    Rule("C03", "warning", characters.mixed_script_word),
    Rule("C04", "warning", characters.missing_blank),
    Rule("T01", "warning", texts.repeated_word),
    Rule("T02", "warning", texts.doubled_punctuation),
    Rule("T03", "warning", texts.dangling_punctuation),
    Rule("T04", "warning", texts.missing_stop),
    Rule("T05", "warning", texts.leading_punctuation),
    Rule("A01", "warning", alternatives.alternative_beside),
    Rule("A02", "info", alternatives.silent_co_sponsor),
    Rule("R01", "info", consistency.struck_here_kept_there),
    Rule("R02", "warning", consistency.missing_reference),
)
"""Every rule, in the order of their codes."""
