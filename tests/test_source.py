"""The text being read: lines and columns, and the decoding of bytes."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

from cica_redline.source import (
    BLANK,
    INVISIBLE,
    LINE_END,
    NO_BREAK,
    Lines,
    Source,
    UnreadableError,
    decode,
)

# Places


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("a", [0]),
        ("a\n", [0, 2]),
        ("a\nb\n\nc", [0, 2, 4, 5]),
        ("a\r\nb\rc", [0, 3, 5]),
        ("a\n\rb", [0, 2, 3]),
        ("a\u2028b\u2029c\x85d\x0be", [0, 2, 4, 6, 8]),
        # A form feed parts pages, which line numbers go through.
        ("a\x0cb\x1cc", [0]),
    ],
    ids=repr,
)
def test_lines_begin_after_every_line_end(text: str, starts: list[int]) -> None:
    assert list(Lines.of(text).starts) == starts


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (4, (2, 2)), (5, (3, 1)), (7, (4, 1)), (9, (4, 3))],
)
def test_a_place_is_line_and_column_from_one_in_code_points(
    offset: int, place: tuple[int, int]
) -> None:
    assert Source("aé\nб\n\r\n😀b").place(offset) == place


def test_every_offset_has_its_own_place_and_places_go_up() -> None:
    text = "a\n\nb\r\nc\rd\u2028e"
    places = [Source(text).place(offset) for offset in range(len(text) + 1)]
    assert places == sorted(set(places))
    assert places[-1] == (6, 2)


def test_lines_are_found_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Lines.of("a\nb")
    calls: list[str] = []

    def find(text: str) -> Lines:
        calls.append(text)
        return found

    monkeypatch.setattr(Lines, "of", find)
    source = Source("a\nb")
    assert calls == []
    assert [source.place(2), source.place(3), source.lines] == [(2, 1), (2, 2), found]
    assert calls == ["a\nb"]


def test_sources_are_equal_by_their_text_and_name_whether_their_lines_are_known_or_not() -> None:
    one, other = Source("a\nb", "x"), Source("a\nb", "x")
    one.place(2)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Source("a\nb", "y")
    assert repr(one) == "Source(text='a\\nb', name='x')"


# Blanks


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("space and tab", " \t"),
        ("line ends", "\n\r\v\x85\u2028\u2029"),
        ("form feed", "\f"),
        ("no-break spaces", "\u00a0\u202f\u2007"),
        ("byte order mark", "\ufeff"),
        ("direction marks", "\u200e\u200f\u061c"),
    ],
)
def test_blanks_are_those_of_the_notation(name: str, characters: str) -> None:
    assert set(characters) <= set(BLANK), name


def test_every_blank_is_a_space_or_is_not_seen() -> None:
    assert len(BLANK) == len(set(BLANK))
    assert set(BLANK) == set(" \t\f") | set(LINE_END) | set(NO_BREAK) | set(INVISIBLE)
    for character in BLANK:
        assert unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}


@pytest.mark.parametrize("character", "a1_-\u00ad\u200b\u200d\x00\x1b")
def test_what_is_no_blank(character: str) -> None:
    assert character not in BLANK


# Bytes

TEXT = "Қазақстан [и] (+KAZ)\r\n😀\x00"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_only_the_first_byte_order_mark_is_one() -> None:
    assert decode(codecs.BOM_UTF8 + "\ufeffa\ufeff".encode()) == "\ufeffa\ufeff"


def test_nothing_is_changed_by_decoding() -> None:
    text = "".join(map(chr, range(0x3000)))
    assert decode(text.encode()) == text
    assert decode(bytes(range(256)), "latin-1") == "".join(map(chr, range(256)))
    assert decode(b"") == ""


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "UTF-8", "utf_16_le", "mac-cyrillic"])
def test_the_encoding_that_is_told_is_taken(encoding: str) -> None:
    assert decode("Россия".encode(encoding), encoding) == "Россия"


def test_the_encoding_that_is_told_is_over_a_byte_order_mark() -> None:
    assert decode(codecs.BOM_UTF8 + b"a", "latin-1") == "ï»¿a"


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"ab\n\xe9", None, "byte 0xe9 at line 2, column 1 is not utf-8"),
        (b"\xd0\xbf\xd0\xbf\xff", None, "byte 0xff at line 1, column 3 is not utf-8"),
        (b"a\xe2\x82", None, "byte 0xe2 at line 1, column 2 is not utf-8"),
        (b"a\xed\xa0\x80", None, "byte 0xed at line 1, column 2 is not utf-8"),
        (b"a\r\n\r\xff", None, "byte 0xff at line 3, column 1 is not utf-8"),
        (codecs.BOM_UTF8 + b"a\n\xff", None, "byte 0xff at line 2, column 1 is not utf-8"),
        (b"a\nb\xe9", "ascii", "byte 0xe9 at line 2, column 2 is not ascii"),
        (b"a\x81", "cp1252", "byte 0x81 at line 1, column 2 is not cp1252"),
    ],
)
def test_the_message_names_the_byte_and_where_it_is(
    data: bytes, encoding: str | None, message: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data, encoding)
    assert str(caught.value) == f"{message}; name the right encoding with --encoding"


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\x00\x00\xfe\xff\x00\x11"])
def test_half_a_character_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="--encoding"):
        decode(data)


@pytest.mark.parametrize("encoding", ["klingon", "", "a b", "hex", "rot13", "base64", "zlib"])
def test_what_python_has_no_text_encoding_for_is_a_lookup_error(encoding: str) -> None:
    with pytest.raises(LookupError):
        decode(b"abc", encoding)


@pytest.mark.parametrize("encoding", ["idna", "undefined", "unicode_escape", "punycode", "utf-7"])
def test_whatever_an_encoding_does_not_read_is_unreadable(encoding: str) -> None:
    with pytest.raises(UnreadableError):
        decode(b"a\n\\x \xff -\xff+++", encoding)
