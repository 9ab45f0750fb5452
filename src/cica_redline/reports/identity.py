"""What makes a finding the same one tomorrow: fingerprints that do not know of lines."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from cica_redline.reports.places import portable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Placed

_LENGTH = 32

# "line 12", "lines 3 and 4", "column 7", "12:7". Other numbers are of clauses, and tell two
# findings apart.
_LINE_NUMBERS = re.compile(
    r"\b(?:lines?|columns?) \d+(?:(?:, | and | to |[-–:])\d+)*|\b\d+:\d+\b", re.IGNORECASE
)


def fingerprints(files: Sequence[Checked], *, root: str = "") -> list[list[str]]:
    """The fingerprints of the findings of each file: no two alike, each made of what stays.

    That is the path, code, address, words and message, and, of findings that are the same in all
    of these, how many came before.
    """
    seen: Counter[str] = Counter()
    prints: list[list[str]] = []
    for file in files:
        path = portable(file.path, root)
        prints.append([])
        for placed in file.found:
            same = _hash(path, *_lasting(placed))
            prints[-1].append(_hash(same, str(seen[same])) if seen[same] else same)
            seen[same] += 1
    return prints


def _lasting(placed: Placed) -> tuple[str, ...]:
    finding = placed.finding
    # Blanks as one, since a draft that is wrapped anew has the same findings.
    words = " ".join(placed.words.split())
    return finding.code, finding.address, words, _LINE_NUMBERS.sub("", finding.message)


def _hash(*parts: str) -> str:
    # Each part with its length, so that no two lists of parts are one text.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
