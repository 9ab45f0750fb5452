"""Where grammars and templates are: in the installed package, or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """The folder `grammars` or `templates`; a wheel carries it inside the package.

    A checkout keeps both at its top level, so that people find them: the packaged folder is
    looked for first, and only where it is missing the one beside `src`.
    """
    packaged = files("cica_redline") / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / name


def text(name: str, file: str) -> str:
    """The text of one file in a folder of assets. Raises FileNotFoundError."""
    return (folder(name) / file).read_text(encoding="utf-8")
