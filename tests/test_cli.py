"""`redline`, its commands and options: what each shows of a draft."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import BashComplete, ShellComplete

import cica_redline
from cica_redline import cli, parse, render, view
from running import COMMAND, DRAFT, REDLINE, environment, run, shown, whole

if TYPE_CHECKING:
    from pathlib import Path

UNSIGNED = "To act [now] swiftly [and] well [or not.\n"
"""Two brackets that nobody signed, and one that is never closed."""

COMMANDS = ["render", "tree", "parties", "check", "rules", "format", "config", "git-setup"]
OPTIONS = [
    *("--base", "--as-proposed-by", "--accepted", "--against", "--to", "-o", "--clause"),
    *("--addresses", "--front-matter", "--infer-alternatives", "--literal", "--template"),
    *("--color", "--width", "--encoding", "-q"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small draft in a file."""
    file = tmp_path / "draft.txt"
    file.write_text(DRAFT, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


# Views


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], REDLINE),
        (["--base"], shown("Noting the old text,", "1. To act.")),
        (["--as-proposed-by", "IND"], shown("Noting well the old text,", "1. To act now.")),
        (["--as-proposed-by", "TUR"], shown("Noting the old text,", "1. To act.")),
        (["--as-proposed-by", "RUS"], shown("Noting the new text,", "1. To act.")),
        (["--as-proposed-by", "BHR"], shown("Noting the new text,", "1. To act.")),
        (
            ["--as-proposed-by", "BHR", "--literal"],
            shown("Noting the old new text,", "1. To act."),
        ),
        (["--accepted", "all"], shown("Noting well the new text,", "1. To act now.")),
        (
            ["--accepted", "uncontested"],
            shown("Noting well the new text,", "1. To act [now] (+IND) (-TUR)."),
        ),
        (
            ["--as-proposed-by", "IND,TUR"],
            shown("Noting well the old text,", "1. To act [now] (+IND) (-TUR)."),
        ),
        (
            ["--as-proposed-by", "IND", "--as-proposed-by", "RUS"],
            shown("Noting well the new text,", "1. To act now."),
        ),
        (
            ["--as-proposed-by", "IND", "--against", "base"],
            shown("Noting [well] (+IND) the old text,", "1. To act [now] (+IND)."),
        ),
        (
            ["--as-proposed-by", "IND", "--against", "RUS"],
            shown(
                "Noting [well] (+IND) the [old] (+IND) [new] (-IND) text,",
                "1. To act [now] (+IND).",
            ),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_view(path: Path, options: list[str], expected: str) -> None:
    assert whole("render", path, *options, "-q") == (0, expected, "")


def test_inferred_alternatives_replace() -> None:
    draft = "Noting the [old] (-RUS) [new] (+IND) text,\n"
    options = ["render", "-", "--as-proposed-by", "IND", "-q"]
    assert whole(*options, stdin=draft) == (0, "Noting the old new text,\n", "")
    inferred = whole(*options, "--infer-alternatives", stdin=draft)
    assert inferred == (0, "Noting the new text,\n", "")


@pytest.mark.parametrize("written", ["IND", "ind", "India", "INDIA", " IND "])
def test_a_party_may_be_written_in_lower_case_or_by_name(path: Path, written: str) -> None:
    expected = whole("render", path, "--as-proposed-by", "IND")
    assert whole("render", path, "--as-proposed-by", written) == expected


def test_a_party_that_only_the_draft_knows_has_its_view() -> None:
    draft = "To act [now] (+Atlantis).\n"
    ended = whole("render", "-", "--as-proposed-by", "Atlantis", "-q", stdin=draft)
    assert ended == (0, "To act now.\n", "")


# Clauses, addresses, front matter, width


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["I.1"], "1. To act [now] (+IND) (-TUR).\n"),
        (["PP0,I.2"], "We, the States;\n\n2. To rest.\n"),
        # In the order of the draft, each once, in whatever letters.
        (["I.2", "i.1", "I.1"], "1. To act [now] (+IND) (-TUR).\n\n2. To rest.\n"),
        (["PP"], REDLINE.split("Draft Plan\n\n")[1].split("\nPillar")[0]),
        (["I"], "Pillar I" + REDLINE.split("Pillar I")[1]),
        (["T"], "Draft Plan\n"),
    ],
    ids=str,
)
def test_clause(path: Path, clauses: list[str], expected: str) -> None:
    options = [word for clause in clauses for word in ("--clause", clause)]
    assert whole("render", path, *options, "-q") == (0, expected, "")


