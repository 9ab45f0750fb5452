"""The grammar of the notation: what its header teaches, and that every string is a sentence."""

from __future__ import annotations

import re
import sys
from itertools import product
from typing import TYPE_CHECKING

import pytest
from lark import Lark, Token

from cica_redline import assets, grammar, leaves, parse
from cica_redline.nodes import walk
from examples import show

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = assets.text("grammars", grammar.NAME)

# What the header shows, and what is read of it: its proposals, as an example of the documentation
# lists them.
TAUGHT = {
    "a violation [and denial] (+IND) of rights": "PP1/1 insertion (+IND) | and denial",
    "[pursuant to] (-BHR) the law": "PP1/1 deletion (-BHR) | pursuant to",
    "[the FATF] (-IRN) (+BHR) (+ISR)": "PP1/1 deletion (-IRN) (+BHR) (+ISR) | the FATF",
    "[shall][should] act": "PP1/1 unattributed none | shall\nPP1/2 unattributed none | should",
    "[agree [strongly] (+IND)] (+RUS)": (
        "PP1/1 insertion (+RUS) | agree [strongly] (+IND)\nPP1/2 insertion (+IND) | strongly"
    ),
    "[and its Protocol] (agreed ad ref)": (
        "PP1/1 unattributed none (agreed ad ref) | and its Protocol"
    ),
    "in paragraph 4 [sic], note[12], [X] per cent": "none",
    "a[n] open exchange": "PP1/1 unattributed none | n",
    r"\[ \] \( \\": "none",
}


def header() -> list[str]:
    """The examples in the comment that the grammar begins with."""
    comment = SOURCE.partition("\nstart:")[0]
    return [row[5:].split("  ")[0] for row in comment.splitlines() if row.startswith("//   ")]


def test_the_header_teaches_these_examples() -> None:
    assert header() == list(TAUGHT)


@pytest.mark.parametrize("example", TAUGHT)
def test_the_examples_of_the_header_are_read_as_they_say(example: str) -> None:
    assert show("proposals", example) == TAUGHT[example]


def test_it_passes_larks_strict_mode() -> None:
    # Which needs interegular, and refuses conflicts between rules, and terminals that could both
    # match, as far as interegular can read their expressions.
    strict = Lark(SOURCE, parser="lalr", lexer="basic", start="start", strict=True)
    used = grammar.parser()
    assert [t.name for t in strict.terminals] == [t.name for t in used.terminals]


