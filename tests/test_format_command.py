"""`redline format`: which files, what is said, and that no file is ever damaged."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from pathlib import Path

import pytest

from cica_redline.cli.coding import UnwritableError, encode_like
from cica_redline.cli.paths import drafts_in
from cica_redline.cli.replacing import replace_file
from running import COMMAND, environment, run, whole

ROUGH = "1. To act\n[now]( +India ).\n2. To rest.\n"
PLAIN = "1. To act [now] (+IND).\n\n2. To rest.\n"
BROKEN = "#\nwords\n"
"""A text that would be a heading on one line."""

WHY = "PP1 would no longer be a clause"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of drafts, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text(ROUGH)
    return tmp_path


def inside(folder: Path) -> dict[str, str]:
    """The files of a folder by name, with what they have."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in found}


# What is said


def test_a_draft_is_formatted_in_place(folder: Path) -> None:
    said = "formatted draft.txt\n1 file formatted\n"
    assert whole("format", "draft.txt") == (0, "", said)
    assert inside(folder) == {"draft.txt": PLAIN}
    assert whole("format", "draft.txt") == (0, "", "1 file left as it was\n")


def test_quiet_says_nothing_of_what_went_well() -> None:
    assert whole("format", "-q", "draft.txt", "no.txt") == (
        2,
        "",
        "redline: no.txt: there is no such file or directory\n",
    )


def test_check_writes_nothing(folder: Path) -> None:
    Path("plain.txt").write_text(PLAIN)
    assert whole("format", "--check", ".") == (
        1,
        "",
        "would format draft.txt\n1 file would be formatted, 1 left as it is\n",
    )
    assert inside(folder) == {"draft.txt": ROUGH, "plain.txt": PLAIN}
    assert whole("format", "--check", "plain.txt") == (0, "", "1 file left as it is\n")


def test_diff_shows_what_would_change(folder: Path) -> None:
    ended = run("format", "--diff", "-q", "draft.txt")
    assert (ended.status, ended.err) == (1, "")
    assert ended.out == (
        "--- draft.txt\n+++ draft.txt\n@@ -1,3 +1,3 @@\n"
        "-1. To act\n-[now]( +India ).\n+1. To act [now] (+IND).\n+\n 2. To rest.\n"
    )
    assert inside(folder) == {"draft.txt": ROUGH}
    subprocess.run(["git", "apply", "-p0"], input=ended.written, check=True)  # noqa: S607
    assert inside(folder)["draft.txt"] == PLAIN


def test_diff_says_where_there_is_no_final_line_end() -> None:
    Path("draft.txt").write_text("1. To act.")
    assert run("format", "--diff", "draft.txt").out.splitlines()[3:] == [
        "-1. To act.",
        "\\ No newline at end of file",
        "+1. To act.",
    ]


def test_diff_of_a_draft_that_is_formatted_is_empty() -> None:
    Path("draft.txt").write_text(PLAIN)
    assert whole("format", "--diff", "draft.txt") == (0, "", "1 file left as it is\n")


def test_wrap_breaks_lines(folder: Path) -> None:
    assert run("format", "--wrap", "14", "draft.txt").status == 0
    assert inside(folder)["draft.txt"] == "1. To act\n[now] (+IND).\n\n2. To rest.\n"


def test_the_configuration_says_how(folder: Path) -> None:
    Path("redline.toml").write_text('[format]\nwrap = 14\n[files]\npatterns = ["*.draft"]\n')
    Path("a.draft").write_text(ROUGH)
    assert run("format", ".").err == "formatted a.draft\n1 file formatted\n"
    assert inside(folder)["a.draft"] == "1. To act\n[now] (+IND).\n\n2. To rest.\n"
    assert run("format", "--wrap", "0", "a.draft").status == 0
    assert inside(folder)["a.draft"] == PLAIN
    assert inside(folder)["draft.txt"] == ROUGH


def test_standard_input_goes_to_standard_output() -> None:
    assert whole("format", "-", stdin=ROUGH) == (0, PLAIN, "")
    assert whole("format", "-", stdin=PLAIN) == (0, PLAIN, "")
    assert whole("format", "-", stdin="") == (0, "", "")


