"""`redline git-setup`, with git itself: what a diff of drafts shows, and what is left alone."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cica_redline.cli.git_setup import VIEWS, header
from cica_redline.cli.paths import drafts_in
from cica_redline.cli.settings import load
from running import environment, run, whole

DRAFT = """\
**Draft Plan**

Pillar I: Water

We resolve to act:

1. To exchange [promptly] (+IND) data, where
available (see annex):

(a) on levels;

(b) on quality;

(c) on planned [dams] (-TUR) [dams, and diversions] (+IND).

2. To rest.
"""

SET_UP = """\
set up: git compares the redline of *.txt, *.draft (.gitattributes and git config diff.redline)
to undo: git config --remove-section diff.redline, and take diff=redline out of .gitattributes
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a draft in it, in which git runs as if nobody had configured it."""
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    for name, value in environment(
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CEILING_DIRECTORIES=str(tmp_path),
    ).items():
        monkeypatch.setenv(name, value)
    for name in [
        name for name in os.environ if name.startswith(("GIT_DIR", "GIT_WORK", "REDLINE_"))
    ]:
        monkeypatch.delenv(name)
    folder = tmp_path / "it's a repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet")
    Path("draft.txt").write_text(DRAFT)
    git("add", "draft.txt")
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "A draft")
    return folder


def git(*words: str) -> str:
    ended = subprocess.run(["git", *words], capture_output=True, check=False)  # noqa: S607
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout.decode()


def change(old: str, new: str, path: str = "draft.txt") -> None:
    text = Path(path).read_text("utf-8")
    assert text.count(old) == 1
    Path(path).write_text(text.replace(old, new), "utf-8")


def changes(*words: str) -> list[str]:
    """What a diff by words marks, each with its sign."""
    shown = git("diff", "--word-diff=porcelain", *words).splitlines()
    return [line for line in shown if re.match(r"[+-](?!\+\+ |-- )", line)]


def hunks() -> list[str]:
    return re.findall(r"^@@.*?@@ ?(.*)$", git("diff"), re.MULTILINE)


def said(error: str) -> tuple[int, str, str]:
    return (2, "", f"redline: {error}\n")


# What a diff shows


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("(+IND) data", "(+IND) (+TUR) data", ["+(+TUR)"]),
        ("(+IND) data", "(+IND)(+TUR) data", ["+(+TUR)"]),
        ("(+IND) data", "(+TUR)\n( +India ) data", ["+(+TUR)"]),
        ("(+IND).", "(+IND) (-RUS).", ["+(-RUS)"]),
        ("(+IND) data", "(-IND) data", ["-(+IND)", "+(-IND)"]),
        ("on levels;", "on levels [and flow] (+IND);", ["+[and flow] (+IND)"]),
        ("[promptly] (+IND) data", "promptly data", ["-[", "-] (+IND)"]),
        ("on quality;", "on quality,", ["-;", "+,"]),
        ("(see annex)", "see annex", ["-(", "-)"]),
        ("on levels", "on водных levels", ["+водных"]),
        ("data, where\navailable", "data,\nwhere available", []),
    ],
)
def test_the_changes_of_a_word_diff(old: str, new: str, seen: list[str]) -> None:
    run("git-setup")
    change(old, new)
    assert changes() == seen


def test_one_position_more_is_one_change() -> None:
    run("git-setup")
    change("(+IND).", "(+IND) (+UZB).")
    marked = re.findall(r"\[-.*?-\]|\{\+.*?\+\}", git("diff", "--word-diff"))
    assert marked == ["{+(+UZB)+}"]
    assert len(hunks()) == 1


def test_words_are_whole_in_any_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    run("git-setup")
    change("on levels", "on уровни")
    assert changes() == ["-levels", "+уровни"]


def test_lines_broken_anew_are_no_change() -> None:
    run("git-setup")
    Path("draft.txt").write_text(DRAFT.replace("where\navailable", "where available"))
    assert hunks() == []
    run("format", "draft.txt")
    assert hunks() == []


def test_nothing_of_a_draft_is_hidden() -> None:
    # A position on no words, a footnote, the front matter: the text of no view has them.
    run("git-setup")
    Path("draft.txt").write_text("Note\n\n" + DRAFT + "\nMore] (+KAZ)\n\n[^1]: A footnote.\n")
    assert changes() == ["+Note", "+More] (+KAZ)", "+[^1]: A footnote."]


def test_a_hunk_is_headed_by_its_clause() -> None:
    run("git-setup")
    change("on planned", "on all planned")
    assert hunks() == ["1. To exchange [promptly] (+IND) data, where available (see annex):"]


def test_a_hunk_is_headed_by_its_heading() -> None:
    change(DRAFT, DRAFT.replace("1. To exchange", "Further words.\n\n1. To exchange"))
    git("add", "draft.txt")
    run("git-setup")
    change("Further words.", "Further words and more.")
    assert hunks() == ["Pillar I: Water"]


HEADERS = [
    *("1. To act", "11a. To act", "5 bis. To act", "3.2. To act", "3.2 To act", "7) To act"),
    *(
        "OP4 bis To act",
        "PP 3 Noting",
        "[11a. To act] (+IND)",
        "12.alt To act",
        "1.[To] (+IND) act",
    ),
    *(
        "Pillar II: Deeds",
        "PART ONE",
        "**Annex A**",
        "[Section 3] (+IND)",
        "# Draft",
        "Titre I: Eau",
    ),
    "**Words in bold**",
]


def test_what_can_head_a_hunk(tmp_path: Path) -> None:
    others = [
        "(a) to act",
        "    1. to act",
        "To act in 2030.",
        "Article of faith",
        "- 3 -",
        "1990 was",
    ]
    Path("lines").write_text("\n".join([*HEADERS, *others]))
    (tmp_path / "redline.toml").write_text('notation.heading-words = ["Titre"]')
    pattern = header(load(str(tmp_path / "redline.toml")))
    found = git("grep", "--no-index", "-hE", "-e", pattern, "--", "lines")
    assert found.splitlines() == HEADERS


# Views


@pytest.mark.parametrize(
    ("view", "seen"),
    [
        ("redline", ["+(+TUR)", "+[and flow] (+IND)"]),
        ("base", []),
        ("accepted", ["+and flow"]),
        ("ind", ["+and flow"]),
        ("TUR", ["+promptly"]),
        ("TUR,IND", ["+and flow"]),
    ],
)
def test_a_chosen_view_is_compared(view: str, seen: list[str]) -> None:
    assert run("git-setup", "--view", view).status == 0
    change("(+IND) data", "(+IND) (+TUR) data")
    change("on levels", "on levels [and flow] (+IND)")
    assert changes() == seen


def test_the_environment_chooses_a_view_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run("git-setup")
    change("(+IND) data", "(+IND) (+TUR) data")
    monkeypatch.setenv("REDLINE_RENDER_AS_PROPOSED_BY", "TUR")
    assert changes() == ["+promptly"]


@pytest.mark.parametrize("view", ["redline", "base", "uncontested", "TUR"])
def test_colours_and_widths_of_the_environment_are_not_for_diffs(
    monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    run("git-setup", "--view", view)
    change("on levels", "on the levels of all rivers")
    plain = git("diff")
    for name, value in {"RENDER_COLOR": "always", "RENDER_WIDTH": "20"}.items():
        monkeypatch.setenv(f"REDLINE_{name}", value)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert git("diff") == plain


def test_a_clause_alone_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    run("git-setup")
    change("on levels", "on flow")
    change("To rest", "To sleep")
    monkeypatch.setenv("REDLINE_RENDER_CLAUSE", "I.2")
    assert changes() == ["-rest", "+sleep"]


@pytest.mark.parametrize("text", ["", "\n", "\f"])
def test_an_empty_draft(text: str) -> None:
    run("git-setup")
    Path("draft.txt").write_text(text)
    assert len(hunks()) == 1
    Path("draft.txt").unlink()
    assert len(hunks()) == 1


def test_a_party_that_an_old_draft_does_not_know_has_its_base_text() -> None:
    run("git-setup", "--view", "EU")
    change("(+IND) data", "(+IND) (+EU) data")
    assert changes() == ["+promptly"]


def test_another_view_takes_the_place_of_the_first() -> None:
    run("git-setup")
    ended = whole("git-setup", "--view", "IND,tur")
    assert ended == (0, SET_UP.replace("redline of", "text of IND,TUR of"), "")
    assert "--as-proposed-by IND,TUR" in git("config", "diff.redline.textconv")


@pytest.mark.parametrize(
    ("view", "why"),
    [
        ("IDN", ""),
        ("", "--view needs redline, base, or the code of a party, such as IND"),
        ("bases", f"'bases' is no view ({', '.join(VIEWS)}) or party; did you mean base?"),
        ("IMD", f"'IMD' is no view ({', '.join(VIEWS)}) or party; did you mean IND?"),
    ],
)
def test_a_wrong_view(view: str, why: str) -> None:
    ended = whole("git-setup", "--view", view)
    assert ended == (said(why) if why else (0, ended.out, ""))
    assert Path(".gitattributes").exists() != bool(why)


# What is set up


def test_what_was_done_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole("git-setup") == (0, SET_UP, "")
    assert Path(".gitattributes").read_text() == "*.txt diff=redline\n*.draft diff=redline\n"
    config = Path(".git/config").read_bytes()
    again = SET_UP.replace("set up", "already set up, nothing changed", 1)
    assert whole("git-setup") == (0, again, "")
    assert Path(".gitattributes").read_text() == "*.txt diff=redline\n*.draft diff=redline\n"
    assert Path(".git/config").read_bytes() == config
    Path("deeper").mkdir()
    monkeypatch.chdir("deeper")
    assert run("git-setup").out == again.replace(".gitattributes", "../.gitattributes")


def test_it_can_be_undone() -> None:
    before = Path(".git/config").read_text()
    undo = run("git-setup").out.splitlines()[1].removeprefix("to undo: ").partition(",")[0]
    git(*shlex.split(undo)[1:])
    assert Path(".git/config").read_text() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# ours\n*.md text", b"# ours\n*.md text\n*.txt diff=redline\n*.draft diff=redline\n"),
        (b"*.md text\r\n", b"*.md text\r\n*.txt diff=redline\r\n*.draft diff=redline\r\n"),
        (b"*.txt diff=redline\n\xff", b"\xff\n*.txt diff=redline\n*.draft diff=redline\n"),
        (
            b"*.draft diff=redline\n*.txt diff=redline\n",
            b"*.txt diff=redline\n*.draft diff=redline\n",
        ),
        (b"", b"*.txt diff=redline\n*.draft diff=redline\n"),
    ],
)
def test_other_lines_of_the_attributes_stay(old: bytes, new: bytes) -> None:
    Path(".gitattributes").write_bytes(old)
    assert run("git-setup").status == 0
    assert Path(".gitattributes").read_bytes() == new


def test_a_key_with_two_values_has_one_then() -> None:
    git("config", "--add", "diff.redline.textconv", "cat")
    git("config", "--add", "diff.redline.textconv", "cat")
    assert run("git-setup").status == 0
    assert len(git("config", "--get-all", "diff.redline.textconv").splitlines()) == 1


@pytest.mark.parametrize(
    ("where", "configured"),
    [
        ("", ""),
        ("", 'patterns = ["*.txt"]\nexclude = ["old/*", "!raw.txt"]'),
        ("", 'patterns = ["drafts/*.txt", "*.draft", "rev 2/*"]\nexclude = ["drafts/raw*"]'),
        ("", 'patterns = ["d*/*/c.txt", "#1.txt", "[!a].draft", "back\\\\slash.txt"]'),
        ("drafts", 'patterns = ["*.txt", "deep/*.draft"]\nexclude = ["deep/raw.txt"]'),
        ("..", """patterns = ["it's a repository/drafts/*.txt", "*.draft"]"""),
    ],
)
def test_git_takes_for_drafts_what_check_takes_for_drafts(where: str, configured: str) -> None:
    names = ["a.txt", "b.draft", "#1.txt", "!raw.txt", "old/a.txt", "old/x/a.txt", "a.md"]
    names += ["rev 2/a.md", "back\\slash.txt", 'quo"te.txt']
    names += ["drafts/a.txt", "drafts/deep/c.txt", "drafts/deep/b.draft", "drafts/deep/raw.txt"]
    for path in map(Path, names):
        path.parent.mkdir(exist_ok=True, parents=True)
        path.touch()
    config = Path(where, "redline.toml")
    config.write_text(f"[files]\n{configured}")
    assert run("git-setup", "--config", config).status == 0
    used = git("check-attr", "-z", "diff", "--", "draft.txt", *names).split("\0")
    shown = {path for path, value in zip(used[::3], used[2::3], strict=False) if value == "redline"}
    read = load(str(config))
    found = drafts_in(
        [where if where == "drafts" else "."], read.patterns, read.exclude, root=where
    )
    assert shown == set(found.files)


def test_the_configuration_is_that_of_the_set_up() -> None:
    Path("sub").mkdir()
    Path("sub/my redline.toml").write_text('[parties]\nQUAD = "The Quad"\n')
    # Without the configuration QUAD is unknown, and the text would be the base text.
    assert run("git-setup", "--view", "QUAD", "--config", "sub/my redline.toml").status == 0
    Path(".gitattributes").write_text("*.txt diff=redline\n")
    change("(+IND) data", "(+IND) ( + quad ) data")
    assert changes() == ["+promptly"]


def test_a_configuration_at_the_top_need_not_be_named() -> None:
    Path("redline.toml").write_text("")
    run("git-setup")
    assert "--config" not in git("config", "diff.redline.textconv")
    run("git-setup", "--isolated")
    assert " --isolated " in git("config", "diff.redline.textconv")


# Printing


def test_print_does_nothing(repository: Path) -> None:
    before = Path(".git/config").read_bytes()
    ended = run("git-setup", "--print", "--view", "IND")
    assert (ended.status, ended.err) == (0, "")
    assert sorted(path.name for path in repository.iterdir()) == [".git", "draft.txt"]
    assert Path(".git/config").read_bytes() == before
    # What it prints, typed, is what it does.
    subprocess.run(["sh", "-c", ended.out], check=True)  # noqa: S607
    typed = (Path(".git/config").read_bytes(), Path(".gitattributes").read_bytes())
    assert whole("git-setup", "--view", "IND").out.startswith("already set up, nothing changed")
    assert (Path(".git/config").read_bytes(), Path(".gitattributes").read_bytes()) == typed


# What goes wrong


def test_names_with_blanks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python = tmp_path / "my programs" / "it's python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    Path("-a draft's.txt").write_text(DRAFT)
    git("add", "--", "-a draft's.txt")
    assert run("git-setup").status == 0
    change("on levels", "on [levels] (-IND)", "-a draft's.txt")
    change("data, where\n", "data,\nwhere ", "-a draft's.txt")
    assert changes() == ["+[", "+] (-IND)"]


def test_a_draft_that_cannot_be_read_is_compared_as_it_is() -> None:
    run("git-setup")
    Path("draft.txt").write_bytes(DRAFT.encode().replace(b"on quality", b"on \xe9tat"))
    ended = subprocess.run(["git", "diff"], capture_output=True, check=True)  # noqa: S607
    assert b"+(b) on \xe9tat;\n" in ended.stdout
    assert ended.stderr.startswith(b"redline: ")


def test_a_draft_in_utf_16_is_compared_as_text() -> None:
    Path("draft.txt").write_bytes(DRAFT.encode("utf-16"))
    run("git-setup")
    assert changes() == []


def test_git_works_on_when_the_program_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such python")
    run("git-setup")
    change("on levels", "on flow")
    assert "+(a) on flow;" in git("diff")


def test_no_module_of_a_repository_is_run() -> None:
    Path("click.py").write_text("raise SystemExit('stolen')")
    run("git-setup")
    change("(+IND) data", "(+IND) ( +Türkiye ) data")
    assert changes() == ["+(+TUR)"]


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    why = "git says: not a git repository (or any of the parent directories): .git"
    assert whole("git-setup") == said(why)
    assert whole("git-setup", "--print") == said(why)
    assert list(Path().iterdir()) == []


def test_a_repository_without_a_work_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(".git")
    assert whole("git-setup") == said("git says: this operation must be run in a work tree")


def test_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert whole("git-setup") == said("git is not here: install it, or add it to PATH")


def test_attributes_that_cannot_be_written() -> None:
    Path(".gitattributes").mkdir()
    config = Path(".git/config").read_bytes()
    why = ".gitattributes: this is a directory, not a file; nothing was set up"
    assert whole("git-setup") == said(why)
    assert Path(".git/config").read_bytes() == config


def test_a_configuration_of_git_that_is_locked() -> None:
    Path(".git/config.lock").touch()
    why = "git says: could not lock config file .git/config: File exists"
    assert whole("git-setup") == said(why)
