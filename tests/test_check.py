"""`redline check` and `redline rules` as people and builds run them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from cica_redline.reports import FORMATS
from running import COMMAND, environment, run, whole

CLEAN = "1. To act [now] (+IND).\n\n2. To rest.\n"
WARNED = "1. To act [now](+IND).\n\n2. To rest.\n"
WRONG = "1. To act [now (+IND).\n\n2. To rest (+RUS).\n"

FOUND = """\
wrong.txt:1:11: error B01 unclosed-bracket (1)
  this bracket is never closed; it is read as reaching to the end of its clause; was it to close \
before (+IND) at 1:16?
1 | 1. To act [now (+IND).
  |           ^

wrong.txt:3:12: error P03 loose-position (2)
  (+RUS) follows no bracket; it is in no view
3 | 2. To rest (+RUS).
  |            ^^^^^^

"""
MISSING_BLANK = """\
warned.txt:1:16: warning C04 missing-blank (1)
  a blank is missing between the bracket and its positions
1 | 1. To act [now](+IND).
  |                ^^^^^^
  fix: write (+IND) (safe, with --fix)

"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three drafts, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"clean": CLEAN, "warned": WARNED, "wrong": WRONG}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    return tmp_path


# What is said, and the status


def test_a_clean_draft() -> None:
    assert whole("check", "clean.txt") == (0, "no findings in 1 file\n", "")


def test_a_draft_with_errors() -> None:
    assert whole("check", "wrong.txt") == (1, f"{FOUND}2 errors in 1 file\n", "")


def test_warnings_fail_only_a_strict_check() -> None:
    summary = "1 warning in 1 file; 1 can be fixed with --fix\n"
    assert whole("check", "warned.txt") == (0, MISSING_BLANK + summary, "")
    assert whole("check", "--strict", "warned.txt") == (1, MISSING_BLANK + summary, "")


def test_an_info_never_fails() -> None:
    Path("info.txt").write_text("[1. To act.\n\n2. To rest.] (+IND)\n")
    assert run("check", "--strict", "info.txt").status == 0
    assert "info B08 bracket-over-clauses" in run("check", "info.txt").out


def test_a_folder_means_its_drafts_in_order() -> None:
    Path("notes.md").write_text("[")
    ended = whole("check", ".")
    summary = "2 errors, 1 warning in 2 of 3 files; 1 can be fixed with --fix\n"
    assert ended == (1, MISSING_BLANK + FOUND + summary, "")


def test_a_missing_file_does_not_stop_the_others() -> None:
    ended = whole("check", "gone.txt", "clean.txt", "--to", "concise")
    assert ended == (2, "gone.txt: there is no such file or directory\n", "")
    ended = whole("check", "gone.txt", "wrong.txt", "--to", "concise")
    assert ended.status == 2
    assert len(ended.out.splitlines()) == 3


def test_a_report_for_builds_has_the_missing_file() -> None:
    document = json.loads(run("check", "gone.txt", "clean.txt", "--to", "json").out)
    assert [entry["path"] for entry in document["unread"]] == ["gone.txt"]
    [sarif] = json.loads(run("check", "gone.txt", "--to", "sarif").out)["runs"]
    assert sarif["invocations"][0]["executionSuccessful"] is False


def test_an_unreadable_file_is_told_among_the_others() -> None:
    Path("bytes.txt").write_bytes(b"To act\xff.")
    ended = whole("check", "bytes.txt", "clean.txt", "--to", "concise")
    reason = "byte 0xff at line 1, column 7 is not utf-8; name the right encoding with --encoding"
    assert ended == (2, f"bytes.txt: {reason}\n", "")


def test_a_pattern_without_a_match_is_a_mistake(folder: Path) -> None:
    (folder / "empty").mkdir()
    told = "empty: no file here matches *.txt or *.draft\n"
    assert whole("check", "empty", "--to", "concise") == (2, told, "")


def test_standard_input_has_a_name() -> None:
    ended = run("check", "-", "--stdin-filename", "a/b.txt", "--to", "concise", stdin=WRONG)
    assert ended.status == 1
    assert ended.out.startswith("a/b.txt:1:11: B01 ")
    assert run("check", "-", "--to", "concise", stdin=WRONG).out.startswith("<stdin>:1:11: B01 ")


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_is_written(to: str) -> None:
    ended = run("check", ".", "--to", to)
    assert ended.status == 1
    assert "wrong.txt" in ended.out


def test_a_report_in_a_file() -> None:
    assert whole("check", ".", "--to", "json", "-o", "report.json") == (1, "", "")
    assert len(json.loads(Path("report.json").read_text())["findings"]) == 3


# Which rules


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--select", "P"], ["P03"]),
        (["--select", "P,unclosed-bracket"], ["B01", "P03"]),
        (["--ignore", "loose-position"], ["B01"]),
        (["--select", "B,P", "--ignore", "B01"], ["P03"]),
        (["--ignore", "B", "--ignore", "P"], []),
    ],
)
def test_rules_are_chosen(words: list[str], codes: list[str]) -> None:
    ended = run("check", "wrong.txt", "--to", "concise", *words)
    assert [line.split()[1] for line in ended.out.splitlines()] == codes
    assert ended.status == bool(codes)


