"""The configuration: its keys, its mistakes, which file is obeyed, and what obeys it."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cica_redline import CICA, Parties, Party, Words
from cica_redline.cli.settings import find, seen_from
from cica_redline.config import KEYS, Config, is_configured, read
from cica_redline.toml import ConfigError, spell
from running import COMMAND, Whole, environment, run, whole

PAGE = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
FENCE = re.search(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
assert FENCE
EXAMPLE = FENCE[1]
ABOVE = str(Path("..", "redline.toml"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder inside another, in which the command runs, without colours and variables."""
    folder = tmp_path / "above" / "here"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    shared = {"REDLINE_SHARED", "REDLINE_NO_SKIP"}
    for name in os.environ:
        if name.startswith("REDLINE_") and name not in shared:
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    return folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def shown(*words: str | Path) -> dict[str, tuple[object, str]]:
    """The values that `redline config` shows, with where each comes from."""
    ended = run("config", *words, "--to", "json")
    assert (ended.status, ended.err) == (0, "")
    return {key: (both["value"], both["origin"]) for key, both in json.loads(ended.out).items()}


def mistake(text: str, path: str = "redline.toml", **environment: str) -> str:
    with pytest.raises(ConfigError) as raised:
        read(text, path, environment=environment)
    return str(raised.value)


# The values


def test_the_example_of_the_page() -> None:
    config = read(EXAMPLE, "redline.toml")
    kosovo = Party("XKX", "Kosovo")
    quad = Party("QUAD", "The Quad", ("Q4",), ("IND", "TUR"), "group")
    assert config == Config(
        parties=CICA.with_parties(
            [kosovo, quad],
            aliases={"TUR": ["Turkiye"]},
            body="COP",
            members=["IND", "TUR", "XKX"],
        ),
        words=Words(("Titre",), ("Entwurf",)),
        own=(kosovo, quad),
        aliases={"TUR": ("Turkiye",)},
        exclude=("old/*",),
        select=("B", "P01", "unclosed-bracket"),
        severity={"unclosed-bracket": "warning"},
        per_file={"old/*.txt": ("T01",)},
        per_clause={"II.4": ("T01",)},
        origins=dict.fromkeys(KEYS, "redline.toml"),
        path="redline.toml",
    )


