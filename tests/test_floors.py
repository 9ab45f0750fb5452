"""The floors of the house: imports go down, and a foreign library has one home."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cica_redline
from running import COMMAND, DRAFT, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(cica_redline.__file__).parent

# From the ground up: what stands on a floor imports from the floors below it, never from its own.
# A package is one room, whose own order is in the next table.
FLOORS = [
    ["source", "assets", "parties", "diagnostics", "nodes", "toml"],
    [
        "grammar",
        "lines",
        "labels",
        "branches",
        "spacing",
        "pruning",
        "verdicts",
        "checks",
    ],
    ["inlines", "headings", "layout", "projection", "extents"],
    ["outline", "labelled", "brackets", "assembly", "views", "config"],
    ["blocks", "writers"],
    ["parser", "promises", "reports", "rules"],
    ["cica_redline", "formatter", "linter"],
    ["fixer"],
    ["cli"],
    ["__main__"],
]
ROOMS = {
    "writers": [
        ["terminal", "lines", "templates", "outline", "tree"],
        ["text", "wrapping"],
        ["ansi", "custom", "html", "markup"],
        ["writers"],
    ],
    "reports": [
        ["catalogue", "places", "spelling", "documents", "excerpts"],
        ["identity", "concise", "full", "data", "github", "junit"],
        ["gitlab", "sarif"],
        ["reports"],
    ],
    "rules": [
        ["numbering"],
        ["subject"],
        ["brackets", "texts", "alternatives"],
        ["positions", "structure", "consistency"],
        ["characters"],
        ["rules"],
        ["page"],
    ],
    "cli": [
        ["messages", "tables", "replacing", "coding", "diffs", "bounded"],
        ["files", "choices"],
        ["paths", "checking"],
        ["settings"],
        ["render", "tree", "parties", "config", "format", "check", "rules", "git_setup"],
        ["cli"],
    ],
}
HOMES = {
    "lark": ["grammar", "inlines"],
    "jinja2": ["writers.templates"],
    "rich": ["cli."],
    "click": ["cli."],
}


def modules() -> dict[str, Path]:
    """The modules of the package by name, without the name of the package before it."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix("__init__").removesuffix(".") or "cica_redline"] = path
    return found


MODULES = modules()


def imported(path: Path, *, for_types: bool = False) -> Iterator[str]:
    """What a module imports when it runs, early or late, by full name; or also for its types."""
    pending: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while pending:
        node = pending.pop()
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING")) if not for_types:
                pending += node.orelse
                continue
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                # `from a import b` has the module a.b, where there is one.
                yield from (
                    f"{module}.{alias.name}" if own(f"{module}.{alias.name}") in MODULES else module
                    for alias in node.names
                )
            case ast.ImportFrom():
                yield "a relative import"
            case ast.Call(func=ast.Name("import_module"), args=[argument]):
                yield ast.unparse(argument).strip("f'\"").partition("{")[0]
            case _:
                pass
        pending += ast.iter_child_nodes(node)


def own(name: str) -> str:
    """The name of a module of ours without that of the package; of another, what it is."""
    return name.removeprefix("cica_redline.")


def imports_of(name: str) -> set[str]:
    """The modules of ours that one imports when it runs."""
    names = {
        own(other).removesuffix(".")
        for other in imported(MODULES[name])
        if other.partition(".")[0] == "cica_redline"
    }
    return names - {name}


def floor_of(name: str, floors: list[list[str]]) -> int:
    [floor] = [number for number, rooms in enumerate(floors) if name in rooms]
    return floor


def test_every_module_has_one_floor() -> None:
    rooms = sorted({name.split(".")[0] for name in MODULES})
    assert sorted(chain.from_iterable(FLOORS)) == rooms
    for room, floors in ROOMS.items():
        inside = [n.split(".")[-1] for n in MODULES if n.split(".")[0] == room]
        assert sorted(chain.from_iterable(floors)) == sorted(inside)


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name: str) -> None:
    room = name.split(".", maxsplit=1)[0]
    for other in imports_of(name):
        other_room = other.split(".")[0]
        if room != other_room:
            assert floor_of(room, FLOORS) > floor_of(other_room, FLOORS), other


# The room opens its doors when asked: `render` imports a writer, the group a command. A writer and
# a command know no other of their kind, save those below them.
@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] in ROOMS])
def test_imports_inside_a_room_go_down_too(name: str) -> None:
    room = name.split(".", maxsplit=1)[0]
    floors = ROOMS[room]
    for other in imports_of(name):
        if other.split(".")[0] == room:
            above, below = (floor_of(n.split(".")[-1], floors) for n in (name, other))
            assert above > below, other


