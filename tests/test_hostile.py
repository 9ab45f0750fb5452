"""Texts that are made to hang a program: every command ends, and the work grows with the text."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from cica_redline import parse, render, view
from cica_redline.formatter import format_text
from cica_redline.linter import check
from running import COMMAND, environment

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = 30
"""Seconds. On a quiet machine none takes five; this one may be busy."""

TEXTS: dict[str, tuple[Callable[[int], str], int]] = {
    "brackets in brackets": (lambda n: "[" * n + "a" + "]" * n, 25_000),
    "opening brackets": (lambda n: "[" * n, 1_000_000),
    "closing brackets": (lambda n: "]" * n, 1_000_000),
    "beginnings of positions": (lambda n: "(+" * n, 500_000),
    "brackets that open": (lambda n: "[a" * n, 32_500),
    "brackets that close": (lambda n: "a]" * n, 32_500),
    "crossed brackets": (lambda n: "[ (](" * n, 40_000),
    "proposals": (lambda n: "[a] (+IND) " * n, 20_000),
    "positions on one proposal": (lambda n: "[a]" + " (+IND)" * n, 50_000),
    "blanks behind a bracket": (lambda n: "[a]" + " " * n + "x", 200_000),
    "positions that never close": (lambda n: "(+IND" * n, 50_000),
    "labels in brackets": (lambda n: "[11a. " * n, 20_000),
    "line ends": (lambda n: "\r" * n, 200_000),
    "one line": (lambda n: "word and " * n, 560_000),
    "paragraphs": (lambda n: "".join(f"Para {i} is here.\n\n" for i in range(n)), 100_000),
    "labels out of order": (
        lambda n: "".join(f"{i * 7919 % 100_003}. x\n\n" for i in range(n)),
        100_000,
    ),
    "NUL": (lambda n: "\0" * n, 100_000),
    "footnotes": (lambda n: "[^1]: x\n\n" * n, 20_000),
    "brackets on lines of their own": (lambda n: "[\n" * n, 20_000),
    "commas in one paragraph": (lambda n: "1. To " + "see ,, and " * n, 10_000),
}
COMMANDS = {
    "render": ["render", "-", "--as-proposed-by", "IND", "-q"],
    "tree": ["tree", "-"],
    "check": ["check", "-", "--to", "concise"],
    "format": ["format", "-"],
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", TEXTS)
def test_every_command_ends(name: str, command: str) -> None:
    make, size = TEXTS[name]
    ended = subprocess.run(
        [*COMMAND, *COMMANDS[command]],
        input=make(size).encode(),
        capture_output=True,
        env=environment(),
        timeout=BOUND,
        check=False,
    )
    # Of `check` 1 is an answer; of `format` 3 is one, too: the text stays as it is.
    assert ended.returncode in {"check": {0, 1}, "format": {0, 3}}.get(command, {0})
    assert b"internal error" not in ended.stderr


def work(done: Callable[[], object]) -> int:
    """How many functions are called, of ours and of Python's: the same on every machine."""
    calls: Counter[str] = Counter()

    def count(_frame: object, event: str, _argument: object) -> None:
        calls[event] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        done()
    finally:
        sys.setprofile(before)
    return calls["call"] + calls["c_call"]


def every_step(text: str) -> None:
    draft = parse(text)
    render(view(draft, as_proposed_by="IND"))
    check(draft)


@pytest.mark.parametrize("name", TEXTS)
def test_the_work_grows_with_the_text(name: str) -> None:
    make, _ = TEXTS[name]
    every_step(make(100))  # the grammar is read once, and not counted
    counts = [work(lambda n=n: every_step(make(n))) for n in (500, 1000, 2000)]  # type: ignore[misc]  # a loop's own value
    assert counts[1] < 3 * counts[0]
    assert counts[2] < 3 * counts[1]


@pytest.mark.parametrize("text", ["\ud800x", "[\ud800] (+IND)", "\udfff", "(+\ud800)"])
def test_lone_surrogates_are_characters(text: str) -> None:
    draft = parse(text)
    assert render(view(draft, accepted="all"))
    assert render(draft, "html")
    assert check(draft)
    assert format_text(text)
