"""`redline git-setup`: what git is told of drafts, so that it compares what they say."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cica_redline.cli.files import reason
from cica_redline.cli.messages import did_you_mean, nearest
from cica_redline.cli.settings import configured, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cica_redline.config import Config

ATTRIBUTES = ".gitattributes"
SECTION = "diff.redline"
_USED = "diff=redline"
_UNUSED = "!diff"

# Said though it is usual: the environment of who runs git may have asked for colours.
_TEXT = ("--to", "text")

VIEWS = {
    # As markup, since that alone has all of a draft: a diff that leaves out footnotes, or positions
    # on no words, would say that nothing has changed where something has.
    "redline": ["--to", "markup"],
    "base": ["--base", *_TEXT],
    "accepted": ["--accepted", "all", *_TEXT],
    "uncontested": ["--accepted", "uncontested", *_TEXT],
}
"""The views that are no party's, with the options by which `render` shows them."""

_SHOWN = {
    "redline": "redline",
    "base": "base text",
    "accepted": "text with all accepted",
    "uncontested": "text with what is uncontested accepted",
}

# Git reads POSIX regular expressions. What its pattern for words leaves out counts as blank, and a
# change there would not be seen; so the last alternative takes any character that is left.
WORD = r"\([[:space:]]*(\+|-|−|–|—|－|＋)[^][()]*\)|[^][(),.;:!?[:space:]]+|[^[:space:]]"
"""What `git diff --word-diff` takes for one word: a position, a word, a bracket, a stop."""

_LABEL = (
    r"\[*((OP|PP) ?[0-9]|[0-9]+(\.[0-9]+)+[.) ]"
    r"|[0-9]+( ?(bis|ter|quater|alt)|[A-Za-z]|\.alt)?[.)]).*"
)
_MARKED = r"\[*#+ .*|\[*\*\*.*\*\*$"
_SPECIAL = re.compile(r"[][(){}.*+?|^$\\]")


@dataclass(frozen=True)
class Setup:
    """What git is told of the drafts of a work tree.

    `keys` are of its configuration, with their values; `lines` are for `.gitattributes`, at `top`,
    which is where git runs the command that converts a draft.
    """

    top: Path
    keys: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]

    @property
    def attributes(self) -> Path:
        """The file that says which files are drafts, as it is seen from the working directory."""
        return Path(os.path.relpath(self.top / ATTRIBUTES))


@click.command(
    "git-setup",
    epilog="""\b
Examples:
  redline git-setup                in the folder of the drafts; then: git diff --word-diff
  redline git-setup --view base    git compares the base texts alone
  redline git-setup --print        what you would type instead
""",
)
@click.option(
    "--view",
    metavar="VIEW",
    default="redline",
    show_default=True,
    help="What of a draft git compares: redline, base, accepted, uncontested, or a party's text.",
)
@click.option("--print", "only_print", is_flag=True, help="Print what you would type; do nothing.")
@configured
def command(*, view: str, only_print: bool, config: Config) -> None:
    """Have git compare what drafts say, not how their lines are broken.

    In a git repository: .gitattributes then says which files are drafts, and the repository's
    configuration how they are compared. Neither changes a draft, or what is committed of it.
    """
    options = _options(view, config)
    top = _top()
    keys = _keys(options, _where(config.path, top), config)
    setup = Setup(top, tuple(keys), tuple(_lines(config, top)))
    if only_print:
        from cica_redline.writers.terminal import visible  # noqa: PLC0415

        for row in _typed(setup):
            click.echo(visible(row) if sys.stdout.isatty() else row)
        return
    changed = [_add_lines(setup), *(_set_key(key, value) for key, value in setup.keys)]
    _tell(setup, view, changed=any(changed))


