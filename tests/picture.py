"""Draws `docs/redline.svg`, the picture in the README: two clauses of a sample, as a redline.

`python tests/picture.py` writes it; `test_readme.py` holds it to what the library reads. Words
are measured by the widths of Times and Helvetica, and each stretch is told how long it is, so that
strokes and signs keep their places with whatever fonts a reader's machine has.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never

from cica_redline import parse, view
from cica_redline.views import select
from cica_redline.writers.lines import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cica_redline.nodes import Proposal
    from cica_redline.writers.lines import Line, Piece

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "redline.svg"
SAMPLE = ROOT / "samples" / "water-plan.txt"
HEADING, CLAUSES = "II", ("II.4", "II.5")

WIDTH, LEFT, RIGHT = 800.0, 90.0, 760.0
"""The card, and between what its text stands, in pixels."""
SIZE, LEADING, HANG = 19.0, 36.0, 25.0
CHIP_SIZE, CHIP_HEIGHT, CHIP_PAD = 11.5, 17.0, 5.0
LEGEND_STEPS = (140, 150, 116, 68, 0)
"""From each sample of the legend to the next."""


def _widths(table: Mapping[str, int]) -> dict[str, float]:
    return {letter: width / 1000 for letters, width in table.items() for letter in letters}


_TIMES = _widths(
    {
        " ,.": 250,
        "ijlt:;": 278,
        "fr[]-()I": 333,
        "sJ": 389,
        "acez": 444,
        "bdghknopquvxy0123456789": 500,
        "FPS": 556,
        "ELTZ": 611,
        "BCR": 667,
        "wADGHKNOQUVXY": 722,
        "m": 778,
        "M": 889,
        "W": 944,
    }
)
_HELVETICA_BOLD = _widths(
    {
        "I": 278,
        "J": 556,
        "+−±": 584,
        "FLTZ": 611,
        "EPSVXY": 667,
        "ABCDHKNRU": 722,
        "GOQ": 778,
        "M": 833,
        "W": 944,
    }
)

_STYLE = """\
  .serif { font-family: "Times New Roman", "Liberation Serif", Tinos, Times, serif; }
  .sans { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
  .bold { font-weight: bold; }
  .paper { fill: #fffefb; stroke: #d9d4c7; }
  .ink { fill: #1f1f1d; } .quiet { fill: #6a675f; } .rule { stroke: #dcd8cd; }
  .add { fill: #0b5570; } .add-wash { fill: #e3f0f3; } .add-line { stroke: #0b5570; }
  .cut { fill: #9a2a20; } .cut-wash { fill: #fbeae5; } .cut-line { stroke: #9a2a20; }
  .chip { fill: #fffefb; } .mark { fill: #1f1f1d; } .on-mark { fill: #fffefb; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #171816; stroke: #45453f; }
    .ink { fill: #e4e1d8; } .quiet { fill: #a29e93; } .rule { stroke: #3a3a35; }
    .add { fill: #86cfe2; } .add-wash { fill: #17303a; } .add-line { stroke: #86cfe2; }
    .cut { fill: #f0a596; } .cut-wash { fill: #3a201c; } .cut-line { stroke: #f0a596; }
    .chip { fill: #171816; } .mark { fill: #e4e1d8; } .on-mark { fill: #171816; }
  }"""

AtomKind = Literal["words", "bracket", "chip", "mark"]


@dataclass
class Atom:
    """What no row breaks: a word, a bracket, a sign, with the proposal that it is of.

    `gap` is the blank before it, `x` where it begins; a `tied` one stands on the row of the last.
    """

    kind: AtomKind
    text: str
    proposal: Proposal | None
    gap: float
    tied: bool
    x: float = 0.0

    @property
    def width(self) -> float:
        match self.kind:
            case "words" | "bracket":
                return _measure(self.text)
            case "chip" | "mark":
                return _chip_width(self.text)
            case _:
                assert_never(self.kind)

    @property
    def end(self) -> float:
        return self.x + self.width


def draw() -> str:
    """The picture, as SVG."""
    draft = view(parse(SAMPLE.read_text(encoding="utf-8")))
    lines = lay_out(select(draft, [HEADING]))
    heading = next(line for line in lines if line.kind == "heading")
    clauses = [line for line in lines if line.address in CLAUSES]
    y = 54.0
    body = [_address(heading.address, y), _heading(heading, y)]
    y += 43
    for clause in clauses:
        body.append(_address(clause.address, y))
        for row in _rows(clause):
            body += _row(row, y)
            y += LEADING
        y += 7
    y -= LEADING - 26
    body.append(f'<path class="rule" d="M{LEFT:g} {y:g}H{RIGHT:g}"/>')
    y += 34
    body += _legend(y)
    height = y + 30
    words = " ".join("".join(piece.text for piece in line.pieces).strip() for line in clauses)
    drawn = "\n".join(body)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" \
width="{WIDTH:g}" height="{height:g}" role="img" aria-labelledby="title words">
<title id="title">A redline: two clauses with what several States propose</title>
<desc id="words">{escape(words)}</desc>
<style>
{_STYLE}
</style>
<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1:g}" height="{height - 1:g}" rx="10"/>
{drawn}
</svg>
"""


# Rows


def _measure(words: str) -> float:
    return sum(_TIMES[letter] for letter in words) * SIZE


def _chip_width(text: str) -> float:
    return sum(_HELVETICA_BOLD[letter] for letter in text) * CHIP_SIZE + 2 * CHIP_PAD


def _rows(line: Line) -> Iterator[list[Atom]]:
    """The atoms of a line in rows, each at its place, all but the label set in."""
    label, *groups = _groups(_atoms(line))
    row = _placed(label, LEFT)
    x, fresh = LEFT + HANG, True
    for group in groups:
        if not fresh and x + group[0].gap + _extent(group) > RIGHT:
            yield row
            row, x, fresh = [], LEFT + HANG, True
        row = row + _placed(group, x if fresh else x + group[0].gap)
        x, fresh = row[-1].end, False
    yield row


def _groups(atoms: Iterable[Atom]) -> list[list[Atom]]:
    groups: list[list[Atom]] = []
    for atom in atoms:
        if atom.tied and groups:
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def _extent(group: list[Atom]) -> float:
    return sum(atom.width for atom in group) + sum(atom.gap for atom in group[1:])


def _placed(group: list[Atom], x: float) -> list[Atom]:
    for place, atom in enumerate(group):
        atom.x = x + (atom.gap if place else 0.0)
        x = atom.end
    return group


def _atoms(line: Line) -> Iterator[Atom]:
    blank = False
    for piece in line.pieces:
        proposal = piece.inside[-1] if piece.inside else None
        match piece.kind:
            case "open":
                yield Atom("bracket", "[", proposal, _measure(" ") if blank else 0, not blank)
                blank = False
            case "close":
                yield Atom("bracket", "]", proposal, 1, tied=True)
                yield from _signs(piece)
                blank = False
            case _:
                opened = blank or piece.text[:1] == " "
                for word in piece.text.split():
                    gap = _measure(" ") if opened else 1.0 if proposal else 0.0
                    yield Atom("words", word, proposal, gap, tied=not opened)
                    opened = True
                blank = piece.text[-1:] == " "


def _signs(close: Piece) -> Iterator[Atom]:
    proposal = close.inside[-1]
    if proposal.contested:
        yield Atom("mark", "±", proposal, 4, tied=True)
    for place, position in enumerate(proposal.positions):
        sign = "+" if position.sign == "+" else "−"
        yield Atom("chip", f"{sign}{position.party}", proposal, 4, tied=not place)


# Drawing


def _row(row: list[Atom], y: float) -> Iterator[str]:
    for stretch in _stretches(row):
        first, last = stretch[0], stretch[-1]
        colour = _colour(first.proposal)
        match first.kind:
            case "chip":
                yield _chip(first.x, y, first.text)
            case "mark":
                yield _mark(first.x, y)
            case "bracket":
                yield _text((first.x, y), first.text, f"serif bold {colour}", first.width)
            case "words":
                words = " ".join(atom.text for atom in stretch)
                text = _text((first.x, y), words, f"serif {colour}", last.end - first.x)
                yield _marked(text, first.x, last.end, y, first.proposal)
            case _:
                assert_never(first.kind)


def _stretches(row: list[Atom]) -> list[list[Atom]]:
    """The atoms of a row that are drawn in one go: neighbouring words of one proposal."""
    stretches: list[list[Atom]] = []
    for atom in row:
        last = stretches[-1][-1] if stretches else None
        goes_on = (
            last is not None
            and atom.kind == last.kind == "words"
            and atom.proposal is last.proposal
            and abs(atom.x - last.end - _measure(" ")) < 0.01
        )
        if goes_on:
            stretches[-1].append(atom)
        else:
            stretches.append([atom])
    return stretches


def _marked(text: str, x: float, end: float, y: float, proposal: Proposal | None) -> str:
    """Words with a wash behind them and their stroke over them, if they are of a proposal."""
    if proposal is None:
        return text
    colour = _colour(proposal)
    return _wash(x, end, y, colour) + text + _stroke(x, end, y, colour, proposal.contested)


def _colour(proposal: Proposal | None) -> str:
    if proposal is None:
        return "ink"
    return "cut" if proposal.kind == "deletion" else "add"


def _text(
    place: tuple[float, float], words: str, classes: str, length: float, size: float = SIZE
) -> str:
    x, y = place
    return (
        f'<text class="{classes}" x="{x:.5g}" y="{y:g}" font-size="{size:g}" '
        f'textLength="{length:.5g}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )


def _wash(x: float, end: float, y: float, colour: str) -> str:
    return (
        f'<rect class="{colour}-wash" x="{x - 1:.5g}" y="{y - 16:g}" '
        f'width="{end - x + 2:.5g}" height="23" rx="2"/>'
    )


def _stroke(x: float, end: float, y: float, colour: str, contested: bool) -> str:  # noqa: FBT001
    """Through what is struck; under what is added, and twice where that is contested."""
    rows = [y - 5] if colour == "cut" else [y + 2.5, y + 5] if contested else [y + 3]
    path = "".join(f"M{x:.5g} {row:g}H{end:.5g}" for row in rows)
    return f'<path class="{colour}-line" stroke-width="1.2" d="{path}"/>'


def _chip(x: float, y: float, text: str) -> str:
    colour = "add" if text.startswith("+") else "cut"
    width = _chip_width(text)
    return (
        f'<rect class="chip {colour}-line" x="{x:.5g}" y="{y - 14.5:g}" width="{width:.5g}" '
        f'height="{CHIP_HEIGHT:g}" rx="4.5" stroke-opacity="0.45"/>' + _on_chip(x, y, text, colour)
    )


def _mark(x: float, y: float) -> str:
    return (
        f'<rect class="mark" x="{x:.5g}" y="{y - 14.5:g}" width="{_chip_width("±"):.5g}" '
        f'height="{CHIP_HEIGHT:g}" rx="4.5"/>' + _on_chip(x, y, "±", "on-mark")
    )


def _on_chip(x: float, y: float, text: str, colour: str) -> str:
    length = _chip_width(text) - 2 * CHIP_PAD
    return _text((x + CHIP_PAD, y - 1.8), text, f"sans bold {colour}", length, CHIP_SIZE)


def _address(address: str, y: float) -> str:
    return (
        f'<text class="sans quiet" x="{LEFT - 22:g}" y="{y - 0.5:g}" font-size="12" '
        f'text-anchor="end">{escape(address)}</text>'
    )


def _heading(line: Line, y: float) -> str:
    words = escape("".join(piece.text for piece in line.pieces))
    return f'<text class="serif bold ink" x="{LEFT:g}" y="{y:g}" font-size="21">{words}</text>'


def _legend(y: float) -> Iterator[str]:
    """What the strokes and signs mean."""
    steps = iter(LEGEND_STEPS)
    x = LEFT
    for colour, meaning in (("add", "proposed"), ("cut", "to be struck")):
        width = _measure("words") * 17 / SIZE
        yield _wash(x, x + width, y, colour)
        yield _text((x, y), "words", f"serif {colour}", width, 17)
        yield _stroke(x, x + width, y, colour, contested=False)
        yield _meaning(x + width + 10, y, meaning)
        x += next(steps)
    for sign, meaning in (("±", "contested"), ("+", "for"), ("−", "against")):
        yield _mark(x, y) if sign == "±" else _chip(x, y, sign)
        yield _meaning(x + 25, y, meaning)
        x += next(steps)


def _meaning(x: float, y: float, words: str) -> str:
    return f'<text class="sans quiet" x="{x:.5g}" y="{y - 1:g}" font-size="13">{words}</text>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
