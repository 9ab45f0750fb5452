"""The page: its tags nest, nothing of a draft becomes HTML, and what it says can be read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cica_redline import CICA, Draft, Party, parse, view
from cica_redline.writers import html
from cica_redline.writers.lines import lay_out
from cica_redline.writers.text import plain

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
VOID = {"meta", "br"}
REMOTE = re.compile(r"https?:|url\(|\bsrc\s*=|@import|<script|<link|<img|<iframe", re.IGNORECASE)

HOSTILE = """<b>Note</b> \u202e

# Draft </title><script>alert(1)</script> "><img src=x onerror=alert(2)>

1. To "><img src=x onerror=alert(3)> &amp; {{ 7*7 }} \u202eevil\u202c \u2066x\u2069 [\x1b \x7f \x9b]
(+A"><script>) (-B'onclick=x\u202e\x1b) and <b>bold</b>.
"""


@dataclass
class Element:
    """A tag of the page, with the words in it and in all that stands in it."""

    tag: str
    attributes: dict[str, str | None]
    parents: tuple[str, ...]
    text: str = ""
    words: str = ""
    """The text without brackets, signs and addresses."""

    def has(self, name: str) -> bool:
        """Whether it is of this class."""
        return name in (self.attributes.get("class") or "").split()


@dataclass
class Page(HTMLParser):
    """A page read strictly: a tag that closes another than the last that opened is an error."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), attrs
        element = Element(tag, dict(attrs), tuple(parent.tag for parent in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        marked = any(e.tag in {"bdi", "a"} or e.has("bracket") for e in self.open)
        for element in self.open:
            element.text += data
            element.words += "" if marked else data

    def all(self, tag: str = "", name: str = "", *, within: str = "") -> list[Element]:
        """The elements with this tag, class, and tag around them."""
        return [
            element
            for element in self.elements
            if (not tag or element.tag == tag)
            and (not name or element.has(name))
            and (not within or within in element.parents)
        ]

    def with_id(self, anchor: str) -> Element:
        """The one element with this id."""
        (element,) = [e for e in self.elements if e.attributes.get("id") == anchor]
        return element


def render(draft: str, **options: bool) -> Page:
    return Page(html.write(view(parse(draft)), **options))  # type: ignore[arg-type]  # no title here


def sample(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words_titles(page: Page, tag: str) -> list[str | None]:
    """What the titles of the marked words in the text say."""
    return [element.attributes["title"] for element in page.all(tag, "words", within="main")]


def bare(text: str) -> str:
    """Text without blanks: where it breaks is not asked."""
    return "".join(text.split())


def spelled(draft: Draft) -> list[str]:
    """The words of each block below the title, and its label."""
    return [
        "".join(plain(p.text) for p in line.pieces if p.kind in {"words", "label"}).strip()
        for line in lay_out(draft)
        if line.kind in {"heading", "clause", "paragraph"}
    ]


every_sample = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)


@every_sample
@pytest.mark.parametrize("front_matter", [False, True])
def test_tags_nest(path: Path, *, front_matter: bool) -> None:
    page = render(sample(path), front_matter=front_matter)
    assert len(page.all("html")) == len(page.all("main")) == len(page.all("h1")) == 1
    assert bool(page.all("section", "front")) == front_matter
    for paragraph in page.all("p"):
        assert not {"p", "ins", "del", "span"} & set(paragraph.parents)


@every_sample
def test_ids_are_unique_and_links_lead_to_them(path: Path) -> None:
    draft = view(parse(sample(path)))
    page = Page(html.write(draft))
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert set(ids.values()) == {1}
    links = [link.attributes["href"] for link in page.all("a")]
    assert {f"#{clause.address}" for clause in draft.clauses} <= set(links)
    assert {(link or "").removeprefix("#") for link in links} <= set(ids)
    assert {p.attributes["href"] for p in page.all("a")} == {p.text for p in page.all("a")}


def test_ids_are_unique_in_a_draft_put_together_of_two() -> None:
    draft = view(parse("1. To [a] (+IND)"))
    page = Page(html.write(replace(draft, children=draft.children * 2)))
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert ids == ["1", "p-1-1", "1~2", "p-1-1~2"]
    assert [a.attributes["href"] for a in page.all("a")] == ["#1", "#1~2"]


@every_sample
def test_every_position_is_a_visible_label(path: Path) -> None:
    draft = view(parse(sample(path)))
    page = Page(html.write(draft))
    labels = [chip.text for tag in ("main", "header") for chip in page.all("bdi", within=tag)]
    shown = Counter(label for label in labels if re.match(r"[+−].", label))
    expected = Counter(str(p)[1:-1].replace("-", "−", 1) for p in draft.positions)
    assert shown == expected


@every_sample
def test_every_proposal_has_its_anchor_and_its_sign(path: Path) -> None:
    draft = view(parse(sample(path)))
    page = Page(html.write(draft))
    for proposal in draft.proposals:
        fragment = page.with_id(f"p-{proposal.address.replace('/', '-')}")
        assert fragment.attributes["data-address"] == proposal.address
        assert fragment.text.startswith("[")
        assert fragment.has(proposal.kind)
        assert fragment.has("contested") == proposal.contested
        assert fragment.has("settled") == proposal.settled
    marks = [chip for chip in page.all("bdi", "mark") if "ul" not in chip.parents]
    assert len(marks) == sum(proposal.contested for proposal in draft.proposals)
    assert {mark.text for mark in marks} <= {"±contested"}


@every_sample
def test_the_words_are_those_of_the_draft(path: Path) -> None:
    draft = view(parse(sample(path)))
    rows = Page(html.write(draft)).all("div", "row", within="main")
    assert [bare(row.words) for row in rows] == [bare(words) for words in spelled(draft)]


@every_sample
def test_a_clean_view_is_nothing_but_its_words(path: Path) -> None:
    draft = view(parse(sample(path)), accepted="all")
    page = Page(html.write(draft, addresses=False))
    rows = page.all("div", "row", within="main")
    assert [row.text.strip("\n") for row in rows] == spelled(draft)
    assert not [e.tag for e in page.elements if e.tag in {"ins", "del", "bdi", "a", "ul", "footer"}]
    assert not page.all("p", "summary")


def test_a_bracket_over_clauses_is_a_fragment_in_each() -> None:
    page = render("[3. a\n\n4. b] (-RUS)\n\n5. c")
    whole = page.all("span", "deletion", within="main")
    assert [bare(part.text) for part in whole] == ["[3.a", "4.b]−RUS"]
    assert [part.attributes.get("id") for part in whole] == ["p-3-1", None]
    assert [part.attributes["data-address"] for part in whole] == ["3/1", "3/1"]
    assert words_titles(page, "del") == ["struck by Russian Federation"] * 2
    assert [e.parents[-1] for e in page.all("span", "cut")] == ["del", "del"]


def test_a_bracket_over_a_heading_and_sub_clauses_nests() -> None:
    draft = "[Pillar I: Sea\n\n1. Act [now:\n(a) at sea;\n(b) on land] (+IND).] (+EU) (-EGY)"
    page = render(draft)
    outer = [e for e in page.all(within="main") if e.attributes.get("data-address") == "I/1"]
    assert [e.parents[-1] for e in outer] == ["h2", "p", "p", "p"]
    inner = [e for e in page.all(within="main") if e.attributes.get("data-address") == "I.1/1"]
    assert [e.parents[-2:] for e in inner] == [("span", "ins")] * 3
    assert [bare(e.text) for e in inner] == ["[now:", "(a)atsea;", "(b)onland]+IND"]


def test_titles_say_in_words_who_stands_where() -> None:
    page = render(
        "1. To [a] (+IND) (-RUS) [b] (-IRN) (+BHR) (+ISR) [c] "
        "[d] (+IND) (+KEN) (agreed) [e] (ad ref)"
    )
    assert words_titles(page, "ins") == [
        "proposed by India; opposed by Russian Federation",
        "proposed by India, Kenya; marked (agreed)",
    ]
    assert words_titles(page, "del") == [
        "struck by Iran (Islamic Republic of); kept by Bahrain, Israel"
    ]
    assert words_titles(page, "span") == [
        "nobody has signed these brackets",
        "nobody has signed these brackets; marked (ad ref)",
    ]
    chips = [chip.attributes["title"] for chip in page.all("bdi", "position", within="main")]
    assert chips[:3] == [
        "proposed by India",
        "opposed by Russian Federation",
        "struck by Iran (Islamic Republic of)",
    ]
    assert [chip.text for chip in page.all("bdi", "status", within="main")] == [
        "(agreed)",
        "(ad ref)",
    ]


def test_titles_say_what_is_odd() -> None:
    page = render("1. To [a] (+KEN) (-KEN) [b] (+Atlantis).\n\n2. To [c")
    assert words_titles(page, "ins") == [
        "Kenya for and against, which counts as neither",
        "proposed by Atlantis",
    ]
    assert words_titles(page, "span") == [
        "nobody has signed these brackets; never closed in the draft"
    ]
    assert [name.text for name in page.all("dd")] == ["not a registered party", "Kenya"]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("1. To [a] (+IND)", "1 proposal: 1 insertion; 1 party"),
        ("1. To [a]", "1 proposal: 1 unsigned"),
        (
            "1. To [a] (+IND) (-RUS) x [b] (-IND) y [c] (-IND) z [d] (agreed)",
            "4 proposals: 1 insertion, 2 deletions, 1 unsigned; 1 contested; 1 settled; 2 parties",
        ),
        ("1. To act", ""),
    ],
)
def test_the_summary_counts(draft: str, expected: str) -> None:
    assert html.summary(view(parse(draft))) == expected
    assert [line.text for line in render(draft).all("p", "summary")] == [expected][: bool(expected)]


@pytest.mark.parametrize(
    ("draft", "samples"),
    [
        ("1. To [a] (+IND)", ["[proposed words] + for − against"]),
        ("1. To [a] (-IND)", ["[words to strike] − strikes + keeps"]),
        ("1. To [a] (ad ref)", ["[words nobody has signed for]", "(agreed) settled"]),
        (
            "1. To [a] (+IND) (-RUS)",
            ["[proposed words] + for − against", "±contested contested: both signs"],
        ),
    ],
)
def test_the_legend_has_what_occurs(draft: str, samples: list[str]) -> None:
    entries = [entry.text.replace("\u00a0", " ") for entry in render(draft).all("li")]
    assert entries == samples


def test_hostile_text_stays_text() -> None:
    source = html.write(view(parse(HOSTILE)), title='</title><script>"\x1b', front_matter=True)
    page = Page(source)
    assert not page.all("script") + page.all("img") + page.all("b")
    assert [e for e in page.elements if any(name.startswith("on") for name in e.attributes)] == []
    (front,) = page.all("section", "front")
    assert front.text.strip() == "<b>Note</b> ⟨U+202E⟩"
    (called,) = page.all("title")
    assert called.text == '</title><script>"␛'
    (h1,) = page.all("h1")
    assert h1.text == 'Draft </title><script>alert(1)</script> "><img src=x onerror=alert(2)>'
    (row,) = page.all("p", "text")
    assert '"><img src=x onerror=alert(3)> &amp; {{ 7*7 }} ⟨U+202E⟩evil⟨U+202C⟩' in row.text
    assert "⟨U+2066⟩x⟨U+2069⟩ [␛ ␡ ⟨U+009B⟩]" in row.text
    assert [chip.text for chip in page.all("bdi", "position", within="main")] == [
        '+A"><script>',
        "−B'onclick=x⟨U+202E⟩␛",
    ]
    assert words_titles(page, "ins") == [
        "proposed by A\"><script>; opposed by B'onclick=x⟨U+202E⟩␛"
    ]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", source)


def test_a_hostile_name_of_a_party_stays_text() -> None:
    parties = CICA.with_parties([Party("XYZ", "<i>X\u202e")])
    page = Page(html.write(view(parse("1. To [a] (+XYZ)", parties=parties))))
    assert words_titles(page, "ins") == ["proposed by <i>X⟨U+202E⟩"]
    assert [name.text for name in page.all("dd")] == ["<i>X⟨U+202E⟩"]


def test_a_page_can_be_written_whatever_the_text() -> None:
    everything = "".join(map(chr, [*range(0x300), *range(0x2000, 0x2070), 0xD800, 0xDFFF, 0xFFFF]))
    source = html.write(view(parse(f"# Draft\n\n1. To {everything} [x] (+A{everything[14:]})")))
    assert "⟨U+D800⟩" in source
    Page(source.encode().decode())


@every_sample
def test_the_page_needs_nothing_else(path: Path) -> None:
    without_links = re.sub(r"https?://\S+", "", sample(path))
    assert not REMOTE.findall(html.write(view(parse(without_links)), front_matter=True))
    page = render(sample(path))
    (policy,) = [e for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policy.attributes["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    assert all((a.attributes["href"] or "").startswith("#") for a in page.all("a"))
    assert {e.tag for e in page.elements if "href" in e.attributes} <= {"a"}


def test_each_block_finds_its_own_direction() -> None:
    page = render(
        "تغطية\n\n# مشروع Draft\n\n1. إنشاء [بحلول] (+KAZ) شبكة\n\n2. English", front_matter=True
    )
    rows = page.all("div", "row")
    assert len(rows) == 3
    assert {row.attributes["dir"] for row in rows} == {"auto"}
    assert {p.attributes["dir"] for p in page.all("p", within="section")} == {"auto"}
    # What has a direction of its own is not asked for that of the block.
    assert {a.attributes["dir"] for a in page.all("a", "address")} == {"ltr"}
    codes = [e.tag for e in page.elements if e.text == "+KAZ"]
    assert codes == ["bdi"]


def test_addresses_are_shown_or_not_and_lead_there_all_the_same() -> None:
    draft = "Pillar I: Sea\n\nWe resolve:\n\n1. To act:\n(a) now.\n\nA paragraph of the clause."
    shown = [link.text for link in render(draft).all("a")]
    assert shown == ["#I", "#I.0", "#I.1", "#I.1.a"]
    page = render(draft, addresses=False)
    assert not page.all("a")
    for address in shown:
        assert page.with_id(address.removeprefix("#")).tag == "div"


def test_sub_clauses_are_set_in_by_depth() -> None:
    rows = render("1. To act:\n(a) at sea:\n(i) now.\n\n2. To go.").all("div", "row")
    assert [row.attributes["style"] for row in rows] == [
        "--depth:0",
        "--depth:1",
        "--depth:2",
        "--depth:0",
    ]


def test_numbered_clauses_and_their_paragraphs_hang() -> None:
    draft = (
        "Pillar I: Sea\n\nWe resolve:\n\n1. To act.\n\nA paragraph of it.\n\n[1a. To go.] (+IND)"
    )
    rows = render(draft).all("div", "row")
    assert [row.attributes.get("id", "") for row in rows] == [
        "I",
        "I.0",
        "I.1",
        "",
        "I.1a",
    ]
    assert [row.has("hanging") for row in rows] == [False, False, True, True, True]


def test_headings_have_their_rank() -> None:
    page = render("# Draft plan\n\n# Part\n\n## Under it\n\n1. To act.")
    ranks = [(e.tag, e.text) for e in page.elements if re.fullmatch(r"h\d", e.tag)]
    assert ranks == [("h1", "Draft plan"), ("h2", "Part"), ("h3", "Under it")]


def test_a_title_of_ones_own_stands_above_that_of_the_draft() -> None:
    draft = view(parse("# Draft plan\n\n1. To act."))
    page = Page(html.write(draft, title="Plan & more"))
    assert [e.text for e in page.all("title") + page.all("h1")] == ["Plan & more", "Draft plan"]
    assert [e.text for e in page.all("p", "above")] == ["Plan & more"]
    page = Page(html.write(draft))
    assert [e.text for e in page.all("title") + page.all("h1")] == ["Draft plan", "Draft plan"]
    assert not page.all("p", "above")


def test_where_the_draft_has_no_title_that_of_ones_own_is_it() -> None:
    draft = view(parse("1. To act."))
    page = Page(html.write(draft, title="Plan"))
    assert [e.text for e in page.all("title") + page.all("h1")] == ["Plan", "Plan"]
    assert not page.all("p", "above")
    page = Page(html.write(draft))
    assert [e.text for e in page.all("title")] == ["Draft"]
    assert not page.all("h1")


def test_escaped_brackets_are_characters() -> None:
    (row,) = render(r"1. To \[act\] \(+IND) on L:\\x [now] (+IND)").all("p", "text")
    assert row.text == "1. To [act] (+IND) on L:\\x [now] +IND"


def test_lines_of_a_table_stay_lines() -> None:
    page = render("1. To see:\n\n| a | [b] (+IND) |\n| c | d |")
    assert [e.parents[-1] for e in page.all("br")] == ["p"]
