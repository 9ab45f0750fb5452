"""What the README and its companions say, run: every command, every line of Python, the picture.

In a `console` fence, what follows a line with `$` is all that the command prints to standard
output. A `text` fence behind a `python` fence is all that it prints.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import examples
import picture
from cica_redline import parse, view
from cica_redline.writers import custom

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]

_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
_COLOURS = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"}


@dataclass(frozen=True)
class Command:
    """A command of a page and what it prints."""

    place: str
    line: str
    output: str

    def __str__(self) -> str:
        return f"{self.place} {self.line}"


def fences(page: Path, kind: str) -> list[str]:
    found = _FENCE.finditer(page.read_text(encoding="utf-8"))
    return [fence["body"] for fence in found if fence["kind"] == kind]


def commands(page: Path) -> Iterator[Command]:
    for fence in fences(page, "console"):
        prompt, *steps = re.split(r"^\$ ", fence, flags=re.MULTILINE)
        assert not prompt, f"{page.name}: a console fence begins with a command"
        for step in steps:
            line, _, output = step.partition("\n")
            yield Command(page.name, line, output)


COMMANDS = [command for page in PAGES for command in commands(page)]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("the commands of the README are written for bash, which is not here")
    return Shell(bash, tmp_path_factory.mktemp("readme"))


class Shell:
    """Bash in a folder that has the samples, with `redline` as a command."""

    def __init__(self, bash: str, folder: Path) -> None:
        self.bash, self.folder = bash, folder
        shutil.copytree(ROOT / "samples", folder / "samples")
        (folder / "bin").mkdir()
        script = folder / "bin" / "redline"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cica_redline "$@"\n', "utf-8")
        script.chmod(0o755)
        self.environment = {k: v for k, v in os.environ.items() if k not in _COLOURS}
        self.environment["PATH"] = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment["PYTHONPATH"] = str(ROOT / "src")

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bash, "-c", line],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_command(shell: Shell, command: Command) -> None:
    assert shell.run(command.line).stdout == command.output


def test_the_readme_shows_commands() -> None:
    assert len([command for command in COMMANDS if command.place == "README.md"]) >= 9


@pytest.mark.parametrize("page", [p for p in PAGES if fences(p, "python")], ids=lambda p: p.name)
def test_python(page: Path) -> None:
    found = re.findall(
        r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$",
        page.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert len(found) == len(fences(page, "python"))
    for code, output in found:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.rstrip("\n") == output.rstrip("\n")


def test_without_make_is_what_make_does() -> None:
    by_hand = set(steps(fences(README, "sh")[0], " && "))
    assert by_hand == set(made())


def test_windows_is_the_same() -> None:
    by_hand = steps(fences(README, "sh")[0], " && ")
    windows = steps(fences(README, "powershell")[0], "; ")
    assert windows == [
        step.replace("python3 ", "py -3 ").replace(".venv/bin/", ".venv\\Scripts\\")
        for step in by_hand
    ]


def steps(fence: str, between: str) -> list[str]:
    return [step for line in fence.splitlines() for step in line.split(between)]


def made() -> Iterator[str]:
    """What the Makefile runs to set up, for the demo and for the tests, its variables filled in."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    variables = dict(re.findall(r"^(\w+) [:?]?= ?(.*)$", makefile, re.MULTILINE))
    for line in re.findall(r"^\t@?(.*)$", makefile.partition("\nnightly:")[0], re.MULTILINE):
        while (filled := re.sub(r"\$\((\w+)\)", lambda v: variables.get(v[1], ""), line)) != line:
            line = filled  # noqa: PLW2901
        if not line.startswith(("grep", "touch", "echo")):
            yield line.replace(" --quiet", "")


def test_completion(shell: Shell) -> None:
    lines = fences(README, "sh")[1].splitlines()
    assert "-F _redline_completion redline" in shell.run(f"{lines[0]}\ncomplete -p redline").stdout
    for line, name in zip(lines, ["bash", "zsh", "fish"], strict=True):
        source = f"_REDLINE_COMPLETE={name}_source redline"
        assert source in line
        assert "_redline_completion" in shell.run(source).stdout


def test_the_picture_is_what_the_library_reads() -> None:
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.draw()


def test_the_picture_needs_nothing_else() -> None:
    drawn = picture.draw().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|@import|<script|<image|href", drawn)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_page_on_templates_shows_the_sample_whole() -> None:
    sample = (ROOT / "samples" / "asks.md.j2").read_text(encoding="utf-8")
    assert fences(ROOT / "docs" / "templates.md", "jinja") == [sample]


def test_the_page_on_templates_names_every_field() -> None:
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    draft = parse((ROOT / "samples" / "resolution.txt").read_text(encoding="utf-8"))
    data = custom.to_data(view(draft, as_proposed_by=["CHN", "CHE"]))
    assert {"lines", "pieces", "proposals", "positions", "notes", "message"} <= set(keys(data))
    assert [key for key in keys(data) if f"`{key}`" not in page] == []


def keys(data: object) -> list[str]:
    match data:
        case dict():
            return sorted({*data, *(key for value in data.values() for key in keys(value))})
        case list():
            return sorted({key for value in data for key in keys(value)})
        case _:
            return []


def test_the_report_that_contributing_shows_is_an_example() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(r"^````markdown\n```(.*)\n(.*)\n\.\n(.*)\n```\n````$", page, re.MULTILINE)
    assert found
    assert examples.show(found[1], found[2]) == found[3]
