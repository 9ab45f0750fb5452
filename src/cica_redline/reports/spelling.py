"""Words from drafts and paths as they may stand in one line of a report, or in JSON."""

from __future__ import annotations

from cica_redline.writers import terminal


def one_line(text: str) -> str:
    """The text in one line by any reckoning, with every control in it as something visible."""
    return terminal.one_line(text, end="␊", tab="␉")


def count(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it has to be; of info there is none."""
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"
