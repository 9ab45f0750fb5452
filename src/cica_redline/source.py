"""The text being read: spans, lines and columns, and the decoding of bytes."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Two offsets into a source, in code points; the end is excluded."""

LINE_END = "\r\n\v\x85\u2028\u2029"
LINE_ENDS = re.compile(rf"\r\n|[{LINE_END}]")
NO_BREAK = "\u00a0\u2007\u202f"
INVISIBLE = "\ufeff\u200e\u200f\u061c"
BLANK = " \t\f" + LINE_END + NO_BREAK + INVISIBLE
"""What counts as blank in a draft (notation, section 1): one string, for `str.strip`."""


class UnreadableError(ValueError):
    """Bytes that are not text in the encoding; the message is one readable line."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin, so that an offset has a line and a column."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text; CR and LF together end one line, a form feed ends none."""
        return cls((0, *(end.end() for end in LINE_ENDS.finditer(text))))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, columns in code points."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name it is known by."""

    text: str
    name: str = "<draft>"
    _lines: list[Lines] = field(default_factory=list, compare=False, repr=False)

    @property
    def lines(self) -> Lines:
        """Where the lines begin; found when first asked for, since most views never ask."""
        if not self._lines:
            self._lines.append(Lines.of(self.text))
        return self._lines[0]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, columns in code points."""
        return self.lines.place(offset)


def decode(data: bytes, encoding: str | None = None, *, default: str = "utf-8") -> str:
    """The text in these bytes: as told, else by its byte order mark, else in the default.

    A byte order mark that says the encoding is not part of the text. Raises UnreadableError,
    which names the byte with its line and column, and LookupError for an encoding that Python
    does not have.
    """
    if encoding is None:
        encoding = _marked_encoding(data) or default
    if data.startswith(codecs.BOM_UTF8) and encoding == "utf-8-sig":
        data, encoding = data[len(codecs.BOM_UTF8) :], "utf-8"
    try:
        # Not codecs.decode, which takes codecs of other things than text too.
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        try:
            before = data[: error.start].decode(encoding, errors="replace")
        except UnicodeError:
            raise UnreadableError(f"not {encoding}: {error}; see --encoding") from None
        line, column = Lines.of(before).place(len(before))
        raise UnreadableError(
            f"byte 0x{data[error.start]:02x} at line {line}, column {column} is not {encoding}; "
            "name the right encoding with --encoding"
        ) from None
    except UnicodeError as error:
        raise UnreadableError(f"not {encoding}: {error}; see --encoding") from None


def _marked_encoding(data: bytes) -> str | None:
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return encoding
    return None