def test_a_clause_comes_with_all_that_stands_under_it() -> None:
    draft = "Part I: Uses\n\n1. To act:\n(a) now;\n(b) later.\n\nIn time.\n\n2. To rest.\n"
    ended = whole("render", "-", "--clause", "I.1", stdin=draft)
    assert ended == (0, "1. To act:\n\n(a) now;\n\n(b) later.\n\nIn time.\n", "")
    assert whole("render", "-", "--clause", "I.1.b", stdin=draft) == (0, "(b) later.\n", "")


def test_addresses_stand_before_each_clause(path: Path) -> None:
    assert whole("render", path, "--addresses", "--base") == (
        0,
        (
            "T    Draft Plan\n\n"
            "PP0  We, the States;\n\n"
            "PP1  Noting the old text,\n\n"
            "I    Pillar I: Words\n\n"
            "I.0  We resolve to act:\n\n"
            "I.1  1. To act.\n\n"
            "I.2  2. To rest.\n"
        ),
        "",
    )


def test_width_breaks_lines_and_sets_them_in_behind_the_addresses(path: Path) -> None:
    assert whole("render", path, "--width", "30", "--addresses", "--clause", "PP") == (
        0,
        (
            "PP0  We, the States;\n\n"
            "PP1  Noting [well] (+IND) the\n"
            "     [old] (-RUS) [new] (+RUS)\n"
            "     (+BHR) text,\n"
        ),
        "",
    )


def test_width_0_breaks_no_line(path: Path) -> None:
    options = ["--width", "0", "--to", "text"]
    assert whole("render", path, *options, terminal=True) == (0, REDLINE, "")


def test_sub_clauses_are_set_in_where_lines_are_broken() -> None:
    draft = "1. To act:\n(a) now and again;\n"
    ended = whole("render", "-", "--width", "15", stdin=draft)
    assert ended == (0, "1. To act:\n\n    (a) now and\n    again;\n", "")


def test_front_matter_is_kept_when_asked_for(path: Path) -> None:
    expected = f"Note by the secretariat\n\n{REDLINE}"
    assert whole("render", path, "--front-matter") == (0, expected, "")


# Formats


FIRST_WORDS = {
    "text": "Draft Plan\n",
    "markup": "Note by the secretariat\n",
    "ansi": "\x1b[1mDraft Plan\x1b[0m\n",
    "html": "<!DOCTYPE html>\n",
    "json": '{\n  "version": 1,\n',
}


@pytest.mark.parametrize("to", FIRST_WORDS)
def test_to_names_the_format(path: Path, to: str) -> None:
    ended = run("render", path, "--to", to, "-q")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(FIRST_WORDS[to])
    assert ended.out.endswith("\n")


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("out.txt", "text"),
        ("out.text", "text"),
        ("out.draft", "markup"),
        ("out.ansi", "ansi"),
        ("out.html", "html"),
        ("out.htm", "html"),
        ("OUT.HTML", "html"),
        ("out.json", "json"),
        ("out", "text"),
    ],
)
def test_the_format_is_that_of_the_output_by_its_name(
    path: Path, tmp_path: Path, name: str, to: str
) -> None:
    output = tmp_path / name
    assert whole("render", path, "--base", "-o", output) == (0, "", "")
    assert output.read_bytes() == run("render", path, "--base", "--to", to).written


