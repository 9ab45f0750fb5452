"""Checking one file, mending included: what each process of `redline check` does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from cica_redline.cli.coding import UnwritableError, encode_like
from cica_redline.cli.diffs import unified
from cica_redline.cli.files import decode_draft, read_bytes, reason
from cica_redline.cli.replacing import replace_file
from cica_redline.diagnostics import Checked
from cica_redline.fixer import FixError, fix
from cica_redline.linter import Choice, check, place
from cica_redline.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from cica_redline.config import Config
    from cica_redline.nodes import Draft


@dataclass(frozen=True, slots=True)
class Work:
    """One file to check; `name` is what messages call it. `write` mends it in place."""

    path: str
    name: str
    config: Config
    choice: Choice
    encoding: str | None
    fix: bool = False
    unsafe: bool = False
    write: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a file: what was found, what is to be said, and what would change.

    `unsafe` where a fix would have changed a text, and nothing was written.
    """

    checked: Checked
    said: tuple[str, ...] = ()
    diff: str = ""
    unsafe: bool = False


def run(work: Work) -> Result:
    """Check one file, and mend it where that is asked."""
    try:
        data = read_bytes(work.path)
        text = decode_draft(data, work.name, work.encoding, work.config)
    except click.UsageError as error:
        message = error.format_message().removeprefix(f"{work.name}: ")
        return Result(Checked(work.name, error=message))
    config = work.config
    read = partial(parse, parties=config.parties, words=config.words, name=work.name)
    if not work.fix:
        return Result(_checked(read(text), work))
    return _mended(work, data, text, read)


def _checked(draft: Draft, work: Work) -> Checked:
    return Checked(work.name, place(draft, check(draft, work.choice)))


def _mended(work: Work, data: bytes, text: str, read: Callable[[str], Draft]) -> Result:
    try:
        fixed, count = fix(text, read, work.choice, unsafe=work.unsafe)
    except FixError as error:
        said = f"{work.name}: nothing was mended, since it would read otherwise: {error}"
        return Result(_checked(read(text), work), (said,), unsafe=True)
    if fixed == text:
        return Result(_checked(read(text), work))
    if not work.write:
        return Result(Checked(work.name), diff=unified(work.name, text, fixed))
    try:
        content = encode_like(data, text, fixed, work.encoding or work.config.encoding)
        more = replace_file(work.path, content, expected=data)
    except (UnwritableError, OSError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        return Result(Checked(work.name, error=f"{why}; nothing was written"))
    said = f"{work.name}: {count} mended" + (f"; {more}" if more else "")
    return Result(_checked(read(fixed), work), (said,))
