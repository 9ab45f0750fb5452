"""The words that begin headings and tell titles: those of the notation, and configured ones."""

from __future__ import annotations

import pickle
import re

import pytest

from cica_redline import Words, leaves, parse
from cica_redline.nodes import Clause, Heading, Section, Title, walk

GERMAN = Words(headings=("Titre", "Grand Titre", "Раздел", "Article"), titles=("Entwurf",))

DRAFT = """\
Begleitschreiben

**Entwurf eines Plans**

Titre I: De l'eau

1. Agir [vite] (+IND).

Part A: Rivers

TITRE 2
1. Agir.
"""


def addresses(text: str, words: Words = GERMAN) -> list[str]:
    """The addresses of the titles, headings and clauses of a text."""
    draft = parse(text, words=words)
    assert "".join(leaf.text for leaf in leaves(draft)) == text
    return [
        "T" if isinstance(node, Title) else node.address
        for node in walk(draft)
        if isinstance(node, Title | Heading | Clause)
    ]


def test_configured_words_begin_headings_and_tell_titles() -> None:
    assert addresses(DRAFT) == ["T", "I", "I.1", "A", "2", "2.1"]


def test_without_them_the_same_lines_are_text() -> None:
    assert addresses(DRAFT, Words()) == ["PP1", "S1", "S1.0", "S1.1", "A", "A.0", "A.1"]


def test_a_section_of_a_configured_word_ranks_as_a_section() -> None:
    draft = parse("Section A\n\n1. Act.\n\nTitre B\n\n1. Act.\n", words=GERMAN)
    headings = [node for node in walk(draft) if isinstance(node, Heading)]
    assert [heading.rank for heading in headings] == [3, 3]
    assert len([node for node in walk(draft) if isinstance(node, Section)]) == 2


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("Titre I: De l'eau", "I"),
        ("titre 5 bis", "5bis"),
        ("**[TITRE IV** – Eau]", "IV"),
        ("Grand  titre III. Eau", "III"),
        ("РАЗДЕЛ 5 Вода", "5"),
        ("article 5 Water", "Art5"),
        ("Titre 5.1 Water", "5.1"),
    ],
)
def test_heading(line: str, address: str) -> None:
    assert addresses(f"{line}\n\n1. Act.\n") == [address, f"{address}.1"]


@pytest.mark.parametrize(
    "line",
    [
        "Titre 5 de la Charte s'applique.",
        "Titre  5  de la Charte s'applique.",
        "Раздел 5 настоящего Плана.",
        "Titre 5.1 de la Charte s'applique.",
        "Sous-titre I: Eau",
        "Titres I: Eau",
        "Titre De l'eau",
    ],
)
def test_a_sentence_that_begins_with_the_word_is_none(line: str) -> None:
    assert addresses(f"1. Act.\n\n{line}\n") == ["1"]


@pytest.mark.parametrize("title", ["**ENTWURF DES PLANS**", "# Der Entwurf", "**Draft Entwurf**"])
def test_title(title: str) -> None:
    assert addresses(f"{title}\n\n1. Act.\n") == ["T", "1"]


@pytest.mark.parametrize("title", ["**Entwürfe**", "**Planentwurf**", "Entwurf"])
def test_another_word_tells_no_title(title: str) -> None:
    assert "T" not in addresses(f"{title}\n\n1. Act.\n")


def test_the_long_s_of_old_prints_is_read() -> None:
    assert addresses("Section 5: Ice\n\n1. Act.\n".replace("S", "ſ")) == ["5", "5.1"]


@pytest.mark.parametrize("word", ["", " ", "5.", "§"])
def test_a_word_without_a_letter_is_refused(word: str) -> None:
    message = f"{word!r} is no word for a heading or title: it has no letter"
    for wrong in ({"headings": (word,)}, {"titles": (word,)}):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            Words(**wrong)


def test_signs_in_a_word_are_themselves() -> None:
    words = Words(headings=("Abschn.", "C++ (neu"))
    assert addresses("Abschn. 5: Eis\n\n1. Act.\n", words) == ["5", "5.1"]
    assert addresses("c++ (neu 5: Eis\n\n1. Act.\n", words) == ["5", "5.1"]
    assert addresses("Abschnx 5: Eis\n\n1. Act.\n", words) == ["PP1", "1"]


def test_words_are_a_value() -> None:
    used = Words(headings=("Titre",))
    parse("Titre I\n", words=used)
    assert used == Words(headings=("Titre",))
    assert hash(used) == hash(Words(headings=("Titre",)))
    assert repr(used) == "Words(headings=('Titre',), titles=())"
    assert pickle.loads(pickle.dumps(used)) == used  # noqa: S301 - other processes get it so
