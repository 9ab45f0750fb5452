"""The page on builds: its examples, run as far as they can be without the servers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
WORKFLOW, PIPELINE, HOOKS = map(
    yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)
LOOP = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
OFFERED = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ADDRESS = "https://git.example.org/redline.git"
PARTS = ["src", "grammars", "templates", "pyproject.toml", "README.md", "LICENSE"]

GOOD = "1. To act [now] (+IND).\n\n2. To rest.\n"
BAD = "1. To act [now] (+IND).\n\n2. To [rest.\n"
ROUGH = "1. To act\n[now] ( +IND ).\n\n2. To rest.\n"
FOUND = "this bracket is never closed; it is read as reaching to the end of its clause"


@dataclass(frozen=True)
class Build:
    """A folder in which a build runs, and what its commands come to."""

    folder: Path
    environment: dict[str, str]

    def draft(self, text: str) -> None:
        (self.folder / "drafts").mkdir(exist_ok=True)
        (self.folder / "drafts" / "plan.txt").write_text(text)

    def run(self, line: str) -> tuple[int, str, str]:
        """Run one step as the servers do: bash, which ends at the first command that fails."""
        ended = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", line],  # noqa: S607
            capture_output=True,
            check=False,
            cwd=self.folder,
            encoding="utf-8",
            env=self.environment,
        )
        return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture(scope="module")
def clean() -> dict[str, str]:
    """The environment of a machine on which nobody has configured anything."""
    for tool in ("git", "bash"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here")
    ours = ("PYTHON", "COV", "GIT_", "REDLINE_", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "PYTHONUTF8": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


@pytest.fixture(scope="module")
def source(clean: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with what this one has, at the version that the page names."""
    folder = tmp_path_factory.mktemp("source")
    for name in [*PARTS, ".pre-commit-hooks.yaml"]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    build = Build(folder, clean)
    version = HOOKS["repos"][0]["rev"]
    status, _, said = build.run(
        f"git init -q && git add . && git commit -qm Source && git tag {version}"
    )
    assert status == 0, said
    return folder


