"""`format_text` and what it promises: every view stays, and formatting again changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cica_redline import leaves, parse, view
from cica_redline.formatter import FormatError, format_text
from cica_redline.headings import Words
from cica_redline.nodes import Mark
from cica_redline.promises import same_readings
from cica_redline.views import front_matter
from cica_redline.writers import markup, text
from conftest import ROOT
from drafts import drafts

if TYPE_CHECKING:
    from pathlib import Path

    from cica_redline.nodes import Draft

SAMPLES = sorted(ROOT.glob("samples/*.txt"))
law = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
lines_of = pytest.mark.parametrize("wrap", [0, 40, 80])


def texts(draft: Draft) -> dict[str, str]:
    """Every view that `format` promises, as text."""
    parties = {position.party for position in draft.positions}
    choices: list[dict[str, Any]] = [
        {},
        {"base": True},
        {"accepted": "all"},
        {"accepted": "uncontested"},
        *({"as_proposed_by": party} for party in sorted(parties)),
    ]
    return {str(choice): text.write(view(draft, **choice)) for choice in choices}


def kept(draft: Draft, *kinds: str) -> list[str]:
    """The words of marks of these kinds, blanks aside."""
    marks = [leaf for leaf in leaves(draft) if isinstance(leaf, Mark) and leaf.kind in kinds]
    return [" ".join(mark.text.split()) for mark in marks]


def proposed(draft: Draft) -> list[tuple[object, ...]]:
    return [
        (p.address, p.kind, [str(position) for position in p.counted], p.status)
        for p in draft.proposals
    ]


def promise_is_kept(source: str, wrap: int) -> None:
    formatted = format_text(source, wrap=wrap)
    before, after = parse(source), parse(formatted)
    assert [c.address for c in after.clauses] == [c.address for c in before.clauses]
    assert proposed(after) == proposed(before)
    assert texts(after) == texts(before)
    assert front_matter(after) == front_matter(before)
    assert kept(after, "furniture") == kept(before, "furniture")
    assert kept(after, "footnote") == kept(before, "footnote")
    assert format_text(formatted, wrap=wrap) == formatted


# The spelling


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("\n \n", ""),
        ("\ufeff", "\ufeff"),
        ("1. To act.", "1. To act.\n"),
        ("1. To act.\n\n\n\n", "1. To act.\n"),
        ("\ufeff1. To act.\n2. To rest.", "\ufeff1. To act.\n\n2. To rest.\n"),
        ("1. To\n   act  [now]( + India )(–rus) .\n", "1. To act [now] (+IND) (-RUS).\n"),
        ("1. To act:\n(a) now;\n  (i) here;", "1. To act:\n\n    (a) now;\n\n        (i) here;\n"),
        # A page break is mended, and the number of the page goes behind the paragraph.
        ("1. To act\n\n- 2 -\n\nand rest.\n", "1. To act and rest.\n\n- 2 -\n"),
        ("1. To act [now]\n\n- 2 -\n\n(+IND).\n", "1. To act [now] (+IND).\n\n- 2 -\n"),
        ("1. To act.\n\f2. To rest.\n", "1. To act.\n\n\f\n\n2. To rest.\n"),
        # What stands before the title is nobody's business.
        ("Note  \n[x]  y\n\n\n**Draft\nPlan**\n", "Note  \n[x]  y\n\n\n**Draft Plan**\n"),
        ("| a | b |\n| c |  d |\n", "| a | b |\n| c | d |\n"),
        ("1. To act.\n\n[^1]: See  the\n  annex.\n", "1. To act.\n\n[^1]: See  the\n  annex.\n"),
        # The commonest line end, behind the front matter.
        ("1. To\r\nact.\n\r\n2. To rest.\r\n", "1. To act.\r\n\r\n2. To rest.\r\n"),
        ("1. To act.\r2. To rest.\r", "1. To act.\r\r2. To rest.\r"),
        ("1. To act.\u2028\u20282. To rest.", "1. To act.\n\n2. To rest.\n"),
        (
            "a\r\nb\r\n\r\n**Draft**\n\nAct.\n\nRest.\n",
            "a\r\nb\r\n\r\n**Draft**\n\nAct.\n\nRest.\n",
        ),
    ],
)
def test_spelling(source: str, expected: str) -> None:
    assert format_text(source) == expected
    promise_is_kept(source, 0)


WRAPPED = [
    (
        20,
        "1. To act now, to rest later, and to wait for the others.\n",
        "1. To act now, to\nrest later, and to\nwait for the others.\n",
    ),
    (
        12,
        "1. To act:\n\n    (a) now, or never, or so;\n",
        "1. To act:\n\n    (a) now,\n    or\n    never,\n    or so;\n",
    ),
    # No line begins with what would be a label, a heading, a page number, a position, a table.
    (10, "1. To see 2. and (a) or a) or 5 bis. and OP4 act.\n", None),
    (10, "1. To see Article 5 and Annex II: of it.\n", None),
    (12, "1. To act in the 2030 and in 2040 / 50 – 60 too.\n", None),
    (12, "1. To act Page 3 of 5 pages.\n", None),
    (12, "1. To [act now] (+IND) (-RUS) (agreed ad ref) [there] (+A State) or here.\n", None),
    (10, "1. To act as | is # and [^1]: or [sic] is.\n", None),
    # Beginnings that stand alone on no line.
    (5, "12. bis of it\n", None),
    (8, "Article 5 of the Charter shall apply.\n", None),
    (10, "**Means** they will act.\n", None),
    (10, "**Means and** ways (+IND) are there.\n", None),
    (6, "Page 3 of 5 is here.\n", None),
    # A hyphen would join, a bracket alone begin another block; no-break blanks don't break.
    (8, "1. The short- and long-term – of it.\n", None),
    (8, "1. The [ now] (+IND) word [\\[ at] of\u00a0it\u00a0all.\n", None),
    (8, "1. The [X date] and [a link](https://example.org/a) of.\n", None),
]


@pytest.mark.parametrize(("wrap", "source", "expected"), WRAPPED)
def test_wrapping(wrap: int, source: str, expected: str | None) -> None:
    if expected is not None:
        assert format_text(source, wrap=wrap) == expected
    for columns in {wrap, *range(1, 30)}:
        promise_is_kept(source, columns)
    assert format_text(format_text(source, wrap=wrap)) == format_text(source)


def test_lines_are_as_long_as_they_may_be() -> None:
    source = "1. " + "word " * 200 + "\n"
    rows = format_text(source, wrap=40).splitlines()
    assert {len(row) for row in rows[:-1]} <= set(range(36, 41))


def test_wide_characters_count_two() -> None:
    rows = format_text("1. 合作 发展 合作 发展 合作\n", wrap=12).splitlines()
    assert rows == ["1. 合作 发展", "合作 发展", "合作"]


def test_headings_stay_on_one_line() -> None:
    source = "# Draft Plan of many words\n\nPillar I: Water for all of us\n\n1. To act.\n"
    assert format_text(source, wrap=10) == source


def test_configured_words_begin_no_line() -> None:
    words = Words(headings=("titre",))
    source = "Titre I: Mots\n\n1. To act, as said in Titre II: at once.\n"
    for wrap in range(1, 50):
        formatted = format_text(source, words=words, wrap=wrap)
        after = parse(formatted, words=words)
        assert [c.address for c in after.clauses] == ["I.1"]


# What is promised


@lines_of
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_read_as_before(path: Path, wrap: int) -> None:
    promise_is_kept(path.read_bytes().decode("utf-8"), wrap)


@lines_of
def test_the_real_draft_reads_as_before(real_draft: Path, wrap: int) -> None:
    promise_is_kept(real_draft.read_bytes().decode("utf-8"), wrap)


@pytest.mark.parametrize("wrap", [0, 40])
def test_every_draft_reads_as_before_or_is_refused(wrap: int) -> None:
    refused: Counter[bool] = Counter()

    @law
    @given(drafts())
    def keeps(source: str) -> None:
        try:
            format_text(source, wrap=wrap)
        except FormatError:
            refused[True] += 1
        else:
            refused[False] += 1
            promise_is_kept(source, wrap)

    keeps()
    # What is refused is far from any draft: a bold title, say, that a page break cuts.
    assert refused[True] <= 0.02 * refused.total()


def test_a_text_that_would_read_otherwise_is_refused() -> None:
    with pytest.raises(FormatError, match=r"^PP1 would no longer be a clause$"):
        format_text("#\nwords\n")


def test_a_text_that_a_second_formatting_would_change_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endings = iter(["", "\n"])
    spell = markup.write

    def restless(draft: Draft, **options: Any) -> str:  # noqa: ANN401 - as it comes
        return spell(draft, **options) + next(endings)

    monkeypatch.setattr(markup, "write", restless)
    with pytest.raises(FormatError, match="formatting it again would change it again"):
        format_text("1.  To act.\n")


# Whether two drafts read the same

BEFORE = """\
Note

