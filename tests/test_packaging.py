"""The package as it is built: what is in it, and that it runs from wherever it is put."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import cica_redline
from conftest import ROOT
from running import run

pytestmark = pytest.mark.slow

SAMPLE = ROOT / "samples" / "water-plan.txt"
VIEWS = [
    ["--as-proposed-by", "IND"],
    ["--to", "html"],
    ["--to", "markup"],
    ["--color", "always"],
    ["--template", str(ROOT / "samples" / "asks.md.j2")],
]
WINDOWS = sys.platform == "win32"


@dataclass(frozen=True)
class Built:
    """The two files that are published."""

    wheel: Path
    sdist: Path


def output_of(*words: str | Path, cwd: Path, path: str | Path = "") -> str:
    """What a process writes; `path` is its PYTHONPATH. Its complaint is shown if it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    ended = subprocess.run(
        list(map(str, words)),
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(path), "PYTHONUTF8": "1"},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout.decode()


def make_environment(folder: Path) -> Path:
    """The Python of a fresh virtual environment without anything in it."""
    venv.create(folder, with_pip=False)
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


def pip_install(python: Path, *what: str | Path) -> None:
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    output_of(*pip, "install", "--quiet", "--disable-pip-version-check", *what, cwd=ROOT)


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has hatchling: this one, else one that gets it from the index."""
    if find_spec("hatchling"):
        return Path(sys.executable)
    python = make_environment(tmp_path_factory.mktemp("builder"))
    pip_install(python, "hatchling>=1.26")
    return python


def build(builder: Path, source: Path, folder: Path) -> Built:
    output_of(builder, "-m", "hatchling", "build", "-d", folder, cwd=source)
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def built(builder: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(builder, ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel, and with the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    python = make_environment(folder)
    pip_install(python, "--no-deps", "--no-index", built.wheel)
    [site] = folder.rglob("site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def in_wheel(wheel: Path) -> list[str]:
    """The files of the package in a wheel, without those that describe it."""
    with zipfile.ZipFile(wheel) as archive:
        return sorted(name for name in archive.namelist() if ".dist-info/" not in name)


def in_checkout() -> list[str]:
    """The files that are to be in it: the modules and data, the grammars, the templates."""
    package = ROOT / "src" / "cica_redline"
    files = [(package, path) for path in package.rglob("*") if "__pycache__" not in path.parts]
    for name in ("grammars", "templates"):
        files += [(ROOT, path) for path in (ROOT / name).rglob("*")]
    return sorted(
        f"cica_redline/{path.relative_to(above).as_posix()}"
        for above, path in files
        if path.is_file()
    )


def test_the_wheel_has_the_modules_the_data_the_grammars_and_the_templates(built: Built) -> None:
    names = in_wheel(built.wheel)
    assert names == in_checkout()
    for name in ("py.typed", "parties.json", "grammars/brackets.lark", "templates/text.j2"):
        assert f"cica_redline/{name}" in names


def test_the_wheel_says_what_it_is(built: Built) -> None:
    assert built.wheel.name == f"cica_redline-{cica_redline.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(built.wheel) as archive:
        described = {
            name.rpartition("/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if ".dist-info/" in name
        }
    needs = [row for row in described["METADATA"].splitlines() if row.startswith("Requires-Dist")]
    assert [row.split()[1].split(">")[0] for row in needs] == ["click", "jinja2", "lark", "rich"]
    assert "Requires-Python: >=3.11" in described["METADATA"]
    assert "redline = cica_redline.cli:main" in described["entry_points.txt"]
    assert "Apache License" in described["LICENSE"]


def test_the_sdist_has_what_a_wheel_is_built_from_and_tested_with(
    builder: Path, built: Built, tmp_path: Path
) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [source] = tmp_path.iterdir()
    top = {path.name for path in source.iterdir()}
    assert {"src", "grammars", "templates", "tests", "samples", "docs", "pyproject.toml"} <= top
    assert {"README.md", "LICENSE", "Makefile"} <= top
    again = build(builder, source, tmp_path / "again")
    assert in_wheel(again.wheel) == in_wheel(built.wheel)


@pytest.mark.parametrize("options", VIEWS, ids=" ".join)
def test_the_installed_command_runs_in_any_folder(
    installed: Path, tmp_path: Path, options: list[str]
) -> None:
    command = installed.with_name("redline.exe" if WINDOWS else "redline")
    shown = output_of(command, "render", SAMPLE, *options, cwd=tmp_path)
    assert shown == run("render", SAMPLE, *options).out


def test_the_installed_package_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    where = output_of(
        installed, "-c", "import cica_redline; print(cica_redline.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parents[1])


@pytest.mark.parametrize("options", VIEWS, ids=" ".join)
def test_it_runs_from_inside_the_wheel(built: Built, tmp_path: Path, options: list[str]) -> None:
    redline = [sys.executable, "-m", "cica_redline"]
    shown = output_of(*redline, "render", SAMPLE, *options, cwd=tmp_path, path=built.wheel)
    assert shown == run("render", SAMPLE, *options).out


def test_from_inside_the_wheel_it_is_the_one_in_there(built: Built, tmp_path: Path) -> None:
    code = "import cica_redline; print(cica_redline.__file__)"
    where = output_of(sys.executable, "-c", code, cwd=tmp_path, path=built.wheel)
    assert where.startswith(str(built.wheel))


def test_it_runs_in_a_checkout_that_is_not_installed(tmp_path: Path) -> None:
    redline = [sys.executable, "-m", "cica_redline"]
    shown = output_of(*redline, "render", SAMPLE, cwd=tmp_path, path=ROOT / "src")
    assert shown == run("render", SAMPLE).out
