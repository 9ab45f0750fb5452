"""Drafts for Hypothesis: a small grammar of drafts in which everything of the notation occurs.

GRAMMAR has one rule for each part of a draft, with its alternatives; `<name>` stands for another
part. The first alternative of a rule is its simplest and leads nowhere deep, so that a failing
draft shrinks to plain words and every draft comes to an end. PHENOMENA names what has to occur,
and how to see it in a draft.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from cica_redline.nodes import Clause, Mark, Proposal, walk
from cica_redline.verdicts import runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from cica_redline.nodes import Draft

    Predicate = Callable[[str, Draft], bool]

DEEP = 102
"""Brackets in one another: two more than are read."""

GRAMMAR: dict[str, tuple[str, ...]] = {
    # The whole: what stands before and around the clauses.
    "draft": (
        "<body>",
        "<body>",
        "<title><gap><body>",
        "<front>\n\n<title><gap><body>",
        "<pages>",
    ),
    "front": (
        "Note of the Secretariat",
        "**SECRETARIAT**\n\nNo. 12/1\n\n1. Agenda [and annex] for the\n\n- 1 -\n\nthird reading",
        "Нота\n\nSee the *draft plan* (DRAFT/2) and [return] it.\n\n# Contents\n\n[^1]: A note.",
    ),
    "title": (
        "# Draft Plan",
        "# Draft Plan <proposal> for Asia",
        "**Draft <words>\n<proposal> in Asia**",
        "[# Draft Plan] <positions>",
        "**<words> (проект)**",
        "[**Projet de plan**] (+FRA)",
    ),
    "body": (
        "<clauses>",
        "<preamble><gap><sections>",
        "<preamble><gap><sections>",
        "<sections>",
        "<restart><clauses>\n\n<sections>",
    ),
    "pages": (
        "RL/1\n\n<clauses>\n\n\f\nRL/1\n<clauses>\n\f\nRL/1\n\n<clauses>",
        "<preamble>\n\nRL/1\n- 1 -\n<clauses>\nRL/1\n- 2 -\n<clauses>\nRL/1\n- 3 -\n",
    ),
    "preamble": (
        "<preambular>",
        "<chapeau><gap><preambulars>",
        "<chapeau><gap><preambulars>",
        "Preamble<gap><chapeau><gap><preambulars>",
        "PREAMBLE\n\n<preambulars>",
        "# Preamble\n\n<chapeau><gap><preambulars>",
        "**Preamble**<gap><preambulars>",
    ),
    "chapeau": (
        "We, the States,",
        "The [General] (-IND) Assembly;",
        "We, <sentence>:",
        "[We, the States,] <positions>",
    ),
    "preambulars": ("<preambular>", "<preambular><gap><preambulars>"),
    "preambular": (
        "Recalling <sentence>,",
        "Noting <sentence><stop>",
        "PP3 Welcoming <sentence>,",
        "[PP3 bis. Mindful of <sentence>,] <positions>",
        "[Stressing <sentence>,] <positions>",
        "Recalling [<sentence>,\n\nNoting <sentence>,] <positions>",
    ),
    "sections": (
        "<heading><gap><clauses>",
        "<heading><gap><clauses>\n\n<sections>",
        "<heading><gap><clauses>\n\n<sections>",
        "<heading><gap><opening><gap><clauses>",
        "<heading><gap><opening><gap><clauses>\n\n<sections>",
        "<heading><gap><paragraphs>",
        "<heading>\n\n<paragraphs>\n\n<sections>",
        "<heading><gap><clauses>\n\n[<heading><gap><clauses>] <positions>",
        "[<heading>] <positions><gap><clauses>",
        "<restart>Pillar III: Ships\n\n[Section C: Boats] <positions><gap><clauses>",
        "<heading>\n\n<heading><gap><clauses>",
    ),
    "heading": (
        "<restart>Pillar I: Water",
        "<restart>Pillar II",
        "<restart>Section B – <proposal> and money",
        "<restart>Section B: Money",
        "<restart>PART ONE\nPREVENTION AT\nTHE SOURCE",
        "<restart>Part One: Prevention\nat the source",
        "<restart>Chapter 2.1. Insurance",
        "<restart>Chapter IV: Ships of <words>",
        "<restart>Article 8bis",
        "<restart>Article 3 – <proposal>",
        "<restart>Annex 2.X: Forms\nof every kind",
        "<restart>Annex 2.X: Forms\nof every kind",
        "<restart>ANNEX II",
        "<restart>Annex II: <words>",
        "<restart># Final clauses",
        "<restart>## III. Means <proposal>",
        "<restart>**Review and follow-up**",
        "<restart>**Review\nof the Plan**",
        "<restart>**Review of <words>**",
        "<restart>**<words> [and reports] (+IND)**",
        "<restart>[Pillar V: Ice",
    ),
    "opening": (
        "We resolve to act:",
        "We resolve to <sentence>:",
        "We [undertake] (-ISR) [encourage] (+ISR) (+BHR) to <sentence>:\n\nIn this we <sentence>.",
        "We commit ourselves (a) to act:\n(a) on <sentence>;\n(b) on <sentence>:",
    ),
    "paragraphs": (
        "<paragraph>",
        "<paragraph><gap><paragraphs>",
        "<paragraph>\n\n[<paragraph>] <positions>",
    ),
    "paragraph": (
        "They will <sentence>.",
        "The States <sentence>.",
        "[This Plan <sentence>.] <positions>",
        "**Means.** They <sentence>.",
        "Article 5 of the Charter <sentence>.",
        "| City | <sentence> |\n| Suva | [40] (-FJI) [35] (+FJI) |",
        "[40] (-FJI) | <words>\n| 7 | <words>",
        "[^3]: See <sentence>.",
        "[^4]: See\n<sentence>",
        "[a]: https://example.org/forms",
        "[b]: https://example.org/[X]",
    ),
    "clauses": (
        "<clause>",
        "<clause><gap><clauses>",
        "<clause><gap><clauses>",
        "<clause><gap><clauses>",
    ),
    "clause": (
        "<n>. To <sentence>.",
        "<n>. To <sentence><stop>",
        "<n>. <sentence><stop>",
        "<n>. <sentence><stop>",
        "<label> <sentence><stop>",
        "<label> <sentence><stop>",
        "<label> <sentence><stop>",
        "<label> <sentence><stop>",
        "<n>.[<words>] <positions> <sentence><stop>",
        "<label><proposal> <sentence><stop>",
        "[<label> <sentence>.] <positions>",
        "[<n>. To <sentence>.] <positions>",
        "<n>. To <words>:\n<subs>",
        "<n>. To <words>:\n<subs>",
        "<n>. To <words>:\n<subs>",
        "<n>. To <words>:\n<subs>",
        "<n>. To <sentence>.\n\n<paragraph>",
        "<n>. To <sentence>.\n\n<paragraph>",
        "<n>. To <sentence>.<gap>[<paragraph>] <positions>",
        "[<n>. To <sentence>;<gap><n>. To <sentence>.] <positions>",
        "<n>. [To <sentence>;<gap><n>. To <sentence>.] <positions>",
        "[<n>. To <words>.] <positions> [<n>. To <words>.] <positions>",
        "[<n>. To <words>.] <positions> [<n>. To <words>.] <positions>",
        "[<n>. To <words>.] [<n>. To <words>.] (+IND) [<same>a. To <words>.] (+IND)",
        "[<gap><n>. To <sentence>.\n] <positions>",
        "<n>. To [<words>:\n(a) <words>;\n(b) <words>] <positions>.",
        "<n>. To <sentence> [and <n>. <words>] <positions>.",
        "<paragraph>",
    ),
    "label": (
        "<n>.",
        "<same>a.",
        "<same>a.",
        "<same> bis.",
        "<same>bis)",
        "<same>.alt",
        "<same>.alt",
        "<same>alt.",
        "<same>.",
        "<n>)",
        "OP<n>",
        "OP<n>",
        "OP4 bis",
        "OP <n>.",
        "PP<n>",
        "3.2.",
        "3.2.",
        "35.1",
        "35.2 (a)",
        "35.1",
        "I.",
        "<later>.",
        "  <same>.1.",
        "    1.",
        "**<n>.",
        "1.5 degrees",
    ),
    "subs": (
        "(a) <words>.",
        "(a) <sentence>:\n(i) <sentence>;\n(ii) <sentence>;\n(b) <sentence>.",
        "(a) <words>:\n(i) <words>;\n[(ii) <sentence>;] <positions>\n(b) <sentence>.",
        "(a) <words>:\n    (i) <words>;\n    (ii) <sentence>.",
        "(a) <sentence>;\n[(b) <sentence>.] <positions>",
        "[(a) <sentence>] <positions>\n(b) <sentence>;\n\nThis is <words>.",
        "    a) <sentence>;\n    b) [try\n    (A) <words>;\n    (B) and <words>] <positions>.",
        "a) <words>:\n(A) <words>;\n(B) <words>;\nb) <sentence>.",
        "a) <words>:\n    (A) <sentence>;\n    (B) <words>.",
        "(g) <sentence>;\n(h) <words>;\n(i) <words>;\n(k) <words>.",
        "(h) <words>;\n(i) <words>;\n(j) <words>.",
        "(h) <words>;\n(i) <words>;\n(j) <words>.",
        "    1. <sentence>;\n    2. <sentence>.",
        "(a) <sentence>;\n(a) <sentence>] <positions>;\n(a bis) <words>.",
    ),
    # Between blocks, and where a page break cuts one.
    "gap": (
        "\n\n",
        "\n\n",
        "\n\n",
        "\n",
        "\n",
        "\n\n\n \n",
        "\n\n- 2 -\n\n",
        "\n12\n",
        "\nPage 3 of 5\n\n",
        "\n\f",
        "\n—\n",
    ),
    "cut": (
        "\n\n- 3 -\n\n",
        "\n\n",
        "\n\f\n",
        "\n7\n",
        "\n\n[^2]: See <words>.\n\n",
        "\n\n4/9\n",
        "\f",
    ),
    # The words of a clause.
    "sentence": (
        "<piece>",
        "<piece><space><sentence>",
        "<piece><space><sentence>",
        "<piece><space><sentence>",
    ),
    "piece": (
        "<words>",
        "<words>",
        "<words>",
        "<proposal>",
        "<proposal>",
        "<proposal>",
        "<proposal>",
        "<run>",
        "<run>",
        "<touching>",
        "<touching>",
        "<punctuated>",
        "<punctuated>",
        "<not-proposal>",
        "<oddity>",
        "<oddity>",
        "<broken>",
        "<torn>",
    ),
    "words": (
        "act",
        "to act",
        "all threats",
        "of human rights",
        "Asia",
        "co-operation",
        "peace and security",
        "“fair” trade",
        "(if any) trade",
        "2030",
        "السلام",
        "合作发展",
        "Протокол",
        "a\u00a0b",
    ),
    "space": (
        " ",
        " ",
        " ",
        " ",
        " ",
        ", ",
        "; ",
        "  ",
        "\n",
        "\t",
        "\u00a0",
        "",
        " \u200e",
        " / ",
        "/",
        " \n ",
        " – ",
    ),
    "stop": (".", ";", ";", ",", "", ":", " .", ")."),
    # Proposals.
    "proposal": (
        "[<words>] (+<party>)",
        "[<words>] (-<party>)",
        "[<words>] (+<party>) (-<party>)",
        "[<words>]",
        "[<inner>] <positions>",
        "[<inner>] <positions>",
        "[<inner>] <positions>",
        "[<inner>]<positions>",
    ),
    "inner": (
        "<words>",
        "<words>, <words>",
        "<words> <proposal>",
        "<proposal> <words>",
        "<proposal>",
        "<proposal> <run>",
        " <words> ",
        ", <words>",
        "<words>,",
        "<words>.",
        "“<words>",
        "<not-proposal>",
        "<oddity>",
        "<words><cut><words>",
        "- <words>",
        "",
    ),
    "positions": (
        "(+<party>)",
        "(-<party>)",
        "(+<party>) (+<party>)",
        "(+<party>) (-<party>)",
        "(-<party>) (+<party>) (-<party>)",
        "(-<party>)\n(-<party>)",
        "(+IND) (+IND)",
        "(-RUS) (+IND) (-IND)",
        "(+IND) (-IND)",
        "<lenient>",
        "<lenient>",
        "<lenient>",
        "<lenient>",
        "<lenient>",
        "<lenient> (-<party>)",
        "<status>",
        "(+<party>) <status>",
        "<status> (-<party>)",
        "(<party>)",
        "(see annex)",
        "\n\n(+<party>)",
        "\n\n- 4 -\n(-<party>)",
        "\n\n(-<party>) (+<party>)",
    ),
    "party": ("IND", "RUS", "TUR", "ISR", "BHR", "IND", "RUS", "EU", "FRA", "G77", "ATL"),
    "lenient": (
        "( + IND )",
        "(- RUS)",
        "(–IND)",
        "(−TUR)",
        "(＋IND)",
        "(－RUS)",
        "(+ind)",
        "(-rus) (+Ind)",
        "(+ind; tur)",
        "(+India)",
        "(-Côte d’Ivoire)",
        "(+Holy See)",
        "(+Trinidad and Tobago)",
        "(-Bosnia and Herzegovina)",
        "(+ІND)",
        "(-ТUR)",
        "(+ІND, TUR)",
        "(+ISR, BHR)",
        "(+ISR; -RUS)",
        "(+IND/RUS)",
        "(+ISR and BHR)",
        "(+ISR), (-RUS)",
        "(+ISR) and (+BHR)",
        "(+IND -RUS)",
        "(+Atlantis)",
        "(+Atlantis (north))",
    ),
    "status": ("(agreed)", "(ad ref)", "(agreed ad ref)", "(Agreed.)", "(AD REF)"),
    "run": (
        "[<words>] (-IND) [<words>] (+IND)",
        "[<words>] (-ISR) [<words>] (+ISR) (+BHR)",
        "[<words>] (+ISR) (+BHR) [<words>] (-ISR)",
        "[<words>] (-ISR) [<words>] (+ISR) [<words>] (+TUR)",
        "[<words>] (+IND) [<words>] (+RUS)",
        "[<words>] (+IND) (+TUR) [<words>] (+TUR)",
        "[<words>] [<words>] (+IND)",
        "[<words>] (-IND) [<words>] (+IND) (agreed)",
        "[<words>] (-IND)\n\n[<words>] (+IND)",
        "<proposal> <proposal>",
    ),
    "touching": (
        "co[-] (+<party>)operation",
        "word[s] <positions>",
        "a[n] (+<party>) act",
        "[<words>][<words>]",
        "[shall] (+<party>)[should] (+<party>)",
        "now,[and] <positions> <words>",
        "mandates[under the] (+<party>) Charter",
        "mandates[under <words>] <positions> Charter",
        "violation[ and denial] <positions> of",
        "a [<words>] (+<party>)word",
        "non-[proliferation] (-<party>)",
        "un[der]take",
        "[75][85] per cent",
        "[<words>] (+<party>)/<words>",
        "“[so-called] <positions> truce”",
        "([<words>] (-<party>) gear)",
        "[75] (+<party>)%",
        "今天，[我们] (+CHN)合作",
        "[<words>] (+<party>)(or <words>)",
        "<touching> <touching>",
        "word[s] (+<party>) [<words>] <positions>word",
    ),
    "punctuated": (
        "act[,] (+<party>) now",
        "act [,] (-<party>) now",
        "[,] <positions>",
        "act [, <words>] <positions>, and",
        "act, [both <words>] (-<party>), in",
        "act; [<words>] (+<party>): in",
        "act [<words>] <positions> , in",
        "السلام، [<words>] (-EGY)، والتنمية",
        "act, [<words>] (-<party>), [<words>] (+<party>), and",
        "act ( [<words>] <positions> ) .",
        "act [;] (-<party>) [,] (+<party>) in",
    ),
    "not-proposal": (
        "[sic]",
        "[…]",
        "[...]",
        "[]",
        "rights[12]",
        "rights[^3]",
        "Asia.[4]",
        "[X] per cent",
        "[XX] days",
        "[__]",
        "[n] times",
        "[date]",
        "on [X date]",
        "[the report](https://example.org/a_b)",
        "[section 2](#section-2)",
        "[b]: https://example.org",
        "[sic] (+<party>)",
        "[X] (agreed)",
    ),
    "oddity": (
        "\\[square\\]",
        "\\(+IND)",
        "L:\\\\<words>",
        "a\\b",
        "(see annex)",
        "(+)",
        "(+5)",
        "word(-s)",
        "(+<party>)",
        "<words> (-<party>), too",
        "(agreed)",
        "[<words>] \\(+IND)",
        "[<words>] (<party>)",
        "\u200fالسلام\u200f",
        "**<words>**",
        "#1",
        "1. <words>",
        "<deep>",
    ),
    "deep": ("[[<words>]]", "[[[<words>]]]", "<nest>"),
    "nest": ("[" * DEEP + "<words>" + "]" * DEEP, "[" * DEEP + "<words>" + "]" * (DEEP - 1)),
    "broken": (
        "[<words>",
        "<words>]",
        "<words>] (+ARG)",
        "<words>] (+ARG) [<words>",
        "[[<words>] (+<party>)",
        "[<words>]] (-<party>)",
    ),
    "torn": (
        "<words><cut>and <words>",
        "<words><cut>and <words>",
        "[<words><cut>and <words>] <positions>",
        "<words>\n\n[\nand <words>] <positions>",
        "Counter-\nTerrorism",
        "the Anti-\nLitter Strategy",
        "Counter-<cut>Terrorism",
        "Anti-\n\n- 6 -\n\nLitter <words>",
        "short-\nand long-term",
        "<words>\n12\nwith <words>",
        "the target of\n1.5 degrees",
        "below\n1.5 degrees and",
        "as in\nArticle 5 of the Charter",
        "[<words>]<cut>(+<party>) (-<party>)",
        "[<words>]\n\n(+<party>)",
        "<words> mid-\nor <words>",
        "hydro-\n\n- 5 -\n\nlogical <words>",
    ),
}

_SLOT = re.compile(r"<([a-z-]+)>")
_RULES = {
    name: tuple(tuple(_SLOT.split(alternative)) for alternative in alternatives)
    for name, alternatives in GRAMMAR.items()
}
_CHOICES = {name: st.integers(0, len(rule) - 1) for name, rule in _RULES.items() if len(rule) > 1}
_PARTS = 200
"""After so many parts every part that is left is of the simplest kind."""

LINE_ENDS = ("\n", "\n", "\n", "\n", "\r\n", "\r", "\u2028", "\x85")
STARTS = ("", "", "", "\ufeff", "\n", " ", "\u200e")
ENDS = ("", "\n", "\n-\n", "  ", "\n\n\f")


class _Writer:
    """Writes a draft by the grammar, and counts its clauses."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.number = 0
        self.parts = 0

    def write(self, name: str) -> str:
        match name:
            case "n":
                self.number += 1
                return str(self.number)
            case "same":
                return str(max(self.number, 1))
            case "later":
                self.number += 2
                return str(self.number)
            case "restart":
                self.number = 0
                return ""
            case _:
                return self._choose(name)

    def _choose(self, name: str) -> str:
        self.parts += 1
        choices = _CHOICES.get(name)
        place = self.draw(choices) if choices is not None and self.parts < _PARTS else 0
        pieces = _RULES[name][place]
        return "".join(
            self.write(piece) if slot % 2 else piece for slot, piece in enumerate(pieces)
        )


