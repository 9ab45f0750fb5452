"""Reading drafts and writing results: whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import click

from cica_redline.source import UnreadableError, decode

if TYPE_CHECKING:
    from cica_redline.config import Config
    from cica_redline.nodes import Draft


def read_draft(path: str, encoding: str | None, config: Config) -> Draft:
    """The draft in a file, or on standard input for `-`. Raises click.UsageError, one line.

    What `encoding` does not say, a byte order mark does, else the configuration.
    """
    from cica_redline.parser import parse  # noqa: PLC0415 - completion needs no parser

    data = read_bytes(path)
    name = "<stdin>" if path == "-" else path
    try:
        text = decode(data, encoding, default=config.encoding)
        return parse(text, parties=config.parties, words=config.words, name=name)
    except UnreadableError as error:
        raise click.UsageError(f"{path}: {error}") from None
    except LookupError:
        from encodings.aliases import aliases  # noqa: PLC0415

        from cica_redline.cli.messages import nearest  # noqa: PLC0415

        known = {name.replace("_", "-") for name in {*aliases, *aliases.values()}}
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
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs a start
            return file.read()
    except OSError as error:
        raise click.UsageError(f"{path}: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "this is a directory, not a draft"
        case PermissionError():
            return "it may not be read or written"
        case _:
            return (error.strerror or str(error)).lower()


def write_output(content: str, path: str | None) -> None:
    """Write to a file, or to standard output without one or for `-`, in UTF-8.

    A file has its old content or the new one, never a part: a failure leaves it as it was.
    """
    data = content.encode("utf-8", errors="backslashreplace")
    if path is None or path == "-":
        out: IO[bytes] = sys.stdout.buffer
        try:
            out.write(data)
            out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise click.UsageError(f"standard output: {_reason(error)}") from None
        return
    try:
        if not path:
            raise click.UsageError("the output needs a name; nothing was written")
        if os.path.isdir(path):  # noqa: PTH112 - pathlib costs a start
            raise click.UsageError(f"{path}: this is a directory; nothing was written")
        if path == "/dev/stdout":
            write_output(content, None)
            return
        _replace(os.path.realpath(path), data)
    except OSError as error:
        raise click.UsageError(f"{path}: {_reason(error)}; nothing was written") from None


def _replace(path: str, data: bytes) -> None:
    mode = None
    with suppress(FileNotFoundError):
        status = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode):
            _write_through(path, data, status)
            return
        mode = stat.S_IMODE(status.st_mode)
        # Permission to write is the file's, though replacing it would need only the folder's.
        with open(path, "ab"):  # noqa: PTH123
            pass
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name[:100]}.{os.getpid()}.redline")  # noqa: PTH118
    try:
        with open(temporary, "xb") as file:  # noqa: PTH123
            if mode is not None:
                os.chmod(temporary, mode)  # noqa: PTH101
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def _write_through(path: str, data: bytes, status: os.stat_result) -> None:
    """Write to what is no regular file, `/dev/stdout` or a pipe: it can't be replaced."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)
