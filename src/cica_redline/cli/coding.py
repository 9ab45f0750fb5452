"""Writing a text in the encoding in which it was read."""

from __future__ import annotations

import codecs

_MARKS = (
    (b"", ""),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-16-le"),
    (b"", "utf-16-be"),
    (b"", "utf-32-le"),
    (b"", "utf-32-be"),
)
"""The ways to write a text: a byte order mark, and an encoding (empty: the one that was told)."""


class UnwritableError(ValueError):
    """A text that can't be written as it was read; the message is the end of a line."""


def encode_like(data: bytes, old: str, new: str, encoding: str) -> bytes:
    """A new text as bytes, in the way in which the old one gives these bytes.

    `encoding` is what an encoding without a byte order mark was said to be. Raises UnwritableError
    where the old text does not give its bytes again: then nobody knows what else would change.
    """
    for mark, codec in _MARKS:
        try:
            if data.startswith(mark) and mark + old.encode(codec or encoding) == data:
                return mark + new.encode(codec or encoding)
        except UnicodeError:
            continue
    raise UnwritableError(f"its bytes can't be written again in {encoding}")
