"""Where a draft's words end up: terminals, logs of builds, pages, templates. Nothing is obeyed."""

from __future__ import annotations

import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cica_redline import parse, render, view
from cica_redline.cli.render import complete_party
from cica_redline.writers.terminal import one_line
from running import DRAFT, run, whole

SGR = re.compile("\x1b\\[[0-9;]*m")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

STEERS = {
    "a colour": "\x1b[95m",
    "the clipboard (OSC 52)": "\x1b]52;c;aGk=\x07",
    "a link (OSC 8)": "\x1b]8;;https://evil.example\x1b\\words\x1b]8;;\x1b\\",
    "a title of the window": "\x1b]0;evil\x9c",
    "C1": "\x9b31m\x9d52;c;aGk=\x9c",
    "back and over": "\b\b\r\x7f",
    "another direction": "\u202eevil\u202c\u2066\u200f\u061c",
    "ends of lines": "\u2028\u2029\x85\x0b\x0c",
}
every_steering = pytest.mark.parametrize("steer", STEERS.values(), ids=STEERS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    (tmp_path / "draft.txt").write_text(DRAFT)
    return tmp_path


# A terminal


def hostile(steer: str) -> str:
    """A draft with this in its front matter, title, heading, words, parties and footnote."""
    return (
        f"Note{steer}\n\n**Draft {steer} Plan**\n\nPillar I: Words {steer}\n\n"
        f"1. To {steer}act [now{steer}]( +IND ) (-A {steer} State).\n\n"
        f"1. [To rest{steer}.\n\n[^1]: See{steer}.\n"
    )


def toml(steer: str) -> str:
    """A configuration with this in values that are texts."""
    escaped = "".join(f"\\U{ord(c):08X}" for c in steer)
    return (
        f'body = "B{escaped}"\nmembers = ["IND"]\n[parties]\nXYZ = "X {escaped} Y"\n'
        f'[files]\npatterns = ["*.txt", "{escaped}*.draft"]\n'
        f'[notation]\nheading-words = ["Part{escaped}"]\n'
    )


SHOWN = [
    "render {}",
    "render {} --to text --front-matter",
    "render {} --to markup",
    "render {} --to html",
    "render {} --to json",
    "render {} --template own.j2",
    "tree {}",
    "tree {} --to json",
    "parties {}",
    "parties --all",
    "check {}",
    "check {} --color always",
    "check {} --diff",
    *(f"check {{}} --to {to}" for to in ("concise", "json", "github", "gitlab", "sarif", "junit")),
    "format --diff {}",
    "format --check {}",
    "rules",
    "config",
    "config --to json",
]


@pytest.mark.parametrize("words", SHOWN)
@every_steering
def test_nothing_steers_a_terminal(folder: Path, words: str, steer: str) -> None:
    name = f"a{steer}b.txt".replace("/", "")
    (folder / name).write_text(hostile(steer))
    (folder / "redline.toml").write_text(toml(steer))
    (folder / "own.j2").write_text("{{ lines | map(attribute='text') | join('\n') }}")
    ended = run(*(word.format(name) for word in words.split()), terminal=True)
    assert ended.status in {0, 1}
    assert STEERING.findall(SGR.sub("", ended.out)) == []
    assert STEERING.findall(ended.err) == []
    assert steer not in ended.out  # it looks like a colour, and is none of ours


@every_steering
def test_formatted_standard_input_steers_no_terminal(steer: str) -> None:
    ended = run("format", "-", stdin=hostile(steer), terminal=True)
    assert ended.status == 0
    assert STEERING.findall(ended.out + ended.err) == []
    # In a pipe it is the draft, byte for byte.
    assert steer in run("format", "-", stdin=hostile(steer)).out or "\u2028" in steer


@every_steering
def test_no_mistake_steers_a_terminal(folder: Path, steer: str) -> None:
    (folder / "own.j2").write_text(
        f"{{{{ '{steer.replace(chr(92), '')}'.nothing }}}}{{% {steer} %}}"
    )
    (folder / "bad.toml").write_text(f'{toml(steer)}[rules]\nselect = 3\n"{steer}" = 1\n')
    for words in (
        ["render", "draft.txt", "--template", "own.j2"],
        ["render", "draft.txt", "--encoding", steer],
        ["render", "draft.txt", "--config", "bad.toml"],
        ["render", "draft.txt", "--config", steer.replace("\0", "")],
        ["check", "draft.txt", "--select", f"x{steer}"],
        ["check", "draft.txt", steer],
        ["format", "draft.txt", steer],
        ["rules", steer],
        ["parties", steer],
        ["git-setup", "--view", steer],
    ):
        ended = run(*words)
        assert ended.status == 2, words
        assert STEERING.findall(ended.out + ended.err) == [], words
        assert ended.out or ended.err


@every_steering
def test_git_setup_steers_no_terminal(folder: Path, steer: str) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)  # noqa: S607
    (folder / "redline.toml").write_text(toml(steer))
    for words in (["git-setup", "--print"], ["git-setup"], ["git-setup"]):
        ended = run(*words, terminal=True)
        assert ended.status == 0
        assert STEERING.findall(ended.out + ended.err) == []