**Draft Plan**

Pillar I: Words

1. To [act] (+IND) (-TUR) at once.

2. To rest [here] (agreed).

- 2 -

[^1]: A note.
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("] (+IND) (-TUR)", "](+India)\n( –TUR )", ""),
        ("\n2. To", "2. To\n", ""),
        ("at once", "at\nonce", ""),
        ("- 2 -\n\n", "", "the page furniture would change"),
        ("A note", "The note", "a footnote would change"),
        ("Note\n", "Notes\n", "the front matter would change"),
        ("2. To", "3. To", "I.2 would no longer be a clause"),
        ("here] (agreed).", "here] (agreed).\n\n3. To wait.", "there would be a new clause I.3"),
        ("[here] (agreed)", "here", "I.2/1 would no longer be a proposal"),
        ("[here] (agreed)", "[he[re]] (agreed)", "there would be a new proposal I.2/2"),
        ("(+IND) (-TUR)", "(-TUR) (+IND)", "I.1/1 would be a deletion"),
        ("(-TUR)", "(+TUR)", "the positions on I.1/1 would change"),
        ("(agreed)", "(ad ref)", "the status of I.2/1 would change"),
        ("[act]", "[acts]", "the redline of I.1 would change"),
        ("at once", "atonce", "the redline of I.1 would change"),
        ("Pillar I: Words", "Pillar I: Wörds", "the redline of I would change"),
    ],
)
def test_same_readings(old: str, new: str, expected: str) -> None:
    after = BEFORE.replace(old, new) if old else BEFORE
    assert same_readings(parse(BEFORE), parse(after)) == expected


