"""The Code Quality report of GitLab, by which merge requests tell new findings from old ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, assert_never

from cica_redline.reports.documents import spell
from cica_redline.reports.identity import fingerprints
from cica_redline.reports.places import last_line, portable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Placed, Severity

UNREAD = "unreadable-file"
"""The name of the check by which files that could not be read are reported."""


def write(files: Sequence[Checked], *, root: str = "") -> str:
    """One entry a finding, and one for each file that could not be read."""
    entries: list[dict[str, Any]] = []
    unread: Counter[str] = Counter()
    for file, prints in zip(files, fingerprints(files, root=root), strict=True):
        path = portable(file.path, root)
        if file.error:
            # A hash has no blank in it, so that this is no other's; the number is for a file that
            # was named twice.
            entries.append(_unread(path, file.error, f"{UNREAD} {unread[path]} {path}"))
            unread[path] += 1
        entries += [_entry(path, *pair) for pair in zip(file.found, prints, strict=True)]
    return spell(entries)


def _unread(path: str, error: str, fingerprint: str) -> dict[str, Any]:
    return {
        "description": error,
        "check_name": UNREAD,
        "fingerprint": fingerprint,
        "severity": _severity("error"),
        "location": {"path": path, "lines": {"begin": 1, "end": 1}},
    }


def _entry(path: str, placed: Placed, fingerprint: str) -> dict[str, Any]:
    finding = placed.finding
    return {
        "description": f"{finding.code} {finding.name}: {finding.message}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _severity(finding.severity),
        "location": {"path": path, "lines": {"begin": placed.line, "end": last_line(placed)}},
    }


def _severity(severity: Severity) -> str:
    match severity:
        case "error":
            return "major"
        case "warning":
            return "minor"
        case "info":
            return "info"
        case _:
            assert_never(severity)