def _options(view: str, config: Config) -> list[str]:
    """The options by which `render` shows a view. Raises click.UsageError for one unknown."""
    if view.lower() in VIEWS:
        return VIEWS[view.lower()]
    codes = []
    for written in filter(None, view.replace(",", " ").split()):
        party = config.parties.resolve(written)
        if party is None:
            near = nearest(written, VIEWS, cutoff=0.7)
            near = near or did_you_mean(config.parties.suggest(written)[:2])
            raise click.UsageError(f"{written!r} is no view ({', '.join(VIEWS)}) or party{near}")
        codes.append(party.code)
    if not codes:
        raise click.UsageError("--view needs redline, base, or the code of a party, such as IND")
    return ["--as-proposed-by", ",".join(codes), *_TEXT]


def _top() -> Path:
    """The top folder of the work tree. Raises click.UsageError, one line."""
    return Path(os.fsdecode(_git("rev-parse", "--show-toplevel").removesuffix(b"\n")))


def _git(*words: str, none: int = 0) -> bytes:
    """What git prints; empty where it ends with the status `none`. Raises click.UsageError."""
    import subprocess  # noqa: PLC0415 - not for `--help`

    try:
        ended = subprocess.run(["git", *words], capture_output=True, check=False)  # noqa: S603, S607 - the user's git, and no shell
    except FileNotFoundError:
        raise click.UsageError("git is not here: install it, or add it to PATH") from None
    except OSError as error:
        raise click.UsageError(f"git can't be run: {reason(error)}") from None
    if ended.returncode not in {0, none}:
        why = ended.stderr.decode("utf-8", "replace").partition("\n")[0].strip()
        why = re.sub(r"^(fatal|error): ", "", why) or f"it ended with status {ended.returncode}"
        raise click.UsageError(f"git says: {why}")
    return ended.stdout


# How drafts are compared


def _keys(options: list[str], where: list[str], config: Config) -> Iterator[tuple[str, str]]:
    yield f"{SECTION}.textconv", _converter(options, where)
    yield f"{SECTION}.wordRegex", WORD
    yield f"{SECTION}.xfuncname", header(config)


def _converter(options: list[str], where: list[str]) -> str:
    """The command by which git has a draft converted; git adds the path, and runs it by a shell.

    Where it fails git shows no diff at all, of no file. So a draft that can't be read, and every
    draft when the program has moved, is compared as it stands. A party that an old draft does not
    know has the base text there.
    """
    # -P: the folder where git runs this is no place to import modules from.
    program = [sys.executable, "-P", "-m", "cica_redline"] if sys.executable else ["redline"]
    base = VIEWS["base"]
    steps = [options, base] if options[0] == "--as-proposed-by" else [options]
    words = [
        f'{shlex.join([*program, "render", *step, "--width", "0", *where, "-q"])} -- "$1"'
        for step in steps
    ]
    tried = " 2>/dev/null || ".join(words)
    return f'redline() {{ {tried} || cat -- "$1"; }}; redline'


def _where(path: str | None, top: Path) -> list[str]:
    """The option by which a configuration is found from the top, where it is not the one there."""
    there = find(str(top))
    if path is None:
        return ["--isolated"] if there else []
    real, root = Path(path).resolve(), top.resolve()
    if there and Path(there).resolve() == real:
        return []
    inside = real.is_relative_to(root)
    return ["--config", real.relative_to(root).as_posix() if inside else str(real)]


def header(config: Config) -> str:
    """What git names above a hunk: the last heading or numbered clause that begins before it."""
    from cica_redline.headings import RANKS  # noqa: PLC0415 - not for `--help`

    words = [
        spelled
        for word in (*RANKS, *config.words.headings)
        # Git tells capital letters from small ones here, and can't be asked not to.
        for spelled in dict.fromkeys([word.capitalize(), word.upper(), word.lower(), word])
    ]
    escaped = "|".join(_SPECIAL.sub(r"\\\g<0>", word) for word in words)
    return rf"^([[*]*({escaped}) +[0-9A-Z].*|{_MARKED}|{_LABEL})"


# Which files are drafts


def _lines(config: Config, top: Path) -> Iterator[str]:
    """The lines of `.gitattributes`, what is excluded last: there the last line wins."""
    folder = Path(config.path).resolve().parent if config.path else top.resolve()
    for patterns, attribute in ((config.patterns, _USED), (config.exclude, _UNUSED)):
        for pattern in patterns:
            yield f"{_quoted(_from_top(pattern, folder, top.resolve()))} {attribute}"


