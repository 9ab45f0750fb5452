"""The fuzzers' targets without a fuzzer: on their seeds, and on some thousand changed ones.

The seeds are cut small, as a fuzzer's are: what breaks a promise needs few words.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT
from mutations import CONFIG_TOKENS, DRAFT_TOKENS, mutate, pieces
from targets import TURNS, try_config, try_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SAMPLES = sorted(ROOT.glob("samples/*.txt"))
CONFIGS = sorted(ROOT.glob("fuzz/seeds/*.toml"))
SHORT = 150
ROUNDS = range(10)


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def changes(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same each time is what is wanted


def try_changed(
    target: Callable[[str], None], seeds: list[str], tokens: Sequence[str], seed: int, tries: int
) -> None:
    """Try so many texts, each of the seeds or of what was tried before, with changes."""
    random = changes(seed)
    texts = seeds.copy()
    for _ in range(tries):
        changed = mutate(random.choice(texts), tokens, random)
        try:
            target(changed)
        except Exception as error:
            error.add_note(f"with {changed!r}")
            raise
        if len(changed) < 2 * SHORT:
            texts.append(changed)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples(path: Path) -> None:
    for turn in TURNS[:2]:
        try_draft(read(path), turn=turn)


@pytest.mark.parametrize("seed", ROUNDS)
def test_changed_drafts(seed: int) -> None:
    seeds = [piece for path in SAMPLES for piece in pieces(read(path), SHORT)]
    try_changed(try_draft, seeds, DRAFT_TOKENS, seed, tries=100)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_configurations(path: Path) -> None:
    try_config(read(path))


@pytest.mark.parametrize("seed", ROUNDS)
def test_changed_configurations(seed: int) -> None:
    try_changed(try_config, [read(path) for path in CONFIGS], CONFIG_TOKENS, seed, tries=200)


def test_the_same_seed_gives_the_same_changes() -> None:
    [one, other] = [mutate("1. To act.\n", DRAFT_TOKENS, changes(7)) for _ in range(2)]
    assert one == other != "1. To act.\n"