@st.composite
def drafts(draw: st.DrawFn) -> str:
    """A draft in the notation, with whatever goes wrong in one."""
    words = _Writer(draw).write("draft")
    words = draw(st.sampled_from(STARTS)) + words + draw(st.sampled_from(ENDS))
    return words.replace("\n", draw(st.sampled_from(LINE_ENDS)))


ALPHABET = "ab1A [](+-IND),.;:\\\n\r\f\t*#|^/–−＋﻿\u200e\u00a0\u2028\x85“”’，、Іé合م_X…"
TOKENS = (
    *"[]()+-*#|\\\n ",
    *("\n\n", "[", "]", "] (+IND)", "](-RUS)", "(+IND)", " (agreed)", "(+ISR, BHR)", "( – TUR )"),
    *("1.", "2. ", "(a) ", "(i)", "OP4", "11a. ", "12.alt ", "3.2. ", "PP1 ", "\n- 2 -\n", "\f"),
    *("Pillar I: ", "Article 2", "# ", "## Draft ", "**", "We ", "[^1]:", "[sic]", "[12]", "[X]"),
    *(
        "act",
        "To act",
        "and",
        "word",
        "-\n",
        ",",
        ";",
        ".",
        ":",
        "2",
        "合",
        "\r\n",
        "\ufeff",
        "\\[",
    ),
)