def test_what_completes_is_no_command_of_the_shell(folder: Path) -> None:
    import click  # noqa: PLC0415

    from cica_redline.cli.render import command  # noqa: PLC0415

    (folder / "draft.txt").write_text("1. [a] (+IND) (+IX;reboot) (+I$(reboot)) (+I`x`)\n")
    with click.Context(command) as context:
        context.params["draft"] = "draft.txt"
        (option,) = [one for one in command.params if one.name == "as_proposed_by"]
        assert [item.value for item in complete_party(context, option, "I")] == ["IND", "IX"]


# The log of a build

COMMANDS = {"error", "warning", "notice", "add-mask", "set-env", "set-output", "stop-commands"}


def obeyed(log: str) -> list[str]:
    """The commands that GitHub's runner reads in a log, as its source has it.

    `::command …::` at the start of a line behind blanks, or else `##[command …]` anywhere in it.
    It compares by culture, which passes over characters without width.
    """
    found = []
    for row in re.split(r"\r\n|\r|\n", re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", log)):
        match = re.match(r"\s*::([^ :]+).*?::", row) or re.search(r"##\[([^ \]]+).*?\]", row)
        if match and match[1] in COMMANDS:
            found.append(match[1])
    return found + re.findall(r"##vso\[", log)


ORDERS = {
    "the command": "::error::evil",
    "the command behind blanks": " \u00a0\t::add-mask::evil",
    "the command with a word joiner": "\u2060:\u200b:error::evil",
    "the old command": "##[add-mask]evil",
    "the old command with a soft hyphen": "#\u00ad#[set-env name=A]evil",
    "three marks": "###[error]evil",
    "the command of Azure": "##vso[task.setvariable variable=A]evil",
}
every_order = pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)


@every_order
def test_the_tests_know_a_command_when_they_see_one(order: str) -> None:
    assert obeyed(f"{order}\n")
    assert not obeyed(one_line(order))


@pytest.mark.parametrize("to", ["full", "concise", "json", "gitlab", "sarif", "junit", "github"])
@every_order
def test_no_report_commands_a_build(folder: Path, order: str, to: str) -> None:
    draft = f"{order} [\n\n1. {order} [now]( +{order} )]\n{order}]\n\n1. [a ({order}\n"
    (folder / f"{order.replace('/', '')}.txt").write_text(draft)
    for words in (["."], [f"{order}.txt"], ["-", "--stdin-filename", order], [f"{order}x"]):
        ended = run("check", "--to", to, *words, stdin=draft)
        told = len(re.findall("(?m)^::", ended.out)) if to == "github" else 0
        # What GitHub has read as a command it reads in no other way.
        assert len(obeyed(ended.out.replace("##vso", "") if told else ended.out)) == told
        assert obeyed(ended.err) == []
        assert ended.out


