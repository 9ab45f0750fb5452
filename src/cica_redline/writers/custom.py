"""The user's own templates, and the data that they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cica_redline.writers import text
from cica_redline.writers.lines import Line, Piece, lay_out
from cica_redline.writers.templates import fill_own

if TYPE_CHECKING:
    from cica_redline.nodes import Draft, Proposal


def write(draft: Draft, template: str) -> str:
    """A draft through a template of the user's own. Raises TemplateError."""
    return fill_own(template, to_data(draft))


def to_data(draft: Draft) -> dict[str, Any]:
    """The data of a template: plain strings, lists and dictionaries, ready to be spelled."""
    lines = [line for line in lay_out(draft) if text.spell_line(line)]
    return {
        "title": " ".join(text.spell_line(line) for line in lines if line.kind == "title"),
        "source": draft.source.name,
        "lines": [_line(draft, line) for line in lines],
        "proposals": [_proposal(draft, proposal) for proposal in draft.proposals],
        "notes": [{"address": note.address, "message": note.message} for note in draft.notes],
    }


def _line(draft: Draft, line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "address": line.address,
        "depth": line.depth,
        "text": text.spell_line(line),
        "pieces": [_piece(draft, piece) for piece in line.pieces if piece.kind != "style"],
    }


def _piece(draft: Draft, piece: Piece) -> dict[str, Any]:
    return {
        "kind": piece.kind,
        "text": text.spell(piece),
        "proposals": [_proposal(draft, proposal) for proposal in piece.inside],
    }


def _proposal(draft: Draft, proposal: Proposal) -> dict[str, Any]:
    return {
        "address": proposal.address,
        "kind": proposal.kind,
        "contested": proposal.contested,
        "status": proposal.status,
        "text": text.words_of(proposal),
        "positions": [
            {
                "sign": position.sign,
                "party": position.party,
                "name": draft.parties.name(position.party),
            }
            for position in proposal.positions
        ],
    }
