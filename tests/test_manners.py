"""Manners: whatever it is started with and however it is ended, one line, a status, no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

from running import COMMAND, DRAFT, REDLINE, environment, run, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONG = "".join(f"{n}. To act [now] (+IND) and [then] (+india).\n\n" for n in range(1, 2500))
"""A draft that takes a while, and whose views take more than a pipe holds."""

COMMANDS = [
    ["render", "draft.txt"],
    ["tree", "draft.txt"],
    ["parties", "draft.txt"],
    ["check", "draft.txt"],
    ["format", "--check", "draft.txt"],
    ["rules"],
    ["config"],
]
every_command = pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small draft and the long one, in which the command runs."""
    place = tmp_path / "drafts"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "draft.txt").write_text(DRAFT)
    (place / "long.txt").write_text(LONG)
    return place


def inside(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def in_shell(
    line: str,
    *words: str,
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> tuple[int, str, str]:
    """Run a line of the shell in which `redline` is the command: status and both outputs."""
    script = f'redline() {{ "{sys.executable}" -m cica_redline "$@"; }}; {line}'
    ended = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=environment(**(variables or {})),
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


# Signals


def begin(words: Sequence[str], stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start the command as a terminal does, in a group of processes of its own."""
    return subprocess.Popen(
        [*COMMAND, *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment(),
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
@pytest.mark.parametrize(
    "words",
    [
        ["render", "fifo.txt"],
        ["tree", "fifo.txt"],
        ["parties", "fifo.txt"],
        ["format", "--check", "fifo.txt"],
        ["check", "fifo.txt"],
        ["check", "--jobs", "2", "fifo.txt", "draft.txt"],
    ],
    ids=" ".join,
)
def test_a_signal_ends_the_command_with_its_status_and_no_traceback(
    folder: Path, words: list[str], number: signal.Signals
) -> None:
    os.mkfifo(folder / "fifo.txt")
    with begin(words) as process, (folder / "fifo.txt").open("wb"):
        # Opening waits for a reader, so that the command is under way; of two processes one has
        # nothing left to do soon, and waits.
        time.sleep(0.2)
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (128 + number, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
@pytest.mark.parametrize("words", [["render", "long.txt"], ["format", "--diff", "-q", "long.txt"]])
def test_a_signal_ends_the_command_while_nobody_reads(
    words: list[str], number: signal.Signals
) -> None:
    end, beginning = os.pipe()
    with begin(words, beginning) as process:
        os.close(beginning)
        assert os.read(end, 1)  # it writes, and more than the pipe has room for
        os.killpg(process.pid, number)
        assert process.wait(timeout=60) == 128 + number
        assert process.stderr is not None
        assert process.stderr.read().strip() == b""
    os.close(end)


def test_a_signal_ends_a_template_too(folder: Path) -> None:
    (folder / "own.j2").write_text(
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"
    )
    with begin(["render", "draft.txt", "--template", "own.j2"]) as process:
        # Its own process is the one that counts.
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for _ in range(600):
            if not children.exists() or children.read_text():
                break
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


# Standard streams that are closed


@pytest.mark.parametrize("command", ["render", "tree", "parties", "check", "format"])
def test_closed_standard_input_is_one_line(command: str) -> None:
    status, out, err = in_shell(f"redline {command} - <&-")
    assert (status, "Traceback" in err, "internal" in err) == (2, False, False)
    assert "standard input is closed" in out + err
    assert err.count("\n") <= 1


@every_command
def test_closed_standard_input_is_not_missed(words: list[str]) -> None:
    assert in_shell('redline "$@" <&-', *words) == in_shell('redline "$@"', *words)


@every_command
def test_closed_standard_error_changes_no_status_and_no_output(words: list[str]) -> None:
    with_it = in_shell('redline "$@"', *words)
    assert in_shell('redline "$@" 2>&-', *words) == (*with_it[:2], "")


@pytest.mark.parametrize("words", [["render", "no.txt"], ["check", "no.txt"], ["--no"]], ids=str)
def test_a_mistake_with_closed_standard_error_has_its_status(words: list[str]) -> None:
    assert in_shell('redline "$@" 2>&- >/dev/null', *words) == (2, "", "")


def test_a_file_is_written_with_every_stream_closed(folder: Path) -> None:
    line = "redline render draft.txt -o out.txt <&- >&- 2>&-"
    assert in_shell(line)[0] == 0
    assert (folder / "out.txt").read_text() == REDLINE


@every_command
def test_a_closed_pipe_is_no_error(words: list[str]) -> None:
    end, beginning = os.pipe()
    os.close(end)
    ended = subprocess.run(
        [*COMMAND, *words],
        stdout=beginning,
        stderr=subprocess.PIPE,
        check=False,
        env=environment(),
    )
    os.close(beginning)
    # Commands that write nothing there do not notice.
    assert ended.returncode in {0, 1}
    assert b"Traceback" not in ended.stderr
    assert b"Broken" not in ended.stderr


# What the environment says


@every_command
def test_no_environment_is_needed(words: list[str]) -> None:
    ended = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": environment()["PYTHONPATH"]},
    )
    usual = whole(*words)
    assert (ended.returncode, ended.stdout.decode(), ended.stderr.decode()) == usual


@every_command
@pytest.mark.parametrize(
    "variables",
    [
        {"HOME": "/nonexistent"},
        {"HOME": ""},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "xx_XX.nonsense"},
        {"COLUMNS": "0"},
        {"COLUMNS": "-1"},
        {"COLUMNS": "wide"},
        {"COLUMNS": "9" * 30},
    ],
    ids=str,
)
def test_an_odd_environment_changes_nothing(words: list[str], variables: dict[str, str]) -> None:
    assert in_shell('redline "$@"', *words, variables=variables) == whole(*words)


def test_names_outside_of_ascii_are_told_in_the_locale_c() -> None:
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    status, out, err = in_shell('redline render "$1"', "проект.txt", variables=variables)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "there is no such file" in err


@pytest.mark.parametrize("columns", ["0", "-1", "wide", "9" * 30])
@pytest.mark.parametrize("words", [["render", "draft.txt"], ["rules"], ["parties"]], ids=str)
def test_odd_columns_are_no_width_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch, words: list[str], columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "xterm")
    ended = run(*words, terminal=True)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out


# Files that are none


def test_a_directory_is_no_configuration_and_no_template(folder: Path) -> None:
    (folder / "sub").mkdir()
    for option in ("--config", "--template"):
        ended = run("render", "draft.txt", option, "sub")
        assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert "this is a directory" in ended.err


@pytest.mark.parametrize("command", ["render", "tree", "parties", "check"])
def test_a_fifo_is_read_as_any_draft(folder: Path, command: str) -> None:
    os.mkfifo(folder / "fifo.txt")
    usual = in_shell(f"redline {command} draft.txt")
    status, out, err = in_shell(f"cat draft.txt > fifo.txt & redline {command} fifo.txt")
    assert (status, out.replace("fifo", "draft"), err) == usual


# A working directory that was deleted


@pytest.mark.parametrize("to", ["full", "concise", "json", "github", "gitlab", "sarif", "junit"])
def test_check_works_where_the_working_directory_was_deleted(folder: Path, to: str) -> None:
    (folder / "redline.toml").write_text('[rules.per-file]\n"*.txt" = ["B01"]\n')
    for name in ("-", "../draft.txt", str(folder / "draft.txt"), str(folder)):
        (folder / "gone").mkdir(exist_ok=True)
        line = f'rmdir "$PWD"; printf "1. [a" | redline check --isolated --to {to} "$1"'
        status, out, err = in_shell(line, name, cwd=folder / "gone")
        assert (status in {0, 1, 2}, "internal" in err) == (True, False), err
        assert out


@pytest.mark.parametrize("words", [*COMMANDS, ["format", "."], ["render", "-o", "x.txt", "-"]])
def test_no_command_breaks_where_the_working_directory_was_deleted(
    folder: Path, words: list[str]
) -> None:
    (folder / "gone").mkdir()
    status, _, err = in_shell('rmdir "$PWD"; redline "$@" </dev/null', *words, cwd=folder / "gone")
    assert (status in {0, 2}, "Traceback" in err, "internal" in err) == (True, False, False), err


# Nothing that was not asked for

WATCHED = """
import os, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_APPEND)
READ = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NONBLOCK | os.O_NOFOLLOW

def watch(event, arguments):
    kind = event.partition(".")[0]
    changes = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
               "os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.system",
               "os.exec", "os.posix_spawn", "os.putenv", "subprocess.Popen"}
    # A descriptor was opened by name before.
    opened = event == "open" and not isinstance(arguments[0], int) and (
        any(letter in str(arguments[1] or "") for letter in "wax+") or arguments[2] & ~READ
    )
    if opened or event in changes or kind in {"socket", "urllib", "http", "ftplib", "webbrowser"}:
        os.write(log, f"{event} {arguments[0]!r}\\n".encode("utf-8", "backslashreplace"))

sys.dont_write_bytecode = True
sys.addaudithook(watch)
from cica_redline.cli import main
main()
"""
"""The command, with a list of what it changes or connects to."""


def watched(tmp_path: Path, *words: str) -> list[str]:
    log = tmp_path / "log"
    log.write_text("")
    subprocess.run(
        [sys.executable, "-c", WATCHED, str(log), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env=environment(),
    )
    return log.read_text().splitlines()


QUIET = [
    *COMMANDS,
    ["render", "draft.txt", "--to", "html"],
    ["render", "draft.txt", "--to", "json"],
    ["render", "draft.txt", "--template", "own.j2"],
    ["check", "--diff", "draft.txt"],
    ["check", "--to", "sarif", "."],
    ["format", "--diff", "draft.txt"],
    ["format", "draft.txt"],  # which is formatted
    ["config", "--to", "json"],
    ["--help"],
    ["render", "no.txt"],
]


@pytest.mark.parametrize("words", QUIET, ids=" ".join)
def test_nothing_is_written_and_nobody_is_called(
    tmp_path: Path, folder: Path, words: list[str]
) -> None:
    assert run("format", "-q", "draft.txt").status == 0
    (folder / "own.j2").write_text("{{ title }}")
    before = inside(folder)
    assert watched(tmp_path, *words) == []
    assert inside(folder) == before


# A title that would be a path, if any file were called by it.
ELSEWHERE = "**../../elsewhere**\n\n1. To act\n[now](+IND).\n"


def test_only_the_file_that_was_named_is_written(tmp_path: Path, folder: Path) -> None:
    (folder / "draft.txt").write_text(ELSEWHERE)
    for words in (["render", "draft.txt", "-o", "out.html"], ["format", "-q", "draft.txt"]):
        name = words[-1]
        seen = watched(tmp_path, *words)
        assert any(row.startswith("os.rename") for row in seen)
        for row in seen:
            path = row.split(" ", 1)[1].strip("'").removeprefix("PosixPath('").rstrip("')")
            assert f"{name}." in path or path.endswith(name), row
    assert set(inside(folder)) == {"draft.txt", "long.txt", "out.html"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drafts", "log"]


SEEN = "trace=network,creat,mkdir,rename,unlink,link,symlink,truncate,openat"


@pytest.mark.parametrize("words", QUIET[:7], ids=" ".join)
def test_the_system_sees_nothing_written_and_nobody_called(
    tmp_path: Path, folder: Path, words: list[str]
) -> None:
    log = tmp_path / "strace"
    strace = which("strace")
    tracer = [strace, "-f", "-qq", "-e", SEEN, "-o", str(log)] if strace else []
    command = [sys.executable, "-B", "-m", "cica_redline", *words]
    before = inside(folder)
    subprocess.run([*tracer, *command], capture_output=True, check=False, env=environment())
    assert inside(folder) == before
    # Where there is no strace, or it may not trace, Python's own list above is what is known.
    rows = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    assert changes(rows) == []


def changes(rows: Sequence[str]) -> list[str]:
    """The calls of a trace that write, or speak with others."""
    calls = [row.split(" ", 1)[1].strip() for row in rows]
    calls = [call for call in calls if not call.startswith(("+++", "---"))]
    writes = ("O_WRONLY", "O_RDWR", "O_CREAT")
    return [
        call
        for call in calls
        if not call.startswith("openat") or any(flag in call for flag in writes)
    ]


def test_a_trace_that_writes_is_told_from_one_that_reads() -> None:
    assert changes(
        [
            '12  openat(AT_FDCWD, "a", O_RDONLY|O_CLOEXEC) = 3',
            '12  openat(AT_FDCWD, "b", O_WRONLY|O_CLOEXEC) = 3',
            '12  openat(AT_FDCWD, "c", O_RDWR|O_CREAT, 0600) = 3',
            "12  socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4",
            "12  +++ exited with 0 +++",
        ]
    ) == [
        'openat(AT_FDCWD, "b", O_WRONLY|O_CLOEXEC) = 3',
        'openat(AT_FDCWD, "c", O_RDWR|O_CREAT, 0600) = 3',
        "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4",
    ]
