"""The configuration of a body's drafts: `redline.toml`, or `[tool.redline]` in `pyproject.toml`.

It is read from texts here; to look for the files is the command's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from cica_redline import toml
from cica_redline.headings import WORDS, Words
from cica_redline.parties import CICA, Parties, Party
from cica_redline.toml import ConfigError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cica_redline.diagnostics import Severity
    from cica_redline.parties import PartyKind

ENVIRONMENT = {
    "body": "REDLINE_BODY",
    "members": "REDLINE_MEMBERS",
    "encoding": "REDLINE_ENCODING",
}
"""The keys that the environment can give too, and by what name."""

_SEVERITIES = ("error", "warning", "info")
_PARTY_KEYS = ("name", "aliases", "members", "kind")
# What can be written as a position, and typed in a list with commas.
_CODE = re.compile(r"[^\W\d_][\w.-]*")


@dataclass(frozen=True)
class Config:
    """What is configured, and where each value comes from.

    `own` are the parties that are added, `aliases` further names by code; `parties` has both.
    An empty `select` stands for every rule. The codes, groups and names of rules are as written:
    the linter knows them. `origins` has "default", the name of the file, or "$REDLINE_BODY" for
    each key; `path` is the file as it was named, and patterns count from its folder.
    """

    parties: Parties = CICA
    words: Words = WORDS
    encoding: str = "utf-8"
    own: tuple[Party, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: tuple[str, ...] = ("*.txt", "*.draft")
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_file: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_clause: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wrap: int = 0
    origins: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(KEYS, "default"))
    path: str | None = None

    def values(self) -> dict[str, Any]:
        """Every value by its key, of the types that TOML and JSON have."""
        return {
            "body": self.parties.body,
            "members": sorted(self.parties.members),
            "encoding": self.encoding,
            "parties": {party.code: _plain(party) for party in self.own},
            "aliases": _lists(self.aliases),
            "notation.heading-words": list(self.words.headings),
            "notation.title-words": list(self.words.titles),
            "files.patterns": list(self.patterns),
            "files.exclude": list(self.exclude),
            "rules.select": list(self.select),
            "rules.ignore": list(self.ignore),
            "rules.severity": dict(self.severity),
            "rules.per-file": _lists(self.per_file),
            "rules.per-clause": _lists(self.per_clause),
            "format.wrap": self.wrap,
        }


def _lists(table: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {key: list(words) for key, words in table.items()}


def _plain(party: Party) -> str | dict[str, Any]:
    plain: dict[str, Any] = {"name": party.name}
    if party.aliases:
        plain["aliases"] = list(party.aliases)
    if party.members:
        plain["members"] = list(party.members)
    elif party.is_group:
        plain["kind"] = party.kind
    return plain if len(plain) > 1 else party.name


def is_configured(pyproject: str) -> bool:
    """Whether the text of a `pyproject.toml` has the table `[tool.redline]`.

    One that is no TOML has it if it seems to: `read` then says what is wrong with it.
    """
    if "redline" not in pyproject:
        return False
    try:
        return _tool_table(toml.read_tables(pyproject, "")) is not None
    except ConfigError:
        return "tool.redline" in pyproject


def _tool_table(data: dict[str, Any]) -> Any:  # noqa: ANN401 - it may be no table
    tool = data.get("tool")
    return tool.get("redline") if isinstance(tool, dict) else None


def read(text: str, path: str, *, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration in the text of a file, and in what the environment adds to it.

    The environment wins over the file. A body that it names comes with its own members, not with
    those of the file. Raises ConfigError.
    """
    data = toml.read_tables(text, path)
    if re.split(r"[/\\]", path)[-1] == "pyproject.toml":
        table = _tool_table(data)
        if table is None:
            raise ConfigError(f"{path} has no table [tool.redline]")
        data = toml.read_table(table, Place("tool.redline", path))
    given = dict(_flat(data, Place("", path)))
    added = dict(_from_environment(environment or {}))
    if "body" in added and given.get("body", ("",))[0] != added["body"][0]:
        given.pop("members", None)
    given |= added
    values = {key: KEYS[key](value, place) for key, (value, place) in given.items()}
    places = {key: place for key, (_, place) in given.items()}
    return _config(values, places, path)


def _flat(table: dict[str, Any], place: Place) -> Iterator[tuple[str, tuple[Any, Place]]]:
    """The values of a table and the tables in it, by their keys with full stops."""
    for key, value in table.items():
        inner = place.under(key)
        if inner.key in KEYS:
            yield inner.key, (value, inner)
        elif inner.key not in _TABLES:
            raise inner.unknown((*KEYS, *_TABLES))
        else:
            yield from _flat(toml.read_table(value, inner), inner)


def _from_environment(names: Mapping[str, str]) -> Iterator[tuple[str, tuple[Any, Place]]]:
    for key, name in ENVIRONMENT.items():
        if value := names.get(name):
            words = value.replace(",", " ").split()
            yield key, (words if key == "members" else value, Place(key, f"${name}"))


