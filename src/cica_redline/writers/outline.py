"""The outline of a draft: addresses, spans, and the first words of what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.checks import problems
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Mark,
    Node,
    Paragraph,
    Preamble,
    Proposal,
    Section,
    Text,
    Title,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cica_redline.nodes import Branch, Draft

_WORDS = 60


def write(draft: Draft) -> str:
    """The outline: one row a heading, clause or proposal, set in by what it stands in.

    Each row has the address, what it is, its span in code points, and its first words; the
    faults come last, by line and column.
    """
    rows = list(_rows(draft.children, 0))
    width = max((len(address) for address, _, _ in rows), default=0)
    lines = [f"{address:<{width}}  {what}  {words}".rstrip() for address, what, words in rows]
    faults = sorted({*draft.faults, *problems(draft)}, key=lambda fault: fault.span)
    if faults:
        lines += ["", "faults"]
    for fault in faults:
        line, column = draft.source.place(fault.span[0])
        lines.append(f"{line}:{column} {fault.code}: {fault.message}")
    return "\n".join(lines) + "\n"


def _rows(nodes: Sequence[Node], depth: int) -> Iterator[tuple[str, str, str]]:
    for node in nodes:
        match node:
            case Preamble() | Section():
                name = type(node).__name__.lower()
                yield "  " * depth + (node.address or "-"), _what(name, node), ""
                yield from _rows(node.children, depth + 1)
            case Title() | Heading() | Clause() | Paragraph():
                name = type(node).__name__.lower() + (" continued" if node.continued else "")
                yield "  " * depth + node.address, _what(name, node), _first_words(node)
                yield from _rows(node.children, depth + 1)
            case Proposal():
                signs = " ".join(map(str, node.positions)) or "unsigned"
                name = f"{node.kind} {signs}" + (f" {node.status}" if node.status else "")
                yield "  " * depth + node.address, _what(name, node), _first_words(node)
                yield from _rows(node.children, depth + 1)
            case Mark(kind="front" | "furniture" | "footnote"):
                yield "  " * depth + "-", _what(node.kind, node), ""
            case _:
                pass


def _what(name: str, node: Node) -> str:
    return f"{name} {node.span[0]}-{node.span[1]}"


def _first_words(node: Branch) -> str:
    words = " ".join("".join(_words(node.children)).split())
    return words if len(words) <= _WORDS else words[: _WORDS - 1].rstrip() + "…"


def _words(nodes: Sequence[Node]) -> Iterator[str]:
    """The words of some nodes; the blanks before positions, in tails, are none of them."""
    for node in nodes:
        match node:
            case Text(text) | Label(text):
                yield text
            case Mark(kind):
                yield " " if kind in {"blank", "page-break", "line"} else ""
            case _:
                yield from _words(node.children)
