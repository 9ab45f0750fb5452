"""One line a finding: `path:line:column: CODE message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.reports.spelling import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.diagnostics import Checked


def write(files: Sequence[Checked]) -> str:
    """One line a finding, and one for each file that could not be read."""
    return "".join(f"{one_line(line)}\n" for line in _lines(files))


def _lines(files: Sequence[Checked]) -> Iterator[str]:
    for file in files:
        if file.error:
            yield f"{file.path}: {file.error}"
        for placed in file.found:
            finding = placed.finding
            place = f"{file.path}:{placed.line}:{placed.column}"
            yield f"{place}: {finding.code} {finding.message}"
