"""Atheris with what both fuzzers give it: seeds, mutations of the notation, what is watched."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
# The targets are made of the laws, which are tests; a fuzzer is started without an installation.
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import atheris

from mutations import mutate, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

LONGEST = 600
"""So many bytes a text has at most: most faults need few words, and short ones are quick."""


def imports_seen() -> AbstractContextManager[None]:
    """Watch the branches of what is imported meanwhile; of other packages none."""
    watched: AbstractContextManager[None] = atheris.instrument_imports(include=["cica_redline"])
    return watched


def decode(data: bytes) -> str:
    """The text of a fuzzer's bytes; what is no UTF-8 becomes lone surrogates, also worth trying."""
    return data.decode("utf-8", "surrogateescape")


def fuzz(
    target: Callable[[str], None], tokens: Sequence[str], seeds: str, options: list[str]
) -> None:
    """Try the target until a text breaks it, or libFuzzer is told to end.

    The first folder among the options collects the texts that reached new branches; it is filled
    with the seeds where it is empty.
    """
    for folder in (Path(word) for word in options[1:] if not word.startswith("-")):
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            _sow(folder, seeds)
        break

    def change(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:  # noqa: PLR2004 - the rest is better left to the notation
            changed: bytes = atheris.Mutate(data, longest)
            return changed
        text = mutate(decode(data), tokens, random)
        return text.encode("utf-8", "surrogatepass")[:longest]

    atheris.Setup(
        [options[0], f"-max_len={LONGEST}", *options[1:]],
        lambda data: target(decode(data)),
        custom_mutator=change,
    )
    atheris.Fuzz()


def _sow(folder: Path, seeds: str) -> None:
    found = [*ROOT.glob(f"samples/{seeds}"), *ROOT.glob(f"fuzz/seeds/{seeds}")]
    for path in found:
        text = path.read_bytes().decode("utf-8")
        for number, piece in enumerate(pieces(text, LONGEST // 3)):
            (folder / f"{path.stem}-{number}").write_bytes(piece.encode())
