"""What a person reads: each finding with its line, carets under the fault, and a summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from cica_redline.reports.excerpts import excerpt
from cica_redline.reports.spelling import count, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Fix, Placed, Severity

_BOLD, _DIM = "1", "2"
_RED, _GREEN, _YELLOW, _CYAN = "31", "32", "33", "36"

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def write(files: Sequence[Checked], *, colour: bool = False) -> str:
    """Each finding in a few lines, a blank line between them, and the summary at the end."""
    blocks: list[str] = []
    for file in files:
        path = _paint(one_line(file.path), _BOLD, colour=colour)
        if file.error:
            word = _paint("error", f"{_BOLD};{_RED}", colour=colour)
            blocks.append(f"{path}: {word}: {one_line(file.error)}\n")
        blocks += [_block(path, placed, colour=colour) for placed in file.found]
    return "\n".join([*blocks, f"{summary(files)}\n"])


def summary(files: Sequence[Checked]) -> str:
    """How much was found, in how many files, and what can be fixed: one line."""
    parts = []
    unread = sum(1 for file in files if file.error)
    if len(files) > unread:
        parts.append(_found(files, read=len(files) - unread))
        parts += _fixable(files)
    if unread:
        parts.append(f"{count(unread, 'file')} could not be read")
    return "; ".join(parts) or "there was nothing to check"


def _found(files: Sequence[Checked], *, read: int) -> str:
    severities = Counter(placed.finding.severity for file in files for placed in file.found)
    if not severities:
        return f"no findings in {count(read, 'file')}"
    told = [count(severities[kind], kind) for kind in _SEVERITIES if severities[kind]]
    found = sum(1 for file in files if file.found)
    where = count(read, "file") if found == read else f"{found} of {count(read, 'file')}"
    return f"{', '.join(told)} in {where}"


def _fixable(files: Sequence[Checked]) -> list[str]:
    fixes = [placed.finding.fix for file in files for placed in file.found]
    safe = sum(1 for fix in fixes if fix and fix.edits and fix.safe)
    unsafe = sum(1 for fix in fixes if fix and fix.edits and not fix.safe)
    match bool(safe), bool(unsafe):
        case True, True:
            return [f"{safe} can be fixed with --fix, {unsafe} more with --unsafe-fixes"]
        case True, False:
            return [f"{safe} can be fixed with --fix"]
        case False, True:
            return [f"{unsafe} can be fixed with --unsafe-fixes"]
    return []


def _block(path: str, placed: Placed, *, colour: bool) -> str:
    finding = placed.finding
    style = _style(finding.severity)
    word = _paint(finding.severity, f"{_BOLD};{style}", colour=colour)
    name = _paint(one_line(f"{finding.code} {finding.name}"), _BOLD, colour=colour)
    where = f" ({one_line(finding.address)})" if finding.address else ""
    # The message has a line of its own: behind a long path it would be broken anywhere.
    lines = [f"{path}:{placed.line}:{placed.column}: {word} {name}{where}"]
    lines.append(f"  {one_line(finding.message)}")
    shown = excerpt(placed)
    gutter = f"{placed.line} |"
    margin = f"{'|':>{len(gutter)}}"
    carets = _paint(shown.carets, f"{_BOLD};{style}", colour=colour)
    lines.append(f"{_paint(gutter, _DIM, colour=colour)} {shown.text}".rstrip())
    lines.append(f"{_paint(margin, _DIM, colour=colour)} {' ' * shown.indent}{carets}")
    if finding.fix:
        words = _paint("fix", _GREEN, colour=colour)
        lines.append(f"  {words}: {one_line(finding.fix.title)}{_how(finding.fix)}")
    return "".join(f"{line}\n" for line in lines)


def _how(fix: Fix) -> str:
    if not fix.edits:
        return ""  # a piece of advice, that no option carries out
    return " (safe, with --fix)" if fix.safe else " (needs --unsafe-fixes)"


def _style(severity: Severity) -> str:
    match severity:
        case "error":
            return _RED
        case "warning":
            return _YELLOW
        case "info":
            return _CYAN
        case _:
            assert_never(severity)


def _paint(text: str, style: str, *, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour and text else text