def noise() -> st.SearchStrategy[str]:
    """Strings of the notation's characters, and of its tokens, in no order."""
    return st.one_of(
        st.text(ALPHABET),
        st.lists(st.sampled_from(TOKENS), max_size=30).map("".join),
    )


# What occurs, and how to see it.


def _written(pattern: str) -> Predicate:
    """Whether the source has this, line ends read as `\\n`."""
    compiled = re.compile(pattern)
    return lambda text, _: bool(compiled.search(re.sub(r"\r\n|[\r\u2028\x85]", "\n", text)))


def _reported(*codes: str) -> Predicate:
    return lambda _, draft: any(fault.code in codes for fault in draft.faults)


def _marked(kind: str, pattern: str = "") -> Predicate:
    compiled = re.compile(pattern)
    return lambda _, draft: any(
        isinstance(node, Mark) and node.kind == kind and compiled.search(node.text)
        for node in walk(draft)
    )


def _proposed(wanted: Callable[[Proposal], object]) -> Predicate:
    return lambda _, draft: any(wanted(proposal) for proposal in draft.proposals)


def _addressed(pattern: str) -> Predicate:
    """Whether a clause has an address like this."""
    compiled = re.compile(pattern)
    return lambda _, draft: any(compiled.fullmatch(clause.address) for clause in draft.clauses)


