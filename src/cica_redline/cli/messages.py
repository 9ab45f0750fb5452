"""What the command says to people: one line each, on standard error, that nothing can steer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(message: str) -> None:
    """Say one line on standard error."""
    from cica_redline.writers.terminal import visible  # noqa: PLC0415 - most runs say nothing

    click.echo(f"redline: {visible(message).replace(chr(10), ' ')}", err=True)


def nearest(word: str, right: Iterable[str]) -> str:
    """The end of a message: the right words nearest to a wrong one, if any is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    folded = {one.lower(): one for one in right}
    near = [folded[one] for one in get_close_matches(word.lower(), folded, n=2, cutoff=0.5)]
    return did_you_mean(near)


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
