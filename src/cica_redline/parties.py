"""Who may take a position: the parties, their names and groups, and the body that negotiates.

Neither importing this module nor making `Parties` reads anything: the data file is read once,
when the first question needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PartyKind = Literal["state", "group"]
How = Literal["code", "case", "name", "lookalike"]

# Capitals that look like a Latin one: Cyrillic (with the Kazakh letters), Greek, and the
# Turkish dotted I. Spelled as numbers, since nobody could proofread the letters.
_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0421\u0500\u0415\u050c\u041d\u04ba\u0406\u04c0\u0408\u041a\u041c\u041e\u0420"
    "\u051a\u0405\u0422\u0423\u04ae\u051c\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u037f\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0130",
    "ABCDEGHHIIJKMOPQSTYYWXABEZHIJKMNOPTYXI",
)
# What may divide two parties stays in a name: "G77, China" are two, not "G77 and China".
_DIVIDERS = frozenset(",;/&+")
# To Unicode these two are letters.
_APOSTROPHES = str.maketrans("", "", "\u02bb\u02bc")

_SUGGESTIONS = 3
_SWAP = 0.5  # the commonest slip of a typist, and the one that keeps every letter
_MOST_SLIPS = 2  # beyond that it is another name, however long both are
_CODE_LETTERS = 3  # one slip is forgiven for so many letters of a code: IRK is near IRN, IN is not
_NAME_LETTERS = 4  # the same for names, and the shortest part of a name that suggests the whole
_FAR = 1.0


@dataclass(frozen=True, slots=True)
class Party:
    """A State or a group of parties, by its code.

    `members` are the codes of the parties known to belong to a group; none are listed where the
    membership is large or unsettled, so that no member never means that nobody is one.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    kind: PartyKind = "state"

    @property
    def is_group(self) -> bool:
        """Whether this is a group, whose position is its own and not its members'."""
        return self.kind == "group"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The party that a draft means, and what had to be forgiven to see it.

    `code` means nothing had to be; `case` a code in other letters, `name` a name or alias in
    place of the code, `lookalike` letters of another script, full-width or unseen characters.
    """

    code: str
    how: How


# No slots: cached_property keeps the indexes in the instance's dictionary, where they are built
# when first asked for and are no part of the value (equality, hash and repr see the fields).
@dataclass(frozen=True)
class Parties:
    """The parties a draft may name, and the body that negotiates it.

    The packaged parties and those in `extra`, of which one with a packaged code replaces it.
    `seats` are the members of the body; None stands for those that the data give it.
    """

    body: str = "CICA"
    extra: tuple[Party, ...] = ()
    seats: frozenset[str] | None = None

    def get(self, code: str) -> Party | None:
        """The party with exactly this code."""
        return self._by_code.get(code)

    def name(self, code: str) -> str:
        """The English short name of a party; of an unknown one, the code itself."""
        party = self._by_code.get(code)
        return party.name if party else code

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    @cached_property
    def listed(self) -> tuple[Party, ...]:
        """Every party: the States by code, the groups by code, then what was added."""
        return tuple(self._by_code.values())

    @cached_property
    def members(self) -> frozenset[str]:
        """The codes of the members of the body; empty where they are not known."""
        if self.seats is not None:
            return self.seats
        if self.body in _packaged().bodies:
            return _packaged().bodies[self.body]
        group = self.get(self.body)
        return frozenset(group.members if group else ())

    def groups_of(self, code: str) -> tuple[str, ...]:
        """The groups that a party is known to belong to, itself and not through another group."""
        return self._groups.get(code, ())

    def resolve(self, written: str) -> Resolved | None:
        """The party that a draft means by what is written; None if nobody is known by that.

        Tried in this order: the code, the code in other letters, a name or alias, and both
        again with look-alike letters read as Latin ones. Names are compared without regard to
        case, diacritics, blanks, apostrophes and other punctuation that divides no parties.
        """
        if written in self._by_code:
            return Resolved(written, "code")
        words = written.strip()
        if words in self._by_code:
            return Resolved(words, "code")
        if code := self._by_lower.get(words.lower()):
            return Resolved(code, "case")
        if code := self._named(words):
            return Resolved(code, "name")
        latin = _latin(words)
        if code := self._by_lower.get(latin.lower()) or self._named(latin):
            return Resolved(code, "lookalike")
        return None

    def suggest(self, written: str, among: Iterable[str] = ()) -> tuple[str, ...]:
        """The codes, three at most and nearest first, that may have been meant.

        They come from `among` (say, the parties that the draft has elsewhere) and the members of
        the body. Only where none of these is near, and nobody is known by what is written, are
        they drawn from all parties: a registered party is doubted for one at the table only.
        """
        known = self.resolve(written)
        table = dict.fromkeys((*among, *sorted(self.members)))
        near = [code for code in table if code in self]
        if known:
            return self._nearest(written, [code for code in near if code != known.code])
        return self._nearest(written, near) or self._nearest(written, list(self._by_code))

    def with_parties(
        self,
        parties: Iterable[Party] = (),
        *,
        aliases: Mapping[str, Iterable[str]] | None = None,
        body: str | None = None,
        members: Iterable[str] | None = None,
    ) -> Parties:
        """These parties and more: further States and groups, aliases by code, another body.

        What is added wins: over a party with the same code, and over another party's name.
        A body without `members` has those that the data, or the group of that code, give it.
        Raises ValueError for an alias, or a member of a group or body, whose code nobody has.
        """
        extra = {party.code: party for party in (*self.extra, *parties)}
        for code, names in (aliases or {}).items():
            party = extra.get(code) or self.get(code)
            if party is None:
                raise ValueError(f"aliases for {code}: no party has this code")
            extra[code] = replace(party, aliases=tuple(dict.fromkeys((*party.aliases, *names))))
        seats = self.seats if body in {None, self.body} else None
        new = Parties(
            body=self.body if body is None else body,
            extra=tuple(extra[code] for code in sorted(extra)),
            seats=seats if members is None else frozenset(members),
        )
        for party in new.extra:
            new._check(party.code, party.members)
        new._check(new.body, new.seats or ())
        return new

    def _check(self, whole: str, members: Iterable[str]) -> None:
        if unknown := [code for code in sorted(members) if code not in self]:
            raise ValueError(f"members of {whole}: no party has the code {', '.join(unknown)}")

    @cached_property
    def _by_code(self) -> Mapping[str, Party]:
        packaged = _packaged().parties
        if not self.extra:
            return packaged
        return {**packaged, **{party.code: party for party in self.extra}}

    @cached_property
    def _by_lower(self) -> Mapping[str, str]:
        return {code.lower(): code for code in self._by_code}

    @cached_property
    def _keys(self) -> Mapping[str, tuple[str, ...]]:
        """The folded names of each party, the short name first."""
        return {
            code: tuple(_fold(name) for name in (party.name, *party.aliases))
            for code, party in self._by_code.items()
        }

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        # The added parties once more at the end: their names win.
        codes = (*self._keys, *(party.code for party in self.extra))
        return {key: code for code in codes for key in self._keys[code] if key}

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, tuple[str, ...]] = {}
        for group in self.listed:
            for member in group.members:
                groups[member] = (*groups.get(member, ()), group.code)
        return groups

    def _named(self, words: str) -> str | None:
        key = _fold(words)
        return self._by_name.get(key) or self._by_name.get(key.removeprefix("the"))

    def _nearest(self, written: str, codes: Iterable[str]) -> tuple[str, ...]:
        latin, key = _latin(written.strip()), _fold(written)
        near = [(self._distance(latin, key, code), code) for code in codes]
        # Sorted by distance alone: equals keep their order, `among` before the rest.
        near = sorted((pair for pair in near if pair[0] < _FAR), key=lambda pair: pair[0])
        return tuple(code for _, code in near[:_SUGGESTIONS])

    def _distance(self, latin: str, key: str, code: str) -> float:
        names = self._keys[code]
        if len(key) >= _NAME_LETTERS and (names[0].startswith(key) or names[0].endswith(key)):
            return 1 / _NAME_LETTERS
        return min(
            _astray(latin, code.upper(), letters=_CODE_LETTERS),
            *(_astray(key, name, letters=_NAME_LETTERS) for name in names),
        )


CICA = Parties()
"""The parties as packaged, with CICA's member States at the table."""


