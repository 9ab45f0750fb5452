"""Work that could take no end of time or memory, in a process of its own that has bounds."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60
"""So long such work may keep a processor busy."""

MEGABYTES = 1024
"""So much memory it may take beyond what there was; only Linux keeps to that."""

_DONE, _REFUSED, _FAILED = b"+", b"-", b"!"


def bounded(work: Callable[[], str]) -> str:
    """What the work gives. Raises ValueError, one line, where it refuses or takes too much.

    A sandbox of Python bounds neither, and counting what is done in it leaves out whatever nobody
    thought of; the system counts everything. Where there is no fork (Windows) nothing is bounded.
    """
    if sys.platform == "win32":
        return work()
    end, beginning = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(work, beginning)
    os.close(beginning)
    status = -1
    try:
        with open(end, "rb") as pipe:  # noqa: PTH123 - a descriptor has no path
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    return _read(answer, os.waitstatus_to_exitcode(status))


def _read(answer: bytes, status: int) -> str:
    words = answer[1:].decode("utf-8", "surrogatepass")
    if status == -signal.SIGXCPU:
        raise ValueError(f"it takes more than {SECONDS} seconds")
    if status or answer[:1] not in {_DONE, _REFUSED, _FAILED}:
        raise ValueError("it takes too much time or memory")
    if answer[:1] == _REFUSED:
        raise ValueError(words)
    if answer[:1] == _FAILED:
        raise RuntimeError(words)
    return words


def _serve(work: Callable[[], str], beginning: int) -> NoReturn:
    """Do the work, send what came of it, and end without a word, whatever happens."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # the parent says what is to be said
        _limit()
        with open(beginning, "wb") as pipe:
            pipe.write(_answer(work))
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[], str]) -> bytes:
    try:
        return _DONE + work().encode("utf-8", "surrogatepass")
    except ValueError as error:
        kind, words = _REFUSED, str(error)
    except MemoryError:
        kind, words = _REFUSED, f"it takes more than {MEGABYTES} MB of memory"
    except Exception as error:  # noqa: BLE001 - an error of ours, which the parent has to tell
        kind, words = _FAILED, f"{type(error).__name__}: {error}"
    return kind + words.encode("utf-8", "surrogatepass")


def _limit() -> None:
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    with suppress(OSError, ValueError), open("/proc/self/statm", "rb") as file:  # noqa: PTH123
        used = int(file.read().split()[0]) * resource.getpagesize()
        most = used + MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
