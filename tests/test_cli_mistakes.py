"""Mistakes of the caller, unreadable drafts, errors of our own: one line each, and the status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from cica_redline.cli import main
from running import COMMAND, DRAFT, REDLINE, environment, run, whole

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small draft, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


def complaint(*words: str, stdin: bytes | str = b"") -> str:
    """The one line that a mistake gets, without the name of the command before it."""
    ended = run(*words, stdin=stdin)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("redline: ")
    assert ended.err.endswith("\n")
    assert ended.err.count("\n") == 1
    assert CONTROLS.findall(ended.err) == []
    return ended.err.removeprefix("redline: ").removesuffix("\n")


# A wrong word gets the right one


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        ("rendr draft.txt", "rendr", ["render"]),
        ("redner draft.txt", "redner", ["render"]),
        ("Render draft.txt", "Render", ["render"]),
        ("tre draft.txt", "tre", ["tree"]),
        ("partys", "partys", ["parties"]),
        ("render draft.txt --to htlm", "htlm", ["html"]),
        ("render draft.txt --to jsn", "jsn", ["json"]),
        ("render draft.txt --to markdown", "markdown", ["markup"]),
        ("tree draft.txt --to jsno", "jsno", ["json"]),
        ("render draft.txt --accepted al", "al", ["all"]),
        ("render draft.txt --accepted contested", "contested", ["uncontested"]),
        ("render draft.txt --color alway", "alway", ["always"]),
        ("render draft.txt --as-proposed-by IDN", "IDN", ["IND", "IRN"]),
        ("render draft.txt --as-proposed-by idn", "IDN", ["IND", "IRN"]),
        ("render draft.txt --as-proposed-by IND,IDN", "IDN", ["IND", "IRN"]),
        ("render draft.txt --as-proposed-by Indai", "Indai", ["IND"]),
        ("render draft.txt --as-proposed-by Turky", "Turky", ["TUR"]),
        ("render draft.txt --as-proposed-by TRU", "TRU", ["TUR"]),
        ("render draft.txt --as-proposed-by IND --against IDN", "IDN", ["IND", "IRN"]),
        ("render draft.txt --as-proposed-by IND --against bas", "bas", ["base"]),
        ("render draft.txt --as-proposed-by IND --against bsae", "bsae", ["base"]),
        ("render draft.txt --clause PP11", "PP11", ["PP1"]),
        ("render draft.txt --encoding latni1", "latni1", ["latin1"]),
        ("render draft.txt --encoding utf-88", "utf-88", ["utf-8"]),
    ],
)
def test_a_wrong_word_gets_the_nearest_right_one(words: str, wrong: str, right: list[str]) -> None:
    message, asked, meant = complaint(*words.split()).partition("; did you mean ")
    assert asked
    assert wrong in message
    assert meant.removesuffix("?").split(" or ") == right


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        ("render draft.txt --bsae", "--bsae", "--base"),
        ("render draft.txt --as-proposedby IND", "--as-proposedby", "--as-proposed-by"),
        ("render draft.txt --colour always", "--colour", "--color"),
        ("render draft.txt --adresses", "--adresses", "--addresses"),
        ("tree draft.txt --encodign utf-8", "--encodign", "--encoding"),
        ("parties --al", "--al", "--all"),
        ("--versoin", "--versoin", "--version"),
    ],
)
def test_a_wrong_option_gets_the_nearest_right_one(words: str, wrong: str, right: str) -> None:
    message, asked, meant = complaint(*words.split()).partition("id you mean")
    assert asked
    assert wrong in message
    assert re.search(rf"(?<![\w-]){right}(?![\w-])", meant)


def test_a_party_that_only_the_draft_knows_is_proposed_too() -> None:
    draft = "To act [now] (+Atlantis).\n"
    message = complaint("render", "-", "--as-proposed-by", "Atlantsi", stdin=draft)
    assert message.endswith("; did you mean Atlantis?")


def test_a_state_that_is_not_at_the_table_is_named() -> None:
    message = complaint("render", "draft.txt", "--as-proposed-by", "fra")
    assert message == "FRA (France) is neither in this draft nor a member of CICA"


def test_indonesia_is_no_member_and_its_code_may_be_a_slip() -> None:
    message = complaint("render", "draft.txt", "--as-proposed-by", "IDN")
    assert message == (
        "IDN (Indonesia) is neither in this draft nor a member of CICA; did you mean IND or IRN?"
    )


def test_a_party_outside_the_body_that_is_in_the_draft_has_its_view() -> None:
    draft = "To act [now] (+IDN).\n"
    ended = whole("render", "-", "--as-proposed-by", "IDN", stdin=draft)
    assert ended == (0, "To act now.\n", "")


def test_a_draft_in_the_place_of_a_command_gets_the_command() -> None:
    assert complaint("draft.txt").endswith("redline render draft.txt")


def test_a_proposal_in_the_place_of_a_clause_gets_its_clause() -> None:
    message = complaint("render", "draft.txt", "--clause", "PP1/2")
    assert message == "PP1/2 is a proposal; its clause is PP1"


# What does not go together, or is missing


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("--base --accepted all", ["--base", "--accepted"]),
        ("--base --as-proposed-by IND", ["--base", "--as-proposed-by"]),
        ("--as-proposed-by IND --accepted all", ["--as-proposed-by", "--accepted"]),
        ("--against base", ["--against", "--as-proposed-by"]),
        ("--against IND --base", ["--against", "--as-proposed-by"]),
        ("--template t.j2 --to html", ["--template", "--to"]),
        ("--width wide", ["--width", "wide"]),
        ("--width -3", ["--width", "-3"]),
        ("--as-proposed-by", ["--as-proposed-by"]),
        ("--to", ["--to"]),
        ("other.txt", ["other.txt"]),
        ("--base=3", ["--base"]),
        ("-x", ["-x"]),
        ("--clause IX.9", ["IX.9"]),
        ("--as-proposed-by BHR --clause IX.9", ["IX.9"]),  # and no note besides
        ("--as-proposed-by XYZ", ["XYZ"]),
        ("--to pdf", ["pdf", "html", "json"]),
        ("-o draft.pdf", [".pdf", "--to"]),
    ],
)
def test_a_mistake_names_what_is_wrong(words: str, named: list[str]) -> None:
    message = complaint("render", "draft.txt", *words.split())
    for word in named:
        assert word in message


@pytest.mark.parametrize("command", ["render", "tree"])
def test_a_command_without_its_draft_says_so(command: str) -> None:
    assert "DRAFT" in complaint(command)


@pytest.mark.parametrize("value", ["", ",", " "], ids=["nothing", "a comma", "a blank"])
@pytest.mark.parametrize("option", ["--as-proposed-by", "--clause", "--against"])
def test_an_option_with_nothing_in_it_is_a_mistake(option: str, value: str) -> None:
    # Such as "$PARTY" where the variable is not set: what nobody asked for would be shown.
    party = ["--as-proposed-by", "IND"] if option == "--against" else []
    assert complaint("render", "draft.txt", *party, option, value)


# Files


@pytest.mark.parametrize("command", ["render", "tree", "parties"])
def test_a_missing_draft_is_one_line(command: str) -> None:
    assert complaint(command, "missing.txt") == "missing.txt: there is no such file"


@pytest.mark.parametrize("command", ["render", "tree", "parties"])
def test_a_directory_is_no_draft(command: str) -> None:
    assert complaint(command, "folder") == "folder: this is a directory, not a file"


@pytest.mark.parametrize("output", ["missing/out.txt", "folder", ".", ""])
@pytest.mark.parametrize("command", ["render", "tree"])
def test_an_output_that_cannot_be_written_is_one_line(command: str, output: str) -> None:
    before = sorted(Path().rglob("*"))
    message = complaint(command, "draft.txt", "-o", output)
    assert "nothing was written" in message
    assert "not a draft" not in message
    assert not message.startswith(":")
    assert sorted(Path().rglob("*")) == before


def test_a_missing_template_is_one_line() -> None:
    message = complaint("render", "draft.txt", "--template", "missing.j2")
    assert message == "missing.j2: there is no such file"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ lines[0].nothing }}", "nothing"),
        ("a\n{% for %}", "line 2: "),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'x' * none }}", "multiply"),
        ("{{ title.__class__ }}", "unsafe"),
        ("{{ title.__init__.__globals__ }}", "unsafe"),
        ("{{ lines.append(1) }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{{ range(10000000) | list }}", "range"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion"),
        ("\ud83d", ""),
    ],
)
def test_a_template_that_cannot_be_filled_is_one_line(template: str, said: str) -> None:
    Path("own.j2").write_bytes(template.encode("utf-8", errors="surrogatepass"))
    message = complaint("render", "draft.txt", "--template", "own.j2", "-q")
    assert message.startswith("own.j2: ")
    assert said in message


HOSTILE_NAMES = [
    "a\x1b[31m.txt",
    "a\x1b]0;x\x07.txt",
    "a\nredline: b.txt",
    "a\u202etxt.b",
    "a\x9b1m",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize(
    "words",
    [
        ["render", "{}"],
        ["tree", "{}"],
        ["parties", "{}"],
        ["{}"],
        ["render", "draft.txt", "-o", "missing/{}"],
        ["render", "draft.txt", "--template", "{}"],
        ["render", "draft.txt", "--to", "{}"],
        ["render", "draft.txt", "--as-proposed-by", "{}"],
        ["render", "draft.txt", "--as-proposed-by", "IND", "--against", "{}"],
        ["render", "draft.txt", "--clause", "{}"],
        ["render", "draft.txt", "--encoding", "{}"],
        ["render", "draft.txt", "--{}"],
        ["render", "draft.txt", "-o", "out.{}x"],
    ],
    ids=" ".join,
)
def test_nothing_on_the_line_can_steer_the_terminal(words: list[str], name: str) -> None:
    complaint(*(word.format(name) for word in words))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_of_a_draft_can_steer_the_terminal(name: str) -> None:
    Path(name).write_text("[a] b [c\n")
    ended = run("render", name)
    assert (ended.status, ended.out) == (0, "[a] b [c]\n")
    assert ended.err.startswith("redline: 2 problems in brackets and positions")
    assert ended.err.count("\n") == 1
    assert CONTROLS.findall(ended.err) == []


def test_a_name_that_is_no_text_is_told_all_the_same() -> None:
    name = os.fsdecode(b"\xff\xfe.txt")
    assert complaint("render", name).endswith(": there is no such file")
    Path(name).write_text("[a] b [c\n")
    assert run("render", name).out == "[a] b [c]\n"
    assert run("render", name, "--to", "json").status == 0


# Bytes


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\xff", "byte 0xff at line 1, column 1"),
        (b"one\ntwo\nthr\xe9e", "byte 0xe9 at line 3, column 4"),
        (b"one\r\ntwo\r\n\xd0\xbf\xd1\x80\xe9", "byte 0xe9 at line 3, column 3"),
        (b"one\rtw\xe2\x80", "byte 0xe2 at line 2, column 3"),
        (b"\xef\xbb\xbfone\ntw\xff", "byte 0xff at line 2, column 3"),
        (b"\xff\xfea\x00\n\x00b\x00\x00\xd8", "byte 0x00 at line 2, column 2"),
    ],
    ids=repr,
)
def test_a_byte_that_is_no_text_is_named_with_its_place(data: bytes, named: str) -> None:
    Path("bad.txt").write_bytes(data)
    for command in ("render", "tree", "parties"):
        message = complaint(command, "bad.txt")
        assert message.startswith(f"bad.txt: {named} ")
        assert "--encoding" in message


def test_bytes_on_standard_input_are_named_with_their_place() -> None:
    message = complaint("render", "-", stdin=b"one\n\xe9")
    assert "byte 0xe9 at line 2, column 1" in message
    assert "--encoding" in message


RUSSIAN = "Государства [и] (+RUS) партнёры.\n"


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (RUSSIAN.encode("utf-8"), []),
        (RUSSIAN.encode("utf-8-sig"), []),
        (RUSSIAN.encode("utf-16"), []),
        (b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), []),
        (RUSSIAN.encode("utf-32"), []),
        (RUSSIAN.encode("utf-8-sig"), ["--encoding", "utf-8"]),
        (RUSSIAN.encode("utf-16"), ["--encoding", "utf-16"]),
        (RUSSIAN.encode("utf-16-le"), ["--encoding", "utf-16-le"]),
        (RUSSIAN.encode("cp1251"), ["--encoding", "cp1251"]),
        (RUSSIAN.encode("koi8-r"), ["--encoding", "KOI8-R"]),
        (RUSSIAN.encode("utf-7"), ["--encoding", "utf_7"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_draft_may_be_in_any_encoding(data: bytes, options: list[str]) -> None:
    Path("coded.txt").write_bytes(data)
    assert whole("render", "coded.txt", *options) == (0, RUSSIAN, "")
    rows = run("parties", "coded.txt", *options).out.splitlines()
    assert rows[1] == "RUS\tRussian Federation\t1\t0\t0"
    assert "insertion (+RUS)" in run("tree", "coded.txt", *options).out


@pytest.mark.parametrize(
    "encoding", ["klingon", "rot13", "hex", "base64", "zip", "uu", "idna", "undefined", "bz2"]
)
@pytest.mark.parametrize("data", [b"a \xff", b"plain"], ids=["bytes", "text"])
def test_what_is_no_encoding_of_text_is_one_line(encoding: str, data: bytes) -> None:
    Path("coded.txt").write_bytes(data)
    ended = run("render", "coded.txt", "--encoding", encoding)
    # IDNA reads plain ASCII, and that is fine.
    if not (encoding == "idna" and data == b"plain"):
        assert (ended.status, ended.out) == (2, "")
        assert ended.err.startswith("redline: ")
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "one\r\n\r\n1. To act [now]\r\n(+IND).\r\n",
        "one\r\r1. To act [now]\r(+IND).\r",
        "no [final] (+IND) newline",
        "a NUL \x00 in [\x00] (+IND)\x00",
        "\u2028one\u2028\u20281. To [act\u2029] (+IND)",
        "a\x0bb\x0cc\x85d\x1ce\n\n\x0c\n2",
        "\ufeff\ufeffone [two] (+\ufeffIND)",
        "[[]](((\\[\n\n- 3 -\n\n]]",
        "𝕬 [😀] (+IND) é\u0301\n",
    ],
    ids=repr,
)
def test_every_character_is_read_and_kept(text: str) -> None:
    Path("kept.txt").write_bytes(text.encode("utf-8"))
    ended = run("tree", "kept.txt", "--to", "json", "--encoding", "utf-8")
    assert (ended.status, ended.err) == (0, "")
    data = json.loads(ended.out)
    ends = [0, *(end for leaf in data["leaves"] for end in leaf["span"]), len(text)]
    # Each leaf begins where the one before it ends, from 0 to the end of the source.
    assert ends[::2] == ends[1::2]
    assert all(one <= other for one, other in pairwise(ends))
    assert "".join(leaf_texts(data)) == text


def leaf_texts(node: dict[str, object]) -> list[str]:
    """The texts of the leaves below a node of the JSON, in order."""
    children = node.get("children")
    if not isinstance(children, list):
        return [str(node["text"])]
    return [text for child in children for text in leaf_texts(child)]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x85"], ids=repr)
def test_a_draft_reads_the_same_whatever_ends_its_lines(end: str) -> None:
    Path("ends.txt").write_bytes(DRAFT.replace("\n", end).encode("utf-8"))
    assert whole("render", "ends.txt") == (0, REDLINE, "")


# Errors of our own, and interruptions


def break_down(*_: object, **__: object) -> None:
    raise RuntimeError("out of \x1b[31mink\nand paper")


def test_an_internal_error_is_one_line_and_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cica_redline.views.view", break_down)
    ended = run("render", "draft.txt")
    assert (ended.status, ended.out) == (3, "")
    assert ended.err == (
        "redline: internal error: RuntimeError: out of ␛[31mink and paper (--debug shows where)\n"
    )


@pytest.mark.parametrize("words", ["--debug render draft.txt", "render draft.txt --debug"])
def test_debug_shows_where_an_internal_error_arose(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cica_redline.views.view", break_down)
    with pytest.raises(RuntimeError, match="and paper"):
        main(words.split())


def test_debug_changes_nothing_else() -> None:
    assert whole("--debug", "render", "draft.txt") == (0, REDLINE, "")
    assert whole("--debug", "render", "x.txt") == whole("render", "x.txt")


def test_an_interruption_is_status_130_and_nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cica_redline.views.view", interrupt)
    ended = run("render", "draft.txt")
    assert (ended.status, ended.out, ended.err.strip()) == (130, "", "")


def test_ctrl_c_while_the_draft_is_awaited_ends_without_a_traceback() -> None:
    os.mkfifo("fifo")
    with (
        subprocess.Popen(
            [*COMMAND, "render", "fifo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as process,
        Path("fifo").open("wb"),
    ):  # which waits until the command reads from it
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.parametrize("words", [["render", "nope.txt"], ["render", "draft.txt"]], ids=" ".join)
def test_a_status_does_not_hang_on_standard_error(words: list[str]) -> None:
    expected = run(*words).status
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*COMMAND, *words],
            stdout=subprocess.DEVNULL,
            stderr=full,
            check=False,
            env=environment(),
        )
    assert ended.returncode == expected


@pytest.mark.parametrize("command", ["render draft.txt", "parties", "check draft.txt", "render -h"])
@pytest.mark.parametrize("output", ["/dev/full", "&-"])
def test_an_output_that_takes_nothing_is_one_line(command: str, output: str) -> None:
    if output == "/dev/full" and not Path(output).exists():
        pytest.skip("this system has no full device")
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m cica_redline {command} >{output}', sys.executable],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith("redline: standard output: ")
    assert ended.stderr.count(b"\n") == 1


def test_an_encoding_of_other_things_than_text_is_a_mistake() -> None:
    message = complaint("render", "draft.txt", "--encoding", "base64")
    assert message == "base64 is no encoding of text"
