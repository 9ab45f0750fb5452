"""The JSON of drafts and views, held to `docs/draft.schema.json`; what docs/json.md shows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import jsonschema
import pytest

from cica_redline import parse, render, view
from cica_redline.diagnostics import FAULTS
from cica_redline.nodes import MarkKind

if TYPE_CHECKING:
    from cica_redline import Draft

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "json.md"
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "draft.schema.json").read_text("utf-8"))
SAMPLES = sorted(ROOT.glob("samples/*.txt"))
VIEWS: list[dict[str, Any]] = [
    {},
    {"base": True},
    {"accepted": "all"},
    {"accepted": "uncontested"},
]

Document = dict[str, Any]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def complaints(validator: jsonschema.Draft202012Validator, document: object) -> list[str]:
    # Brackets nest to a hundred levels, each of them a dozen calls to jsonschema.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        errors = list(validator.iter_errors(document))
    finally:
        sys.setrecursionlimit(limit)
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def written(draft: Draft) -> Document:
    document: Document = json.loads(render(draft, "json"))
    return document


def choices(draft: Draft) -> list[dict[str, Any]]:
    """The views of a draft: those without parties, of each of its parties, and of two of them."""
    parties = sorted({position.party for position in draft.positions})
    chosen = [*VIEWS]
    for party, other in zip(parties, [*parties[1:], *parties[:1]], strict=True):
        chosen += [
            {"as_proposed_by": party},
            {"as_proposed_by": party, "against": "base"},
            {"as_proposed_by": party, "against": other},
            {"as_proposed_by": (party, other)},
        ]
    return chosen


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_json_of_samples_and_their_views(
    validator: jsonschema.Draft202012Validator, path: Path
) -> None:
    check_all(validator, path)


def test_json_of_the_real_draft_and_its_views(
    validator: jsonschema.Draft202012Validator, real_draft: Path
) -> None:
    check_all(validator, real_draft)


def check_all(validator: jsonschema.Draft202012Validator, path: Path) -> None:
    draft = parse(path.read_bytes().decode("utf-8"), name=path.name)
    assert complaints(validator, written(draft)) == []
    for choice in choices(draft):
        assert (choice, complaints(validator, written(view(draft, **choice)))) == (choice, [])


def test_the_leaves_of_the_json_tile_the_draft() -> None:
    for path in SAMPLES:
        source = path.read_bytes().decode("utf-8")
        spans = [leaf["span"] for leaf in written(parse(source))["leaves"]]
        edges = [0, *(end for _, end in spans)]
        assert [start for start, _ in spans] == edges[:-1]
        assert edges[-1] == len(source)


def test_the_schema_names_what_the_program_knows() -> None:
    # A kind of leaf or a fault that is new has to be told to those who read the JSON.
    assert set(SCHEMA["$defs"]["leafKind"]["enum"]) == {"text", "label", *get_args(MarkKind)}
    faults = SCHEMA["properties"]["faults"]["items"]["properties"]
    assert set(faults["code"]["enum"]) == set(FAULTS)
    assert set(faults["group"]["enum"]) == set(FAULTS.values())


def example() -> tuple[str, Document]:
    """The draft and the JSON that docs/json.md shows."""
    page = PAGE.read_text(encoding="utf-8")
    fences = dict(re.findall(r"^```(text|json)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    document: Document = json.loads(fences["json"])
    return fences["text"], document


def test_the_example_of_the_page_is_what_is_written() -> None:
    draft, shown = example()
    assert shown == written(parse(draft, name="draft.txt"))


def test_the_page_names_everything() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert {name for name in names_of(SCHEMA) if f"`{name}`" not in page} == set()


def names_of(schema: object) -> set[str]:
    """The names of all properties, and the words of which a value must be one."""
    match schema:
        case dict():
            own = set(schema.get("properties", {}))
            own |= {word for word in schema.get("enum", ()) if word}
            return own.union(*map(names_of, schema.values()))
        case list():
            return set().union(*map(names_of, schema))
        case _:
            return set()


Change = Callable[[Any], None]


def drop(*path: str | int) -> Change:
    *way, last = path

    def change(document: Any) -> None:  # noqa: ANN401 - any part of a document
        for step in way:
            document = document[step]
        del document[last]

    return change


def put(value: object, *path: str | int) -> Change:
    *way, last = path

    def change(document: Any) -> None:  # noqa: ANN401 - any part of a document
        for step in way:
            document = document[step]
        document[last] = value

    return change


WRONG: dict[str, Change] = {
    "something is missing": drop("leaves"),
    "something is missing in a node": drop("children", 0, "span"),
    "something is too much": put("IND", "view"),
    "something is too much in a proposal": put(1, "children", 0, "children", 0, "weight"),
    "another version": put(2, "version"),
    "a leaf of no kind": put("comment", "leaves", 0, "kind"),
    "a node of no type": put("footer", "children", 0, "type"),
    "a span of one number": put([3], "leaves", 0, "span"),
    "a span of three numbers": put([0, 1, 2], "leaves", 0, "span"),
    "a span before the text": put([-1, 2], "leaves", 0, "span"),
    "a span in words": put("0-2", "leaves", 0, "span"),
    "no tree": put({}, "children"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_document_is_refused(
    validator: jsonschema.Draft202012Validator, change: Change
) -> None:
    document = written(parse("[To act] (+IND) at once."))
    assert complaints(validator, document) == []
    wrong = deepcopy(document)
    change(wrong)
    assert complaints(validator, wrong)


def test_a_view_says_whose_position_was_read_into_it(
    validator: jsonschema.Draft202012Validator,
) -> None:
    draft = parse("We [undertake] (-ISR) (+RUS) [pledge] (+ISR) (+BHR) to act")
    document = written(view(draft, as_proposed_by=["BHR", "RUS"]))
    assert complaints(validator, document) == []
    assert [note["code"] for note in document["notes"]]
    assert document["faults"] == []