def test_to_is_over_the_name_of_the_output(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.html"
    assert whole("render", path, "--to", "text", "-o", output) == (0, "", "")
    assert output.read_text("utf-8") == REDLINE


def test_text_is_what_a_pipe_gets(path: Path) -> None:
    assert run("render", path).out == REDLINE


def test_markup_is_the_whole_draft_and_reads_back_as_it(path: Path) -> None:
    markup = run("render", path, "--to", "markup").out
    assert markup.startswith("Note by the secretariat\n\n**Draft Plan**\n")
    assert whole("render", "-", "--to", "markup", stdin=markup) == (0, markup, "")
    assert whole("render", "-", stdin=markup) == (0, REDLINE, "")


def test_json_has_the_view_that_was_asked_for(path: Path) -> None:
    data = json.loads(run("render", path, "--to", "json", "--as-proposed-by", "BHR").out)
    assert [(note["address"], note["code"]) for note in data["notes"]] == [
        ("PP1/2", "co-sponsored-replacement")
    ]


def test_colour_says_the_same_as_the_text(path: Path) -> None:
    coloured = run("render", path, "--color", "always").out
    legend = "[added] (+)   [struck] (-)   [contested] (+) (-)\n"
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == f"{REDLINE}\n{legend}"


@pytest.mark.parametrize(
    ("draft", "styled"),
    [
        ("[now] (+IND)\n", "\x1b[32;4mnow\x1b[0m"),
        ("[now] (-IND)\n", "\x1b[31;9mnow\x1b[0m"),
        ("[now] (+IND) (-TUR)\n", "\x1b[35;1;4mnow\x1b[0m"),
        ("[now]\n", "\x1b[33mnow\x1b[0m"),
    ],
)
def test_kinds_are_told_apart_without_their_colours(draft: str, styled: str) -> None:
    assert styled in run("render", "-", "--color", "always", "-q", stdin=draft).out


def test_a_template_of_ones_own_is_filled(path: Path, tmp_path: Path) -> None:
    template = tmp_path / "list.j2"
    template.write_text(
        "{{ title }}\n{% for line in lines %}{{ line.address }} | {{ line.text }}\n{% endfor %}"
    )
    ended = whole("render", path, "--template", template, "--base", "--clause", "T,I")
    assert ended == (
        0,
        (
            "Draft Plan\nT | Draft Plan\nI | Pillar I: Words\nI.0 | We resolve to act:\n"
            "I.1 | 1. To act.\nI.2 | 2. To rest.\n"
        ),
        "",
    )


def test_a_template_is_told_about_notes_and_positions(path: Path, tmp_path: Path) -> None:
    template = tmp_path / "list.j2"
    template.write_text(
        "{% for one in proposals %}{{ one.address }} {{ one.kind }} {{ one.contested }}"
        "{% for p in one.positions %} {{ p.sign }}{{ p.name }}{% endfor %};{% endfor %}"
    )
    assert whole("render", path, "--template", template) == (
        0,
        (
            "PP1/1 insertion False +India;"
            "PP1/2 deletion False -Russian Federation;"
            "PP1/3 insertion False +Russian Federation +Bahrain;"
            "I.1/1 insertion True +India -Türkiye;"
        ),
        "",
    )


# Reading and saying


def test_a_dash_is_standard_input_and_standard_output() -> None:
    assert whole("render", "-", "-o", "-", stdin=DRAFT) == (0, REDLINE, "")
    assert run("tree", "-", "-o", "-", stdin=DRAFT).out.splitlines()[1].startswith("T ")
    assert run("parties", "-", stdin=DRAFT).out.splitlines()[1] == "IND\tIndia\t2\t0\t0"


def test_after_two_dashes_a_draft_may_have_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "--base").write_text("To act.\n")
    assert whole("render", "--", "--base") == (0, "To act.\n", "")


def test_notes_go_to_standard_error_and_never_into_the_text(path: Path) -> None:
    noted = run("render", path, "--as-proposed-by", "BHR")
    quiet = run("render", path, "--as-proposed-by", "BHR", "-q")
    assert noted.written == quiet.written
    assert noted.err.startswith("redline: note: PP1/2: BHR ")
    assert noted.err.count("\n") == 1
    assert quiet.err == ""


@pytest.mark.parametrize("to", FIRST_WORDS)
def test_notes_change_no_format(path: Path, to: str) -> None:
    options = ["render", str(path), "--as-proposed-by", "BHR,KAZ", "--to", to]
    noted, quiet = run(*options), run(*options, "--quiet")
    assert noted.written == quiet.written
    assert noted.said
    assert not quiet.said


@pytest.mark.parametrize(
    ("draft", "options", "said"),
    [
        ("[new] (+RUS) [old] (-RUS)\n", ["--as-proposed-by", "KAZ"], ["note: KAZ "]),
        ("[new] (+IND) [old] (-RUS)\n", ["--as-proposed-by", "IND"], ["note: PP1/1: IND "]),
        (
            "[act [now] (+IND) all] (+RUS)\n",
            ["--as-proposed-by", "IND"],
            ["note: PP1/2: IND "],
        ),
        ("[now] (+EU) [so] (+FRA)\n", ["--as-proposed-by", "FRA"], ["note: PP1/1: (+EU) "]),
        (
            "[now] (+IND) (-TUR)\n",
            ["--as-proposed-by", "IND,TUR"],
            ["note: PP1/1: IND, TUR "],
        ),
        ("[now] (+IND)\n", ["--base"], []),
        (UNSIGNED, [], ["3 problems in brackets and positions"]),
        ("To [act] now\n", ["--base"], ["1 problem in brackets and positions"]),
    ],
    ids=str,
)
def test_what_changes_a_view_is_said(draft: str, options: list[str], said: list[str]) -> None:
    lines = run("render", "-", *options, stdin=draft).err.splitlines()
    assert len(lines) == len(said), lines
    for line, words in zip(lines, said, strict=True):
        assert line.startswith(f"redline: {words}")


