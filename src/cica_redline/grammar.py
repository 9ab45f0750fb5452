"""The parser of the inline notation, built by Lark from `grammars/`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from cica_redline import assets

if TYPE_CHECKING:
    from lark import Lark

NAME = "brackets.lark"


@cache
def parser() -> Lark:
    """The parser; its tree has the rules `start`, `proposal`, `unclosed` and `stray`."""
    from lark import Lark  # noqa: PLC0415 - six bare starts of Python, and only parsing needs it

    return Lark(assets.text("grammars", NAME), parser="lalr", lexer="basic", start="start")


@cache
def _terminals() -> dict[str, str]:
    compiled, _, _ = parser().grammar.compile(["start"], "*")
    return {terminal.name: terminal.pattern.to_regexp() for terminal in compiled}


def pattern(name: str) -> str:
    """The regular expression of one terminal, also of those that only others are made of.

    Raises KeyError for a name that the grammar does not have.
    """
    return _terminals()[name]


@cache
def terminals(*names: str) -> re.Pattern[str]:
    """One of these terminals, each a group of its name (without underscores)."""
    return re.compile("|".join(f"(?P<{name.strip('_')}>{pattern(name)})" for name in names))
