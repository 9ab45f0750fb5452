"""What would change in a file, as people and `git apply` read it."""

from __future__ import annotations

import re
import sys

_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NO_END = "\\ No newline at end of file\n"


def unified(name: str, old: str, new: str) -> str:
    """The unified diff of two texts of a file; empty where they are the same."""
    from difflib import unified_diff  # noqa: PLC0415 - only where something would change

    rows = unified_diff(_rows(old), _rows(new), name, name)
    shown = "".join(row if row.endswith("\n") else f"{row}\n{_NO_END}" for row in rows)
    if sys.stdout.isatty():
        from cica_redline.writers.terminal import visible  # noqa: PLC0415

        shown = visible(shown)
    return shown


def _rows(text: str) -> list[str]:
    """The lines of a text with their ends; a lone CR ends one too, and is shown as LF."""
    return [row[:-1] + "\n" if row.endswith("\r") else row for row in _ROW.findall(text)]