@pytest.fixture(scope="module")
def machine(
    clean: dict[str, str], source: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """A machine on which both examples have installed the program, with their own command."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    environment = clean | {
        "PATH": f"{programs}{os.pathsep}{clean['PATH']}",
        "SOURCE": f"git+{source.as_uri()}",
    }
    [step] = [step["run"] for step in steps() if step.get("name") == "Install redline"]
    assert PIPELINE["drafts"]["before_script"] == [step]
    status, _, said = Build(folder, environment).run(step)
    assert status == 0, said
    return environment


@pytest.fixture
def build(machine: dict[str, str], tmp_path: Path) -> Build:
    return Build(tmp_path, machine)


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = WORKFLOW["jobs"]["drafts"]["steps"]
    return found


# GitHub

CASES = [(GOOD, [0, 0, 0]), (BAD, [1, 0, 0]), (ROUGH, [0, 1, 0])]


@pytest.mark.parametrize(("text", "statuses"), CASES)
def test_the_workflow_for_github(build: Build, text: str, statuses: list[int]) -> None:
    build.draft(text)
    lines = [step["run"] for step in steps() if step.get("run", "").startswith("redline")]
    ended = [build.run(line) for line in lines]
    assert [status for status, _, _ in ended] == statuses
    where = "file=drafts/plan.txt,line=3,endLine=3,col=7,endColumn=8"
    row = f"::error {where},title=B01 unclosed-bracket::{FOUND}"
    assert (row in ended[0][1].splitlines()) == (text == BAD)
    upload = next(step for step in steps() if "upload-sarif" in step.get("uses", ""))
    report = json.loads((build.folder / upload["with"]["sarif_file"]).read_text("utf-8"))
    schema = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    assert ("B01" in [one["ruleId"] for one in report["runs"][0]["results"]]) == (text == BAD)


def test_a_step_of_the_workflow_that_cannot_report_fails(build: Build) -> None:
    build.draft(GOOD)
    (build.folder / "drafts" / "plan.txt").write_bytes(b"\xff\xfe\xff")
    lines = [step["run"] for step in steps() if step.get("run", "").startswith("redline")]
    # The last would have a status of 0 if something had been found.
    assert [build.run(line)[0] for line in lines] == [2, 2, 1]


def test_the_workflow_has_what_github_asks_for() -> None:
    # YAML 1.1 reads `on` as a boolean, and so does PyYAML.
    assert set(WORKFLOW) == {"name", True, "permissions", "jobs"}
    assert WORKFLOW["permissions"]["security-events"] == "write"
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+(/[\w-]+){1,2}@v[0-9]+", one)] == []
    assert WORKFLOW["jobs"]["drafts"]["env"]["SOURCE"] == f"git+{ADDRESS}"


# GitLab


@pytest.mark.parametrize(
    ("text", "statuses"), [(GOOD, [0, 0, 0]), (BAD, [0, 0, 1]), (ROUGH, [0, 1, 0])]
)
def test_the_pipeline_for_gitlab(build: Build, text: str, statuses: list[int]) -> None:
    build.draft(text)
    job = PIPELINE["drafts"]
    assert [build.run(line)[0] for line in job["script"]] == statuses
    report = build.folder / job["artifacts"]["reports"]["codequality"]
    found = [one for one in json.loads(report.read_text("utf-8")) if one["check_name"] == "B01"]
    assert [(one["location"]["path"], one["severity"]) for one in found] == (
        [("drafts/plan.txt", "major")] if text == BAD else []
    )
    assert job["artifacts"]["when"] == "always"
    assert job["variables"]["SOURCE"] == f"git+{ADDRESS}"


# JUnit, and the shell


def test_the_report_for_others(build: Build) -> None:
    [line] = re.findall(r"`(redline check [^`]*--to junit [^`]*)`", PAGE)
    build.draft(BAD)
    assert build.run(line)[0] == 1
    assert FOUND in (build.folder / "report.xml").read_text("utf-8")


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_the_loop(build: Build, text: str, status: int) -> None:
    build.draft(text)
    assert build.run(LOOP)[0] == status
    report = (build.folder / "drafts" / "plan.report").read_text("utf-8")
    assert (FOUND in report) == (text == BAD)


# pre-commit


@pytest.fixture
def hooked(clean: dict[str, str], source: Path, tmp_path: Path) -> Build:
    """A repository with the hooks of the page, which come from a copy of this one."""
    cache = source.parent / "pre-commit"
    build = Build(tmp_path, clean | {"PRE_COMMIT_HOME": str(cache)})
    config = yaml.safe_dump(HOOKS, sort_keys=False).replace(ADDRESS, source.as_uri())
    (tmp_path / ".pre-commit-config.yaml").write_text(config)
    (tmp_path / "requirements.txt").write_text("one[two]\nthree\n")
    build.draft(GOOD)
    assert build.run("git init -q && git add .")[0] == 0
    return build


def pre_commit(build: Build, words: str) -> list[str]:
    """What pre-commit tells of each hook: that it passed, failed, or had nothing to do."""
    build.run("git add .")
    status, out, _ = build.run(f'"{sys.executable}" -m pre_commit {words} --all-files')
    told = re.findall(r"^redline (\w+)\.+(?:\(.*\))?(\w+)$", out, re.MULTILINE)
    assert told, out
    assert (status != 0) == ("Failed" in dict(told).values())
    return [" ".join(one) for one in told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD, ["format Passed", "check Passed"]),
        (BAD, ["format Passed", "check Failed"]),
        (ROUGH, ["format Failed", "check Passed"]),
    ],
)
def test_the_hooks(hooked: Build, text: str, told: list[str]) -> None:
    hooked.draft(text)
    assert pre_commit(hooked, "run") == told
    left = (hooked.folder / "drafts" / "plan.txt").read_text("utf-8")
    assert left == (GOOD if text == ROUGH else text)
    assert (hooked.folder / "requirements.txt").read_text("utf-8") == "one[two]\nthree\n"


def test_the_hooks_without_a_choice_of_files(hooked: Build) -> None:
    path = hooked.folder / ".pre-commit-config.yaml"
    path.write_text(re.sub(r"^ +files: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE))
    # Nothing but what is no draft by custom: there is nothing to do.
    shutil.rmtree(hooked.folder / "drafts")
    assert pre_commit(hooked, "run") == ["format Skipped", "check Skipped"]
    # For pre-commit this is no text.
    (hooked.folder / "plan.draft").write_bytes(BAD.encode("utf-16"))
    assert pre_commit(hooked, "run") == ["format Passed", "check Failed"]


def test_the_hooks_of_the_page_are_offered() -> None:
    [repository] = HOOKS["repos"]
    assert repository["repo"] == ADDRESS
    used = {hook["id"]: hook["files"] for hook in repository["hooks"]}
    assert set(used) == {hook["id"] for hook in OFFERED}
    for hook in OFFERED:
        assert (hook["entry"], hook["language"]) == (hook["name"], "python")
        assert re.search(hook["files"], "drafts/plan.txt")
        assert re.search(used[hook["id"]], "drafts/deeper/plan.draft")
        names = ["requirements-dev.txt", "a/CMakeLists.txt", "LICENSE.txt", "plan.txt", "our.txt"]
        assert [one for one in names if not re.search(hook["exclude"], one)] == names[3:]
