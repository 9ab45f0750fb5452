"""Blocks: a source cut into its title, headings, clauses and paragraphs, page breaks mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cica_redline import headings
from cica_redline.diagnostics import Fault
from cica_redline.labelled import further_brackets, label_start
from cica_redline.labels import Numbering, readings
from cica_redline.layout import Block, Cut, Layout, blanked
from cica_redline.lines import mark_running_heads, read_lines
from cica_redline.source import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline.labels import Placing, Reading
    from cica_redline.layout import Bare
    from cica_redline.lines import Line
    from cica_redline.nodes import MarkKind
    from cica_redline.parties import Parties
    from cica_redline.source import Span

_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_AND = re.compile(rf"[{re.escape(headings.OPENING)}]*(?:and|or)\b")


def cut_blocks(text: str, parties: Parties, words: headings.Words = headings.WORDS) -> Layout:
    """Cut a text into blocks, as section 3 of the notation says."""
    lines = read_lines(text)
    title, size = headings.find_title(text, lines, words)
    body = lines[title:]
    heads = mark_running_heads(text, body)
    cutter = _Cutter(text, body, parties, words, title_lines=size)
    cutter.faults += [
        Fault("running-head", (head.first, head.last), "the same on many pages: a running head")
        for head in heads
    ]
    cutter.cut()
    blocks, footnotes = _without_footnotes(cutter.blocks)
    footnotes += [cut for block in blocks for cut in block.cuts if cut.kind == "footnote"]
    furniture = [Cut("furniture", line.first, line.last) for line in body if line.page is not None]
    return Layout(
        front=lines[title].start if title else 0,
        blocks=tuple(blocks),
        aside=tuple(_apart([*footnotes, *furniture])),
        faults=tuple(cutter.faults),
    )


def _apart(cuts: list[Cut]) -> Iterator[Cut]:
    """The cuts in order, without those that lie inside another: furniture in a footnote."""
    end = -1
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        if cut.start >= end:
            yield cut
            end = cut.end


def _without_footnotes(blocks: list[Block]) -> tuple[list[Block], list[Cut]]:
    """The blocks that are no footnotes, their parents renumbered, and the footnotes."""
    kept: list[Block] = []
    footnotes: list[Cut] = []
    new_place: dict[int, int] = {}
    for place, block in enumerate(blocks):
        if block.kind == "footnote":
            footnotes.append(Cut("footnote", block.start, block.end))
            continue
        new_place[place] = len(kept)
        block.parent = None if block.parent is None else new_place[block.parent]
        kept.append(block)
    return kept, footnotes


class _Cutter:
    """Goes through the lines of a body once; `blocks` and `faults` are what it found."""

    def __init__(
        self,
        text: str,
        lines: list[Line],
        parties: Parties,
        words: headings.Words,
        *,
        title_lines: int,
    ) -> None:
        self.text = text
        self.lines = lines
        self.parties = parties
        self.words = words
        self.title_lines = title_lines
        self.blocks: list[Block] = []
        self.faults: list[Fault] = []
        self.numbering = Numbering()
        self.numbered = False
        """Whether the section has a numbered clause, to which further paragraphs belong."""
        self.fresh = True
        """Whether the next line with words begins a block."""
        self.between: list[Cut] = []
        """The furniture since the last line with words."""
        self.lead: list[Cut] = []
        """The furniture between the last block and the one before."""

    def cut(self) -> None:
        place = 0
        if self.title_lines:
            place = self.title_lines
            self._take_bold(self.lines[:place], Block("title", self.lines[0].first, 0))
        while place < len(self.lines):
            line = self.lines[place]
            place += 1
            if line.page is not None:
                self.between.append(Cut("furniture", line.first, line.last))
            elif line.empty:
                self.fresh = self.fresh or not self._only_opened()
            elif self._goes_on(line):
                self._report_torn(line)
                self._take_in_footnotes()
                self._add(line)
            elif size := self._heading(line, place - 1):
                place += size - 1
            else:
                self._take(line)
        self._close()

    # Headings

    def _heading(self, line: Line, place: int) -> int:
        """Begin a heading if one stands here; how many lines it took."""
        opened = self._only_opened()
        fresh = self.fresh or opened or self._after_heading()
        words = self.text[line.first : line.last].lstrip(headings.BEFORE_LABEL)
        if not (fresh or words.startswith("#") or self._after_stop()):
            return 0
        size = headings.bold_lines(self.text, self.lines, place) if fresh else 0
        if begun := headings.read_heading(self.text, line, self.words):
            size = max(size, 1)
        else:
            last = self.lines[place + size - 1]
            if (
                not size
                or headings.ends_sentence(self.text, line.first, last.last)
                or self._readings(line)
            ):
                return 0
            begun = headings.unworded_heading(self.text, line, "**")
        block = self.blocks.pop() if opened else Block("heading", line.first, 0)
        block.kind, block.heading = "heading", begun
        self._take_bold(self.lines[place : place + size], block)
        return size

    def _take_bold(self, lines: list[Line], block: Block) -> None:
        """Begin a block of these lines, whose `**` and `#` are style."""
        self._close()
        self.blocks.append(block)
        self.numbering.restart()
        self.numbered = False
        for line in lines:
            if line.page is not None:
                self.between.append(Cut("furniture", line.first, line.last))
            else:
                self._add(line)

    # Clauses and paragraphs

    def _take(self, line: Line) -> None:
        opened = self._only_opened()
        fresh = self.fresh or opened or self._after_heading()
        if fresh or self._readings(line):
            self._close()
        placed = self._placed(line, fresh=fresh)
        bare = self._only_opened(quotes=True)
        if not placed and bare and self._opened_torn(line):
            return
        if not (fresh or placed):
            self._add(line)
            if bare:
                self._anchor()
            return
        if self.fresh and not placed and self._torn(line):
            self._report_torn(line)
            self._take_in_footnotes()
            self._add(line)
            return
        self._begin(line, placed)

    def _goes_on(self, line: Line) -> bool:
        """Whether a line belongs to the block before, whatever else it looks like."""
        if not self.blocks or (self.blocks[-1].kind == "footnote" and not self.fresh):
            return False
        if headings.begins_signed(self.text, line) or self._only_closes(line):
            return self._place_before() is not None
        if self.fresh or not self._after_heading() or self._readings(line):
            return False
        first = self.blocks[-1]
        capitals = self.text[first.start : first.end].isupper()
        return headings.begins_lower(self.text, line) or (
            capitals and headings.in_capitals(self.text, line)
        )

    def _only_closes(self, line: Line) -> bool:
        """Whether nothing stands on a line but a closing bracket, and what may follow that."""
        words = self.text[line.first : line.last]
        return words.startswith("]") and not headings.without_signs(words).strip("].,;:" + BLANK)

    def _after_heading(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind in {"title", "heading"}

    def _after_stop(self) -> bool:
        if not self.blocks:
            return True
        last = self.blocks[-1].last
        return headings.ends_sentence(self.text, last.first, last.last)

    def _only_opened(self, *, quotes: bool = False) -> bool:
        """Whether the last block is nothing but opening brackets: it begins the next.

        With `quotes` it may be opening quotes and parentheses, too.
        """
        if not self.blocks or self.blocks[-1].kind != "text":
            return False
        return self.blocks[-1].bare in ({"brackets", "quotes"} if quotes else {"brackets"})

    def _torn(self, line: Line) -> bool:
        """Whether a page break or blank line stands in the middle of a sentence."""
        before = self._words_before()
        if before is None or headings.ends_sentence(self.text, before.start, before.end):
            return False
        return headings.begins_lower(self.text, line) or self._hyphenated(before.end)

    def _opened_torn(self, line: Line) -> bool:
        """Take a torn sentence whose second half begins with a bracket on a line of its own."""
        opener = self.blocks.pop()
        if opener.start != opener.last.first or not self._torn(line):
            self.blocks.append(opener)
            return False
        self.fresh = True
        self._report_torn(opener.last)
        inside, self.between = self.between, self.lead
        self._take_in_footnotes()
        self._add(opener.last)
        self.between = inside
        self._add(line)
        return True

    def _report_torn(self, line: Line) -> None:
        if self.fresh:
            message = "a page break or blank line cut this sentence; it is read as going on"
            self.faults.append(Fault("mended-page-break", (line.first, line.last), message))

    def _words_before(self) -> Block | None:
        """The block before that has words; a footnote at the foot of a page is passed over."""
        place = self._place_before()
        block = None if place is None else self.blocks[place]
        return block if block and block.kind == "text" else None

    def _place_before(self) -> int | None:
        """The place of the last block that is no footnote, which a footnote has as its parent."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind == "footnote":
            return last.parent if last else None
        return len(self.blocks) - 1

    def _hyphenated(self, end: int) -> bool:
        return end > 1 and self.text[end - 1] in "-‐‑" and self.text[end - 2].isalpha()

    def _readings(self, line: Line) -> tuple[Reading, ...]:
        return readings(self.text, label_start(self.text, line.first, line.last), line.last)

    def _placed(self, line: Line, *, fresh: bool) -> Placing | None:
        placed = self.numbering.place(self._readings(line), self._indent(line))
        if placed is None or fresh or self._after_stop():
            return placed
        return placed if placed.fits and (placed.goes_on or placed.reading.first) else None

    def _indent(self, line: Line) -> int:
        return len(self.text[line.start : line.first].expandtabs(4))

    def _begin(self, line: Line, placed: Placing | None) -> None:
        footnote = not placed and _FOOTNOTE.match(self.text, line.first)
        if not self._only_opened():
            self._close()
            if footnote:
                self.blocks.append(Block("footnote", line.first, 0, parent=self._place_before()))
            else:
                self.blocks.append(Block("text", line.first, 0))
            self.lead = self.between
        block = self.blocks[-1]
        self._add(line)
        if placed:
            label = label_start(self.text, line.first, line.last)
            self._count(block, placed, (label, placed.reading.end), self._indent(line))
        elif not footnote:
            self._anchor()

    def _anchor(self) -> None:
        """Let letters stand under the last block, which has no number, once it has words."""
        if not (self.numbered or self._only_opened(quotes=True)):
            self.numbering.restart(anchor=len(self.blocks) - 1)

    def _count(self, block: Block, placed: Placing, label: Span, indent: int) -> None:
        block.label, block.parent = placed.reading, placed.parent
        block.cuts.append(Cut("label", *label))
        self.numbering.open(placed, indent, len(self.blocks) - 1)
        self.numbered = self.numbered or placed.reading.numeric
        if not placed.fits:
            code = placed.misfit
            message = f"{self.text[slice(*label)].strip()} {_MISFITS[code]}"
            self.faults.append(Fault(code, label, message))

    def _take_in_footnotes(self) -> None:
        """Footnotes at the foot of a page that cuts a sentence stand inside its block."""
        while self.blocks[-1].kind == "footnote":
            note = self.blocks.pop()
            self.between.append(Cut("footnote", note.start, note.end))
        self.between.sort(key=lambda cut: cut.start)

    def _add(self, line: Line) -> None:
        """Put a line at the end of the last block, and say what stands between them."""
        block = self.blocks[-1]
        if block.end:
            self._bridge(block, line)
        if block.bare:
            block.bare = _bare(block.bare, self.text[line.first : line.last])
        block.end, block.last = line.last, line
        if block.kind in {"title", "heading"}:
            words = self.text[line.first : line.last]
            block.cuts += [
                Cut("style", line.first + found.start(), line.first + found.end())
                for found in _STYLE.finditer(words)
            ]
        self.fresh, self.between = False, []

    def _bridge(self, block: Block, line: Line) -> None:
        """Cut out what stands between two lines of a block where it is more than a blank."""
        last = block.last
        kind: MarkKind = "page-break" if self.fresh else "blank"
        if self._hyphenated(last.last) and not _AND.match(self.text, line.first):
            kind = "page-join" if self.fresh else "join"
        elif "|" in (self.text[last.first], self.text[line.first]):
            kind = "line"
        if kind == "blank" and not self.between:
            return
        place = last.last
        for cut in self.between:
            if not self.fresh:
                self._report_digits(cut)
            block.cuts += [Cut("blank" if kind == "line" else kind, place, cut.start), cut]
            place = cut.end
        block.cuts.append(Cut(kind, place, line.first))

    def _report_digits(self, cut: Cut) -> None:
        words = self.text[cut.start : cut.end].strip(BLANK)
        if words.isdecimal():
            message = f"{words} inside a paragraph is read as a page number"
            self.faults.append(Fault("digits-in-block", (cut.start, cut.end), message))

    # Two brackets that fill one block, each with its own label, are two clauses.

    def _close(self) -> None:
        if not self.blocks or self.blocks[-1].kind != "text" or not self.blocks[-1].label:
            return
        block = self.blocks[-1]
        if self.text[block.start] != "[":
            return
        end = block.end
        aside = [cut for cut in block.cuts if cut.kind in {"furniture", "footnote"}]
        words = blanked(self.text[:end], aside) if aside else self.text
        for place in further_brackets(words, block.start, end, self.parties):
            label = label_start(self.text, place, end)
            placed = self.numbering.place(readings(self.text, label, end), 0)
            if placed is None:
                return
            before = self.blocks[-1]
            after = Block("text", place, before.end, last=before.last, bare="")
            after.cuts = [cut for cut in before.cuts if cut.start >= place]
            before.cuts = [cut for cut in before.cuts if cut.start < place]
            before.end = before.start + len(self.text[before.start : place].rstrip(BLANK))
            self.blocks.append(after)
            self._count(after, placed, (label, placed.reading.end), 0)


def _bare(before: Bare, words: str) -> Bare:
    """What a block is that was nothing but this and now has these words, too."""
    if not words.strip(headings.BEFORE_LABEL):
        return before
    return "" if words.strip(headings.OPENING) else "quotes"


_MISFITS = {
    "number-gap": "does not go on from the label before it",
    "repeated-number": "was there before",
    "number-out-of-order": "comes after a higher one",
}

_STYLE = re.compile(rf"\*{{2,3}}|(?<![^\s\[])#{{1,6}}[{BLANK}]+|[{BLANK}]+#+\Z")
