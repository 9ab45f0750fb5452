"""Where a finding is, as programs on other machines are told: paths, URIs, last lines."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from cica_redline.diagnostics import Placed


def portable(path: str, root: str = "") -> str:
    """A path with forward slashes and without detours; from the root where it is inside it."""
    plain = os.path.normpath(path) if path else path
    if root:
        top = os.path.normpath(root)
        # normpath of both, and no look at the disk: what a link leads to is not what was named.
        full = os.path.normpath(os.path.join(top, plain))  # noqa: PTH118 - no pathlib for words
        if full.startswith(top.rstrip(os.sep) + os.sep):
            plain = full[len(top.rstrip(os.sep)) + 1 :]
        else:
            plain = full
    return plain.replace(os.sep, "/")


def uri(path: str, root: str = "") -> str:
    """A path as a relative URI, or as a `file:` URI where it is outside of the root."""
    plain = portable(path, root)
    # A name that is not UTF-8 has its bytes as surrogates; they become the bytes again.
    quoted = quote(plain, safe="/", errors="surrogateescape")
    if os.path.isabs(plain):  # noqa: PTH117 - no pathlib for words
        return "file://" + (quoted if quoted.startswith("/") else f"/{quoted}")
    return quoted


def last_line(placed: Placed) -> int:
    """The last line on which a finding has words.

    The end is excluded: a finding that takes a line whole, with its end, ends in column 1 of the
    next, and who marks lines by number would mark one too many.
    """
    if placed.end_column == 1 and placed.end_line > placed.line:
        return placed.end_line - 1
    return max(placed.end_line, placed.line)
