"""What `redline check` found, as people and machines read it: one file for each format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from cica_redline.reports.catalogue import RuleInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Placed

__all__ = ["FORMATS", "Format", "RuleInfo", "write"]

Format = Literal["full", "concise", "json", "github", "gitlab", "sarif", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)


def write(  # noqa: PLR0911, PLR0913 - one way out a format, one option for each thing it must be told
    files: Sequence[Checked],
    to: str,
    *,
    colour: bool = False,
    rules: Sequence[RuleInfo] = (),
    root: str = "",
    version: str = "",
) -> str:
    """The findings of a check in a format: files as they come, findings as they stand in them.

    `colour` is for `full`, `rules` and `version` (of this package) are for `sarif`. `root` is the
    working directory: formats for machines tell paths from it; without one, absolute paths stay.
    What is not empty ends with a line end. Raises ValueError for an unknown format.
    """
    files = [replace(file, found=tuple(sorted(file.found, key=_place))) for file in files]
    # Only what is asked for is imported: who wants one line a finding does not wait for json.
    match to:
        case "full":
            from cica_redline.reports import full  # noqa: PLC0415

            return full.write(files, colour=colour)
        case "concise":
            from cica_redline.reports import concise  # noqa: PLC0415

            return concise.write(files)
        case "json":
            from cica_redline.reports import data  # noqa: PLC0415

            return data.write(files)
        case "github":
            from cica_redline.reports import github  # noqa: PLC0415

            return github.write(files, root=root)
        case "gitlab":
            from cica_redline.reports import gitlab  # noqa: PLC0415

            return gitlab.write(files, root=root)
        case "sarif":
            from cica_redline.reports import sarif  # noqa: PLC0415

            return sarif.write(files, rules=rules, root=root, version=version)
        case "junit":
            from cica_redline.reports import junit  # noqa: PLC0415

            return junit.write(files, root=root)
    raise ValueError(f"{to!r} is no format; there are {', '.join(FORMATS)}")


def _place(placed: Placed) -> tuple[tuple[int, int], str, str]:
    # Beyond the place, so that two findings at one place always come in the same order.
    return placed.finding.span, placed.finding.code, placed.finding.message