def test_standard_input_has_a_name_in_messages() -> None:
    said = "would format plan.txt\n"
    options = ("--stdin-filename", "plan.txt")
    assert whole("format", "--check", *options, "-", stdin=ROUGH) == (1, "", said)
    ended = run("format", "--diff", "-q", *options, "-", stdin=ROUGH)
    assert ended.out.startswith("--- plan.txt\n+++ plan.txt\n")


def test_a_text_that_would_read_otherwise_is_left_alone_and_the_others_are_not(
    folder: Path,
) -> None:
    Path("a.txt").write_text(BROKEN)
    assert whole("format", ".", "no.txt") == (
        3,
        "",
        (
            "redline: no.txt: there is no such file or directory\n"
            f"redline: a.txt: it stays as it is, since formatted it would read otherwise: {WHY}\n"
            "formatted draft.txt\n1 file formatted, 1 can't be formatted safely\n"
        ),
    )
    assert inside(folder) == {"a.txt": BROKEN, "draft.txt": PLAIN}
    assert whole("format", "-", stdin=BROKEN)[:2] == (3, "")


def test_a_file_that_is_no_text_does_not_stop_the_others(folder: Path) -> None:
    Path("a.txt").write_bytes(b"caf\xe9\n")
    ended = run("format", "a.txt", "draft.txt")
    assert ended.status == 2
    assert ended.err == (
        "redline: a.txt: byte 0xe9 at line 1, column 4 is not utf-8; name the right encoding "
        "with --encoding\nformatted draft.txt\n1 file formatted, 1 can't be read or written\n"
    )
    assert (folder / "a.txt").read_bytes() == b"caf\xe9\n"


def test_something_must_be_named() -> None:
    ended = run("format")
    assert (ended.status, ended.out) == (2, "")