def _headed(pattern: str) -> Predicate:
    """Whether a section has an address like this."""
    compiled = re.compile(pattern)
    return lambda _, draft: any(compiled.fullmatch(section.address) for section in draft.sections)


def _in_run(wanted: Callable[[Proposal, Proposal], object]) -> Predicate:
    """Whether two proposals of one run, in this order, are like this."""
    return lambda _, draft: any(
        wanted(one, other)
        for run in runs(draft)
        for place, one in enumerate(run)
        for other in run[place + 1 :]
    )


def _replaces(new: Proposal, old: Proposal) -> bool:
    if new.kind != "insertion" or old.kind != "deletion" or not new.counted:
        return False
    return old.sign_of(new.counted[0].party) == "-"


def _co_sponsored(new: Proposal, old: Proposal) -> bool:
    return _replaces(new, old) and any(
        p.sign == "+" and not old.sign_of(p.party) for p in new.counted[1:]
    )


def _two_insertions(one: Proposal, other: Proposal) -> bool:
    return one.kind == other.kind == "insertion" and not {p.party for p in one.counted} & {
        p.party for p in other.counted
    }


def _holds(proposal: Proposal, kind: type) -> bool:
    return any(
        isinstance(node, kind) for child in proposal.children for node in (child, *walk(child))
    )


