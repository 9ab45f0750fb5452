"""The house as ARCHITECTURE.md has it: its floors, the homes of foreign libraries, its tests."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lark import Lark

from cica_redline import assets
from cica_redline.grammar import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "cica_redline"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MODULES = sorted(PACKAGE.rglob("*.py"))
HOMES = {
    "lark": {"grammar.py", "inlines.py"},
    "jinja2": {"writers/templates.py"},
    "markupsafe": {"writers/templates.py"},
    "click": {"cli/"},
    "rich": {"cli/"},
}


@cache
def floors() -> dict[str, int]:
    """The floor of each room, as the table has it."""
    rows = re.findall(r"^\| (\d+) \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(rows) == len({room for _, room in rows}), "a room is listed twice"
    return {room: int(floor) for floor, room in rows}


def room(module: Path) -> str:
    """The room of a module: its file, or the package that it is in."""
    path = module.relative_to(PACKAGE)
    return f"{path.parts[0]}/" if len(path.parts) > 1 else path.name


def imports(module: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever in it and for types too."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(source), names=names, level=0):
                yield from (f"{source}.{name.name}" for name in names)
            case ast.ImportFrom():
                yield "a relative import"
            case _:
                pass


def room_of(name: str) -> str:
    """The room that a full name is imported from."""
    _, *parts = name.split(".")
    if parts and (PACKAGE / parts[0]).is_dir():
        return f"{parts[0]}/"
    if parts and (PACKAGE / f"{parts[0]}.py").exists():
        return f"{parts[0]}.py"
    return "__init__.py"


def test_every_room_has_its_floor() -> None:
    assert set(floors()) == {room(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_go_down(module: Path) -> None:
    own = room(module)
    others = {room_of(name) for name in imports(module) if name.startswith("cica_redline")} - {own}
    assert {other for other in others if floors()[other] >= floors()[own]} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_foreign_libraries_stay_at_home(module: Path) -> None:
    path = str(module.relative_to(PACKAGE).as_posix())
    for library in {name.partition(".")[0] for name in imports(module)} & set(HOMES):
        assert any(path == home or path.startswith(home) for home in HOMES[library])


def loaded(code: str, *words: str) -> set[str]:
    """Which foreign libraries are loaded when this code has run, in a process of its own."""
    ending = "import sys; print(*sys.modules, file=sys.stderr)"
    run = f"import atexit; atexit.register(lambda: exec({ending!r}))\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", run, *words],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    modules = done.stderr.splitlines()[-1].split()
    return {name.partition(".")[0] for name in modules} & set(HOMES)


def test_the_library_alone_imports_no_other() -> None:
    assert loaded("import cica_redline") == set()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--version", "click"),
        ("parties", "click"),
        ("tree {}", "click lark"),
        ("render {} --to json", "click lark"),
        ("render {} --as-proposed-by IND", "click lark jinja2 markupsafe"),
        ("render {} --to html", "click lark jinja2 markupsafe"),
        ("render {} --color always", "click lark jinja2 markupsafe"),
    ],
)
def test_a_command_imports_what_it_uses(words: str, expected: str) -> None:
    draft = str(ROOT / "samples" / "resolution.txt")
    code = "from cica_redline.cli import main; main()"
    assert loaded(code, *words.format(draft).split()) == set(expected.split())


def test_the_grammar_is_strict() -> None:
    Lark(assets.text("grammars", NAME), parser="lalr", lexer="basic", strict=True)


def test_the_tests_that_are_named_exist() -> None:
    named = set(re.findall(r"`tests/(test_\w+)\.py::(test_\w+)`", PAGE))
    assert named
    for file, name in named:
        content = (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8")
        assert f"\ndef {name}(" in content