def test_no_floor_is_higher_than_it_must_be() -> None:
    # Else the table would say less than is so.
    for number, rooms in enumerate(FLOORS[1:], 1):
        below = set(FLOORS[number - 1])
        for room in rooms:
            inside = [name for name in MODULES if name.split(".")[0] == room]
            used = {other.split(".")[0] for name in inside for other in imports_of(name)}
            assert used & below, room


@pytest.mark.parametrize("name", MODULES)
def test_foreign_libraries_stay_at_home(name: str) -> None:
    libraries = {other.split(".")[0] for other in imported(MODULES[name], for_types=True)}
    for library in libraries & set(HOMES):
        at_home = name in HOMES[library] or f"{name}.".startswith(tuple(HOMES[library]))
        assert at_home, library
    known = {*HOMES, "cica_redline", *sys.stdlib_module_names}
    assert libraries <= known


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_every_home_is_lived_in(library: str, homes: list[str]) -> None:
    for home in homes:
        rooms = [name for name in MODULES if f"{name}.".startswith(home)]
        assert any(
            other.split(".")[0] == library
            for name in rooms
            for other in imported(MODULES[name], for_types=True)
        )


@pytest.mark.parametrize("name", [n for n in MODULES if n.split(".")[0] not in {"cli", "__main__"}])
def test_nothing_below_the_command_does_input_or_output(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "open", "input"}
    assert not {other.split(".")[0] for other in imported(MODULES[name])} & {"sys", "subprocess"}


# What a process has loaded when it ends


def loaded(script: str) -> set[str]:
    """The modules that a fresh Python has after a script, without those it begins with."""
    code = (
        "import sys; before = set(sys.modules)\n"
        f"{script}\n"
        "import json as _; sys.stderr.write('\\n' + _.dumps(sorted(after - before)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        input=DRAFT.encode(),
        capture_output=True,
        check=True,
        env=environment(),
    )
    names: list[str] = json.loads(ended.stderr.decode().splitlines()[-1])
    return set(names)


def run_and_see(*words: str) -> set[str]:
    return loaded(
        "from cica_redline.cli import main\n"
        f"try: main({list(words)!r})\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "after = set(sys.modules)"
    )


def test_import_loads_none_of_the_libraries() -> None:
    names = loaded("import cica_redline; after = set(sys.modules)")
    assert "cica_redline" in names
    assert not names & {"lark", "jinja2", "rich", "click", "json", "difflib", "html"}
    assert not {name for name in names if name.startswith(("cica_redline.cli", "rich."))}


def test_a_partys_view_loads_nothing_that_it_does_not_use() -> None:
    names = run_and_see("render", "-", "--as-proposed-by", "IND")
    assert {"lark", "jinja2", "click", "cica_redline.writers.text"} <= names
    # json is there to read the parties, and because Jinja2 imports it.
    unused = {"rich", "pygments", "markdown_it", "difflib", "html", "html.parser", "pprint"}
    unused |= {"jinja2.sandbox", "cica_redline.cli.tree", "cica_redline.cli.parties"}
    unused |= {
        f"cica_redline.writers.{name}"
        for name in ("ansi", "custom", "html", "markup", "outline", "tree")
    }
    assert not names & unused


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (["--version"], {"lark", "jinja2", "rich", "json", "cica_redline.cli.render"}),
        (["-h"], {"lark", "jinja2", "rich", "json", "cica_redline.cli.render"}),
        (["parties"], {"lark", "jinja2", "rich"}),
        (["parties", "-"], {"jinja2", "rich"}),
        (["tree", "-"], {"jinja2", "rich"}),
        (["render", "-", "--color", "always"], {"rich", "difflib", "cica_redline.writers.html"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_nothing_that_it_does_not_use(words: list[str], unused: set[str]) -> None:
    assert not run_and_see(*words) & unused


def test_the_names_of_the_package_are_all_there() -> None:
    assert {name: hasattr(cica_redline, name) for name in cica_redline.__all__} == dict.fromkeys(
        cica_redline.__all__, True
    )
    listing = subprocess.run(
        [*COMMAND, "--version"], capture_output=True, check=True, env=environment()
    )
    assert listing.stdout.decode().split() == ["redline", cica_redline.__version__]
