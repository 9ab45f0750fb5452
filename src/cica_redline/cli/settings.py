"""The configuration that a command obeys: which file it is in, and the options that say so."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cica_redline.cli.files import read_bytes
from cica_redline.source import UnreadableError, decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from cica_redline.config import Config

_META = "cica_redline.settings."
_TABLED = "pyproject.toml"
NAMES = ("redline.toml", _TABLED)
"""The files that have a configuration; in one folder the first wins."""


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose the configuration; `current` knows what they say.

    The group has them and so has every command, so that they may stand before its name and after.
    """
    for add in (
        click.option(
            "--isolated",
            is_flag=True,
            envvar="REDLINE_ISOLATED",
            allow_from_autoenv=False,
            expose_value=False,
            callback=_remember,
            help="Obey no configuration file.",
        ),
        click.option(
            "--config",
            metavar="FILE",
            envvar="REDLINE_CONFIG",
            allow_from_autoenv=False,
            expose_value=False,
            callback=_remember,
            help="The configuration; else the nearest redline.toml or pyproject.toml upwards.",
        ),
    ):
        function = add(function)
    return function


def configured(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options, and what is configured as `config`."""

    @wraps(function)
    def command(*arguments: Any, **words: Any) -> Any:  # noqa: ANN401 - whatever click hands over
        return function(*arguments, config=current(click.get_current_context()), **words)

    return options(command)


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Keep what an option says where all contexts of a run look: the last on the line wins.

    The variables of the environment reach the group and the command, and count once.
    """
    name = str(param.name)
    source = ctx.get_parameter_source(name)
    key = _META + name
    if value and (source is ParameterSource.COMMANDLINE or key not in ctx.meta):
        ctx.meta[key] = (value, source)


def current(ctx: click.Context) -> Config:
    """What is configured for this run. Raises click.UsageError, one line."""
    path, path_source = ctx.meta.get(f"{_META}config", (None, None))
    isolated, isolated_source = ctx.meta.get(f"{_META}isolated", (False, None))
    if path and isolated:
        if path_source is isolated_source:
            raise click.UsageError("--config and --isolated exclude each other: choose one of them")
        # What is on the line wins over the environment.
        isolated = isolated_source is ParameterSource.COMMANDLINE
    return load(path, isolated=isolated)


def load(path: str | None = None, *, isolated: bool = False) -> Config:
    """The configuration in this file, else in the nearest one upwards from the working directory.

    `isolated` looks for none. Raises click.UsageError, one line.
    """
    from cica_redline.config import ENVIRONMENT, Config, read  # noqa: PLC0415 - not for `--help`
    from cica_redline.toml import ConfigError  # noqa: PLC0415

    if isolated:
        path = None
    elif path is None:
        path = _nearest()
    if path is None and not any(map(os.environ.get, ENVIRONMENT.values())):
        return Config()
    try:
        return read(_text(path) if path else "", path or "", environment=os.environ)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def _nearest() -> str | None:
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib costs a start
    except OSError:
        return None  # it was deleted: nothing is upwards of it
    path = find(here)
    return os.path.relpath(path, here) if path else None


def find(folder: str) -> str | None:
    """The nearest file with a configuration, in this folder or one that it is in."""
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)  # noqa: PTH118 - pathlib costs a start
            if os.path.isfile(path) and (name != _TABLED or _is_configured(path)):  # noqa: PTH113
                return path
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            return None
        folder = above


def _is_configured(path: str) -> bool:
    """Whether a `pyproject.toml` is for us; one that can't be read is somebody else's."""
    try:
        text = read_bytes(path).decode("utf-8", errors="replace")
    except click.UsageError:
        return False
    if "redline" not in text:
        return False  # most are not, and need no TOML to be read
    from cica_redline.config import is_configured  # noqa: PLC0415

    return is_configured(text)


def _text(path: str) -> str:
    if os.path.isdir(path):  # noqa: PTH112
        raise click.UsageError(f"{path}: this is a directory, not a configuration")
    try:
        return decode(read_bytes(path))
    except UnreadableError as error:
        raise click.UsageError(
            f"{path}: {str(error).partition(';')[0]}: save it in UTF-8"
        ) from None


def seen_from(config: Config, path: str) -> str:
    """A path as the patterns of a configuration see it: from its folder, with `/` between names."""
    from cica_redline.cli.paths import relative  # noqa: PLC0415 - most commands take one file

    folder = os.path.dirname(config.path or "")  # noqa: PTH120
    return relative(path, folder)
