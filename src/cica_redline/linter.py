"""`check`: what the rules find in a draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from cica_redline.diagnostics import Finding, Placed
from cica_redline.rules import RULES, Rule
from cica_redline.rules.subject import Subject
from cica_redline.source import LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cica_redline.diagnostics import Severity
    from cica_redline.nodes import Draft


_MOST_WORDS = 500
"""So many characters of what was found tell it from everything else."""


class UnknownRuleError(ValueError):
    """No rule has this code or name, and no group this letter."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules are asked, and how bad what they find is.

    Rules are named by code, by name, or by the letter of their group; `select` empty means all.
    `per_clause` ignores rules in clauses, by address, and in all that stands under these.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_clause: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise UnknownRuleError for the first word that names no rule."""
        named = [*self.select, *self.ignore, *self.severity]
        for word in (*named, *(w for words in self.per_clause.values() for w in words)):
            if not any(rule.is_named(word) for rule in RULES):
                raise UnknownRuleError(word)

    def rules(self) -> Iterator[Rule]:
        """The rules that are asked, in the order of their codes."""
        for rule in RULES:
            wanted = not self.select or _any(rule, self.select)
            if wanted and not _any(rule, self.ignore):
                yield rule


def _any(rule: Rule, words: Iterable[str]) -> bool:
    return any(rule.is_named(word) for word in words)


def check(draft: Draft, choice: Choice = Choice()) -> list[Finding]:
    """What the rules find in a draft, in source order.

    Raises UnknownRuleError where the choice names a rule that is none.
    """
    choice.check()
    subject = Subject(draft)
    found: list[Finding] = []
    for rule in choice.rules():
        severity = next((s for w, s in choice.severity.items() if rule.is_named(w)), rule.severity)
        for one in rule.check(subject):
            address = subject.address(one.span[0])
            if not _is_ignored(rule, address, choice.per_clause):
                found.append(
                    Finding(
                        rule.code,
                        rule.name,
                        severity,
                        one.span,
                        one.message,
                        one.fix,
                        address,
                        one.texts,
                    )
                )
    return sorted(found, key=lambda finding: (finding.span, finding.code))


def _is_ignored(rule: Rule, address: str, per_clause: Mapping[str, Sequence[str]]) -> bool:
    return any(
        (address == clause or address.startswith(clause + ".")) and _any(rule, words)
        for clause, words in per_clause.items()
    )


def ignored_for(path: str, per_file: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The rules that are ignored in a file: those of every pattern that its path matches."""
    return tuple(
        word for pattern, words in per_file.items() if fnmatch(path, pattern) for word in words
    )


def place(draft: Draft, findings: Sequence[Finding]) -> tuple[Placed, ...]:
    """The findings with their lines and columns."""
    source, text = draft.source, draft.source.text
    starts = source.lines.starts
    rows: dict[int, str] = {}
    """The lines by number, each once: a line of megabytes may have thousands of findings."""
    placed = []
    for finding in findings:
        start, end = finding.span
        line, column = source.place(start)
        if line not in rows:
            stop = starts[line] if line < len(starts) else len(text)
            rows[line] = text[starts[line - 1] : stop].rstrip(LINE_END)
        words = text[start : min(end, start + _MOST_WORDS)]
        placed.append(Placed(finding, line, column, *source.place(end), rows[line], words))
    return tuple(placed)