@every_order
def test_no_message_commands_a_build(folder: Path, order: str) -> None:
    (folder / order).write_text("1. [a\n")
    (folder / "redline.toml").write_text(f'[files]\npatterns = ["*.txt", "{order}*"]\n')
    for words in (
        ["render", order],
        ["render", f"{order}x"],
        ["render", "draft.txt", "--template", order, "--encoding", order],
        ["format", order, "draft.txt", f"{order}x"],
        ["format", "--check", order, "draft.txt"],
        ["check", f"{order}x"],
        ["rules", order],
        ["config", "--config", order],
    ):
        assert obeyed(run(*words).err) == [], words


def test_a_report_says_what_was_there_all_the_same(folder: Path) -> None:
    (folder / "draft.txt").write_text("1. ##[error]x [a\n")
    full = run("check", "draft.txt").out.splitlines()
    assert {row for row in full if row.startswith("1 |")} == {"1 | 1. # #[error]x [a"}
    row = full.index("1 | 1. # #[error]x [a")
    assert full[row][full[row + 1].index("^")] == "["


# A page


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


INJECTIONS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "</style></title><svg/onload=alert(1)>",
    "<!--",
    "<?xml?>",
    "&lt;script&gt;&#60;b&#62;",
    "{{ 7 * 7 }}{% include 'x' %}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("words", INJECTIONS)
def test_a_page_has_the_elements_that_it_has_without_hostile_words(words: str) -> None:
    def page(inside: str) -> Elements:
        draft = (
            f"{inside}\n\n**Draft {inside}**\n\nPillar I: {inside}\n\n"
            f"1. To {inside} [now {inside}] (+IND) (-A{inside[:0]}B).\n\n"
            f"2. To rest {inside}. [(a) {inside};] (+IND)\n\n[^1]: See {inside}.\n"
        )
        return Elements(render(view(parse(draft)), "html", addresses=True, front_matter=True))

    plain, other = page("evil"), page(words)
    assert [tag for tag, _ in other.seen] == [tag for tag, _ in plain.seen]
    assert [set(attributes) for _, attributes in other.seen] == [
        set(attributes) for _, attributes in plain.seen
    ]
    for _, attributes in other.seen:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
        assert not {"src", "srcset", "action", "formaction"} & set(attributes)


@pytest.mark.parametrize("words", INJECTIONS)
def test_a_party_and_its_name_are_words_in_a_page(folder: Path, words: str) -> None:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    (folder / "redline.toml").write_text(f'[parties]\nXYZ = "X {escaped}"\n')
    text = f"1. To [act] (+XYZ) (-{re.sub('[][(){}]', '', words)})\n"
    ended = run("render", "-", "--to", "html", stdin=text)
    tags = {tag for tag, _ in Elements(ended.out).seen}
    assert ended.status == 0
    assert not tags & {"script", "img", "svg", "b"}
    assert not [a for _, names in Elements(ended.out).seen for a in names if a.startswith("on")]


# Templates


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time and memory, so that the tests don't take what a template may."""
    monkeypatch.setattr("cica_redline.cli.bounded.SECONDS", 1)
    monkeypatch.setattr("cica_redline.cli.bounded.MEGABYTES", 200)
    monkeypatch.setattr("cica_redline.writers.templates.MOST", 1_000_000)


NESTED = """
{}{{% for a in range(99999) %}}{{% for b in range(99999) %}}{}{{% endfor %}}{{% endfor %}}{}
"""
CALLED = """
{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}
"""
DOUBLED = """
{{% set n = namespace(x="x") %}}{{% for i in range(60) %}}
{{% set n.x = {} %}}{{% endfor %}}{{{{ {} }}}}
"""
COMPARED = """
{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}
{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}
"""