def test_the_page_has_every_key_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z][\w.-]+)` \| .* \| (.*) \|$", PAGE, re.MULTILINE))
    assert list(rows) == list(KEYS)
    defaults = {key: f"`{spell(value)}`" for key, value in Config().values().items()}
    assert rows == {**defaults, "members": "the body's"}


def test_an_empty_file_changes_nothing() -> None:
    assert read("", "redline.toml") == Config(path="redline.toml")
    assert Config().parties is CICA
    assert Config().origins == dict.fromkeys(KEYS, "default")


def test_what_is_shown_is_a_configuration_itself() -> None:
    config = read(EXAMPLE, "redline.toml")
    text = "\n".join(f"{key} = {spell(value)}" for key, value in config.values().items())
    assert read(text, "redline.toml") == config


def test_nasty_texts_are_spelled_and_read_back() -> None:
    nasty = 'a"b\\c\td\ne\x7f\u2028\U0001f600'
    data = {nasty: [nasty], "bare-key_1": {"": nasty}}
    assert tomllib.loads(f"a = {spell(data)}") == {"a": data}


def test_a_configuration_goes_to_another_process() -> None:
    config = read(EXAMPLE, "redline.toml")
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301 - as multiprocessing does


@pytest.mark.parametrize(
    ("text", "body", "members"),
    [
        ('members = ["FJI", "EU"]', "CICA", {"FJI", "EU"}),
        ('body = "GCC"', "GCC", CICA.with_parties(body="GCC").members),
        ('body = "US"\n[parties]\nUS = {name = "We", members = ["FJI"]}', "US", {"FJI"}),
        ('body = "COP"\nmembers = []', "COP", set()),
        ('body = " COP "\nmembers = ["FJI", " FJI "]', "COP", {"FJI"}),
    ],
)
def test_body(text: str, body: str, members: set[str]) -> None:
    parties = read(text, "redline.toml").parties
    assert (parties.body, set(parties.members)) == (body, members)


@pytest.mark.parametrize(
    ("written", "party"),
    [
        ('"Kosovo"', Party("XKX", "Kosovo")),
        ('{name = "Kosovo"}', Party("XKX", "Kosovo")),
        ('{name = "K", aliases = ["L"]}', Party("XKX", "K", ("L",))),
        ('{name = "K", members = ["IND"]}', Party("XKX", "K", (), ("IND",), "group")),
        ('{name = "K", kind = "group"}', Party("XKX", "K", kind="group")),
        ('{name = "K", kind = "state", members = []}', Party("XKX", "K")),
    ],
)
def test_party(written: str, party: Party) -> None:
    config = read(f"[parties]\nXKX = {written}\nYYY = 'Why'", "redline.toml")
    assert config.own == (party, Party("YYY", "Why"))
    assert config.parties.get("XKX") == party


def test_parties_may_name_each_other_in_any_order() -> None:
    text = "[aliases]\nB = ['Beta']\n[parties]\nA = {name = 'a', members = ['B']}\nB = 'b'"
    parties = read(text, "redline.toml").parties
    assert parties.groups_of("B") == ("A",)
    assert parties.get("B") == Party("B", "b", ("Beta",))


# Mistakes, each as the whole line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules.selct = []", "unknown key rules.selct in F; did you mean rules.select?"),
        ("[rule]\nselect = []", "unknown key rule in F; did you mean rules?"),
        ("select = []", "unknown key select in F; did you mean rules.select?"),
        (
            "heading_words = []",
            "unknown key heading_words in F; did you mean notation.heading-words?",
        ),
        ("[files]\npattern = []", "unknown key files.pattern in F; did you mean files.patterns?"),
        ("Body = 'COP'", "unknown key Body in F; did you mean body?"),
        ("zzz = 1", "unknown key zzz in F"),
        ("'rules.select' = []", 'unknown key "rules.select" in F; did you mean rules.select?'),
        ('"a\\nb" = 1', 'unknown key "a\\nb" in F'),
        (
            "parties.XKX.nmae = 1",
            "unknown key parties.XKX.nmae in F; did you mean parties.XKX.name?",
        ),
        ("body = 3", "body in F must be text, not a number"),
        ("body = 1979-05-27", "body in F must be text, not a date or time"),
        ("body = ' '", "body in F is empty"),
        ("members = 'IND'", "members in F must be a list of texts, not text"),
        ("members = [1]", "members in F must be a list of texts, and has a number in it"),
        ("members = ['']", "members in F has an empty text in it"),
        ("rules = []", "rules in F must be a table, not a list"),
        ("aliases = 1.5", "aliases in F must be a table, not a fraction"),
        ("aliases.TUR = 'x'", "aliases.TUR in F must be a list of texts, not text"),
        (
            "rules.per-clause = {'II.4' = 1}",
            'rules.per-clause."II.4" in F must be a list of texts, not a number',
        ),
        ("rules.severity.x = 'warn'", "rules.severity.x in F must be error, warning or info"),
        ("rules.severity.x = []", "rules.severity.x in F must be error, warning or info"),
        ("format.wrap = true", "format.wrap in F must be a whole number, not true or false"),
        ("format.wrap = 72.5", "format.wrap in F must be a whole number, not a fraction"),
        ("format.wrap = -1", "format.wrap in F must be 0 or more"),
        ("encoding = 'utf-88'", "encoding in F is utf-88, and there is no such encoding"),
        ("encoding = 'rot13'", "encoding in F is rot13, and there is no such encoding"),
        ('encoding = "a\\u0000"', "encoding in F is a\0, and there is no such encoding"),
        (
            "notation.title-words = ['5.']",
            "notation.title-words in F has 5., which is no word: it has no letter",
        ),
        ("body = 'COP'", "body in F is COP, whose members are not known: list them in members"),
        ("body = 'APG'", "body in F is APG, whose members are not known: list them in members"),
        (
            "members = ['INF']",
            "members in F has INF, which is the code of no party; did you mean IND?",
        ),
        (
            "members = ['ind']",
            "members in F has ind, which is the code of no party; did you mean IND?",
        ),
        (
            "members = ['India']",
            "members in F has India, which is the code of no party; did you mean IND?",
        ),
        ("members = ['QQQQQ']", "members in F has QQQQQ, which is the code of no party"),
        (
            "aliases.TRU = ['x']",
            "aliases in F has TRU, which is the code of no party; did you mean TUR?",
        ),
        (
            "parties.Q = {name = 'q', members = ['IDN', 'TRU']}",
            "parties.Q.members in F has TRU, which is the code of no party; did you mean TUR?",
        ),
        (
            "parties.'X Y' = 'x'",
            'parties."X Y" in F can\'t be a code: begin with a letter; no blanks, no commas',
        ),
        (
            "parties.base = 'x'",
            "parties.base in F can't be a code: begin with a letter; no blanks, no commas",
        ),
        ("parties.Q = 1", "parties.Q in F must be a name or a table, not a number"),
        ("parties.Q = ''", "parties.Q in F is empty"),
        ("parties.Q = {aliases = ['x']}", "parties.Q in F needs a name"),
        ("parties.Q = {name = 1}", "parties.Q.name in F must be text, not a number"),
        ("parties.Q = {name = 'q', kind = 'State'}", "parties.Q.kind in F must be state or group"),
        (
            "parties.Q = {name = 'q', kind = 'state', members = ['IND']}",
            "parties.Q.kind in F must be group, since there are members",
        ),
    ],
)
def test_mistake(text: str, message: str) -> None:
    assert mistake(text) == message.replace(" F", " redline.toml")


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ('body = "COP"\nrules = [', "redline.toml is no TOML at line 2, column 10: "),
        ("body\n", "redline.toml is no TOML at line 1, column 5: "),
        ("a = 1\na = 2", "redline.toml is no TOML at line 2, column 6: "),
        ("a = " + "9" * 5000, "redline.toml is no TOML at line 1, column 5005: "),
    ],
)
def test_what_is_no_toml(text: str, beginning: str) -> None:
    # The reason itself is in the words of Python, which change.
    message = mistake(text)
    assert message.startswith(beginning)
    assert "\n" not in message


def test_lists_in_lists_without_end() -> None:
    assert mistake("a = " + "[" * 5000) == "redline.toml is nested too deeply"


# The command says so


@pytest.mark.parametrize("command", ["config", "parties", "render -", "tree -"])
def test_every_command_stops_at_a_mistake(here: Path, command: str) -> None:
    write(here / "redline.toml", "rules.selct = []")
    line = "unknown key rules.selct in redline.toml; did you mean rules.select?"
    assert whole(*command.split()) == Whole(2, "", f"redline: {line}\n")


def test_what_steers_a_terminal_is_made_visible(here: Path) -> None:
    write(here / "redline.toml", '"\\u009b\\u202e" = 1')
    ended = run("config")
    assert ended.status == 2
    assert not re.search("[\u0080-\u009f\u202e]", ended.err)
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--config no.toml", "no.toml: there is no such file"),
        ("--config .", ".: this is a directory, not a configuration"),
        (
            "--config latin.toml",
            "latin.toml: byte 0xe9 at line 2, column 4 is not utf-8: save it in UTF-8",
        ),
        ("--config pyproject.toml", "pyproject.toml has no table [tool.redline]"),
        (
            "--config a.toml --isolated",
            "--config and --isolated exclude each other: choose one of them",
        ),
        ("--confg a.toml", "No such option '--confg'. Did you mean '--config'?"),
    ],
)
def test_a_file_that_is_none(here: Path, words: str, message: str) -> None:
    (here / "latin.toml").write_bytes(b"#\n#ab\xe9")
    write(here / "a.toml", "")
    write(here / "pyproject.toml", "[tool.redlines]\nbody = 'COP'")
    assert whole("config", *words.split()) == Whole(2, "", f"redline: {message}\n")


# Which file


def test_without_a_file_everything_is_default() -> None:
    values = shown()
    assert {origin for _, origin in values.values()} == {"default"}
    assert {key: value for key, (value, _) in values.items()} == Config().values()


def test_the_nearest_file_is_obeyed_alone(here: Path) -> None:
    write(here.parent / "redline.toml", "format.wrap = 1\nencoding = 'latin-1'")
    assert shown()["format.wrap"] == (1, ABOVE)
    write(here / "pyproject.toml", "[tool.redline]\nformat.wrap = 2")
    assert shown()["format.wrap"] == (2, "pyproject.toml")
    assert shown()["encoding"] == ("utf-8", "default")
    write(here / "redline.toml", "")
    assert shown()["format.wrap"] == (0, "default")


@pytest.mark.parametrize(
    "pyproject",
    [
        "",
        "[tool.redlines]\nx = 1",
        "name = 'redline'",
        "tool = 'redline'",
        "redline = [",
        "\0",
    ],
)
def test_a_pyproject_without_our_table_is_passed_over(here: Path, pyproject: str) -> None:
    write(here / "pyproject.toml", pyproject)
    write(here.parent / "redline.toml", "format.wrap = 1")
    assert shown()["format.wrap"] == (1, ABOVE)


@pytest.mark.parametrize(
    "pyproject",
    ["[tool.redline]", "[tool]\nredline = {}", "tool.'redline'.format.wrap = 0", "[tool.redline"],
)
def test_a_pyproject_with_our_table(pyproject: str) -> None:
    assert is_configured(pyproject)


def test_our_table_that_is_none() -> None:
    message = "tool.redline in a/pyproject.toml must be a table, not a number"
    assert mistake("tool.redline = 1", "a/pyproject.toml") == message


def test_a_folder_or_a_lost_link_is_no_file(here: Path) -> None:
    (here / "redline.toml").mkdir()
    (here / "pyproject.toml").symlink_to("nowhere")
    above = write(here.parent / "redline.toml", "")
    assert find(str(here)) == str(above)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_options_stand_before_the_command_or_after_it(here: Path, *, before: bool) -> None:
    write(here / "redline.toml", "format.wrap = 1")
    write(here / "other.toml", "format.wrap = 2")
    for options, wrap in ((["--config", "other.toml"], 2), (["--isolated"], 0)):
        words = [*options, "config"] if before else ["config", *options]
        line = next(line for line in run(*words).out.splitlines() if line.startswith("format"))
        assert line == f"format.wrap = {wrap}  # {'other.toml' if wrap else 'default'}"


def test_the_line_wins_over_the_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "redline.toml", "format.wrap = 1")
    write(here / "other.toml", "format.wrap = 2")
    write(here / "third.toml", "format.wrap = 3")
    monkeypatch.setenv("REDLINE_CONFIG", "other.toml")
    assert shown()["format.wrap"] == (2, "other.toml")
    assert shown("--config", "third.toml")["format.wrap"] == (3, "third.toml")
    ended = run("--config", "third.toml", "config")
    assert "format.wrap = 3  # third.toml\n" in ended.out
    assert shown("--isolated")["format.wrap"] == (0, "default")
    monkeypatch.delenv("REDLINE_CONFIG")
    monkeypatch.setenv("REDLINE_ISOLATED", "1")
    assert shown()["format.wrap"] == (0, "default")
    assert shown("--config", "third.toml")["format.wrap"] == (3, "third.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no folder that is used")
def test_a_working_directory_that_was_deleted() -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    ended = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *COMMAND, "config"],
        capture_output=True,
        check=False,
        env=environment(),
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(b'body = "CICA"  # default\n')


def test_paths_as_patterns_see_them(here: Path) -> None:
    draft = here / "old" / "a.txt"
    assert seen_from(Config(path=ABOVE), str(draft)) == "here/old/a.txt"
    assert seen_from(Config(path="redline.toml"), "old/a.txt") == "old/a.txt"
    assert seen_from(Config(), str(draft)) == "old/a.txt"


# The environment


@pytest.mark.parametrize(
    ("variables", "body", "members"),
    [
        ({"REDLINE_BODY": "GCC"}, ("GCC", "$REDLINE_BODY"), "$REDLINE_BODY"),
        ({"REDLINE_BODY": "COP"}, ("COP", "$REDLINE_BODY"), "redline.toml"),
        ({"REDLINE_MEMBERS": "FJI, IND"}, ("COP", "redline.toml"), "$REDLINE_MEMBERS"),
        ({"REDLINE_BODY": ""}, ("COP", "redline.toml"), "redline.toml"),
    ],
)
def test_what_the_environment_adds(
    variables: dict[str, str], body: tuple[str, str], members: str
) -> None:
    config = read("body = 'COP'\nmembers = ['IND']", "redline.toml", environment=variables)
    assert (config.parties.body, config.origins["body"]) == body
    assert config.origins["members"] == members
    expected = {"COP": {"IND"}, "GCC": Parties("GCC").members}[body[0]]
    assert config.parties.members == ({"FJI", "IND"} if "MEMBERS" in members else expected)


def test_a_mistake_in_the_environment() -> None:
    message = (
        "members in $REDLINE_MEMBERS has INF, which is the code of no party; did you mean IND?"
    )
    assert mistake("", "", REDLINE_MEMBERS="INF") == message


def test_every_option_can_be_set(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "d.txt", "1. Act [now] (+IND) [here] (+TUR).\n")
    monkeypatch.setenv("REDLINE_RENDER_AS_PROPOSED_BY", "IND TUR")
    assert run("render", "d.txt").out == "1. Act now here.\n"
    monkeypatch.setenv("REDLINE_ENCODING", "utf-88")
    message = "encoding in $REDLINE_ENCODING is utf-88, and there is no such encoding"
    assert whole("render", "d.txt") == Whole(2, "", f"redline: {message}\n")


def test_variables_of_others_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VERSION", "SHARED", "NO_SKIP", "RENDER", "RENDER_CONFIG", "CONFIG_ISOLATED"):
        monkeypatch.setenv(f"REDLINE_{name}", "0.1.0")
    assert shown() == {key: (value, "default") for key, value in Config().values().items()}


# What obeys it


DRAFT = "Titre I: Eau\n\n1. Agir [vite] (+XKX) [ici] (+Kosovar).\n"


@pytest.fixture
def configured(here: Path) -> Path:
    text = "parties.XKX = 'Kosovo'\naliases.XKX = ['Kosovar']\nbody = 'COP'\nmembers = ['FJI']\n"
    write(here / "redline.toml", f"{text}notation.heading-words = ['Titre']\n")
    return write(here / "d.txt", DRAFT)


def test_render(configured: Path) -> None:
    assert run("render", configured, "--as-proposed-by", "kosovo").out == (
        "Titre I: Eau\n\n1. Agir vite ici.\n"
    )
    assert whole("render", configured, "--as-proposed-by", "KAZ") == Whole(
        2, "", "redline: KAZ (Kazakhstan) is neither in this draft nor a member of COP\n"
    )
    assert run("render", configured, "--as-proposed-by", "FJI", "-q").status == 0
    assert run("--isolated", "render", configured, "--as-proposed-by", "FJI").status == 2


def test_tree(configured: Path) -> None:
    assert (
        run("tree", configured).out.splitlines()[2] == "  I.1      clause 14-53  1. Agir vite ici."
    )
    assert "unknown-party" not in run("tree", configured).out
    assert "unknown-party" in run("tree", configured, "--isolated").out


def test_parties(configured: Path) -> None:
    assert run("parties").out == "code\tparty\nFJI\tFiji\n"
    assert "XKX\tKosovo\n" in run("parties", "--all").out
    assert run("parties", configured).out.splitlines()[1] == "XKX\tKosovo\t2\t0\t0"


def test_encoding(here: Path) -> None:
    write(here / "redline.toml", "encoding = 'latin-1'")
    for name, encoding in (("a", "latin-1"), ("b", "utf-8-sig"), ("c", "utf-16"), ("d", "cp1251")):
        text = "1. Д." if name == "d" else "1. Été."
        (here / name).write_bytes(text.encode(encoding))
    assert [run("render", name).out for name in "abc"] == ["1. Été.\n"] * 3
    assert run("render", "d", "--encoding", "cp1251").out == "1. Д.\n"


def test_completion_is_of_the_body_whatever_the_configuration(
    here: Path, configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_REDLINE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "redline render --as-proposed-by F")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert run().out == "plain,FJI\n"
    configured.unlink()
    write(here / "redline.toml", "rules.selct = []")
    monkeypatch.setenv("COMP_WORDS", "redline render --as-proposed-by KA")
    assert run().out == "plain,KAZ\n"


# The command that shows it


def test_the_table_on_a_terminal(here: Path) -> None:
    write(here / "redline.toml", 'members = []\nparties.X-1 = "[bold]\\u001b"')
    ended = run("config", terminal=True)
    assert (ended.status, ended.err) == (0, "")
    rows = re.sub("\x1b\\[[0-9;]*m", "", ended.out).splitlines()
    assert rows[0].split() == ["key", "value", "from"]
    assert [row.split()[0] for row in rows[1:] if not row.startswith(" ")] == list(KEYS)
    assert re.search(r'\nparties +\{X-1 = "\[bold\]\\u001b"\} +redline.toml', "\n".join(rows))


def test_in_a_pipe_it_is_toml(here: Path) -> None:
    write(here / "redline.toml", EXAMPLE)
    written = run("config").out
    assert len(written.splitlines()) == len(KEYS)
    assert 'notation.heading-words = ["Titre"]  # redline.toml\n' in written
    assert read(written, "redline.toml") == read(EXAMPLE, "redline.toml")


# What it costs


@pytest.mark.parametrize("name", ["redline.toml", "pyproject.toml", None])
def test_toml_is_loaded_where_there_is_a_configuration(here: Path, name: str | None) -> None:
    write(here / "pyproject.toml", "[project]\nname = 'cod'\n")
    if name:
        write(here / name, "[tool.redline]" if name == "pyproject.toml" else "")
        write(here / "redline.toml", "format.wrap = 1") if name == "redline.toml" else None
    code = "from cica_redline.cli import main\nimport sys\ntry: main(['parties'])\n"
    code += "except SystemExit: print('tomllib' in sys.modules, 'difflib' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment()
    )
    assert ended.stdout.decode().splitlines()[-1] == f"{name is not None} False"
