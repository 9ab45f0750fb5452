"""The user's files: the old content whole or the new, and nothing left lying about."""

from __future__ import annotations

import fcntl
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cica_redline.cli.replacing import replace_file
from running import COMMAND, environment, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROUGH = "1. To act\n[now]( +India ).\n\n" + "To go on, and on, and on, and on.\n" * 8_000
"""A draft that every command below changes, of so much text that writing it takes a while."""

WRITERS = {
    "format": ["format", "-q", "draft.txt"],
    "check --fix": ["check", "--fix", "draft.txt"],
    "render -o": ["render", "-q", "--base", "draft.txt", "-o", "draft.txt"],
}
every_writer = pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)

LITTER = re.compile(r"\.draft\.txt\.[0-9a-f]{8}\.redline")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the draft alone, in which the command runs."""
    place = tmp_path / "drafts"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "draft.txt").write_text(ROUGH)
    return place


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def new_content(folder: Path, words: list[str]) -> str:
    """What the draft has after the command, which is not what it had; it then has that again."""
    assert run(*words).status == 0
    new = (folder / "draft.txt").read_text()
    assert new != ROUGH
    assert names(folder) == ["draft.txt"]
    (folder / "draft.txt").write_text(ROUGH)
    return new


# kill -9


def begin(words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )


def wait_for_a_moment(
    process: subprocess.Popen[bytes], folder: Path, chance: random.Random
) -> None:
    """Wait for a random moment of a run: of all of it, or of the time in which it writes."""
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, 0.6))
        return
    while process.poll() is None and len(names(folder)) == 1:
        time.sleep(0)
    time.sleep(chance.uniform(0, 0.004))


@pytest.mark.slow
@every_writer
def test_kill_9_leaves_the_old_content_or_the_new_and_the_next_run_no_litter(
    folder: Path, words: list[str]
) -> None:
    new = new_content(folder, words)
    chance = random.Random(" ".join(words))  # noqa: S311 - the same moments each time
    for _ in range(20):
        (folder / "draft.txt").write_text(ROUGH)
        with begin(words) as process:
            wait_for_a_moment(process, folder, chance)
            process.kill()
        assert (folder / "draft.txt").read_text() in {ROUGH, new}
        left = [name for name in names(folder) if name != "draft.txt"]
        assert all(map(LITTER.fullmatch, left))
        # No more than that of this run: each has removed what was there before it.
        assert len(left) <= 1 or process.returncode == -signal.SIGKILL
    (folder / "draft.txt").write_text(ROUGH)
    assert run(*words).status == 0
    assert (folder / "draft.txt").read_text() == new
    assert names(folder) == ["draft.txt"]


KILLED_AT = """
import os, signal, sys
from cica_redline.cli.replacing import replace_file

steps = int(sys.argv[1])

def step(frame, event, argument):
    global steps
    if not frame.f_code.co_filename.endswith("replacing.py"):
        return None
    if event == "line":
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return step