def _config(values: Mapping[str, Any], places: Mapping[str, Place], path: str) -> Config:
    default = Config()
    origins = {key: places[key].path if key in places else "default" for key in KEYS}
    if "members" not in places:
        origins["members"] = origins["body"]
    return Config(
        parties=_at_the_table(values, places),
        words=Words(
            values.get("notation.heading-words", ()), values.get("notation.title-words", ())
        ),
        encoding=values.get("encoding", default.encoding),
        own=values.get("parties", ()),
        aliases=values.get("aliases", default.aliases),
        patterns=values.get("files.patterns", default.patterns),
        exclude=values.get("files.exclude", ()),
        select=values.get("rules.select", ()),
        ignore=values.get("rules.ignore", ()),
        severity=values.get("rules.severity", default.severity),
        per_file=values.get("rules.per-file", default.per_file),
        per_clause=values.get("rules.per-clause", default.per_clause),
        wrap=values.get("format.wrap", default.wrap),
        origins=origins,
        path=path or None,
    )


# Parties


def _at_the_table(values: Mapping[str, Any], places: Mapping[str, Place]) -> Parties:
    """The packaged parties and those that are added, and the members of the body."""
    own: tuple[Party, ...] = values.get("parties", ())
    known = CICA.with_parties(replace(party, members=()) for party in own)
    for party in own:
        _check(known, party.members, places["parties"].under(party.code).under("members"))
    aliases: Mapping[str, tuple[str, ...]] = values.get("aliases", {})
    members: tuple[str, ...] | None = values.get("members")
    if aliases:
        _check(known, aliases, places["aliases"])
    if members:
        _check(known, members, places["members"])
    parties = CICA.with_parties(own, aliases=aliases, body=values.get("body"), members=members)
    if "body" in places and members is None and not parties.members:
        raise places["body"].mistake(
            f"is {parties.body}, whose members are not known: list them in members"
        )
    return parties


def _check(known: Parties, codes: Iterable[str], place: Place) -> None:
    for code in codes:
        if code not in known:
            meant = known.resolve(code)
            near = [meant.code] if meant else known.suggest(code)[:2]
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise place.mistake(f"has {code}, which is the code of no party{hint}")


def _parties(value: object, place: Place) -> tuple[Party, ...]:
    table = toml.read_table(value, place)
    return tuple(_party(code, entry, place.under(code)) for code, entry in table.items())


def _party(code: str, value: object, place: Place) -> Party:
    if not _CODE.fullmatch(code) or code.lower() == "base":
        raise place.mistake("can't be a code: begin with a letter; no blanks, no commas")
    if isinstance(value, str):
        return Party(code, toml.read_text(value, place))
    if not isinstance(value, dict):
        raise place.wrong("a name or a table", value)
    for key in value:
        if key not in _PARTY_KEYS:
            raise place.under(key).unknown(place.under(right).key for right in _PARTY_KEYS)
    if "name" not in value:
        raise place.mistake("needs a name")
    members = toml.read_list(value.get("members", []), place.under("members"))
    kind = value.get("kind", "group" if members else "state")
    if kind not in ("state", "group"):
        raise place.under("kind").mistake("must be state or group")
    if kind == "state" and members:
        raise place.under("kind").mistake("must be group, since there are members")
    return Party(
        code,
        toml.read_text(value["name"], place.under("name")),
        toml.read_list(value.get("aliases", []), place.under("aliases")),
        members,
        cast("PartyKind", kind),
    )


# The other values


def _words(value: object, place: Place) -> tuple[str, ...]:
    words = toml.read_list(value, place)
    for word in words:
        if not any(map(str.isalpha, word)):
            raise place.mistake(f"has {word}, which is no word: it has no letter")
    return words


def _encoding(value: object, place: Place) -> str:
    encoding = toml.read_text(value, place)
    try:
        # Not codecs.lookup, which knows codecs of other things than text too.
        "".encode(encoding)
    except (LookupError, ValueError):
        raise place.mistake(f"is {encoding}, and there is no such encoding") from None
    return encoding


def _severity(value: object, place: Place) -> dict[str, Severity]:
    table = toml.read_table(value, place)
    for rule, severity in table.items():
        if severity not in _SEVERITIES:
            raise place.under(rule).mistake(f"must be {', '.join(_SEVERITIES[:-1])} or info")
    return cast("dict[str, Severity]", table)


KEYS: dict[str, Callable[[object, Place], Any]] = {
    "body": toml.read_text,
    "members": toml.read_list,
    "encoding": _encoding,
    "parties": _parties,
    "aliases": toml.read_lists,
    "notation.heading-words": _words,
    "notation.title-words": _words,
    "files.patterns": toml.read_list,
    "files.exclude": toml.read_list,
    "rules.select": toml.read_list,
    "rules.ignore": toml.read_list,
    "rules.severity": _severity,
    "rules.per-file": toml.read_lists,
    "rules.per-clause": toml.read_lists,
    "format.wrap": toml.read_count,
}
"""Every key, with how its value is read."""

_TABLES = tuple(dict.fromkeys(key.partition(".")[0] for key in KEYS if "." in key))