# Encodings


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-32", None),
        ("latin-1", "latin-1"),
        ("cp1251", "windows-1251"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16-le", "utf-16"),
        ("utf-8-sig", "utf-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_mark_and_line_ends_stay(
    folder: Path, codec: str, told: str | None, end: str
) -> None:
    extra = "\u0416" if codec == "cp1251" else "\u00e9"
    rough, plain = (words.replace("rest", extra).replace("\n", end) for words in (ROUGH, PLAIN))
    (folder / "draft.txt").write_bytes(rough.encode(codec))
    options = ["--encoding", told] if told else []
    assert run("format", *options, "draft.txt").status == 0
    assert (folder / "draft.txt").read_bytes() == plain.encode(codec)


def test_a_big_endian_mark_stays() -> None:
    data = b"\xfe\xff" + ROUGH.encode("utf-16-be")
    ended = run("format", "-", stdin=data)
    assert ended.written == b"\xfe\xff" + PLAIN.encode("utf-16-be")


def test_what_can_not_be_written_again_is_left() -> None:
    # UTF-7 has several spellings of one text, of which Python writes one.
    data = b"1. To act+AC4- \n"
    Path("draft.txt").write_bytes(data)
    assert whole("format", "--encoding", "utf-7", "draft.txt") == (
        2,
        "",
        (
            "redline: draft.txt: its bytes can't be written again in utf-7; nothing was written\n"
            "1 file can't be read or written\n"
        ),
    )
    assert Path("draft.txt").read_bytes() == data
    with pytest.raises(UnwritableError):
        encode_like(data, "1. To act. \n", "1. To act.\n", "utf-7")


# Which files


def test_directories_hold_drafts(folder: Path) -> None:
    for name in ("b/z.txt", "b/a.draft", "b/x.md", "b/.hidden.txt", "b/.git/c.txt", "b/c/d.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "b" / "loop").symlink_to(folder / "b")
    assert drafts_in(["b"]).files == ("b/a.draft", "b/c/d.txt", "b/z.txt")
    assert drafts_in(["draft.txt", "b/x.md", ".", "-", "b"]).files == (
        "draft.txt",
        "b/x.md",
        "b/a.draft",
        "b/c/d.txt",
        "b/z.txt",
        "-",
    )
    assert drafts_in(["b"], exclude=["c"]).files == ("b/a.draft", "b/z.txt")
    assert drafts_in(["b"], exclude=["b/c/*", "z.*"]).files == ("b/a.draft",)
    assert drafts_in(["b"], ["c/*.txt"], root="b").files == ("b/c/d.txt",)
    assert drafts_in(["b/c/d.txt"], exclude=["*"]).files == ("b/c/d.txt",)


def test_paths_that_lead_to_nothing_are_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    found = drafts_in(["no", "empty", "", "draft.txt"])
    assert found.files == ("draft.txt",)
    assert found.missing == (
        "no: there is no such file or directory",
        "empty: no file here matches *.txt or *.draft",
        "'': there is no such file or directory",
    )
    assert drafts_in(["."], ["*.txt", "*.plan"]).missing == ("no file matches *.plan",)
    assert drafts_in(["draft.txt"], ["*.plan"]).missing == ()
    assert whole("format", "empty")[:2] == (2, "")


def test_a_link_to_nothing_is_told(folder: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    Path("draft.txt").write_text(PLAIN)
    assert whole("format", ".") == (
        2,
        "",
        (
            "redline: gone.txt: there is no such file\n"
            "1 file left as it was, 1 can't be read or written\n"
        ),
    )


# Files stay whole


def fails(reason: str) -> tuple[int, str, str]:
    """How a run ends that could not write its one file."""
    said = f"redline: draft.txt: {reason}; nothing was written\n1 file can't be read or written\n"
    return 2, "", said


def fail_with(error: BaseException) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("step", ["os.open", "os.fsync", "os.replace", "os.chmod"])
def test_a_full_disk_leaves_the_old_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(step, fail_with(OSError(errno.ENOSPC, "No space left on device")))
    assert whole("format", "draft.txt") == fails("no space left on device")
    monkeypatch.undo()
    assert inside(folder) == {"draft.txt": ROUGH}


@pytest.mark.parametrize("kilobytes", [0, 8])
def test_a_disk_that_is_full_half_way_leaves_the_old_file(folder: Path, kilobytes: int) -> None:
    long = ROUGH * 2000
    (folder / "draft.txt").write_text(long)
    ended = subprocess.run(
        ["/bin/bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "-", *COMMAND, "format", "."],
        capture_output=True,
        check=False,
        env=environment(),
    )
    assert ended.returncode == 2
    assert ended.stderr.decode().splitlines() == fails("file too large")[2].splitlines()
    assert inside(folder) == {"draft.txt": long}


def test_labels_of_a_file_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not every file system has them.
    labels = {"user.origin": b"plenary", "security.kept": b"by the system"}
    given: dict[str, bytes] = {}

    def give(path: Path, name: str, value: bytes) -> None:
        if name.startswith("security"):
            raise PermissionError
        assert path.parent == folder
        given[name] = value

    monkeypatch.setattr("os.listxattr", lambda _: list(reversed(labels)), raising=False)
    monkeypatch.setattr("os.getxattr", lambda _, name: labels[name], raising=False)
    monkeypatch.setattr("os.setxattr", give, raising=False)
    assert run("format", "draft.txt").status == 0
    assert given == {"user.origin": b"plenary"}


def test_an_interruption_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", fail_with(KeyboardInterrupt()))
    assert run("format", "draft.txt").status == 130
    assert inside(folder) == {"draft.txt": ROUGH}


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: object) -> None:
    """Let something happen between reading the file and replacing it."""
    real = os.fsync

    def sync(number: int) -> None:
        real(number)
        assert callable(happens)
        happens()

    monkeypatch.setattr("os.fsync", sync)


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: Path("draft.txt").write_text("1. To stay.\n"))
    assert whole("format", "draft.txt") == fails("it has changed meanwhile")
    assert inside(folder) == {"draft.txt": "1. To stay.\n"}


def test_a_file_that_vanishes_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: Path("draft.txt").unlink())
    assert whole("format", "draft.txt") == fails("it has vanished")
    assert inside(folder) == {}
    with pytest.raises(OSError, match="it has vanished"):
        replace_file("draft.txt", b"", expected=b"")


def test_a_read_only_file_is_not_written(folder: Path) -> None:
    Path("draft.txt").chmod(0o444)
    assert whole("format", "draft.txt") == fails("it is read-only")
    assert inside(folder) == {"draft.txt": ROUGH}
    assert run("format", "--check", "draft.txt").status == 1
    ended = whole("render", "draft.txt", "-q", "-o", "draft.txt")
    assert ended == (2, "", "redline: draft.txt: it is read-only; nothing was written\n")


def test_a_read_only_folder_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # To the administrator no folder is read-only.
    monkeypatch.setattr("os.open", fail_with(PermissionError(errno.EACCES, "Permission denied")))
    assert whole("format", "draft.txt") == fails("its folder may not be written")
    monkeypatch.undo()
    assert inside(folder) == {"draft.txt": ROUGH}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o664])