def _further_paragraph(_: str, draft: Draft) -> bool:
    return any(type(node).__name__ == "Paragraph" for node in walk(draft))


def _title(style: str) -> Predicate:
    return lambda _, draft: draft.title is not None and draft.title.style == style


_SPACE = r"[ \n]*"

PHENOMENA: dict[str, Predicate] = {
    # Proposals and positions
    "insertion": _proposed(lambda p: p.kind == "insertion"),
    "deletion": _proposed(lambda p: p.kind == "deletion"),
    "unattributed": _proposed(lambda p: p.kind == "unattributed"),
    "contested": _proposed(lambda p: p.contested),
    "run": _in_run(lambda _one, _other: True),
    "run contested by two insertions": _in_run(_two_insertions),
    "run with unattributed words": _in_run(
        lambda one, other: "unattributed" in {one.kind, other.kind}
    ),
    "replacement": _in_run(lambda old, new: _replaces(new, old)),
    "replacement, new words first": _in_run(_replaces),
    "co-sponsored replacement": _in_run(lambda old, new: _co_sponsored(new, old)),
    "nested proposal": _proposed(lambda p: _holds(p, Proposal)),
    "insertion in another's insertion": _proposed(
        lambda p: (
            p.kind == "insertion"
            and any(isinstance(c, Proposal) and c.kind == "insertion" for c in p.children)
        )
    ),
    "unknown party": _reported("unknown-party"),
    "repeated position": _reported("repeated-position"),
    "conflicting position": _reported("conflicting-position"),
    "no position that counts": _proposed(lambda p: p.positions and not p.counted),
    "loose position": _reported("loose-position"),
    "forgotten sign": _reported("missing-sign"),
    "group": _written(r"[+-](?:EU|G77)\)"),
    "member of a group": lambda text, _: "EU)" in text and "FRA)" in text,
    "status": _proposed(lambda p: p.status and not p.positions),
    "status with positions": _proposed(lambda p: p.status and p.positions),
    "status in other letters": _written(r"Agreed\.\)|AD REF"),
    # Lenient positions
    "lenient: blanks": _written(r"\( \+ IND \)|\(- RUS\)"),
    "lenient: dashes": _written("[–−](?:IND|TUR)"),
    "lenient: full-width": _written("[＋－][A-Z]"),
    "lenient: lower case": _written(r"\([+-](?:ind|rus)"),
    "lenient: names": _written(r"\(.(?:India|Holy See|Côte)"),
    "lenient: a name with and": _written("Trinidad and|Bosnia and"),
    "lenient: look-alike letters": _written("ІND|ТUR"),
    "lenient: several parties": _written("ISR, BHR|ISR; -RUS|IND/RUS|ISR and BHR"),
    "lenient: separators": _written(r"\), \(-|\) and \("),
    "no positions": _written(r"\(see annex\)|\(\+\)|\(\+5\)|\(-s\)"),
    # Words and brackets that touch
    "bracket inside a word": _written(r"co\[-\]"),
    "bracket at the end of a word": _written(r"word\[s\]"),
    "bracket of several words that touches": _written(r"mandates\[under"),
    "brackets that touch": _written(r"\]\["),
    "bracket that touches a comma": _written(r"now,\["),
    "bracket that touches a label": _written(r"(?m)^[0-9]+\.\["),
    "word that touches positions": _written(r"\)word"),
    "blank inside a bracket": _written(r"\[ "),
    "bracket that touches a quote or parenthesis": _written(r"[“(]\["),
    "punctuation proposed": _written(r"\[[,;]\]"),
    "punctuation inside a bracket": _written(r"\[, |,\]"),
    "commas that meet": _written(rf", \[[^\]]*\]{_SPACE}(?:\([^)]*\){_SPACE})*,"),
    "other scripts": _written("[ء-ي]|[一-龥]"),
    # Not proposals
    "literal brackets": _written(r"\[(?:sic|…|\.\.\.|)\](?! \()"),
    "footnote number": _written(r"s\[12\]|\[\^3\](?!:)|\.\[4\]"),
    "blank to fill": _written(r"\[(?:XX?|__|n|date|X date)\](?! \()"),
    "literal that is signed": _written(r"\[(?:sic|X)\] \([+a]"),
    "link": _written(r"\]\((?:https|#)"),
    "link reference": _written(r"\[[ab]\]:"),
    "escape": _written(r"\\[\[(\\]"),
    # Front matter, title, headings
    "front matter": _marked("front", r"\w"),
    "bold title": _title("**"),
    "hash title": _title("#"),
    "proposal in the title": _proposed(lambda p: p.address.startswith("T/")),
    "Pillar": _headed("II?"),
    "Part in words and capitals": _headed("ONE|One"),
    "Section": _headed("B"),
    "Chapter": _headed(r"2\.1|IV"),
    "Article": _headed("Art8bis|Art3"),
    "Annex": _headed(r"Annex(?:2\.X|II)"),
    "hash heading": _headed(r"S\d"),
    "bold heading": _written(r"\*\*Review"),
    "no heading": _written("Article 5 of the"),
    "proposal in a heading": _proposed(lambda p: re.match(r"(?:B|III|I|S\d)(?:~\d)?/", p.address)),
    "bracket that opens before a heading": _written(r"\[Pillar|\[Part|\[Sec|\[Art|\[\*\*R|\[#"),
    "Preamble": lambda _, draft: (
        draft.preamble is not None
        and any(type(node).__name__ == "Heading" for node in walk(draft.preamble))
    ),
    "chapeau of the preamble": _addressed("PP0"),
    "preambular paragraph": _addressed(r"PP\d"),
    "chapeau of a section": _addressed(r".+\.0"),
    # Labels
    "number": _addressed(r"(?:\w+\.)?\d+"),
    "letter after a number": _addressed(r"(?:\w+\.)?\d+a"),
    "bis": _addressed(r"(?:.+\.)?\d+bis"),
    "alt": _addressed(r"(?:.+\.)?\d+alt"),
    "OP": _addressed(r"(?:.+\.)?OP\d+"),
    "PP": _written("PP3"),
    "multi-part": _addressed(r"(?:.+\.)?(?:35\.[12]|3\.2)"),
    "set in further": _addressed(r".*\d+\.1"),
    "letter": _addressed(r".*\.a"),
    "letter, one parenthesis": _written(r"(?m)^ *a\)"),
    "roman": _addressed(r".*\.ii"),
    "capital letter": _addressed(r".*\.A"),
    "(i) after (h)": _addressed(r"[^.]*\.?\d+\.i"),
    "number that does not fit": _reported("number-gap", "repeated-number", "number-out-of-order"),
    "two equal addresses": _addressed(r".*~2.*"),
    "no label": _written("1.5 degrees"),
    "label inside a bracket": _written(r"(?m)^\[[0-9]+"),
    "two labelled brackets in a block": _written(
        r"(?m)^\[\d+\. [^\]\n]*\](?: ?\([^)]*\))+ \[\d+\. "
    ),
    # Paragraphs
    "further paragraph": _further_paragraph,
    "section without numbers": _addressed(r".*\.P\d"),
    "table lines": _marked("line"),
    "footnote": _marked("footnote"),
    # Pages
    "page number": _marked("furniture", r"- 2 -|^12$"),
    "Page of": _marked("furniture", "Page 3 of 5"),
    "form feed": _marked("furniture", "\f"),
    "dash": _marked("furniture", "^[—-]$"),
    "running head": _reported("running-head"),
    "digits inside a block": _reported("digits-in-block"),
    "page break": _marked("page-break"),
    "page break in a hyphenated word": _marked("page-join"),
    "hyphen at a line's end": _marked("join"),
    "hyphen before and": _written("-\n(?:and|or) "),
    "positions after a page break": _written(r"\]\n\n(?:- 4 -\n)?\([+-]"),
    # Brackets across blocks, and recovery
    "bracket over clauses": _reported("spanning-bracket"),
    "bracket around a clause": _proposed(lambda p: _holds(p, Clause)),
    "bracket over a section": _written(r"\[Pillar|\[Section|\[PART|\[Chapter|\[Article|\[Annex"),
    "unclosed bracket": _reported("unclosed-bracket"),
    "stray bracket": _reported("stray-bracket"),
    "deep brackets": _reported("deep-bracket"),
    # Characters
    "tab": _written("\t"),
    "no-break blank": _written("\u00a0"),
    "double blank": _written(r"\S  \S"),
    "direction mark": _written("[\u200e\u200f]"),
    "byte order mark": _written("^\ufeff"),
    "CRLF": lambda text, _: "\r\n" in text,
    "CR": lambda text, _: bool(re.search("\r(?!\n)", text)),
    "line separator": lambda text, _: "\u2028" in text,
    "next line": lambda text, _: "\x85" in text,
}
"""Every phenomenon by its name; a predicate is given a draft as written and as parsed."""

RARE = {"deep brackets": 1 / 200}
"""How often those occur that are not in one draft of twenty."""