@dataclass(frozen=True, slots=True)
class _Packaged:
    parties: Mapping[str, Party]
    bodies: Mapping[str, frozenset[str]]


@cache
def _packaged() -> _Packaged:
    """What the data file says; both imports wait for it, since they cost more than the rest."""
    import json  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    data = json.loads((files("cica_redline") / "parties.json").read_text(encoding="utf-8"))
    parties = (*_read(data["states"], "state"), *_read(data["groups"], "group"))
    return _Packaged(
        parties={party.code: party for party in parties},
        bodies={body["code"]: frozenset(body["members"]) for body in data["bodies"]},
    )


def _read(entries: Iterable[dict[str, Any]], kind: PartyKind) -> list[Party]:
    return [
        Party(
            code=entry["code"],
            name=entry["name"],
            aliases=tuple(entry.get("aliases", ())),
            members=tuple(entry.get("members", ())),
            kind=kind,
        )
        for entry in entries
    ]


def _fold(name: str) -> str:
    """A name reduced to what tells it from others: letters, digits, and what divides parties."""
    if not name.isascii():
        from unicodedata import normalize  # noqa: PLC0415

        name = normalize("NFKD", name)
    kept = (c for c in name.casefold() if c.isalnum() or c in _DIVIDERS)
    return "".join(kept).translate(_APOSTROPHES)


def _latin(words: str) -> str:
    """Words in capitals, with look-alikes and full-width forms as Latin letters."""
    if not words.isascii():
        from unicodedata import normalize  # noqa: PLC0415

        # Only what shows: a zero-width space in a code cannot be seen either.
        words = "".join(c for c in normalize("NFKC", words) if c.isprintable())
    return words.upper().translate(_LOOK_ALIKES)


def _astray(written: str, meant: str, *, letters: int) -> float:
    """The share of letters that slipped; 1 where it is more than one in so many letters."""
    longest = max(len(written), len(meant))
    allowed = min(_MOST_SLIPS, longest / letters)
    if abs(len(written) - len(meant)) > allowed:
        return _FAR
    slips = _slips(written, meant)
    return slips / longest if slips <= allowed else _FAR


def _slips(written: str, meant: str) -> float:
    """How many slips make one spelling of the other: a letter missing, too many or wrong is one.

    Two neighbours that changed places are half a slip (optimal string alignment). difflib was
    tried: it sees only what two words share, and puts IRN as near to IDN as IND.
    """
    before: list[float] = []
    above = [float(column) for column in range(len(meant) + 1)]
    for row, letter in enumerate(written, 1):
        here = [float(row)]
        for column, other in enumerate(meant, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and written[row - 2] == other
            if swapped and letter == meant[column - 2]:
                cost = min(cost, before[column - 2] + _SWAP)
            here.append(cost)
        before, above = above, here
    return above[-1]
