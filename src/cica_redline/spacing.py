"""Blanks and punctuation where brackets stood: section 5 of the notation, Spacing.

Each piece of text owns the blank before it. Which blank that is follows from the source alone,
whatever a view shows: `own_blanks` says it for a whole draft.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cica_redline.nodes import Label, Mark, Preamble, Proposal, Section, Text, walk
from cica_redline.source import INVISIBLE, LINE_END, NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.nodes import Draft, Node

SPACES = " \t\f" + LINE_END + NO_BREAK
"""The blanks that can be seen; byte order and direction marks stay where they are in words."""

CLOSING = frozenset(",.;:!?)]}”’»›…" + "，。；：！？、）】」』》〉" + "؟،؛۔।॥။።，､｡）")
OPENING = frozenset("([{“‘«‹„" + "（【「『《〈")
COMMAS = frozenset(",;，；、،؛")
AFTER_COMMAS = COMMAS | frozenset(":.：。")

_RUN = re.compile(rf"[{SPACES}]{{2,}}|[\t\f{LINE_END}]")
_WORDS = re.compile(r"\S+")
# Scripts that put no blank between words: Thai, Lao, Myanmar, Khmer, Tibetan, kana, Han.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


def blank_of(run: str) -> str:
    """The one blank that a run of blanks counts as: a no-break one where it has one."""
    if not run.strip(SPACES) and (found := [c for c in run if c in NO_BREAK]):
        return found[0]
    return " " if run.strip(INVISIBLE) else ""


def single_spaced(words: str) -> str:
    """The words with each run of blanks as one."""
    return _RUN.sub(lambda run: blank_of(run.group()), words)


def first_of(words: str) -> str:
    """The first character as a reader sees it: of an escape, what it stands for."""
    return words[1:2] if words[:1] == "\\" and words[1:2] in {"[", "]", "(", "\\"} else words[:1]


def several_words(words: str) -> bool:
    """Whether these are more words than one."""
    return len([word for word in _WORDS.findall(words) if any(map(str.isalnum, word))]) > 1


def is_wordlike(character: str) -> bool:
    """Whether a bracket that touches this character is part of its word."""
    return character.isalnum() or character in "-‐‑" or unicodedata.category(character) == "Mn"


def unspaced(*characters: str) -> bool:
    """Whether these are all of scripts that have no blanks between words."""
    return all(_UNSPACED.match(character) for character in characters)


@dataclass(frozen=True, slots=True)
class Blanks:
    """The blanks of a draft's pieces and brackets, by the identity of their nodes."""

    own: dict[int, str] = field(default_factory=dict)
    """Of each Text: the blank before it."""
    before: dict[int, str] = field(default_factory=dict)
    """Of each Proposal: the blank that the source has before its bracket, or right inside."""
    first: dict[int, str] = field(default_factory=dict)
    """Of each Proposal: the blank that its first piece owns."""


def own_blanks(draft: Draft) -> Blanks:
    """The blank that each piece of a draft owns."""
    reader = _Reader()
    reader.read(draft.children)
    return reader.blanks


@dataclass(slots=True)
class _Reader:
    """Goes through the source's pieces in order, shown or not."""

    blanks: Blanks = field(default_factory=Blanks)
    last: str = ""
    """The last character of the line so far; empty at its start."""
    blank: str = ""
    """The blank since then."""
    apart: bool = False
    """Whether a bracket since then is apart from what it touches."""
    brackets: bool = False
    """Whether there was a bracket since then."""
    label: bool = False
    """Whether the last thing was a label."""
    glued: bool = False
    """Whether the bracket that opened or ended last is part of a word."""
    ended: bool = False
    """Whether a bracket ended last."""
    signed: bool = False
    """Whether that one has positions or a status."""
    before: str = ""
    """The blank before a position that follows no bracket."""
    joined: bool = False
    """Whether a hyphenated word goes on behind a line end."""
    opened: list[Proposal] = field(default_factory=list)
    """The brackets that opened since the last piece."""

    def read(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            match node:
                case Text():
                    self._text(node)
                case Label(text):
                    self._piece(text)
                    self.label = True
                case Mark():
                    self._mark(node)
                case Proposal():
                    self._proposal(node)
                case Preamble() | Section():
                    self.read(node.children)
                case _:
                    if not node.continued:
                        self._line()
                    self.read(node.children)

    def _line(self) -> None:
        self.last = self.blank = self.before = ""
        self.apart = self.brackets = self.label = self.glued = self.ended = self.joined = False
        self.opened.clear()

    def _text(self, node: Text) -> None:
        words = node.text.strip(SPACES)
        if not words:
            self.blank = self.blank or blank_of(node.text)
            return
        start = node.text.index(words)
        lead = blank_of(node.text[:start]) if start else ""
        self._give(node, self.blank or lead or self.before, first_of(words))
        after = node.text[start + len(words) :]
        self._piece(words)
        self.blank = blank_of(after) if after else ""

    def _piece(self, words: str) -> None:
        self._line()
        self.last = words[-1:]

    def _give(self, node: Text, blank: str, first: str) -> None:
        own = self._own(blank, first)
        self.blanks.own[id(node)] = own
        for proposal in self.opened:
            self.blanks.first[id(proposal)] = own
        if self.opened and own and blank:
            self.blanks.before[id(self.opened[0])] = blank

    def _own(self, blank: str, first: str) -> str:
        if self.brackets and first in CLOSING:
            return ""
        if blank or not self.last:
            return blank
        if unspaced(self.last, first):
            return ""
        touches = self.ended and self.signed and not self.glued
        apart = self.apart or (touches and (first.isalnum() or first in OPENING))
        return " " if apart else ""

    def _mark(self, mark: Mark) -> None:
        match mark.kind:
            case "page-break" | "blank":
                self.blank = self.blank or " "
            case "furniture":
                # A form feed is a blank too, where it stands alone between two words.
                self.blank = self.blank or ("" if self.joined else " ")
            case "join" | "page-join":
                self.joined = True
            case "line":
                self._line()
            case "stray" | "loose":
                touches = self.ended and not self.blank
                # The blank before it is aside where there is one behind it.
                if not self.opened:
                    self.before, self.blank = self.before or self.blank, ""
                self.brackets = self.ended = True
                self.glued = False
                self.signed = mark.kind == "loose" or (self.signed and touches)
            case "position" | "status":
                # After a bracket that closes nothing: the blank before them is markup, too.
                self.signed, self.blank = True, ""
            case _:
                pass

    def _proposal(self, node: Proposal) -> None:
        self.blanks.before[id(node)] = self.blank
        self.blanks.first[id(node)] = ""
        if not self.opened:
            self.glued = False if self.blank else self._touches(node)
        glued = self.glued
        self.ended, self.brackets = False, True
        self.opened.append(node)
        self.read(node.children)
        if node in self.opened:
            self.opened.remove(node)
        if not node.closed:
            return
        self.ended, self.brackets, self.label = True, True, False
        self.glued, self.signed = glued, bool(node.positions or node.status)

    def _touches(self, node: Proposal) -> bool:
        """Whether a bracket is part of the word that it touches; else it may be apart from it."""
        several = several_words("".join(t.text for t in walk(node) if isinstance(t, Text)))
        if self.label:
            self.apart = True
        elif self.ended:
            self.apart = not self.glued or several
            return not self.apart
        elif self.last and is_wordlike(self.last):
            self.apart = several
            return not several
        else:
            self.apart = bool(self.last) and self.last in CLOSING
        return False
