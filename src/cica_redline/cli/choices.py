"""What several commands ask in the same way."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def listed(values: Sequence[str]) -> tuple[str, ...]:
    """The values of an option that repeats, or takes commas; each once."""
    words = [word.strip() for value in values for word in value.split(",")]
    return tuple(dict.fromkeys(word for word in words if word))


def no_rule(word: str) -> str:
    """What to say of a word that names no rule, with the nearest that does."""
    from cica_redline.cli.messages import nearest  # noqa: PLC0415
    from cica_redline.rules import GROUPS, RULES  # noqa: PLC0415

    names = [*(rule.name for rule in RULES), *(rule.code for rule in RULES), *GROUPS]
    return f"there is no rule {word!r}{nearest(word, names)}"


def wants_colour(color: str) -> bool:
    """Whether to write in colour: the option, then NO_COLOR, then the FORCE words, the terminal."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(
        os.environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")
    ):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
