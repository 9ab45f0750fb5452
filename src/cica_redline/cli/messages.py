"""What the command says to people: one line each, on standard error, that nothing can steer."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(message: str) -> None:
    """Say one line on standard error."""
    tell(f"redline: {message}")


def tell(message: str) -> None:
    """Say one line on standard error that is no complaint."""
    from cica_redline.writers.terminal import one_line  # noqa: PLC0415 - most runs say nothing

    with suppress(OSError):
        click.echo(one_line(message), err=True)


def nearest(word: str, right: Iterable[str], *, cutoff: float = 0.5) -> str:
    """The end of a message: the right words nearest to a wrong one, if any is near."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where something is wrong

    likeness = {
        one: SequenceMatcher(None, word.lower(), one.lower()).ratio() for one in sorted(right)
    }
    best = max(likeness.values(), default=0.0)
    near = [one for one, like in likeness.items() if like == best >= cutoff]
    return did_you_mean(near[:2])


def did_you_mean(near: Iterable[str]) -> str:
    """The end of a message that proposes these words; empty without any."""
    words = " or ".join(near)
    return f"; did you mean {words}?" if words else ""


class Word(click.Choice[str]):
    """One of a few words; a wrong one gets the nearest right one."""

    def __init__(self, what: str, words: Iterable[str]) -> None:
        super().__init__(list(words))
        self.what = what

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The one line about a wrong word, with the right ones."""
        known = ", ".join(self.choices)
        return f"{str(value)!r} is no {self.what} ({known}){nearest(str(value), self.choices)}"