sys.settrace(step)
replace_file("draft.txt", b"new", expected=b"old")
"""
"""Replace a file, and be killed at a line of the code that does it."""


@pytest.mark.slow
def test_kill_9_at_every_step_leaves_one_file_whole(folder: Path) -> None:
    draft = folder / "draft.txt"
    seen = []
    for step in range(1, 1000):
        draft.write_bytes(b"old")
        ended = subprocess.run(
            [sys.executable, "-c", KILLED_AT, str(step)], check=False, env=environment()
        )
        seen.append(draft.read_bytes())
        assert len(names(folder)) <= 2
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
    # Old up to one step, and new from there on.
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {b"old", b"new"}
    assert names(folder) == ["draft.txt"]


# Litter


def left_behind(folder: Path, name: str = ".draft.txt.0123abcd.redline") -> Path:
    path = folder / name
    path.write_text("half of what was to be wri")
    return path


def test_litter_of_the_dead_is_removed(folder: Path) -> None:
    left_behind(folder)
    left_behind(folder, ".draft.txt.76543210.redline").write_text("")
    replace_file("draft.txt", b"new")
    assert names(folder) == ["draft.txt"]


def test_what_somebody_is_writing_is_no_litter(folder: Path) -> None:
    other = left_behind(folder)
    with other.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        replace_file("draft.txt", b"new")
    assert names(folder) == [other.name, "draft.txt"]


@pytest.mark.parametrize(
    "name",
    [
        ".draft.txt.redline",
        ".draft.txt.0123abcd",
        ".draft.txt.0123abcx.redline",
        ".draft.txt.0123abcd.redline.txt",
        ".other.txt.0123abcd.redline",
        ".draftXtxt.0123abcd.redline",
        "draft.txt.0123abcd.redline",
    ],
)
def test_no_other_file_is_litter(folder: Path, name: str) -> None:
    left_behind(folder, name)
    replace_file("draft.txt", b"new")
    assert name in names(folder)


def test_what_only_has_the_name_of_litter_is_let_alone(folder: Path) -> None:
    kept = left_behind(folder, "kept")
    (folder / ".draft.txt.00000001.redline").symlink_to(kept)
    (folder / ".draft.txt.00000002.redline").mkdir()
    os.mkfifo(folder / ".draft.txt.00000003.redline")
    before = names(folder)
    replace_file("draft.txt", b"new")
    assert names(folder) == before
    assert kept.read_text()


def test_a_new_file_that_is_taken_for_litter_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between its making and its lock another process may look for litter.
    real = fcntl.flock
    taken: list[Path] = []

    def lock(number: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX and not taken:
            taken.extend(folder.glob(".draft.txt.*"))
            taken[0].unlink()
        real(number, operation)

    monkeypatch.setattr("fcntl.flock", lock)
    replace_file("draft.txt", b"new")
    assert len(taken) == 1
    assert (folder / "draft.txt").read_bytes() == b"new"
    assert names(folder) == ["draft.txt"]


def test_a_file_is_replaced_where_no_file_can_be_locked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    litter = left_behind(folder)
    replace_file("draft.txt", b"new")
    # Nobody can tell whether it is litter there.
    assert names(folder) == [litter.name, "draft.txt"]


@every_writer
def test_sigterm_leaves_no_litter(folder: Path, words: list[str]) -> None:
    new = new_content(folder, words)
    for _ in range(3):
        (folder / "draft.txt").write_text(ROUGH)
        with begin(words) as process:
            while process.poll() is None and len(names(folder)) == 1:
                time.sleep(0)
            process.terminate()
        assert process.returncode in {0, 128 + signal.SIGTERM}
        assert names(folder) == ["draft.txt"]
        assert (folder / "draft.txt").read_text() in {ROUGH, new}


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB where one can be mounted, else a folder; nothing is skipped either way."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    yield disk
    if mounted:
        subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))


@every_writer
def test_a_disk_that_fills_leaves_the_old_file_alone_in_its_folder(
    small_disk: Path, words: list[str]
) -> None:
    draft = small_disk / "draft.txt"
    draft.write_text(ROUGH)
    full = os.path.ismount(small_disk)
    ended = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        check=False,
        cwd=small_disk,
        env=environment(),
        # Where nobody may mount a disk, a limit on the size of files ends a write as it would.
        preexec_fn=None if full else limit_files,
    )
    assert ended.returncode == 2
    assert ("no space left on device" if full else "file too large") in (
        ended.stderr + ended.stdout
    ).decode()
    assert "nothing was written" in (ended.stderr + ended.stdout).decode()
    assert draft.read_text() == ROUGH
    assert names(small_disk) == ["draft.txt"]


# Read-only, links, other processes: `format` is in test_format_command.py


OTHERS = {name: WRITERS[name] for name in ("check --fix", "render -o")}
every_other = pytest.mark.parametrize("words", OTHERS.values(), ids=OTHERS)


@every_other
def test_a_read_only_file_stays(folder: Path, words: list[str]) -> None:
    (folder / "draft.txt").chmod(0o444)
    ended = run(*words)
    assert ended.status == 2
    assert "it is read-only; nothing was written" in ended.out + ended.err
    assert (folder / "draft.txt").read_text() == ROUGH
    assert names(folder) == ["draft.txt"]


@every_other
def test_a_symbolic_link_stays_one(folder: Path, words: list[str]) -> None:
    new = new_content(folder, words)
    (folder / "draft.txt").rename(folder / "real")
    (folder / "draft.txt").symlink_to("real")
    assert run(*words).status == 0
    assert (folder / "draft.txt").is_symlink()
    assert (folder / "real").read_text() == new
    assert names(folder) == ["draft.txt", "real"]


@every_other
def test_a_hard_link_keeps_the_old_text_and_that_is_said(folder: Path, words: list[str]) -> None:
    new = new_content(folder, words)
    (folder / "other").hardlink_to(folder / "draft.txt")
    ended = run(*words)
    assert "its other names (hard links) keep the old text" in ended.err
    assert (folder / "other").read_text() == ROUGH
    assert (folder / "draft.txt").read_text() == new


def test_mending_never_overwrites_what_somebody_else_wrote(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[int], None] = os.fsync

    def sync(number: int) -> None:
        real(number)
        (folder / "draft.txt").write_text("1. To stay.\n")

    monkeypatch.setattr("os.fsync", sync)
    ended = run(*WRITERS["check --fix"])
    assert ended.status == 2
    assert "it has changed meanwhile; nothing was written" in ended.out
    assert (folder / "draft.txt").read_text() == "1. To stay.\n"
    assert names(folder) == ["draft.txt"]