def test_clauses_that_change_places_are_told() -> None:
    one, other = "1. To act.\n\n1a. To rest.\n", "1a. To rest.\n\n1. To act.\n"
    assert same_readings(parse(one), parse(other)) == "1 would stand elsewhere"


@law
@given(drafts(), st.data())
def test_what_is_the_same_is_told_by_every_view(source: str, data: st.DataObject) -> None:
    """A change anywhere: that two drafts read the same is said where all that is promised is so."""
    piece = data.draw(st.sampled_from(["", " ", "\n", "\n\n", "[", "]", "(+IND)", "a", ",", "1. "]))
    start = data.draw(st.integers(0, len(source)))
    end = min(len(source), start + data.draw(st.integers(0, 3)))
    changed = source[:start] + piece + source[end:]
    assume(changed != source)
    before, after = parse(source), parse(changed)
    same = (
        front_matter(before) == front_matter(after)
        and kept(before, "furniture") == kept(after, "furniture")
        and kept(before, "footnote") == kept(after, "footnote")
        and [c.address for c in before.clauses] == [c.address for c in after.clauses]
        and proposed(before) == proposed(after)
        and texts(before) == texts(after)
    )
    said = same_readings(before, after)
    # It looks at the address of each line too: `same` may be so where a heading became a clause.
    assert same or said
    if said and same:
        assert said.startswith(("the redline of", "the base text of"))
