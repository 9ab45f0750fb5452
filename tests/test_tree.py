"""`redline tree`: the outline of a draft, and its tree as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cica_redline import parse, render, view, walk
from cica_redline.nodes import Heading, Mark, Title
from cica_redline.writers import outline
from running import run, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = """\
Note

# Draft [Plan] (+IND)

We, the States;

Noting the [long and [winding] (+IND) (-TUR) rivers] (+RUS) that run [from the hills] (agreed) down

to the sea,

Pillar I: Words

1. To act:
(a) [now] (-RUS) [then] (+RUS) (+RUS);

In time.
- 2 -
[2. To rest.] (+IND)
4. To [stop] here [and.

[^1]: See above.
"""

OUTLINE = """\
-              front 0-6
T              title 6-27  Draft Plan
  T/1          insertion (+IND) 14-27  Plan
PP             preamble 29-158
  PP0          clause 29-44  We, the States;
  PP1          clause 46-158  Noting the long and winding rivers that run from the hills…
    PP1/1      insertion (+RUS) 57-105  long and winding rivers
      PP1/2    insertion (+IND) (-TUR) 67-90  winding
    PP1/3      unattributed unsigned (agreed) 115-140  from the hills
I              section 160-287
  I            heading 160-175  Pillar I: Words
  I.1          clause 177-236  1. To act: (a) now then; In time.
    I.1.a      clause 188-226  (a) now then;
      I.1.a/1  deletion (-RUS) 192-204  now
      I.1.a/2  insertion (+RUS) 205-225  then
    I.1        paragraph 228-236  In time.
  -            furniture 237-242
  I.2/1        insertion (+IND) 243-263  2. To rest.
    I.2        clause 244-255  2. To rest.
  I.4          clause 264-287  4. To stop here and.
    I.4/1      unattributed unsigned 270-276  stop
    I.4/2      unattributed unsigned 282-287  and.
-              footnote 289-305

faults
9:1 mended-page-break
14:34 repeated-position
19:1 number-gap
19:7 unsigned-bracket
19:19 unclosed-bracket
"""


def test_outline_whole() -> None:
    # The messages of the faults are wordings; what they are about, and where, is the promise.
    tree, faults = outline.write(parse(SOURCE)).split("\nfaults\n")
    codes = "".join(f"{row.split(': ')[0]}\n" for row in faults.splitlines())
    assert f"{tree}\nfaults\n{codes}".splitlines() == OUTLINE.splitlines()


def test_the_command_shows_the_outline(tmp_path: Path) -> None:
    path, output = tmp_path / "draft.txt", tmp_path / "out.txt"
    path.write_text(SOURCE, encoding="utf-8")
    expected = outline.write(parse(SOURCE))
    assert whole("tree", path) == (0, expected, "")
    assert whole("tree", path, "-o", output) == (0, "", "")
    assert output.read_text("utf-8") == expected


def test_every_fault_has_one_row_with_a_message() -> None:
    faults = outline.write(parse(SOURCE)).split("\nfaults\n")[1].splitlines()
    assert len(faults) == 5
    assert all(row.partition(": ")[2] for row in faults)


def test_a_draft_without_faults_has_no_list_of_them() -> None:
    assert outline.write(parse("1. To act.\n")) == (
        "-    section 0-10\n  1  clause 0-10  1. To act.\n"
    )


def test_a_paragraph_that_a_bracket_cuts_is_shown_to_go_on() -> None:
    source = "1. To [act.\n\nAnd to act] (+IND) in time.\n"
    assert outline.write(parse(source)) == (
        "-        section 0-40\n"
        "  1      clause 0-40  1. To act. And to act in time.\n"
        "    1/1  insertion (+IND) 6-31  act. And to act\n"
        "      1  paragraph 13-23  And to act\n"
        "    1    paragraph continued 31-40  in time.\n"
    )


@pytest.mark.parametrize("source", ["", "\n", "\ufeff", "\f\n\n"], ids=repr)
def test_an_empty_draft_has_an_outline_all_the_same(source: str) -> None:
    assert run("tree", "-", stdin=source).status == 0


# JSON


def test_json_whole() -> None:
    source = "To [act] (+IND)."
    text = json.loads(run("tree", "-", "--to", "json", stdin=source).out)
    assert text == {
        "version": 1,
        "source": "<stdin>",
        "children": [
            {
                "type": "preamble",
                "address": "PP",
                "span": [0, 16],
                "children": [
                    {
                        "type": "clause",
                        "address": "PP1",
                        "depth": 0,
                        "continued": False,
                        "span": [0, 16],
                        "children": [
                            {"type": "text", "text": "To ", "span": [0, 3]},
                            {
                                "type": "proposal",
                                "address": "PP1/1",
                                "kind": "insertion",
                                "positions": [
                                    {
                                        "sign": "+",
                                        "party": "IND",
                                        "span": [11, 14],
                                        "inferred": False,
                                    }
                                ],
                                "contested": False,
                                "status": "",
                                "closed": True,
                                "span": [3, 15],
                                "children": [
                                    {"type": "open", "text": "[", "span": [3, 4]},
                                    {"type": "text", "text": "act", "span": [4, 7]},
                                    {"type": "close", "text": "]", "span": [7, 8]},
                                    {"type": "blank", "text": " ", "span": [8, 9]},
                                    {"type": "position", "text": "(+IND)", "span": [9, 15]},
                                ],
                            },
                            {"type": "text", "text": ".", "span": [15, 16]},
                        ],
                    }
                ],
            }
        ],
        "leaves": [
            {"kind": "text", "span": [0, 3]},
            {"kind": "open", "span": [3, 4]},
            {"kind": "text", "span": [4, 7]},
            {"kind": "close", "span": [7, 8]},
            {"kind": "blank", "span": [8, 9]},
            {"kind": "position", "span": [9, 15]},
            {"kind": "text", "span": [15, 16]},
        ],
        "faults": [],
        "notes": [],
    }


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """The tree of the draft above as JSON."""
    parsed: dict[str, Any] = json.loads(run("tree", "-", "--to", "json", stdin=SOURCE).out)
    return parsed


def nodes(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of the JSON below one, in reading order."""
    for child in data.get("children", ()):
        yield child
        yield from nodes(child)


def test_the_leaves_tile_the_source(data: dict[str, Any]) -> None:
    end = 0
    for leaf in data["leaves"]:
        assert leaf["span"][0] == end
        end = leaf["span"][1]
    assert end == len(SOURCE)


def test_the_leaves_are_those_of_the_tree(data: dict[str, Any]) -> None:
    in_tree = [(node["type"], node["span"]) for node in nodes(data) if "children" not in node]
    assert [(leaf["kind"], leaf["span"]) for leaf in data["leaves"]] == in_tree
    texts = [node["text"] for node in nodes(data) if "children" not in node]
    assert "".join(texts) == SOURCE


def test_the_leaves_have_every_kind_that_the_draft_has(data: dict[str, Any]) -> None:
    assert {leaf["kind"] for leaf in data["leaves"]} == {
        *("text", "label", "blank", "open", "close", "position", "status", "style", "furniture"),
        *("footnote", "front", "page-break"),
    }


def test_every_span_holds_those_of_its_children(data: dict[str, Any]) -> None:
    for node in nodes(data):
        start, end = node["span"]
        for child in node.get("children", ()):
            assert start <= child["span"][0] <= child["span"][1] <= end, node["type"]


def test_faults_have_their_place_twice(data: dict[str, Any]) -> None:
    lines = SOURCE.splitlines(keepends=True)
    assert len(data["faults"]) == 4
    for fault in data["faults"]:
        before = "".join(lines[: fault["line"] - 1])
        assert len(before) + fault["column"] - 1 == fault["span"][0]


def test_json_is_one_document_whatever_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(SOURCE, encoding="utf-8")
    tree = run("tree", path, "--to", "json").out
    assert tree.endswith("}\n")
    assert run("render", path, "--to", "json", "-q").out == tree
    assert render(parse(SOURCE, name=str(path)), "json") == tree


def test_json_of_a_view_is_that_view() -> None:
    draft = view(parse(SOURCE), as_proposed_by="RUS")
    shown = json.loads(render(draft, "json"))
    words = [node["text"].strip() for node in nodes(shown) if node["type"] == "text"]
    assert "then" in words
    assert "now" not in words
    assert [node for node in nodes(shown) if node["type"] == "proposal"] == []


# The nodes


@pytest.mark.parametrize(
    "source", ["**Draft [Plan] (+IND)**\n\nWe act.\n", "**Part I**\n\n1. To act.\n", "# Ends #\n"]
)
def test_a_title_or_heading_has_both_its_marks_in_its_span_or_neither(source: str) -> None:
    [node] = [node for node in walk(parse(source)) if isinstance(node, Title | Heading)]
    words = source[slice(*node.span)]
    assert (words[0] in "*#") == (words[-1] in "*#"), words


def test_every_node_has_its_text_and_its_span() -> None:
    for node in walk(parse(SOURCE)):
        assert isinstance(getattr(node, "text", None), str), type(node).__name__
        start, end = node.span
        assert 0 <= start < end <= len(SOURCE)


def test_marks_are_what_they_are_called() -> None:
    written = {
        "open": "[",
        "close": "]",
        "status": "(agreed)",
        "style": "# ",
        "furniture": "- 2 -",
        "front": "Note\n\n",
        "footnote": "[^1]: See above.",
        "page-break": "\n\n",
    }
    marks = [node for node in walk(parse(SOURCE)) if isinstance(node, Mark)]
    for kind, text in written.items():
        assert {mark.text for mark in marks if mark.kind == kind} == {text}, kind
