"""JSON: the tree of a draft with its leaves, faults and notes, as `docs/draft.schema.json` says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, assert_never

from cica_redline.diagnostics import FAULTS
from cica_redline.nodes import (
    Clause,
    Heading,
    Label,
    Leaf,
    Mark,
    Node,
    Paragraph,
    Preamble,
    Proposal,
    Section,
    Text,
    Title,
    leaves,
)

if TYPE_CHECKING:
    from cica_redline.nodes import Draft

VERSION = 1
"""The version of the schema: it goes up when something that was there changes its meaning."""


def write(draft: Draft) -> str:
    """A draft as JSON, on lines set in by two blanks, in UTF-8 without escapes."""
    return json.dumps(to_data(draft), ensure_ascii=False, indent=2) + "\n"


def to_data(draft: Draft) -> dict[str, Any]:
    """A draft as plain data: what the JSON has."""
    return {
        "version": VERSION,
        "source": draft.source.name,
        "children": [_node(node) for node in draft.children],
        "leaves": [{"kind": _leaf_kind(leaf), "span": list(leaf.span)} for leaf in leaves(draft)],
        "faults": [
            {
                "code": fault.code,
                "group": FAULTS[fault.code],
                "span": list(fault.span),
                **dict(zip(("line", "column"), draft.source.place(fault.span[0]), strict=True)),
                "message": fault.message,
            }
            for fault in draft.faults
        ],
        "notes": [
            {
                "code": note.code,
                "address": note.address,
                "span": list(note.span),
                "message": note.message,
            }
            for note in draft.notes
        ],
    }


def _leaf_kind(leaf: Leaf) -> str:
    match leaf:
        case Text():
            return "text"
        case Label():
            return "label"
        case Mark(kind):
            return kind
        case _:
            assert_never(leaf)


def _node(node: Node) -> dict[str, Any]:
    span = list(node.span)
    match node:
        case Text() | Label() | Mark():
            return {"type": _leaf_kind(node), "text": node.text, "span": span}
        case Proposal():
            return _proposal(node)
        case Title() | Heading() | Clause() | Paragraph():
            fields: dict[str, Any] = {"address": node.address}
            match node:
                case Clause() | Paragraph():
                    fields["depth"] = node.depth
                case Heading():
                    fields |= {"rank": node.rank, "style": node.style}
                case Title():
                    fields["style"] = node.style
            fields["continued"] = node.continued
        case Preamble() | Section():
            fields = {"address": node.address}
        case _:
            assert_never(node)
    children = [_node(child) for child in node.children]
    return {"type": type(node).__name__.lower(), **fields, "span": span, "children": children}


def _proposal(node: Proposal) -> dict[str, Any]:
    return {
        "type": "proposal",
        "address": node.address,
        "kind": node.kind,
        "positions": [
            {
                "sign": position.sign,
                "party": position.party,
                "span": list(position.span),
                "inferred": position.inferred,
            }
            for position in node.positions
        ],
        "contested": node.contested,
        "status": node.status,
        "closed": node.closed,
        "span": list(node.span),
        "children": [_node(child) for child in (*node.head, *node.children, *node.tail)],
    }