def test_strict_mode_would_see_a_conflict() -> None:
    twofold = SOURCE.replace("stray: CLOSE", "stray: CLOSE | unclosed")
    assert twofold != SOURCE
    with pytest.raises(Exception, match=r"(?i)conflict|collision"):
        Lark(twofold, parser="lalr", lexer="basic", start="start", strict=True)


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order."""
    tree = grammar.parser().parse(text)
    return list(tree.scan_values(lambda leaf: isinstance(leaf, Token)))


def test_every_character_is_one_token_of_its_own() -> None:
    kinds = {"[": "OPEN", "]": "CLOSE"}
    for number in (*range(0x250), 0x2028, 0x200F, 0xFEFF, 0xFF0B, 0x1F600, 0xD800):
        character = chr(number)
        assert [(token.type, token.value) for token in tokens(character)] == [
            (kinds.get(character, "TEXT"), character)
        ]


PIECES = ["[", "]", "(", ")", "+", "(+IND)", " ", "\\", "a", "12", "…", "(agreed)", ",", "sic"]


def test_every_string_is_a_sentence_and_its_tokens_join_to_it() -> None:
    for pieces in product(PIECES, repeat=3):
        text = "".join(pieces)
        assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[a] (+IND) (-RUS) b", "OPEN TEXT CLOSE TEXT"),
        ("[a](+IND),(-RUS) and (+TUR) b", "OPEN TEXT CLOSE TEXT"),
        ("[a] (agreed) (+IND)", "OPEN TEXT CLOSE"),
        ("[a] (see annex)", "OPEN TEXT CLOSE TEXT"),
        ("[a] (+) b", "OPEN TEXT CLOSE TEXT PARENTHESIS TEXT"),
        ("[a] (+5)", "OPEN TEXT CLOSE TEXT PARENTHESIS TEXT"),
        ("a (+IND) b", "TEXT POSITION TEXT"),
        ("[sic] […] [...] []", "LITERAL TEXT LITERAL TEXT LITERAL TEXT LITERAL"),
        ("[sic] (+IND)", "OPEN TEXT CLOSE"),
        ("[2030] a", "OPEN TEXT CLOSE TEXT"),
        ("a[12] b[^3]", "TEXT LITERAL TEXT LITERAL"),
        ("[a](https://b.c) d", "LITERAL TEXT"),
        (r"\[a\] \\[b]", "TEXT OPEN TEXT CLOSE"),
    ],
)
def test_tokens(text: str, kinds: str) -> None:
    assert " ".join(token.type for token in tokens(text)) == kinds


def test_a_terminal_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        grammar.pattern("NOTHING")


def test_one_pattern_splits_what_another_takes_whole() -> None:
    close = re.compile(grammar.pattern("CLOSE"))
    text = "] (+IND), (-RUS) (agreed)"
    assert close.fullmatch(text)
    marks = grammar.terminals("POSITION", "STATUS", "_BETWEEN", "_BLANKS").finditer(text, 1)
    assert [mark.lastgroup for mark in marks] == [
        *("BLANKS", "POSITION", "BETWEEN", "BLANKS", "POSITION", "BLANKS", "STATUS")
    ]


TIMES = 2000
# Each for so many times, which the texts are long in proportion to.
HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets in brackets": lambda n: "[" * n + "a" + "]" * n,
    "opening brackets": lambda n: "[" * n,
    "closing brackets": lambda n: "]" * n,
    "half positions": lambda n: "(+" * n,
    "opening brackets and words": lambda n: "[a" * n,
    "words and closing brackets": lambda n: "a]" * n,
    "brackets and parentheses": lambda n: "[ (](" * n,
    "proposals": lambda n: "[a] (+IND) " * n,
    "proposals that touch": lambda n: "[a](+IND)" * n,
    "positions": lambda n: "[a]" + " (+IND)" * n,
    "positions and separators": lambda n: "[a]" + " (+IND)," * n,
    "blanks": lambda n: "[a]" + " " * n + "x",
    "blanks and brackets": lambda n: ("[a]" + " " * 50) * n,
    "positions never closed": lambda n: "(+IND" * n,
    "brackets with positions never closed": lambda n: "[a] (+IND" * n,
    "parties with a sign in one parenthesis": lambda n: "[a] (" + "+IND, " * n + "RUS)",
    "parties in one parenthesis": lambda n: "[a] (+IND" + ", RUS" * n + ")",
    "names in one parenthesis": lambda n: "[a] (+Here" + " and there" * n + ")",
    "parentheses in a name": lambda n: "[a] (+A" + "(b" * n + ")" * n + ")",
    "labels in brackets": lambda n: "[11a. " * n,
    "backslashes": lambda n: "\\" * n + "[",
    "links": lambda n: "[a](http://" * n,
    "footnote numbers": lambda n: "a[12]" * n,
    "carriage returns": lambda n: "\r" * n,
    "form feeds": lambda n: "\f" * n,
    "one long line": lambda n: "a word " * n,
    "paragraphs": lambda n: "a\n\n" * n,
    "cut paragraphs": lambda n: "a-\n\n" * n,
    "labels out of order": lambda n: "".join(f"{k * 7919 % n}. x\n" for k in range(n)),
    "labels of many parts": lambda n: "1." * n + " x",
    "letters": lambda n: "(a) x;\n" * n,
    "headings": lambda n: "Pillar I\n\n" * n,
    "hashes": lambda n: "#" * n + " x",
    "stars": lambda n: "*" * n,
    "page numbers": lambda n: "a\n\n- 1 -\n\f" * n,
    "running heads": lambda n: "HEAD\na\n\f" * n,
    "rows": lambda n: "| [a] (+IND) |\n" * n,
    "brackets over paragraphs": lambda n: "[a;\n\n" * n + "b;\n\nc]" * n,
    "NUL": lambda n: "\0" * n,
    "lone surrogates": lambda n: "\ud800[\udfff] (+IND)" * n,
    "byte order marks": lambda n: "\ufeff" * n + "[a]",
}


@pytest.mark.parametrize("name", [name for name in HOSTILE if "one parenthesis" not in name])
def test_hostile_text_parses_and_nothing_of_it_is_lost(name: str) -> None:
    text = HOSTILE[name](TIMES)
    draft = parse(text)
    end = 0
    for leaf in leaves(draft):
        assert leaf.span[0] == end
        end = leaf.span[1]
    assert end == len(text)
    assert "".join(leaf.text for leaf in leaves(draft)) == text


def steps(text: str) -> int:
    """How many functions are called to parse a text: a count that no clock can disturb."""
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in {"call", "c_call"}

    parse(text)  # what is read once is read
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize("name", HOSTILE)
def test_steps_grow_with_the_text_and_not_with_its_square(name: str) -> None:
    times = 20 if "one parenthesis" in name else 150
    once, twice, four_times = (steps(HOSTILE[name](n * times)) for n in (1, 2, 4))
    # Twice as many for twice the text, whatever a parse costs at all; of a square, four times.
    assert four_times - twice < 3 * (twice - once) + 100


@pytest.mark.parametrize("times", [99, 100, 101, 102, TIMES])
def test_brackets_are_read_a_hundred_deep(times: int) -> None:
    draft = parse("[" * times + "a" + "]" * times)
    assert len(draft.proposals) == min(times, 100)
    deep = [fault for fault in draft.faults if fault.code == "deep-bracket"]
    assert len(deep) == (times > 100)
    assert len({fault.code for fault in draft.faults} - {"deep-bracket"}) == 0
    assert sum(1 for _ in walk(draft)) < 1000
