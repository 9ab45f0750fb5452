"""`fix`: the text of a draft with what the rules found mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.linter import check
from cica_redline.promises import same_readings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cica_redline.diagnostics import Edit, Finding
    from cica_redline.linter import Choice
    from cica_redline.nodes import Draft

_ROUNDS = 10
"""One fix can make way for another, but not for ever."""


class FixError(RuntimeError):
    """A fix that is called safe would change a text; the message says which. Nothing is written."""


def fix(
    text: str, parse: Callable[[str], Draft], choice: Choice, *, unsafe: bool = False
) -> tuple[str, int]:
    """The text with its safe fixes made, or all of them, and how many were.

    The safe ones come first, and no view of any party may change by them. Raises FixError where
    one would.
    """
    fixed, count = _rounds(text, parse, choice, unsafe=False)
    if fixed != text:
        difference = same_readings(parse(text), parse(fixed), still_open=False)
        if difference:
            raise FixError(difference)
    if unsafe:
        fixed, more = _rounds(fixed, parse, choice, unsafe=True)
        count += more
    return fixed, count


def _rounds(
    text: str, parse: Callable[[str], Draft], choice: Choice, *, unsafe: bool
) -> tuple[str, int]:
    count = 0
    for _ in range(_ROUNDS):
        edits = _edits(check(parse(text), choice), unsafe=unsafe)
        if not edits:
            break
        text = apply(text, edits)
        count += len(edits)
    return text, count


def _edits(findings: Sequence[Finding], *, unsafe: bool) -> list[Edit]:
    """The edits of these findings' fixes, each once; of two that overlap, the first."""
    fixes = [f.fix for f in findings if f.fix and (f.fix.safe or unsafe)]
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: edit.span)
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.span[0] >= kept[-1].span[1]:
            kept.append(edit)
    return kept


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with these edits made, which are in order and do not overlap."""
    pieces, done = [], 0
    for edit in edits:
        pieces += [text[done : edit.span[0]], edit.text]
        done = edit.span[1]
    return "".join((*pieces, text[done:]))
