"""Which files are meant by the paths on a line: files themselves, and the drafts in directories."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from cica_redline.cli.files import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PATTERNS = ("*.txt", "*.draft")
"""What is a draft in a directory, where nothing else is configured."""


@dataclass(frozen=True, slots=True)
class Found:
    """What paths on a line lead to; `missing` has one line for each that leads to nothing."""

    files: tuple[str, ...]
    missing: tuple[str, ...]


def drafts_in(
    paths: Sequence[str],
    patterns: Sequence[str] = PATTERNS,
    exclude: Sequence[str] = (),
    *,
    root: str = "",
) -> Found:
    """The files that are named, and the drafts in directories that are, each once.

    In the order of the line; those of one directory are sorted. A file that is named is there
    whatever it is called, and so is `-`. In a directory hidden files and folders are passed over,
    and links to folders are not followed. A pattern is matched with the name of a file, and with
    its path as seen from `root`. Patterns that somebody has configured must each match a file, the
    usual ones only together.
    """
    files: dict[str, str] = {}
    missing: list[str] = []
    matched: set[str] = set()
    named = [path for path in paths if os.path.isdir(path)]  # noqa: PTH112 - `` is no folder
    for path in dict.fromkeys(paths):
        if path not in named:
            if path != "-" and not os.path.lexists(path):
                missing.append(f"{path or repr(path)}: there is no such file or directory")
            else:
                files.setdefault(_key(path), path)
            continue
        found = 0
        for file in _files(Path(path), lambda one: _matches(one, exclude, root), missing):
            if hits := _matches(file, patterns, root):
                matched.update(hits)
                files.setdefault(_key(file), file)
                found += 1
        if not found:
            missing.append(f"{path}: no file here matches {' or '.join(patterns)}")
    if named and matched and tuple(patterns) != PATTERNS:
        missing += [f"no file matches {word}" for word in patterns if word not in matched]
    return Found(tuple(files.values()), tuple(missing))


def _key(path: str) -> str:
    if path != "-":
        with suppress(OSError):  # where the working directory was deleted
            return os.path.abspath(path)  # noqa: PTH100 - links stay as they are
    return path


def relative(path: str, root: str) -> str:
    """A path as patterns see it: from a folder, with `/` between names."""
    # Where the working directory was deleted, or on another drive, nothing is seen from it.
    with suppress(OSError, ValueError):
        path = os.path.relpath(path, root or ".")
    return path.replace(os.sep, "/")


def _matches(path: str, patterns: Sequence[str], root: str) -> list[str]:
    seen = relative(path, root)
    name = seen.rpartition("/")[2]
    return [word for word in patterns if fnmatch(seen, word) or fnmatch(name, word)]


def _files(folder: Path, excluded: Callable[[str], object], missing: list[str]) -> Iterator[str]:
    """The files in a folder and those below it, by name; what can't be read is said."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        missing.append(f"{folder}: {reason(error)}")
        return
    for path in inside:
        if path.name.startswith(".") or excluded(str(path)):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _files(path, excluded, missing)
        elif path.is_file() or path.is_symlink():
            yield str(path)