def refused(folder: Path, template: str) -> str:
    """Why a template is not filled: one line, and no file was read or written."""
    (folder / "own.j2").write_text(template)
    ended = whole("render", "draft.txt", "-q", "--template", "own.j2", "-o", "out.txt")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("redline: own.j2: ")
    assert ended.err.count("\n") == 1
    assert sorted(os.listdir(folder)) == ["draft.txt", "own.j2"]  # noqa: PTH208 - names
    return ended.err.removeprefix("redline: own.j2: ").strip()


@pytest.mark.parametrize(
    "template",
    [
        "{{ title.__class__ }}",
        "{{ title['__class__'] }}",
        "{{ title | attr('__class__') }}",
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__.mro() }}",
        '{{ "{0.__class__}".format(title) }}',
        '{{ "{0.__class__.__mro__[1]}".format(title) }}',
        '{{ "{t.__class__}".format_map({"t": title}) }}',
        '{{ "%s" | attr("format") }}{{ ("{0.__class__}" | attr("format"))(title) }}',
        "{{ ['{0.__class__}'] | map('format', title) | map(attribute='__class__') | list }}",
        "{{ lines | map(attribute='__class__') | join }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__['os'] }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ range.__self__ }}",
        "{{ lines.clear() }}",
        "{{ proposals[0].update(kind='x') }}",
        "{% include 'draft.txt' %}",
        "{% import 'draft.txt' as x %}",
        "{% extends '/etc/passwd' %}",
        "{{ open('draft.txt').read() }}",
        "{{ __import__('os') }}",
        "{{ get_flashed_messages() }}",
        "{{ config }}",
    ],
)
def test_a_template_reaches_no_file_and_not_into_python(folder: Path, template: str) -> None:
    assert refused(folder, template)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        '{{ "x" * 10**10 }}',
        '{{ "x" | center(10**9) }}',
        '{{ "x".ljust(10**9) }}',
        '{{ "%1000000000d" % 1 }}',
        '{{ "{:1000000000}".format(1) }}',
        '{{ ("x\n" * 9999) | indent(99999) }}',
        "{{ [1] * 10**9 }}",
        "{{ [['x'] * 99999] | map('join', 'y' * 99999) | list }}",
        "{{ lipsum(n=10**6) }}",
        "{{ 7 ** (7 ** 12) }}",
        "{{ range(99999) | batch(1, 'x') | map('center', 10**6) | list }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        NESTED.format("{% set x %}", "xxxxxxxxx", "{% endset %}"),
        CALLED,
        DOUBLED.format("n.x ~ n.x", "n.x"),
        DOUBLED.format("[n.x, n.x]", "n.x"),
        # Two that are equal, and compared without a line of Python being run meanwhile.
        COMPARED,
    ],
)
def test_what_a_template_takes_is_bounded(folder: Path, template: str) -> None:
    assert re.search(
        "too big|memory|more than|too much|too many|exceed|[Ll]imit", refused(folder, template)
    )


def test_an_error_of_ours_in_a_template_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("cica_redline.writers.custom.to_data", fail)
    Path("own.j2").write_text("{{ title }}")
    ended = run("render", "draft.txt", "--template", "own.j2")
    assert (ended.status, ended.err.count("\n"), "KeyError: 'ours'" in ended.err) == (3, 1, True)


def test_a_template_may_write_whatever_a_draft_has(folder: Path) -> None:
    (folder / "own.j2").write_text("{{ lines | map(attribute='text') | join('|') }}")
    # UTF-7 can spell half a pair, which no other process could be sent as UTF-8.
    words = ["render", "-", "--encoding", "utf-7", "--template", "own.j2"]
    ended = run(*words, stdin="To act é\x1b 海 \ud800\n".encode("utf-7", "surrogatepass"))
    assert (ended.status, ended.out) == (0, "To act é\x1b 海 \\ud800")