def test_one_note_names_all_the_places_it_is_about() -> None:
    draft = "[a] (-RUS) [b] (+RUS) (+BHR);\n\n[c] (-RUS) [d] (+RUS) (+BHR);\n"
    said = run("render", "-", "--as-proposed-by", "BHR", stdin=draft).err
    assert said.startswith("redline: note: PP1/1, PP2/1: BHR ")
    assert said.count("\n") == 1


def test_the_party_that_a_text_is_shown_against_is_noted_too(path: Path) -> None:
    said = run("render", path, "--as-proposed-by", "IND", "--against", "KAZ").err
    assert said.startswith("redline: note: KAZ has no position in this draft")


def test_a_view_with_settled_words_is_not_called_the_base_text() -> None:
    draft = "To act [now] (+IND) (agreed) and [so] (+IND).\n"
    ended = run("render", "-", "--as-proposed-by", "KAZ", stdin=draft)
    assert ended.out == "To act now and.\n"
    assert ended.err.startswith("redline: note: KAZ has no position in this draft")
    assert "its text is the base text" not in ended.err


def test_the_command_that_shows_the_problems_can_be_typed(tmp_path: Path) -> None:
    file = tmp_path / "a draft.txt"
    file.write_text(UNSIGNED)
    for name, stdin in ((str(file), ""), ("-", UNSIGNED)):
        said = run("render", name, stdin=stdin).err
        found = re.search(r"\((redline check .*) shows where\)", said)
        assert found, said
        _, *words = shlex.split(found[1])
        assert words == ["check", name]
        assert "B06 unattributed-bracket" in run(*words, stdin=stdin).out


def test_a_text_has_one_line_a_paragraph_whatever_a_position_is_written_like() -> None:
    draft = "To act [now] (+The Free\nState of  Bohemia).\n"
    ended = whole("render", "-", "-q", stdin=draft)
    assert ended == (0, "To act [now] (+The Free State of Bohemia).\n", "")


# Parties


def test_parties_are_the_members_of_the_body() -> None:
    rows = run("parties").out.splitlines()
    assert rows[0] == "code\tparty"
    assert "IND\tIndia" in rows
    assert [row.split("\t")[0] for row in rows[1:]] == sorted(cica_redline.CICA.members)


def test_all_the_parties_are_listed_when_asked_for() -> None:
    rows = run("parties", "--all").out.splitlines()
    codes = [party.code for party in cica_redline.CICA.listed]
    assert [row.split("\t")[0] for row in rows[1:]] == codes


def test_parties_of_a_draft_with_what_they_do(path: Path) -> None:
    assert whole("parties", path) == (
        0,
        (
            "code\tparty\tproposes\tsupports\topposes\n"
            "IND\tIndia\t2\t0\t0\n"
            "RUS\tRussian Federation\t2\t0\t0\n"
            "BHR\tBahrain\t0\t1\t0\n"
            "TUR\tTürkiye\t0\t0\t1\n"
        ),
        "",
    )


def test_parties_are_a_table_on_a_terminal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    table = run("parties", path, terminal=True).out
    rows = [re.sub("\x1b\\[[0-9;]*m", "", row).split() for row in table.splitlines()]
    assert rows == [
        ["code", "party", "proposes", "supports", "opposes"],
        ["IND", "India", "2", "0", "0"],
        ["RUS", "Russian", "Federation", "2", "0", "0"],
        ["BHR", "Bahrain", "0", "1", "0"],
        ["TUR", "Türkiye", "0", "0", "1"],
    ]


def test_no_name_of_a_party_is_markup_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    table = run("parties", "-", stdin="To [act] (+A:bomb:).\n", terminal=True).out
    assert table.splitlines()[1].split() == ["A:bomb:", "A:bomb:", "1", "0", "0"]


def test_every_party_has_one_row_of_five_columns() -> None:
    draft = "To [act] (+A\tB), [now] (+The Free\nState) (-[/x]) (+:bomb:).\n"
    rows = run("parties", "-", stdin=draft).out.splitlines()
    assert [len(row.split("\t")) for row in rows] == [5] * len(rows)
    assert len(rows) == 1 + len(parse(draft).positions)