@pytest.mark.parametrize(
    ("word", "hint"), [("B99", "; did you mean"), ("unclosed", "; did you mean unclosed-bracket?")]
)
def test_an_unknown_rule_gets_the_nearest(word: str, hint: str) -> None:
    ended = whole("check", "wrong.txt", "--select", word)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"redline: there is no rule {word!r}{hint}")


CONFIGURED = """\
[rules]
ignore = ["P03"]
[rules.severity]
unclosed-bracket = "warning"
[rules.per-file]
"old/*" = ["B"]
[rules.per-clause]
"3" = ["repeated-word"]
"""


def test_the_configuration_chooses_too(folder: Path) -> None:
    Path("redline.toml").write_text(CONFIGURED)
    (folder / "old").mkdir()
    Path("old/wrong.txt").write_text(WRONG + "\n3. The the.\n")
    ended = run("check", ".", "--to", "concise", "--select", "B,P,T")
    assert [line[: line.index(" ")] for line in ended.out.splitlines()] == ["wrong.txt:1:11:"]
    assert ended.status == 0
    assert run("check", "wrong.txt", "--isolated", "--to", "concise").status == 1
    Path("redline.toml").write_text("[rules.per-file]\n'*' = ['T99']\n")
    said = "redline: redline.toml: rules.per-file.'*': there is no rule 'T99'"
    assert run("check", "wrong.txt").err.startswith(said)


# Mending


def test_what_is_safe_is_mended_in_place() -> None:
    ended = whole("check", "--fix", "warned.txt")
    assert ended == (0, "no findings in 1 file\n", "redline: warned.txt: 1 mended\n")
    assert Path("warned.txt").read_text() == CLEAN


def test_a_diff_shows_what_would_be_mended() -> None:
    diff = (
        "--- warned.txt\n+++ warned.txt\n@@ -1,3 +1,3 @@\n"
        "-1. To act [now](+IND).\n+1. To act [now] (+IND).\n \n 2. To rest.\n"
    )
    assert whole("check", "--diff", ".") == (1, diff, "")
    assert Path("warned.txt").read_text() == WARNED
    assert whole("check", "--diff", "clean.txt") == (0, "", "")
    assert whole("check", "--diff", "-", stdin=CLEAN) == (0, "", "")


def test_unsafe_fixes_have_to_be_asked_for() -> None:
    Path("unseen.txt").write_text("1. To act\u200b now.\n")
    assert run("check", "--fix", "unseen.txt").err == ""
    assert run("check", "--unsafe-fixes", "unseen.txt").err == "redline: unseen.txt: 1 mended\n"
    assert Path("unseen.txt").read_text() == "1. To act now.\n"


