"""Replacing what a file has, whole or not at all.

The new content is written to a file of its own in the same folder, and takes the old one's name
when all of it is on the disk. So who reads the file at any time, or after a crash, has the old
content or the new. The name is taken last: where another name leads to the same file (a hard
link), that one keeps the old content, since writing through it could leave half of the new.

Who is killed half way leaves that file of its own behind, hidden. Its lock ended with the process,
so the next one who replaces the same file knows it for litter, and removes it. A number of the
process in its name would not tell: another machine or container counts its processes anew.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = 40
"""So much of a file's name is in that of the temporary one: no file system has room for less."""


class NotReplacedError(OSError):
    """A file that is as it was, for a reason that is ours; the message is the end of a line."""


def replace_file(path: str, data: bytes, *, expected: bytes | None = None) -> str:
    """Give a file this content; the end of a line that says what came with it, mostly empty.

    Symbolic links are followed; permissions, owner and extended attributes stay. With `expected`
    the file is replaced only if that is what is in it. Raises OSError, and nothing was written;
    NotReplacedError is one, for a file that is read-only, that has changed or vanished meanwhile,
    or whose owner can't be kept.
    """
    target = Path(os.path.realpath(path))
    old = _status(target)
    if old is None and expected is not None:
        raise NotReplacedError("it has vanished")
    if old and not stat.S_ISREG(old.st_mode):
        if expected is not None:
            raise NotReplacedError("this is no file that can be replaced")
        _write_through(target, data, old)
        return ""
    if old:
        _check_writable(target, old)
    _remove_litter(target)
    temporary = target.with_name(f".{target.name[:_NAME]}.{os.urandom(4).hex()}.redline")
    try:
        with _created(temporary, old) as file:
            _write(file, temporary, data, old)
            if old:
                _keep_attributes(temporary, target, old)
            if expected is not None:
                _check_unchanged(target, expected)
            if os.name == "nt":
                file.close()  # an open file has to keep its name there
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)
    return "its other names (hard links) keep the old text" if old and old.st_nlink > 1 else ""


def _status(target: Path) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        return target.stat()
    return None


def _check_writable(target: Path, old: os.stat_result) -> None:
    # Permission to write is the file's, though replacing it would need only the folder's. The
    # administrator may write everything, but a file that nobody may write was meant to stay.
    if not old.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise NotReplacedError("it is read-only")
    with target.open("ab"):
        pass


@contextmanager
def _created(temporary: Path, old: os.stat_result | None) -> Iterator[IO[bytes]]:
    """A new file, locked for as long as it is open."""
    # Until it has the old permissions nobody else may read it.
    mode = 0o600 if old else 0o666
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(temporary, flags, mode)
        # Before the lock it looks like litter: who took it for that has taken its name.
        while _lock(number, wait=True) and not os.fstat(number).st_nlink:
            os.close(number)
            number = os.open(temporary, flags, mode)
    except PermissionError:
        raise NotReplacedError("its folder may not be written") from None
    with open(number, "wb") as file:  # noqa: PTH123 - a descriptor has no path
        yield file


def _write(file: IO[bytes], temporary: Path, data: bytes, old: os.stat_result | None) -> None:
    """Write a new file, all of it to the disk, with what is to be kept of the old one."""
    file.write(data)
    file.flush()
    if old:
        _keep(temporary, old)
    os.fsync(file.fileno())


def _lock(number: int, *, wait: bool) -> bool:
    """Lock an open file; whether that was possible."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where litter stays
    except ImportError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _remove_litter(target: Path) -> None:
    """Remove what those left who were killed before they had replaced this file."""
    ours = re.compile(rf"\.{re.escape(target.name[:_NAME])}\.[0-9a-f]{{8}}\.redline")
    with suppress(OSError):
        for path in target.parent.iterdir():
            if ours.fullmatch(path.name):
                _remove_if_left(path)


def _remove_if_left(temporary: Path) -> None:
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with suppress(OSError):
        number = os.open(temporary, flags)
        try:
            if stat.S_ISREG(os.fstat(number).st_mode) and _lock(number, wait=False):
                temporary.unlink()
        finally:
            os.close(number)


def _keep(temporary: Path, old: os.stat_result) -> None:
    """Give a new file the owner and the permissions of the old one."""
    mode = stat.S_IMODE(old.st_mode)
    new = temporary.stat()
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            if new.st_uid != old.st_uid:
                raise NotReplacedError("it belongs to somebody else, and would be yours") from None
            # Our own file, of a group that we can't give it: the group that it has instead may do
            # no more with it than everyone.
            everyone = stat.S_IRWXG & (mode & stat.S_IRWXO) << 3
            mode = mode & ~stat.S_IRWXG | mode & everyone
    temporary.chmod(mode)


def _keep_attributes(temporary: Path, target: Path, old: os.stat_result) -> None:
    """Give a new file the access list and the labels of the old one, as far as the system lets."""
    new = temporary.stat()
    # An access list counts for owner and group: of others it would say something else.
    if not hasattr(os, "listxattr") or (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        return
    names: list[str] = []
    with suppress(OSError):
        names = os.listxattr(target)
    for name in names:
        with suppress(OSError):
            os.setxattr(temporary, name, os.getxattr(target, name))


def _check_unchanged(target: Path, expected: bytes) -> None:
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        raise NotReplacedError("it has vanished") from None
    if content != expected:
        raise NotReplacedError("it has changed meanwhile")


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where a folder can be written out."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _write_through(target: Path, data: bytes, status: os.stat_result) -> None:
    """Write to what is no regular file, `/dev/stdout` or a pipe: it can't be replaced."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError
    with target.open("wb") as file:
        file.write(data)
