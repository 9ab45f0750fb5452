"""Texts a little changed, for whoever tries what no draft has: a token more, a piece twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

DRAFT_TOKENS = (
    *"[]()+-*#|\\\n ,.;:",
    *(
        "\n\n",
        "[[",
        "]]",
        "] (+IND)",
        "](-RUS)",
        "(+IND)",
        "] (agreed)",
        "(+ISR, BHR)",
        "( – TUR )",
    ),
    *(
        "( – TUR )",
        "[x] (-ISR) [y] (+ISR)",
        "[x] (+IND) (-RUS)",
        "(+ІND)",
        "(ad ref)",
        "[and] ",
        "[, or]",
    ),
    *("1.", "\n2. ", "\n(a) ", "\n(i) ", "OP4 ", "11a. ", "12.alt ", "3.2. ", "PP1 ", "5 bis. "),
    *("\n- 2 -\n", "\nPage 1 of 2\n", "\f", "\n[^1]: ", "[sic]", "[12]", "[X]", "[a](http", "[…]"),
    *("\nPillar I: ", "\nArticle 2", "\n# ", "\n## Draft ", "**", "We ", "Preamble", "Annex B."),
    *("-\n", "\r\n", "\r", "\ufeff", "\\[", "\u200f", "\u00a0", "\u2028", "\x85", "\x1b[2J", "\0"),
    *("合作", "é", "е\u0301", "٣", "Ⅳ", "²", "ß", "İ", "\ud800", "–", "“", "»", "،", "<b>", "{{"),
)
CONFIG_TOKENS = (
    *"[]{}=\"',.#\n ",
    *("body = ", "members = [", "encoding = ", "wrap = ", "heading-words = ", "title-words = "),
    *("[parties]\n", "[aliases]\n", "[notation]\n", "[files]\n", "[rules]\n", "[tool.redline]\n"),
    *("patterns = ", "exclude = ", "select = ", "ignore = ", "severity = ", "kind = ", "name = "),
    *("per-file = ", "per-clause = ", "[rules.severity]\n", "[rules.per-file]\n", "[format]\n"),
    *('"IND"', '"EU"', '"x"', "true", "-1", "1e400", "nan", "0x7f", "1979-05-27", "[[parties]]\n"),
    *('"""', "'''", "\\u0000", "\\", "\r", "\0", "\ud800", "é", "合", "CICA", '"idna"', '"rot13"'),
)

_LONGEST = 40
"""So many characters at most are taken out or written twice."""


def mutate(text: str, tokens: Sequence[str], random: Random) -> str:
    """The text with one to eight changes, the same for the same state of `random`."""
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        start = random.randrange(len(text) + 1)
        stop = min(len(text), start + random.randrange(_LONGEST))
        match random.randrange(6):
            case 0 | 1:
                text = text[:start] + random.choice(tokens) + text[start:]
            case 2:
                text = text[:start] + random.choice(tokens) + text[stop:]
            case 3:
                text = text[:start] + text[stop:]
            case 4:
                place = random.randrange(len(text) + 1)
                text = text[:place] + text[start:stop] + text[place:]
            case _:
                text = _move_line(text, random)
    return text


def _move_line(text: str, random: Random) -> str:
    lines = text.split("\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in paragraphs of at most so many characters each, as many as fit in one."""
    piece = ""
    for paragraph in text.split("\n\n"):
        if piece and len(piece) + len(paragraph) > most:
            yield piece
            piece = ""
        piece += paragraph[:most] + "\n\n"
    yield piece