def test_encoding_line_ends_and_byte_order_mark_stay() -> None:
    data = "\ufeff1. To act [now](+IND).\r\n\r\n2. Привет.\r\n".encode("utf-16-le")
    Path("wide.txt").write_bytes(data)
    assert run("check", "--fix", "wide.txt").status == 0
    expected = "\ufeff1. To act [now] (+IND).\r\n\r\n2. Привет.\r\n".encode("utf-16-le")
    assert Path("wide.txt").read_bytes() == expected


def test_a_file_that_may_not_be_written_is_told() -> None:
    Path("warned.txt").chmod(0o444)
    ended = run("check", "--fix", "warned.txt", "--to", "concise")
    assert (ended.status, ended.out) == (2, "warned.txt: it is read-only; nothing was written\n")
    assert Path("warned.txt").read_text() == WARNED


def test_standard_input_is_not_mended() -> None:
    said = "redline: standard input can't be mended in place; --diff shows how it would\n"
    assert whole("check", "--fix", "-", stdin=WARNED) == (2, "", said)


# Many files


def test_the_report_is_the_same_for_any_number_of_processes(folder: Path) -> None:
    for number in range(40):
        text = (CLEAN, WARNED, WRONG)[number % 3]
        (folder / f"draft{number:02}.txt").write_text(text)
    (folder / "draft41.txt").write_bytes(b"\xff")
    alone = run("check", ".", "--to", "concise", "-j", "1")
    assert alone.status == 2
    for jobs in ("2", "3"):
        together = run("check", ".", "--to", "concise", "-j", jobs)
        assert (together.status, together.out) == (alone.status, alone.out)


def test_ten_thousand_findings_are_all_told() -> None:
    Path("many.txt").write_text("To act [now](+IND) and\n" * 10_000)
    ended = run("check", "many.txt", "--to", "concise", "--select", "C04")
    assert len(ended.out.splitlines()) == 10_000


def test_a_reader_who_has_had_enough_is_no_error() -> None:
    Path("many.txt").write_text("To act [now](+IND) and\n" * 10_000)
    with subprocess.Popen(
        [*COMMAND, "check", "many.txt", "--to", "concise"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"many.txt:1:13: C04")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_nobody_sees_a_bar_where_there_is_no_terminal() -> None:
    for number in range(20):
        Path(f"draft{number}.txt").write_text(CLEAN)
    assert run("check", ".", "--select", "B01").err == ""


# Rules


def test_the_list_of_rules() -> None:
    ended = whole("rules")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(
        "B01\terror\tunclosed-bracket\tAn opening bracket that is never closed.\n"
    )


def test_a_rule_is_explained_by_code_and_by_name() -> None:
    ended = whole("rules", "p04")
    expected = (
        "P04 missing-sign (error)\n\nA party after a bracket without its sign.\n\n"
        "Does it want the words, or want them out? The bracket is read as signed by nobody.\n\n"
        "Bad:\n    1. To plant [two] (IND) trees.\n\n"
        "Good:\n    1. To plant [two] (+IND) trees.\n"
    )
    assert ended == (0, expected, "")
    assert whole("rules", "missing-sign") == ended
    assert len(run("rules", "A").out.splitlines()) == 2


def test_an_unknown_rule_is_a_mistake() -> None:
    ended = whole("rules", "unclosed-braket")
    hint = "; did you mean unclosed-bracket?"
    assert ended == (2, "", f"redline: there is no rule 'unclosed-braket'{hint}\n")


def test_all_rules_are_shown_on_a_terminal() -> None:
    assert "unclosed-bracket" in run("rules", terminal=True).out


def test_a_hostile_name_does_not_steer_a_build() -> None:
    name = "a\n::error::b.txt" if os.name == "posix" else "ab.txt"
    Path(name).write_text("1. To act [%0A::error::x\u2028::warning::y\r::set-env\n")
    ended = run("check", name, "--to", "github")
    commands = [line for line in ended.out.splitlines() if line.startswith("::")]
    assert len(commands) == len(run("check", name, "--to", "json").out.split('"code"')) - 1
