"""Workflow commands of GitHub Actions: one line, and so one annotation, a finding."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, assert_never

from cica_redline.reports.places import last_line, portable
from cica_redline.reports.spelling import count
from cica_redline.writers.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Placed, Severity

Command = Literal["error", "warning", "notice"]

SHOWN = 10
"""How many annotations of each kind GitHub shows of one step; the others are only in its log."""


def write(files: Sequence[Checked], *, root: str = "") -> str:
    """A command for each file that could not be read, then for each finding, and how many more."""
    # Files that could not be read come first: behind ten errors nobody would see them.
    told: list[tuple[Command, str]] = [
        ("error", _unread(file, root)) for file in files if file.error
    ]
    told += [
        (_command(placed.finding.severity), _finding(portable(file.path, root), placed))
        for file in files
        for placed in file.found
    ]
    lines = [f"::{command} {words}\n" for command, words in told]
    return "".join([*lines, _further(Counter(command for command, _ in told))])


def _further(told: Counter[Command]) -> str:
    """How many findings GitHub does not show.

    A line of the log and no command: a command more is just what GitHub would leave out.
    """
    kinds: tuple[Command, ...] = ("error", "warning", "notice")
    hidden = {kind: told[kind] - SHOWN for kind in kinds if told[kind] > SHOWN}
    if not hidden:
        return ""
    words = " and ".join(count(number, kind) for kind, number in hidden.items())
    return (
        f"{words} more than GitHub shows: it shows {SHOWN} of each kind a step. "
        "All are in the log above.\n"
    )


def _command(severity: Severity) -> Command:
    match severity:
        case "error":
            return "error"
        case "warning":
            return "warning"
        case "info":
            return "notice"
        case _:
            assert_never(severity)


def _unread(file: Checked, root: str) -> str:
    properties = {"file": portable(file.path, root), "title": "This file could not be read"}
    return f"{_spell(properties)}::{_escape(file.error)}"


def _finding(path: str, placed: Placed) -> str:
    finding = placed.finding
    end = last_line(placed)
    properties = {"file": path, "line": str(placed.line), "endLine": str(end)}
    # GitHub has columns for findings in one line only, and drops all of them where these differ.
    if end == placed.line:
        properties["col"] = str(placed.column)
        if placed.end_line == placed.line:
            properties["endColumn"] = str(max(placed.end_column, placed.column))
    properties["title"] = f"{finding.code} {finding.name}"
    return f"{_spell(properties)}::{_escape(finding.message)}"


def _spell(properties: dict[str, str]) -> str:
    return ",".join(f"{name}={_escape_property(words)}" for name, words in properties.items())


def _escape(words: str) -> str:
    """Words as a command may have them: what GitHub unescapes, and no other control.

    GitHub escapes the ends of lines that it reads by; the others are made visible.
    """
    escaped = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _escape_property(words: str) -> str:
    return _escape(words).replace(":", "%3A").replace(",", "%2C")
