"""The examples in Markdown: each fence has a draft, a line with a lone `.`, and what comes of it.

The fence's first word says what is shown; CONTRIBUTING.md lists the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cica_redline import parse, view
from cica_redline.nodes import Clause, Heading, Paragraph, Title, walk
from cica_redline.writers import markup, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cica_redline import Draft

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("tests/examples/*.md")])

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^`\n]+)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
_SHOWN = str.maketrans({"␌": "\f", "⇥": "\t", "⍽": "\u00a0", "␍": "\r", "⌖": "\u200f", "⎵": " "})


@dataclass(frozen=True)
class Example:
    """One fence: where it stands, what it shows, the draft and the expected output."""

    page: str
    line: int
    info: str
    draft: str
    expected: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def read_examples(page: Path) -> Iterator[Example]:
    """The examples of one page."""
    content = page.read_text(encoding="utf-8")
    for fence in _FENCE.finditer(content):
        body = "\n" + fence["body"]
        draft, dot, expected = body.partition("\n.\n")
        if not dot:
            continue
        line = content.count("\n", 0, fence.start()) + 1
        name = str(page.relative_to(ROOT))
        draft, expected = draft[1:].translate(_SHOWN), expected.translate(_SHOWN)
        yield Example(name, line, fence["info"].strip(), draft, expected.rstrip("\n"))


def show(info: str, source: str) -> str:
    """What an example shows of a draft."""
    words = info.split()
    draft = parse(source)
    match words[0]:
        case "addresses":
            return "\n".join(_addresses(draft))
        case "proposals":
            return "\n".join(_proposals(draft)) or "none"
        case "faults":
            places = [(*draft.source.place(f.span[0]), f.code) for f in draft.faults]
            return "\n".join(f"{row}:{column} {code}" for row, column, code in places) or "none"
        case "notes":
            notes = show_view(words[1:], draft).notes
            return "\n".join(f"{note.address} {note.code}" for note in notes) or "none"
        case "markup":
            return markup.write(draft).rstrip("\n")
        case _:
            return text.write(show_view(words, draft)).rstrip("\n")


def show_view(words: list[str], draft: Draft) -> Draft:
    """The view that the words of a fence name."""
    name, *options = words
    against = options[options.index("--against") + 1] if "--against" in options else ""
    return view(
        draft,
        base=name == "base",
        accepted={"accepted": "all", "uncontested": "uncontested"}.get(name),  # type: ignore[arg-type]  # the two words of the option
        as_proposed_by=name.split(",") if name.split(",")[0].isupper() else (),
        against=against,
        infer_alternatives="--infer-alternatives" in options,
        literal="--literal" in options,
    )


def _addresses(draft: Draft) -> Iterator[str]:
    for node in walk(draft):
        match node:
            case Heading(address=address, continued=False):
                yield f"{address} heading"
            case Title(continued=False):
                yield "T"
            case (
                Clause(address=address, continued=False)
                | Paragraph(address=address, continued=False)
            ):
                yield address


def _proposals(draft: Draft) -> Iterator[str]:
    for proposal in view(draft).proposals:
        signs = " ".join(map(str, proposal.counted)) or "none"
        status = f" {proposal.status}" if proposal.status else ""
        words = text.words_of(proposal)
        yield f"{proposal.address} {proposal.kind} {signs}{status} | {words}"
