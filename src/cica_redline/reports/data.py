"""JSON: all that is known of each finding, for programs of one's own.

```
{
  "version": 1,
  "files": ["a.txt", …],             every file that was named, as it was named
  "findings": [
    {
      "path": "a.txt",
      "code": "…", "name": "…", "severity": "error" | "warning" | "info",
      "message": "…",
      "line": 3, "column": 1,        from 1; columns in code points
      "end_line": 3, "end_column": 2,   the end is excluded
      "span": [40, 41],              in code points of the file, without its byte order mark
      "address": "II.12",            the clause; "" outside of all
      "texts": ["base", "IND"],      whose texts, where it is about texts; else []
      "fix": null | {"title": "…", "safe": true, "edits": [{"span": [41, 41], "text": "]"}]}
    }
  ],
  "unread": [{"path": "b.txt", "message": "there is no such file"}]
}
```

Files are in the order of the command, findings in that of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cica_redline.reports.documents import spell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Fix, Placed

VERSION = 1
"""The version of the document: it goes up when something that was there changes its meaning."""


def write(files: Sequence[Checked]) -> str:
    """The findings, the files, and those that could not be read, as JSON."""
    return spell(
        {
            "version": VERSION,
            "files": [file.path for file in files],
            "findings": [_finding(file.path, placed) for file in files for placed in file.found],
            "unread": [{"path": file.path, "message": file.error} for file in files if file.error],
        }
    )


def _finding(path: str, placed: Placed) -> dict[str, Any]:
    finding = placed.finding
    return {
        "path": path,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "line": placed.line,
        "column": placed.column,
        "end_line": placed.end_line,
        "end_column": placed.end_column,
        "span": list(finding.span),
        "address": finding.address,
        "texts": list(finding.texts),
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [{"span": list(edit.span), "text": edit.text} for edit in fix.edits],
    }