# Help, version, completion


def test_version() -> None:
    assert whole("--version") == (0, f"redline {cica_redline.__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_the_commands(flag: str) -> None:
    ended = run(flag)
    assert (ended.status, ended.err) == (0, "")
    for name in COMMANDS:
        assert re.search(rf"^  {name}  +\w", ended.out, re.MULTILINE)


def test_help_is_what_redline_alone_shows() -> None:
    assert run().out == run("-h").out


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=str)
def test_every_example_of_the_help_works(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    numbers = "\n".join(f"{n}. To act [now] (+IND)." for n in range(1, 13))
    for name in ("draft.txt", "d.txt"):
        (tmp_path / name).write_text(f"Part II: Deeds\n\n{numbers}\n")
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "canonical.txt").write_text("1. To act [now] (+IND).\n")
    subprocess.run(["git", "init", "--quiet"], check=True)  # noqa: S607
    text = run(*words, "-h").out
    examples = re.findall(r"redline \w.*?(?=  |\)| \||$)", text.split("Examples:")[1], re.MULTILINE)
    assert examples
    for example in examples:
        ended = run(*shlex.split(example)[1:])
        # What it tells of files that it formatted is no complaint.
        assert (ended.status, "redline: " in ended.err) == (0, False), example


def test_help_says_every_option_of_render() -> None:
    text = run("render", "-h").out
    for option in OPTIONS:
        assert re.search(rf"^  {option}[ ,]", text, re.MULTILINE), option


def test_python_runs_the_package_as_the_command(path: Path) -> None:
    words = [*COMMAND, "render", str(path)]
    ended = subprocess.run(words, capture_output=True, check=False, env=environment())
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, REDLINE.encode(), b"")


def test_three_lines_of_python_do_the_same(path: Path) -> None:
    draft = parse(path.read_text("utf-8"))
    text = render(view(draft, as_proposed_by="IND"))
    assert text == run("render", path, "--as-proposed-by", "IND").out


def completed(*words: str) -> list[str]:
    """What the shell offers for the last of these words."""
    shell = ShellComplete(cli.command, {}, "redline", "_REDLINE_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


def test_commands_complete() -> None:
    assert completed("") == COMMANDS
    assert completed("tr") == ["tree"]


def test_formats_complete(path: Path) -> None:
    assert completed("render", str(path), "--to", "") == list(FIRST_WORDS)


@pytest.mark.parametrize("option", ["--as-proposed-by", "--against"])
def test_party_codes_complete_from_the_draft_on_the_line(path: Path, option: str) -> None:
    offered = completed("render", str(path), option, "")
    assert [code for code in offered if code.isupper()] == ["BHR", "IND", "RUS", "TUR"]
    assert completed("render", str(path), option, "i") == ["IND"]


def test_party_codes_complete_after_other_options(path: Path) -> None:
    words = ["render", "--width", "60", "--addresses", str(path), "--to", "html"]
    assert completed(*words, "--as-proposed-by", "") == ["BHR", "IND", "RUS", "TUR"]


def test_party_codes_complete_after_a_comma(path: Path) -> None:
    words = ["render", str(path), "--as-proposed-by"]
    assert completed(*words, "TUR,B") == ["TUR,BHR"]


def test_the_base_completes_where_a_text_is_shown_against_it(path: Path) -> None:
    words = ["render", str(path), "--as-proposed-by", "IND", "--against"]
    assert completed(*words, "b") == ["base", "BHR"]


@pytest.mark.parametrize("name", [[], ["missing.txt"]], ids=["no draft", "a missing draft"])
def test_party_codes_complete_from_the_body_without_a_draft(name: list[str]) -> None:
    assert completed("render", *name, "--as-proposed-by", "I") == ["IND", "IRN", "IRQ", "ISR"]


def test_completion_never_waits_for_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    monkeypatch.setattr(sys, "stdin", Keyboard())
    offered = completed("render", "-", "--as-proposed-by", "I")
    assert offered == ["IND", "IRN", "IRQ", "ISR"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_its_completion(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_REDLINE_COMPLETE", f"{shell}_source")
    if shell == "bash":
        # Which version of bash there is, click asks bash itself.
        monkeypatch.setattr(BashComplete, "_check_version", staticmethod(lambda: None))
    assert "_REDLINE_COMPLETE" in run().out
