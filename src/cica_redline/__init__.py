"""Negotiated drafts: read the brackets, show each party's text.

draft = parse(text)
print(render(view(draft, as_proposed_by="IND")))
"""

from __future__ import annotations

from cica_redline.diagnostics import Fault, Note
from cica_redline.headings import WORDS, Words
from cica_redline.nodes import Draft, leaves, walk
from cica_redline.parser import parse
from cica_redline.parties import CICA, Parties, Party
from cica_redline.source import UnreadableError, decode
from cica_redline.views import select, view
from cica_redline.writers import render
from cica_redline.writers.templates import TemplateError

__version__ = "0.1.0"

__all__ = [
    "CICA",
    "WORDS",
    "Draft",
    "Fault",
    "Note",
    "Parties",
    "Party",
    "TemplateError",
    "UnreadableError",
    "Words",
    "decode",
    "leaves",
    "parse",
    "render",
    "select",
    "view",
    "walk",
]
