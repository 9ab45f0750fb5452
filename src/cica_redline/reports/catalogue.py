"""What a report has to know about the rules of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cica_redline.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule as reports name it; `severity` is its own, `summary` one sentence about the fault."""

    code: str
    name: str
    severity: Severity
    summary: str