def _from_top(pattern: str, folder: Path, top: Path) -> str:
    """A pattern of a configuration in this folder, as git reads it at the top.

    In ours `*` goes past `/`, in git's only `**` does.
    """
    pattern = pattern.replace("\\", "\\\\")
    inside = ""
    if folder.is_relative_to(top) and folder != top:
        inside = re.sub(r"[*?[\\]", r"\\\g<0>", folder.relative_to(top).as_posix()) + "/"
    elif top.is_relative_to(folder) and folder != top:
        pattern = pattern.removeprefix(f"{top.relative_to(folder).as_posix()}/")
    if "/" in pattern:
        pattern = inside + re.sub(r"/(?=\*(?!\*))|(?<=(?<!\*)\*)/", "/**/", pattern)
    elif inside:
        pattern = f"{inside}**/{pattern}"
    return f"\\{pattern}" if pattern.startswith("!") else pattern


def _quoted(pattern: str) -> str:
    """A pattern as it stands in `.gitattributes`: in quotes, as in C, where it must be."""
    if not re.search(r'[\s"\x00-\x1f]|^#', pattern):
        return pattern
    escaped = re.sub(r'["\\]', r"\\\g<0>", pattern)
    return '"' + re.sub(r"[\x00-\x1f]", lambda one: f"\\{ord(one[0]):03o}", escaped) + '"'


# Doing it


def _add_lines(setup: Setup) -> bool:
    """Add what `.gitattributes` lacks, behind its other lines; whether there was anything."""
    from cica_redline.cli.replacing import replace_file  # noqa: PLC0415 - not for `--print`

    path = setup.attributes
    try:
        old = path.read_bytes() if path.exists() else None
        rows = (old or b"").splitlines(keepends=True)
        wanted = [line.encode() for line in setup.lines]
        if [row.strip() for row in rows if row.strip() in wanted] == wanted:
            return False
        end = b"\r\n" if rows and rows[-1].endswith(b"\r\n") else b"\n"
        kept = [row for row in rows if row.strip() not in wanted]
        if kept and not kept[-1].endswith((b"\n", b"\r")):
            kept[-1] += end
        replace_file(str(path), b"".join([*kept, *(line + end for line in wanted)]), expected=old)
    except OSError as error:
        raise click.UsageError(f"{path}: {reason(error)}; nothing was set up") from None
    return True


def _set_key(key: str, value: str) -> bool:
    """Give a key of the repository's configuration a value; whether it had another one."""
    if _git("config", "--local", "-z", "--get-all", key, none=1) == os.fsencode(value) + b"\0":
        return False
    # All of them: git refuses to set a key that somebody has given two values.
    _git("config", "--local", "--replace-all", key, value)
    return True


def _typed(setup: Setup) -> Iterable[str]:
    """What a person would type to have the same."""
    for key, value in setup.keys:
        yield shlex.join(["git", "config", "--local", key, value])
    for line in setup.lines:
        row = ["printf", "%s\\n", line]
        yield f"{shlex.join(row)} >> {shlex.quote(setup.attributes.as_posix())}"


def _tell(setup: Setup, view: str, *, changed: bool) -> None:
    """Say what is so now, and how to undo it."""
    from cica_redline.writers.terminal import one_line  # noqa: PLC0415

    drafts = ", ".join(line.rpartition(" ")[0] for line in setup.lines if line.endswith(_USED))
    path = setup.attributes.as_posix()
    shown = _SHOWN.get(view.lower(), f"text of {view.upper()}")
    done = "set up" if changed else "already set up, nothing changed"
    rows = [
        f"{done}: git compares the {shown} of {drafts} ({path} and git config {SECTION})",
        f"to undo: git config --remove-section {SECTION}, and take {_USED} out of {path}",
    ]
    for row in rows:
        click.echo(one_line(row))
