"""What a terminal shows: nothing that steers it, widths in columns, lines broken at blanks."""

from __future__ import annotations

import pytest

from cica_redline.writers.terminal import Segment, cells, visible, wrap

# What could steer


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain [text] (+IND)\n\twith a tab", "plain [text] (+IND)\n\twith a tab"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\rb\x08c\x00", "a␍b␈c␀"),
        ("\x0b\x0c\x1f", "␋␌␟"),
        ("\x7f", "␡"),
        ("\x80\x85\x9b31m\x9f", "⟨U+0080⟩⟨U+0085⟩⟨U+009B⟩31m⟨U+009F⟩"),
        ("\u202eabc\u202c", "⟨U+202E⟩abc⟨U+202C⟩"),
        ("\u2066a\u2069\u200e\u200f\u061c", "⟨U+2066⟩a⟨U+2069⟩⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩"),
        ("\u2028\u2029", "⟨U+2028⟩⟨U+2029⟩"),
        ("Қазақстан العربية 中文 é\u0301 \u00a0", "Қазақстан العربية 中文 é\u0301 \u00a0"),
    ],
)
def test_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_every_control_is_seen_and_nothing_else_is_changed() -> None:
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}
    bidi = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    for number in range(0x3000):
        text = chr(number)
        changed = number in controls | bidi | {0x2028, 0x2029}
        assert (visible(text) != text) == changed, hex(number)


def test_what_is_seen_is_seen_again_as_it_is() -> None:
    once = visible("".join(map(chr, range(0x2100))))
    assert visible(once) == once


# Columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("Қазақстан", 9),
        ("海洋", 4),
        ("ｆ１", 4),
        ("e\u0301", 1),
        ("한국", 4),
        ("العربية", 7),
        ("…–“”", 4),
        # Marks that Unicode does not order, which combining() is silent about: Thai, Khmer, Hindi.
        ("ที่", 1),
        ("ទី", 1),
        ("हिन्दू", 4),
        ("\u200b\u200d\ufeff", 0),
        ("⟨U+202E⟩", 8),
    ],
)
def test_cells(text: str, columns: int) -> None:
    assert cells(text) == columns


# Lines


def rows(segments: list[Segment], width: int, indent: str = "") -> list[str]:
    return ["".join(words for _, words in row) for row in wrap(segments, width, indent)]


@pytest.mark.parametrize(
    ("text", "width", "indent", "expected"),
    [
        ("one two three", 0, "", ["one two three"]),
        ("one two three", 13, "", ["one two three"]),
        ("one two three", 12, "", ["one two", "three"]),
        ("one two three", 7, "", ["one two", "three"]),
        ("one two three", 3, "", ["one", "two", "three"]),
        ("one two three", 1, "", ["one", "two", "three"]),
        ("one two", 8, "  ", ["  one", "  two"]),
        ("one two", 0, "  ", ["  one two"]),
        ("one two", 2, "    ", ["    one", "    two"]),
        ("wonderfully long", 5, "", ["wonderfully", "long"]),
        ("a wonderfully", 5, "", ["a", "wonderfully"]),
        ("10\u00a0per cent", 8, "", ["10\u00a0per", "cent"]),
        ("10\u202f000 tons", 7, "", ["10\u202f000", "tons"]),
        ("海洋 塑料", 4, "", ["海洋", "塑料"]),
        ("海洋 塑料", 9, "", ["海洋 塑料"]),
        ("", 10, "", [""]),
        ("", 10, "  ", ["  "]),
    ],
)
def test_wrap(text: str, width: int, indent: str, expected: list[str]) -> None:
    assert rows([("", text)], width, indent) == expected


def test_a_word_of_several_styles_is_not_broken() -> None:
    segments = [("", "to co"), ("1", "[-]"), ("32", " (+IND)"), ("", "operate now")]
    assert wrap(segments, 9) == [
        [("", "to co"), ("1", "[-]")],
        [("32", "(+IND)"), ("", "operate")],
        [("", "now")],
    ]


def test_styles_go_on_in_the_next_row_and_neighbours_of_one_style_are_one() -> None:
    assert wrap([("4", "one two"), ("4", " three"), ("", " four")], 9) == [
        [("4", "one two")],
        [("4", "three")],
        [("", "four")],
    ]
    assert wrap([("4", "one"), ("", ""), ("4", " two")], 0) == [[("4", "one two")]]


def test_nothing_is_lost_and_no_row_is_too_wide() -> None:
    text = "To act [now] (+IND), 海洋[塑料] (+CHN)垃圾 — e\u0301tat, and so on and on"
    for width in range(8, 70):
        broken = rows([("", word) for word in (text[:9], text[9:30], text[30:])], width)
        assert " ".join(broken) == text
        for row in broken:
            assert cells(row) <= width or " " not in row