def test_permissions_stay(mode: int) -> None:
    Path("draft.txt").chmod(mode)
    assert run("format", "draft.txt").status == 0
    assert Path("draft.txt").stat().st_mode & 0o7777 == mode
    assert Path("draft.txt").read_text() == PLAIN


def test_the_owner_stays_or_the_file_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Path("draft.txt")
    given: list[tuple[int, int]] = []
    real = Path.stat

    def another(path: Path, **options: bool) -> os.stat_result:
        found = real(path, **options)
        if path.name != draft.name:
            return found
        return os.stat_result([*found[:4], found.st_uid + 1, found.st_gid + 1, *found[6:]])

    monkeypatch.setattr("pathlib.Path.stat", another)
    monkeypatch.setattr("os.chown", fail_with(PermissionError()))
    assert whole("format", "draft.txt") == fails("it belongs to somebody else, and would be yours")
    monkeypatch.setattr("os.chown", lambda _, uid, gid: given.append((uid, gid)))
    assert run("format", "draft.txt").status == 0
    found = real(folder / "draft.txt")
    assert given == [(found.st_uid + 1, found.st_gid + 1)]
    assert inside(folder) == {"draft.txt": PLAIN}


def test_a_group_that_can_not_be_kept_gets_no_rights_to_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = Path("draft.txt")
    draft.chmod(0o664)
    real = Path.stat

    def another(path: Path, **options: bool) -> os.stat_result:
        found = real(path, **options)
        if path.name != draft.name:
            return found
        return os.stat_result([*found[:5], found.st_gid + 1, *found[6:]])

    monkeypatch.setattr("pathlib.Path.stat", another)
    monkeypatch.setattr("os.chown", fail_with(PermissionError()))
    assert run("format", "draft.txt").status == 0
    assert real(draft).st_mode & 0o777 == 0o644


def test_symlinks_are_followed(folder: Path) -> None:
    (folder / "link.txt").symlink_to("draft.txt")
    assert run("format", "link.txt").status == 0
    assert (folder / "link.txt").is_symlink()
    assert inside(folder) == {"draft.txt": PLAIN, "link.txt": PLAIN}


def test_the_other_name_of_a_file_keeps_the_old_text(folder: Path) -> None:
    (folder / "other").hardlink_to(folder / "draft.txt")
    ended = run("format", "-q", "draft.txt")
    said = "redline: draft.txt: its other names (hard links) keep the old text\n"
    assert (ended.status, ended.err) == (0, said)
    assert inside(folder) == {"draft.txt": PLAIN, "other": ROUGH}


def test_a_pipe_is_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    writer = threading.Thread(target=lambda: (folder / "pipe.txt").write_text(ROUGH), daemon=True)
    writer.start()
    ended = run("format", "-q", "pipe.txt")
    writer.join(timeout=30)
    said = "redline: pipe.txt: this is no file that can be replaced; nothing was written\n"
    assert (ended.status, ended.err) == (2, said)
    assert (folder / "pipe.txt").is_fifo()


@pytest.mark.slow
def test_two_runs_at_once_leave_one_whole_file_and_nothing_else(folder: Path) -> None:
    long = ROUGH * 300
    narrow, wide = (run("format", f"--wrap={n}", "-", stdin=long).out for n in (14, 0))
    for _ in range(3):
        (folder / "draft.txt").write_text(long)
        runs = [
            subprocess.Popen(
                [*COMMAND, "format", f"--wrap={wrap}", "draft.txt"],
                stderr=subprocess.PIPE,
                env=environment(),
            )
            for wrap in (14, 0, 14, 0)
        ]
        said = [process.communicate(timeout=120)[1].decode() for process in runs]
        assert {process.returncode for process in runs} <= {0, 2}
        assert not [words for words in said if "Traceback" in words or "internal" in words]
        assert set(inside(folder)) == {"draft.txt"}
        assert inside(folder)["draft.txt"] in {narrow, wide}
