"""Negotiated drafts: read the brackets, show each party's text.

draft = parse(text)
print(render(view(draft, as_proposed_by="IND")))
"""

from __future__ import annotations

from cica_redline.nodes import Draft, leaves, walk
from cica_redline.parser import parse
from cica_redline.parties import CICA, Parties, Party
from cica_redline.views import view
from cica_redline.writers import render

__version__ = "0.1.0"

__all__ = ["CICA", "Draft", "Parties", "Party", "leaves", "parse", "render", "view", "walk"]
