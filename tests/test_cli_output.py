"""Where the command writes: a terminal that nothing steers, a pipe, a file, whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import struct
import subprocess
import termios
import threading
from pathlib import Path

import pytest

from running import COMMAND, DRAFT, REDLINE, environment, run, shown, whole

SGR = re.compile("\x1b\\[[0-9;]*m")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
COLOUR = "\x1b["

# Escape sequences, an OSC that sets the clipboard, a C1 CSI, DEL, bidi controls: in the front
# matter, the title, a heading, words, parties known and unknown, a table, a clause that is out, a
# bracket that is never closed, a footnote.
HOSTILE = (
    "Note\x1b[2J \x07\n\n"
    "**Draft \x1b]52;c;aGk=\x07Plan \u202e**\n\n"
    "Pillar I: \x9b31mWords\u2066\n\n"
    "1. To \x9b8mact [now\x1bc] (+IND) (-A \x1bcState) on \x7fit\u200f.\n"
    "(a) so \x00 far; [b\u202e] (+Hidden\u2067) (agreed)\n\n"
    "| a\x1bM | b\x85 |\n| c | d\u061c |\n\n"
    "2. [To rest\x1b[0m.\n\n"
    "[3. \x1b7] (+IND)\n\n"
    "[^1]: See\x1b[5m.\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small draft in a file, alone in a folder."""
    file = tmp_path / "drafts" / "draft.txt"
    file.parent.mkdir()
    file.write_text(DRAFT, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


# Colour


@pytest.mark.parametrize(
    ("color", "variables", "terminal", "coloured"),
    [
        ("", {}, True, True),
        ("", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("always", {}, False, True),
        ("never", {}, True, False),
        # The option is over NO_COLOR.
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        # NO_COLOR is over FORCE_COLOR and CLICOLOR_FORCE.
        ("", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        # These are over the terminal.
        ("", {"FORCE_COLOR": "1"}, False, True),
        ("", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "3"}, False, True),
        ("", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("", {"NO_COLOR": "1"}, True, False),
        ("", {"NO_COLOR": ""}, True, True),
        ("", {"FORCE_COLOR": ""}, False, False),
        ("", {"CLICOLOR_FORCE": "0"}, False, False),
        ("", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_of_the_option_then_the_environment_then_the_terminal(  # noqa: PLR0913
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    color: str,
    variables: dict[str, str],
    *,
    terminal: bool,
    coloured: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    options = ["--color", color] if color else []
    ended = run("render", path, *options, terminal=terminal)
    assert (COLOUR in ended.out) is coloured
    assert SGR.sub("", ended.out).startswith(REDLINE)


@pytest.mark.parametrize("output", [[], ["-o", "-"]], ids=str)
def test_color_never_writes_no_colour_code(path: Path, output: list[str]) -> None:
    ended = run("render", path, "--to", "ansi", "--color", "never", *output, terminal=True)
    assert "\x1b" not in ended.out
    assert ended.out.startswith(REDLINE)


@pytest.mark.parametrize("to", ["text", "markup", "html", "json"])
def test_colour_is_in_no_other_format(path: Path, to: str) -> None:
    ended = run("render", path, "--to", to, "--color", "always", terminal=True)
    assert "\x1b" not in ended.out


@pytest.mark.parametrize(
    ("name", "coloured"), [("out.txt", False), ("out.ansi", True), ("out", True)]
)
def test_a_file_is_in_colour_by_its_name_or_where_color_is_always(
    path: Path, tmp_path: Path, name: str, *, coloured: bool
) -> None:
    output = tmp_path / name
    assert whole("render", path, "--color", "always", "-o", output) == (0, "", "")
    assert (COLOUR in output.read_text("utf-8")) is coloured


@pytest.mark.parametrize("name", ["out.txt", "out"])
def test_a_file_has_no_colour_because_of_a_terminal(path: Path, tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    assert whole("render", path, "-o", output, terminal=True) == (0, "", "")
    assert output.read_text("utf-8") == REDLINE


# A terminal


@pytest.mark.parametrize("columns", [24, 40, 80])
def test_lines_are_as_wide_as_the_terminal(
    path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = SGR.sub("", run("render", path, terminal=True).out).split("\n")
    assert max(map(len, rows)) <= columns
    assert " ".join(" ".join(rows).split()).startswith(" ".join(REDLINE.split()))


def test_width_is_over_the_width_of_the_terminal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    wide = SGR.sub("", run("render", path, "--width", "120", terminal=True).out)
    assert wide.startswith(REDLINE)


def test_nothing_is_wrapped_in_a_file_or_a_pipe(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    output = tmp_path / "out.txt"
    assert whole("render", path, "-o", output, terminal=True) == (0, "", "")
    assert output.read_text("utf-8") == REDLINE
    assert run("render", path).out == REDLINE


@pytest.mark.parametrize(
    "options",
    [
        ["render"],
        ["render", "--addresses", "--front-matter"],
        ["render", "--to", "text", "--front-matter"],
        ["render", "--to", "markup"],
        ["render", "--to", "html", "--front-matter"],
        ["render", "--to", "json"],
        ["render", "--color", "never", "--front-matter"],
        ["render", "--base"],
        ["render", "--as-proposed-by", "IND", "--against", "base"],
        ["render", "--template", "own.j2"],
        ["render", "--template", "own.j2", "--color", "never"],
        ["tree"],
        ["tree", "--to", "json"],
        ["parties"],
    ],
    ids=" ".join,
)
def test_nothing_in_a_draft_can_steer_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.j2").write_text(
        "{% for line in lines %}{{ line.text }}\n{% endfor %}"
        "{% for one in proposals %}{{ one.positions | map(attribute='party') | join }}{% endfor %}"
    )
    command, *rest = options
    ended = run(command, "-", *rest, stdin=HOSTILE, terminal=True)
    assert ended.status == 0
    assert STEERING.findall(SGR.sub("", ended.out)) == []
    assert STEERING.findall(ended.err) == []
    assert not re.search("\x1b\\[0m\\.|\x1b\\[5m", ended.out)  # these look like colours of ours


def test_what_could_steer_is_seen(path: Path) -> None:
    path.write_text("To \x1bcact\x7f \x9b31m now\u202e.\n", encoding="utf-8")
    seen = "To ␛cact␡ ⟨U+009B⟩31m now⟨U+202E⟩.\n"
    assert whole("render", path, terminal=True) == (0, seen, "")


def test_what_could_steer_goes_through_a_pipe_as_it_is(path: Path) -> None:
    path.write_text("To \x1bcact\x7f \x9b31m now\u202e.\n", encoding="utf-8")
    assert run("render", path).out == path.read_text("utf-8")


def test_the_notes_steer_nothing_either() -> None:
    draft = "[a [b\x1b] (+Hid\x1bcden) c] (+IND)\n"
    ended = run("render", "-", "--as-proposed-by", "Hid\x1bcden", stdin=draft)
    assert ended.status == 0
    assert ended.err.startswith("redline: note: PP1/2: Hid␛cden ")
    assert STEERING.findall(ended.err) == []


def in_terminal(*words: str, columns: int, **variables: str) -> tuple[int, str]:
    """Run the command in a terminal so wide: its exit status, and what the terminal gets."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment(**variables),
    ) as process:
        os.close(theirs)
        got = bytearray()
        while data := _read(ours):
            got += data
    os.close(ours)
    return process.returncode, got.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError as error:
        if error.errno == errno.EIO:  # how Linux says that nobody writes any more
            return b""
        raise


def test_a_real_terminal_gets_colour_and_its_own_width(path: Path) -> None:
    status, got = in_terminal("render", str(path), columns=34)
    assert status == 0
    assert "\x1b[32;4mwell\x1b[0m" in got
    rows = SGR.sub("", got).split("\n")
    assert rows[4:7] == ["Noting [well] (+IND) the [old]", "(-RUS) [new] (+RUS) (+BHR) text,", ""]


def test_columns_is_over_the_width_of_a_real_terminal(path: Path) -> None:
    _, got = in_terminal("render", str(path), "--color", "never", columns=80, COLUMNS="34")
    assert got.split("\n")[4] == "Noting [well] (+IND) the [old]"


def test_a_real_terminal_is_not_steered(path: Path) -> None:
    path.write_text(HOSTILE, encoding="utf-8")
    status, got = in_terminal("render", str(path), "--front-matter", columns=80)
    assert status == 0
    assert STEERING.findall(SGR.sub("", got)) == []


# A pipe


@pytest.mark.parametrize("command", ["render", "tree"])
def test_a_reader_who_has_seen_enough_is_no_error(path: Path, command: str) -> None:
    path.write_text("".join(f"{n}. To act [now] (+IND) [.\n" for n in range(1, 4000)))
    with subprocess.Popen(
        [*COMMAND, command, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert [line for line in said.splitlines() if "problems in brackets" not in line] == []


@pytest.mark.parametrize(
    "words",
    [["render", "draft.txt"], ["tree", "draft.txt"], ["parties"], ["-h"], ["--version"]],
    ids=" ".join,
)
def test_a_reader_who_is_gone_already_is_no_error(path: Path, words: list[str]) -> None:
    end, beginning = os.pipe()
    os.close(end)
    with open(beginning, "wb") as gone:  # noqa: PTH123 - a descriptor
        ended = subprocess.run(
            [*COMMAND, *words],
            stdout=gone,
            stderr=subprocess.PIPE,
            check=False,
            cwd=path.parent,
            env=environment(),
        )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1251", "cp1252"])
@pytest.mark.parametrize("words", [["parties"], ["-h"], ["render", "draft.txt"]], ids=str)
def test_standard_output_is_utf_8_whatever_the_locale(
    path: Path, words: list[str], encoding: str
) -> None:
    path.write_text("Türkiye и Қазақстан\n", encoding="utf-8")
    ended = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        check=False,
        cwd=path.parent,
        env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"),
    )
    assert ended.returncode == 0
    assert any(word in ended.stdout.decode("utf-8") for word in ("Türkiye", "…"))


def test_a_full_disk_is_no_internal_error(path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*COMMAND, "render", str(path)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
        )
    assert ended.stderr.decode().count("\n") == 1
    assert ended.stderr.startswith(b"redline: ")
    assert b"internal error" not in ended.stderr
    assert ended.returncode == 2


# A file


OLD = "what stood there\n"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A file with old content, alone in a folder."""
    file = tmp_path / "results" / "out.txt"
    file.parent.mkdir()
    file.write_text(OLD)
    return file


def fail_with(error: BaseException) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_file_is_replaced_whole(path: Path, output: Path) -> None:
    assert whole("render", path, "--base", "-o", output) == (0, "", "")
    assert output.read_text("utf-8") == shown("Noting the old text,", "1. To act.")
    assert list(output.parent.iterdir()) == [output]


def test_the_draft_itself_may_be_the_output(path: Path) -> None:
    assert whole("render", path, "-o", path) == (0, "", "")
    assert path.read_text("utf-8") == REDLINE


@pytest.mark.parametrize("step", ["os.fsync", "os.replace", "os.chmod"])
def test_a_failure_to_write_leaves_the_old_file(
    path: Path, output: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(step, fail_with(OSError(errno.ENOSPC, "No space left on device")))
    ended = whole("render", path, "-o", output)
    message = f"redline: {output}: no space left on device; nothing was written\n"
    assert ended == (2, "", message)
    assert output.read_text() == OLD
    assert list(output.parent.iterdir()) == [output]


def test_an_interruption_leaves_the_old_file(
    path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", fail_with(KeyboardInterrupt()))
    ended = run("render", path, "-o", output)
    # A line end on a terminal, where ^C stands, and nothing else.
    assert (ended.status, ended.out, ended.err.strip()) == (130, "", "")
    assert output.read_text() == OLD
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.parametrize(
    "options",
    [
        ["--template", "bad.j2"],
        ["--as-proposed-by", "IDN"],
        ["--clause", "IX.9"],
        ["--encoding", "ascii"],
    ],
    ids=" ".join,
)
def test_a_failure_to_render_leaves_the_old_file(
    path: Path, output: Path, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    path.write_text(DRAFT.replace("Words", "Wörds"), encoding="utf-8")
    Path("bad.j2").write_text("{{ lines[0].text }}{{ nothing.at_all }}")
    ended = run("render", path, *options, "-o", output)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert output.read_text() == OLD
    assert list(output.parent.iterdir()) == [output]


def test_an_internal_error_leaves_the_old_file(
    path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cica_redline.writers.text.write", fail_with(RuntimeError("bad")))
    assert run("render", path, "-o", output).status == 3
    assert output.read_text() == OLD


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_permissions_of_a_file_are_kept(path: Path, output: Path, mode: int) -> None:
    output.chmod(mode)
    assert whole("render", path, "-o", output) == (0, "", "")
    assert output.stat().st_mode & 0o777 == mode
    assert output.read_text("utf-8") == REDLINE


def test_a_new_file_has_the_permissions_that_any_has(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    assert whole("render", path, "-o", tmp_path / "new.txt") == (0, "", "")
    assert (tmp_path / "new.txt").stat().st_mode == other.stat().st_mode


def test_a_symlink_stays_one_and_its_file_is_replaced(
    path: Path, output: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(output)
    assert whole("render", path, "-o", link) == (0, "", "")
    assert link.is_symlink()
    assert output.read_text("utf-8") == REDLINE
    assert list(output.parent.iterdir()) == [output]


def test_a_symlink_to_nothing_makes_its_file(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "made.txt")
    assert whole("render", path, "-o", link) == (0, "", "")
    assert link.is_symlink()
    assert (tmp_path / "made.txt").read_text("utf-8") == REDLINE


def test_a_fifo_is_written_to_and_stays_one(path: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_text("utf-8")), daemon=True)
    reader.start()
    assert whole("render", path, "-o", fifo) == (0, "", "")
    reader.join(timeout=30)
    assert got == [REDLINE]
    assert fifo.is_fifo()


def test_dev_stdout_is_standard_output_and_keeps_what_a_log_has(path: Path, output: Path) -> None:
    with output.open("ab") as log:
        subprocess.run(
            [*COMMAND, "render", str(path), "-o", "/dev/stdout"],
            stdout=log,
            check=True,
            env=environment(),
        )
    assert output.read_text("utf-8") == OLD + REDLINE


def test_a_file_whose_name_is_as_long_as_can_be_is_written(path: Path, tmp_path: Path) -> None:
    output = tmp_path / f"{'ж' * 125}.txt"
    assert whole("render", path, "-o", output) == (0, "", "")
    assert output.read_text("utf-8") == REDLINE


@pytest.mark.parametrize("command", ["render", "tree"])
def test_nothing_but_the_output_is_written(path: Path, tmp_path: Path, command: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert run(command, path).status == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert run(command, path, "-o", tmp_path / "out.txt").status == 0
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "out.txt"])
