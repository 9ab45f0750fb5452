"""The command, run in this process, and what came of it."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import cica_redline
from cica_redline.cli import main

if TYPE_CHECKING:
    from os import PathLike


COMMAND = [sys.executable, "-m", "cica_redline"]
"""`redline` as a process of its own, where one is needed."""


def environment(**variables: str) -> dict[str, str]:
    """The environment of such a process, which is to run the package that is tested here."""
    package = str(Path(cica_redline.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": package, **variables}


@dataclass(frozen=True)
class Run:
    """How a run ended: its exit status, and the bytes on standard output and standard error."""

    status: int
    written: bytes
    said: bytes

    @property
    def out(self) -> str:
        """Standard output as text, line ends as they are."""
        return self.written.decode("utf-8")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.said.decode("utf-8")


class Whole(NamedTuple):
    """All that a run is seen by, in a form that pytest shows well."""

    status: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    """A standard stream that keeps its bytes, and may say that it is a terminal."""

    def __init__(
        self, data: bytes = b"", *, terminal: bool = False, errors: str = "strict"
    ) -> None:
        self.bytes = io.BytesIO(data)
        self.terminal = terminal
        super().__init__(
            self.bytes, encoding="utf-8", errors=errors, newline="", write_through=True
        )

    def isatty(self) -> bool:
        return self.terminal


def run(*words: str | PathLike[str], stdin: bytes | str = b"", terminal: bool = False) -> Run:
    """Run `redline` with these words; `terminal` is whether standard output is one."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _Stream(terminal=terminal), _Stream(errors="backslashreplace")
    status: object = None
    with patch.object(sys, "stdin", _Stream(data)), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Run(status, out.bytes.getvalue(), err.bytes.getvalue())


def whole(*words: str | PathLike[str], stdin: bytes | str = b"", terminal: bool = False) -> Whole:
    """Run `redline`, and all that it is seen by."""
    ended = run(*words, stdin=stdin, terminal=terminal)
    return Whole(ended.status, ended.out, ended.err)


DRAFT = """\
Note by the secretariat

**Draft Plan**

We, the States;

Noting [well] (+IND) the [old] (-RUS) [new] (+RUS) (+BHR) text,

Pillar I: Words

We resolve to act:

1. To act [now] (+IND) (-TUR).
2. To rest.
"""
"""A small draft without a fault: a front matter, a replacement with a co-sponsor, a dispute."""


def shown(noting: str, act: str) -> str:
    """The text of a view of that draft, by the two clauses in which views differ."""
    return (
        "Draft Plan\n\nWe, the States;\n\n"
        f"{noting}\n\nPillar I: Words\n\nWe resolve to act:\n\n{act}\n\n2. To rest.\n"
    )


REDLINE = shown(
    "Noting [well] (+IND) the [old] (-RUS) [new] (+RUS) (+BHR) text,",
    "1. To act [now] (+IND) (-TUR).",
)
