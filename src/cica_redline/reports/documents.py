"""JSON as all reports spell it: nothing in it that could steer a terminal or a log."""

from __future__ import annotations

import json
import re

# DEL, C1, what changes direction, ends of lines that JSON allows in strings, halves of pairs. The
# C0 controls are escaped by `json`; letters of any script stay letters. And the brackets of what a
# build would take for a command, `##[` in any line of its log.
_STEERING = re.compile(
    r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
    r"|#(?=[^\w\s#]*#)"
)


def spell(document: object) -> str:
    """A document as JSON, on lines set in by two blanks, in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    # These can only be inside of strings, where an escape says the same.
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"
