"""`parse`: a text in the notation becomes a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline import assembly, brackets, extents, inlines
from cica_redline.blocks import cut_blocks
from cica_redline.diagnostics import Fault
from cica_redline.headings import WORDS
from cica_redline.layout import blanked
from cica_redline.nodes import Draft
from cica_redline.outline import place_blocks
from cica_redline.parties import CICA
from cica_redline.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.headings import Words
    from cica_redline.layout import Layout
    from cica_redline.outline import Place
    from cica_redline.parties import Parties


def parse(
    text: str, *, parties: Parties = CICA, words: Words = WORDS, name: str = "<draft>"
) -> Draft:
    """The draft that a text in the notation is.

    Pure and total: every text parses, and the leaves of the draft join to it. What is wrong with
    the text is in `faults`. `words` are those that begin headings and titles beside the usual
    ones. `name` is what messages call it. Spans count code points of `text`, end excluded.
    """
    layout = cut_blocks(text, parties, words)
    style = [cut for block in layout.blocks for cut in block.cuts if cut.kind == "style"]
    masked = blanked(text, [*layout.aside, *style])
    regions, places = place_blocks(masked, layout.blocks)
    units = list(_units(masked, layout, places, parties))
    matched, spanning = brackets.match_across(masked, units)
    parts = assembly.Parts(text, masked, layout, regions, places, units, matched, parties)
    children, found = assembly.assemble(parts)
    faults = [*layout.faults, *spanning, *found, *_deep_faults(masked, units)]
    faults.sort(key=lambda fault: (fault.span, fault.code))
    return Draft(Source(text, name), parties, children, tuple(faults))


def _units(
    masked: str, layout: Layout, places: list[Place], parties: Parties
) -> Iterator[brackets.Unit]:
    first = 0
    for index in range(1, len(places) + 1):
        if index < len(places) and not places[index].begins:
            continue
        blocks = list(layout.blocks[first:index])
        start, end = blocks[0].start, blocks[-1].end
        read = inlines.events(masked[start:end], start, parties)
        events = list(extents.within_blocks(masked, read, blocks))
        yield brackets.Unit(blocks, events, role=places[first].role)
        first = index


def _deep_faults(masked: str, units: list[brackets.Unit]) -> Iterator[Fault]:
    for unit in units:
        start = unit.blocks[0].start
        if too_deep := inlines.deep(masked[start : unit.end]):
            first, end = too_deep[0]
            message = f"brackets nested deeper than {inlines.DEEPEST} are read as text"
            yield Fault("deep-bracket", (start + first, start + end), message)
