"""Reading drafts and writing results: whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import click

from cica_redline.source import UnreadableError, decode

if TYPE_CHECKING:
    from cica_redline.config import Config
    from cica_redline.nodes import Draft


def read_draft(path: str, encoding: str | None, config: Config) -> Draft:
    """The draft in a file, or on standard input for `-`. Raises click.UsageError, one line."""
    from cica_redline.parser import parse  # noqa: PLC0415 - completion needs no parser

    name = "<stdin>" if path == "-" else path
    text = decode_draft(read_bytes(path), path, encoding, config)
    return parse(text, parties=config.parties, words=config.words, name=name)


def decode_draft(data: bytes, name: str, encoding: str | None, config: Config) -> str:
    """The text of a draft that messages call so. Raises click.UsageError, one line.

    What `encoding` does not say, a byte order mark does, else the configuration.
    """
    try:
        return decode(data, encoding, default=config.encoding)
    except UnreadableError as error:
        raise click.UsageError(f"{name}: {error}") from None
    except LookupError:
        from encodings.aliases import aliases  # noqa: PLC0415

        from cica_redline.cli.messages import nearest  # noqa: PLC0415

        known = {name.replace("_", "-") for name in {*aliases, *aliases.values()}}
        if str(encoding).lower() in known:
            raise click.UsageError(f"{encoding} is no encoding of text") from None
        hint = nearest(str(encoding), known)
        raise click.UsageError(f"there is no encoding {encoding!r}{hint}") from None


def read_text(path: str) -> str:
    """The text of a file in UTF-8. Raises click.UsageError, one line."""
    try:
        return decode(read_bytes(path))
    except UnreadableError as error:
        raise click.UsageError(f"{path}: {error}") from None


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if path == "-" and sys.stdin is None:
        raise click.UsageError("standard input is closed")
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs a start
            return file.read()
    except OSError as error:
        name = "standard input" if path == "-" else path
        raise click.UsageError(f"{name}: {reason(error)}") from None


def reason(error: OSError) -> str:
    """Why a file can't be read or written, as the end of a line."""
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "this is a directory, not a file"
        case PermissionError():
            return "it may not be read or written"
        case _:
            return (error.strerror or str(error)).lower()


def write_output(content: str, path: str | None) -> None:
    """Write to a file, or to standard output without one or for `-`, in UTF-8.

    A file has its old content or the new one, never a part: a failure leaves it as it was.
    """
    from cica_redline.cli.messages import say  # noqa: PLC0415
    from cica_redline.cli.replacing import replace_file  # noqa: PLC0415 - not for a terminal

    data = content.encode("utf-8", errors="backslashreplace")
    if path is None or path == "-":
        write_bytes(data)
        return
    try:
        if not path:
            raise click.UsageError("the output needs a name; nothing was written")
        if os.path.isdir(path):  # noqa: PTH112 - pathlib costs a start
            raise click.UsageError(f"{path}: this is a directory; nothing was written")
        if path == "/dev/stdout":
            write_output(content, None)
            return
        said = replace_file(path, data)
    except OSError as error:
        raise click.UsageError(f"{path}: {reason(error)}; nothing was written") from None
    if said:
        say(f"{path}: {said}")


def write_bytes(data: bytes) -> None:
    """Write to standard output. Raises click.UsageError, one line."""
    out: IO[bytes] = sys.stdout.buffer
    try:
        out.write(data)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with suppress(OSError):
            # What is left in the buffer would complain again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise click.UsageError(f"standard output: {reason(error)}") from None
