"""TOML: texts to tables and back, and what is to be said of a wrong value in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)\Z")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NEAR = 0.7
_KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a fraction",
    list: "a list",
    dict: "a table",
}


class ConfigError(ValueError):
    """A mistake in the configuration; the message is one readable line with file and key."""


def read_tables(text: str, path: str) -> dict[str, Any]:
    """The tables of a text in TOML; `path` is what messages call it. Raises ConfigError."""
    if not text.strip():
        return {}
    import tomllib  # noqa: PLC0415 - most drafts have no configuration

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply") from None
    except ValueError as error:
        reason = str(error)
        if place := _PLACE.search(reason):
            line, column = place.groups()
        else:
            line, column = str(text.count("\n") + 1), str(len(text) - text.rfind("\n"))
        reason = _PLACE.sub("", reason).removesuffix(" (at end of document)")
        reason = reason[:1].lower() + reason[1:]
        raise ConfigError(f"{path} is no TOML at line {line}, column {column}: {reason}") from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its key, with those of the tables it is in, and the file."""

    key: str
    path: str

    def under(self, key: str) -> Place:
        """The place of a value in the table that stands here."""
        return Place(f"{self.key}.{spell_key(key)}" if self.key else spell_key(key), self.path)

    def mistake(self, what: str) -> ConfigError:
        """The mistake of which this is to be said."""
        return ConfigError(f"{self.key} in {self.path} {what}")

    def wrong(self, right: str, value: object) -> ConfigError:
        """The mistake of a value that is of another type than is right."""
        return self.mistake(f"must be {right}, not {_KINDS.get(type(value), 'a date or time')}")

    def unknown(self, right: Iterable[str]) -> ConfigError:
        """The mistake of a key that nobody knows; the right one may be in another table."""
        from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

        ends = {name.rpartition(".")[2]: name for name in right}
        near = get_close_matches(self.key.rpartition(".")[2], ends, n=1, cutoff=_NEAR)
        hint = f"; did you mean {ends[near[0]]}?" if near else ""
        return ConfigError(f"unknown key {self.key} in {self.path}{hint}")


def read_text(value: object, place: Place) -> str:
    """A text that is not empty, without the blanks around it."""
    if not isinstance(value, str):
        raise place.wrong("text", value)
    if not value.strip():
        raise place.mistake("is empty")
    return value.strip()


def read_list(value: object, place: Place) -> tuple[str, ...]:
    """A list of texts, each once."""
    if not isinstance(value, list):
        raise place.wrong("a list of texts", value)
    for item in value:
        if not isinstance(item, str):
            raise ConfigError(
                f"{place.key} in {place.path} must be a list of texts, and has "
                f"{_KINDS.get(type(item), 'a date or time')} in it"
            )
        if not item.strip():
            raise place.mistake("has an empty text in it")
    return tuple(dict.fromkeys(item.strip() for item in value))


def read_table(value: object, place: Place) -> dict[str, Any]:
    """A table, whatever is in it."""
    if not isinstance(value, dict):
        raise place.wrong("a table", value)
    return value


def read_lists(value: object, place: Place) -> dict[str, tuple[str, ...]]:
    """A table of lists of texts."""
    table = read_table(value, place)
    return {key: read_list(item, place.under(key)) for key, item in table.items()}


def read_count(value: object, place: Place) -> int:
    """A whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise place.wrong("a whole number", value)
    if value < 0:
        raise place.mistake("must be 0 or more")
    return value


def spell_key(key: str) -> str:
    """A key as TOML has it: in quotes where it has more than letters, digits and hyphens."""
    return key if _BARE.fullmatch(key) else spell(key)


def spell(value: Any) -> str:  # noqa: ANN401 - TOML has values of many types
    """A value as TOML has it, on one line."""
    match value:
        case dict():
            inside = ", ".join(f"{spell_key(key)} = {spell(item)}" for key, item in value.items())
            return f"{{{inside}}}"
        case list():
            return f"[{', '.join(map(spell, value))}]"
        case str():
            from json import dumps  # noqa: PLC0415 - only for `redline config`

            return dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return str(value).lower()
