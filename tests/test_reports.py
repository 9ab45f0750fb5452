"""What `redline check` writes: whole reports, text that would break them, and their promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from cica_redline.diagnostics import Checked, Edit, Finding, Fix, Placed
from cica_redline.reports import FORMATS, RuleInfo, write
from cica_redline.reports.excerpts import WIDTH, excerpt
from cica_redline.reports.full import summary
from cica_redline.reports.identity import fingerprints
from cica_redline.reports.places import portable, uri
from cica_redline.source import LINE_ENDS, Lines
from cica_redline.writers.terminal import cells, visible
from running import environment

if TYPE_CHECKING:
    from cica_redline.diagnostics import Severity

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8")
)


# Files to report on


def find(text: str, words: str, **fields: Any) -> Placed:  # noqa: ANN401 - any field of a finding
    """A finding on these words of a text, placed in it."""
    start = text.index(words)
    finding = Finding(
        **{
            "code": "RL101",
            "name": "unclosed-bracket",
            "severity": "error",
            "span": (start, start + len(words)),
            "message": "this bracket is never closed",
            **fields,
        }
    )
    lines = Lines.of(text)
    line, column = lines.place(finding.span[0])
    row = LINE_ENDS.split(text)[line - 1]
    under = text[finding.span[0] : finding.span[1]]
    return Placed(finding, line, column, *lines.place(finding.span[1]), row, under)


DRAFT = "1. To act at once.\n\n2. To pay [in full (+IND)\n3. To go [now](+IDN), or never.\n"
BRACKET = find(
    DRAFT,
    "[",
    address="2",
    fix=Fix("close it behind “full”", (Edit((40, 40), "]"),), safe=False),
)
BLANK = find(
    DRAFT,
    "](",
    code="RL402",
    name="missing-blank",
    severity="warning",
    message="a blank is missing before (+IDN)",
    address="3",
    fix=Fix("put one in", (Edit((68, 68), " "),)),
)
PARTY = find(
    DRAFT,
    "IDN",
    code="RL203",
    name="unknown-party",
    severity="info",
    message="IDN proposes nothing else; was IND meant?",
    address="3",
    texts=("base", "IDN"),
    fix=Fix("write IND", ()),
)
FILES = [
    Checked("drafts/a.txt", (PARTY, BRACKET, BLANK)),
    Checked("drafts/b.txt"),
    Checked("drafts/c.txt", error="there is no such file"),
]
RULES = [
    RuleInfo("RL101", "unclosed-bracket", "error", "A bracket is opened and never closed."),
    RuleInfo("RL402", "missing-blank", "warning", "A bracket touches its position."),
]

HOSTILE = (
    "a%0A::error::b\n::error::c\r::warning::d\r\n::stop-commands::e\v::error::f\f::error::g"
    "\x85::error::h\u2028::error::i\u2029::error::j ##[error]k \x1b[31m\x00\x9b\u202e,:{0}[l](m)"
    "<![CDATA[]]>&\"'\ufffe\U0010ffff\t\ufeff"
)
"""What could begin a line, a command, a colour, a link, a tag, or be no character of XML."""

PATH = "drafts/a, b:c%0A::d\n#?é [\u202e]\udcff.txt"


def hostile(severity: Severity = "error") -> list[Checked]:
    placed = find(
        f"1. To act {HOSTILE} now.\n",
        "To act",
        code=f"RL{HOSTILE}",
        name=HOSTILE,
        severity=severity,
        message=HOSTILE,
        address=HOSTILE,
        texts=(HOSTILE,),
        fix=Fix(HOSTILE, (Edit((3, 9), HOSTILE),)),
    )
    placed = replace(placed, excerpt=f"1. To act {HOSTILE} now.", words=HOSTILE)
    return [Checked(PATH, (placed, placed)), Checked(f"e/{PATH}", error=HOSTILE)]


# Whole reports


def test_full() -> None:
    assert (
        write(FILES, "full")
        == """\
drafts/a.txt:3:11: error RL101 unclosed-bracket (2)
  this bracket is never closed
3 | 2. To pay [in full (+IND)
  |           ^
  fix: close it behind “full” (needs --unsafe-fixes)

drafts/a.txt:4:14: warning RL402 missing-blank (3)
  a blank is missing before (+IDN)
4 | 3. To go [now](+IDN), or never.
  |              ^^
  fix: put one in (safe, with --fix)

drafts/a.txt:4:17: info RL203 unknown-party (3)
  IDN proposes nothing else; was IND meant?
4 | 3. To go [now](+IDN), or never.
  |                 ^^^
  fix: write IND

drafts/c.txt: error: there is no such file

1 error, 1 warning, 1 info in 1 of 2 files; 1 can be fixed with --fix, \
1 more with --unsafe-fixes; 1 file could not be read
"""
    )


def test_full_in_colour() -> None:
    painted = write(FILES[:1], "full", colour=True)
    assert painted.split("\n\n")[0].replace("\x1b", "␛") == (
        "␛[1mdrafts/a.txt␛[0m:3:11: ␛[1;31merror␛[0m ␛[1mRL101 unclosed-bracket␛[0m (2)\n"
        "  this bracket is never closed\n"
        "␛[2m3 |␛[0m 2. To pay [in full (+IND)\n"
        "␛[2m  |␛[0m           ␛[1;31m^␛[0m\n"
        "  ␛[32mfix␛[0m: close it behind “full” (needs --unsafe-fixes)"
    )
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == write(FILES[:1], "full")


def test_concise() -> None:
    assert (
        write(FILES, "concise")
        == """\
drafts/a.txt:3:11: RL101 this bracket is never closed
drafts/a.txt:4:14: RL402 a blank is missing before (+IDN)
drafts/a.txt:4:17: RL203 IDN proposes nothing else; was IND meant?
drafts/c.txt: there is no such file
"""
    )


def test_json() -> None:
    document = json.loads(write(FILES, "json"))
    assert document == {
        "version": 1,
        "files": ["drafts/a.txt", "drafts/b.txt", "drafts/c.txt"],
        "findings": [
            {
                "path": "drafts/a.txt",
                "code": "RL101",
                "name": "unclosed-bracket",
                "severity": "error",
                "message": "this bracket is never closed",
                "line": 3,
                "column": 11,
                "end_line": 3,
                "end_column": 12,
                "span": [30, 31],
                "address": "2",
                "texts": [],
                "fix": {
                    "title": "close it behind “full”",
                    "safe": False,
                    "edits": [{"span": [40, 40], "text": "]"}],
                },
            },
            {
                "path": "drafts/a.txt",
                "code": "RL402",
                "name": "missing-blank",
                "severity": "warning",
                "message": "a blank is missing before (+IDN)",
                "line": 4,
                "column": 14,
                "end_line": 4,
                "end_column": 16,
                "span": [59, 61],
                "address": "3",
                "texts": [],
                "fix": {
                    "title": "put one in",
                    "safe": True,
                    "edits": [{"span": [68, 68], "text": " "}],
                },
            },
            {
                "path": "drafts/a.txt",
                "code": "RL203",
                "name": "unknown-party",
                "severity": "info",
                "message": "IDN proposes nothing else; was IND meant?",
                "line": 4,
                "column": 17,
                "end_line": 4,
                "end_column": 20,
                "span": [62, 65],
                "address": "3",
                "texts": ["base", "IDN"],
                "fix": {"title": "write IND", "safe": True, "edits": []},
            },
        ],
        "unread": [{"path": "drafts/c.txt", "message": "there is no such file"}],
    }
    assert (
        json.loads(write([Checked("a", (find("[", "["),))], "json"))["findings"][0]["fix"] is None
    )


def test_github() -> None:
    assert (
        write(FILES, "github")
        == """\
::error file=drafts/c.txt,title=This file could not be read::there is no such file
::error file=drafts/a.txt,line=3,endLine=3,col=11,endColumn=12,\
title=RL101 unclosed-bracket::this bracket is never closed
::warning file=drafts/a.txt,line=4,endLine=4,col=14,endColumn=16,\
title=RL402 missing-blank::a blank is missing before (+IDN)
::notice file=drafts/a.txt,line=4,endLine=4,col=17,endColumn=20,\
title=RL203 unknown-party::IDN proposes nothing else; was IND meant?
"""
    )


def test_gitlab() -> None:
    [prints, *_] = fingerprints([replace(FILES[0], found=(BRACKET, BLANK, PARTY))])
    assert json.loads(write(FILES, "gitlab")) == [
        {
            "description": "RL101 unclosed-bracket: this bracket is never closed",
            "check_name": "RL101",
            "fingerprint": prints[0],
            "severity": "major",
            "location": {"path": "drafts/a.txt", "lines": {"begin": 3, "end": 3}},
        },
        {
            "description": "RL402 missing-blank: a blank is missing before (+IDN)",
            "check_name": "RL402",
            "fingerprint": prints[1],
            "severity": "minor",
            "location": {"path": "drafts/a.txt", "lines": {"begin": 4, "end": 4}},
        },
        {
            "description": "RL203 unknown-party: IDN proposes nothing else; was IND meant?",
            "check_name": "RL203",
            "fingerprint": prints[2],
            "severity": "info",
            "location": {"path": "drafts/a.txt", "lines": {"begin": 4, "end": 4}},
        },
        {
            "description": "there is no such file",
            "check_name": "unreadable-file",
            "fingerprint": "unreadable-file 0 drafts/c.txt",
            "severity": "major",
            "location": {"path": "drafts/c.txt", "lines": {"begin": 1, "end": 1}},
        },
    ]


def test_sarif() -> None:
    document = json.loads(write([FILES[0], FILES[2]], "sarif", rules=RULES, version="1.2.3"))
    assert complaints(document) == []
    [prints] = fingerprints([replace(FILES[0], found=(BRACKET, BLANK, PARTY))])
    [run] = document["runs"]
    results = run.pop("results")
    assert run == {
        "tool": {
            "driver": {
                "name": "redline",
                "fullName": "redline check",
                "version": "1.2.3",
                "rules": [
                    {
                        "id": "RL101",
                        "name": "unclosed-bracket",
                        "shortDescription": {"text": "A bracket is opened and never closed."},
                        "defaultConfiguration": {"level": "error"},
                    },
                    {
                        "id": "RL402",
                        "name": "missing-blank",
                        "shortDescription": {"text": "A bracket touches its position."},
                        "defaultConfiguration": {"level": "warning"},
                    },
                    {
                        "id": "RL203",
                        "name": "unknown-party",
                        "shortDescription": {"text": "unknown party"},
                        "defaultConfiguration": {"level": "note"},
                    },
                ],
            }
        },
        "invocations": [
            {
                "executionSuccessful": False,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": "there is no such file"},
                        "locations": [
                            {"physicalLocation": {"artifactLocation": {"uri": "drafts/c.txt"}}}
                        ],
                    }
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n", "\v", "\x85", "\u2028", "\u2029"],
    }
    assert [result["ruleIndex"] for result in results] == [0, 1, 2]
    assert results[0] == {
        "ruleId": "RL101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "this bracket is never closed"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "drafts/a.txt"},
                    "region": {
                        "startLine": 3,
                        "startColumn": 11,
                        "endLine": 3,
                        "endColumn": 12,
                        "charOffset": 30,
                        "charLength": 1,
                    },
                },
                "logicalLocations": [{"fullyQualifiedName": "2"}],
            }
        ],
        "partialFingerprints": {"redlineFinding/v1": prints[0]},
        "fixes": [
            {
                "description": {"text": "close it behind “full”"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "drafts/a.txt"},
                        "replacements": [
                            {
                                "deletedRegion": {"charOffset": 40, "charLength": 0},
                                "insertedContent": {"text": "]"},
                            }
                        ],
                    }
                ],
                "properties": {"safe": False},
            }
        ],
    }
    assert "fixes" not in results[2]
    assert results[2]["properties"] == {"texts": ["base", "IDN"]}


def test_junit() -> None:
    assert (
        write(FILES, "junit")
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="redline check" tests="5" failures="2" errors="1">
  <testsuite name="drafts/a.txt" tests="3" failures="2" errors="0">
    <testcase classname="drafts/a.txt" name="RL101 unclosed-bracket at 3:11" file="drafts/a.txt" \
line="3">
      <failure type="error" message="this bracket is never closed">\
drafts/a.txt:3:11: RL101 this bracket is never closed
2. To pay [in full (+IND)
          ^
fix: close it behind “full”</failure>
    </testcase>
    <testcase classname="drafts/a.txt" name="RL402 missing-blank at 4:14" file="drafts/a.txt" \
line="4">
      <failure type="warning" message="a blank is missing before (+IDN)">\
drafts/a.txt:4:14: RL402 a blank is missing before (+IDN)
3. To go [now](+IDN), or never.
             ^^
fix: put one in</failure>
    </testcase>
    <testcase classname="drafts/a.txt" name="RL203 unknown-party at 4:17" file="drafts/a.txt" \
line="4">
      <system-out>drafts/a.txt:4:17: RL203 IDN proposes nothing else; was IND meant?
3. To go [now](+IDN), or never.
                ^^^
fix: write IND</system-out>
    </testcase>
  </testsuite>
  <testsuite name="drafts/b.txt" tests="1" failures="0" errors="0">
    <testcase classname="drafts/b.txt" name="has no findings" file="drafts/b.txt" />
  </testsuite>
  <testsuite name="drafts/c.txt" tests="1" failures="0" errors="1">
    <testcase classname="drafts/c.txt" name="can be read" file="drafts/c.txt">
      <error type="unreadable" message="there is no such file">\
drafts/c.txt: there is no such file</error>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


def test_nothing_to_report() -> None:
    clean = [Checked("a.txt"), Checked("b.txt")]
    assert write(clean, "full") == "no findings in 2 files\n"
    assert write(clean, "concise") == ""
    assert write(clean, "github") == ""
    assert write(clean, "gitlab") == "[]\n"
    assert json.loads(write(clean, "json")) == {
        "version": 1,
        "files": ["a.txt", "b.txt"],
        "findings": [],
        "unread": [],
    }
    [run] = json.loads(write(clean, "sarif"))["runs"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["results"] == run["tool"]["driver"]["rules"] == []
    assert [case.get("name") for case in ET.fromstring(write(clean, "junit")).iter("testcase")] == [  # noqa: S314 - our own
        "has no findings",
        "has no findings",
    ]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ([], "there was nothing to check"),
        (FILES[1:2], "no findings in 1 file"),
        (FILES[1:], "no findings in 1 file; 1 file could not be read"),
        (FILES[2:] * 2, "2 files could not be read"),
        ([Checked("a", (PARTY, PARTY))], "2 info in 1 file"),
        ([Checked("a", (BLANK,))] * 2, "2 warnings in 2 files; 2 can be fixed with --fix"),
        (
            [Checked("a", (BRACKET,) * 3), Checked("b")],
            "3 errors in 1 of 2 files; 3 can be fixed with --unsafe-fixes",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_summary(files: list[Checked], line: str) -> None:
    assert summary(files) == line


def test_an_unknown_format_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="'xml' is no format; there are full, concise, json"):
        write([], "xml")


# Excerpts


def shown(placed: Placed) -> str:
    found = excerpt(placed)
    return f"{found.text}\n{' ' * found.indent}{found.carets}"


@pytest.mark.parametrize(
    ("text", "words", "rows"),
    [
        ("\tTo\tact [now", "[", " To act [now\n        ^"),
        ("海洋 [塑料 now", "[塑料", "海洋 [塑料 now\n     ^^^^^"),
        ("e\u0301tat [now", "[now", "e\u0301tat [now\n     ^^^^"),
        ("a\u0301b", "\u0301", "a\u0301b\n^"),
        ("a\u202eb [c", "[", "a⟨U+202E⟩b [c\n           ^"),
        ("a\u202eb", "\u202e", "a⟨U+202E⟩b\n ^^^^^^^^"),
        # An invisible letter is seen where it is the fault; elsewhere it joins letters.
        ("a\u200bb", "\u200b", "a⟨U+200B⟩b\n ^^^^^^^^"),
        ("a\u200bb [c", "[", "a\u200bb [c\n   ^"),
        ("to\x1bgo", "go", "to␛go\n   ^^"),
        ("to\fgo", "\f", "to␌go\n  ^"),
        ("to go", "", "to go\n^"),
        ("to go\nand on\n", "go\nand", "to go\n   ^^"),
        ("to go\nand on\n", "\n", "to go\n     ^"),
        ("", "", "\n^"),
    ],
)
def test_carets_are_under_the_fault(text: str, words: str, rows: str) -> None:
    assert shown(find(text, words)) == rows


@pytest.mark.parametrize(
    ("before", "fault", "after"),
    [
        (0, 1, 500),
        (500, 1, 0),
        (500, 1, 500),
        (20, 1, 500),
        (500, 1, 20),
        (40, 1, 40),
        (500, 500, 500),
        (0, 500, 0),
        (50, 50, 0),
        (49, 50, 2),
    ],
)
@pytest.mark.parametrize("letter", ["a", "海", "e\u0301", "\u0301", "\u202e", "\u200b", "\t"])
def test_a_long_line_is_cut_around_the_fault(
    before: int, fault: int, after: int, letter: str
) -> None:
    text = f"{letter * before}<{'x' * fault}>{letter * after}"
    placed = find(text, f"<{'x' * fault}>")
    found = excerpt(placed)
    assert cells(found.text) <= WIDTH + 2
    assert (
        found.text.startswith("…")
        or visible(letter * before + "<").replace("\t", " ") in found.text
    )
    under = found.text[found.text.index("<") :].partition(">")
    seen = under[0] + under[1] if fault < 100 else under[0].rstrip("…")
    assert len(found.carets) == len(seen)
    assert cells(found.text.partition("<")[0]) == found.indent
    if cells(letter) == 1 and before + fault + 2 + after <= WIDTH:
        assert "…" not in found.text


def test_a_line_of_five_megabytes() -> None:
    row = "To act at once, and in full. " * 180_000
    start = len(row) // 2
    finding = Finding("RL1", "a-name", "error", (start, len(row)), "all of it")
    placed = Placed(finding, 1, start + 1, 1, len(row) + 1, row, row[start:])
    written = write([Checked("a.txt", (placed,))], "full")
    assert written == (
        "a.txt:1:2610001: error RL1 a-name\n  all of it\n"
        "1 | … To act at once, and in full. To act at once, and in full. To act at once, and in"
        " full. To act at on…\n"
        f"  | {' ' * 31}{'^' * 70}\n"
        "\n"
        "1 error in 1 file\n"
    )


# Text that would break a report


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_nothing_of_a_draft_steers(to: str, severity: Severity) -> None:
    written = write(hostile(severity), to)
    assert visible(written) == written
    assert written.splitlines() == written.split("\n")[:-1]


def test_one_line_a_finding_whatever_it_says() -> None:
    files = hostile()
    assert len(write(files, "concise").splitlines()) == 3
    commands = write(files, "github").splitlines()
    assert len(commands) == 3
    for command in commands:
        assert re.fullmatch(r"::error file=[^:,]+(,[a-zA-Z]+=[^:,]*)+::.*", command)


def test_github_reads_what_was_said() -> None:
    command = write(hostile(), "github").splitlines()[0]
    properties, _, message = command.removeprefix("::error ").partition("::")
    said = visible(HOSTILE.replace("\r", "<CR>")).replace("<CR>", "\r")
    assert unescaped(message) == said
    [file, _] = properties.split(",")
    assert unescaped(file) == visible(f"file=e/{PATH}")


def unescaped(words: str) -> str:
    """What GitHub's runner makes of escaped words."""
    for escaped, plain in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        words = words.replace(escaped, plain)
    return words


def test_github_has_columns_only_within_a_line() -> None:
    text = "To go\nand on\n"
    spans = {
        "go\nand": "line=1,endLine=2,title",
        "To go\n": "line=1,endLine=1,col=1,title",
        "go": "line=1,endLine=1,col=4,endColumn=6,title",
        "": "line=1,endLine=1,col=1,endColumn=1,title",
    }
    for words, properties in spans.items():
        assert properties in write([Checked("a", (find(text, words),))], "github")


def test_github_is_told_how_many_it_leaves_out() -> None:
    files = [
        Checked("a", (BRACKET,) * 12),
        Checked("b", (BLANK,) * 10),
        Checked("c", (PARTY,) * 11),
    ]
    lines = write(files, "github").splitlines()
    assert len(lines) == 34
    assert lines[-1] == (
        "2 errors and 1 notice more than GitHub shows: it shows 10 of each kind a step. "
        "All are in the log above."
    )
    assert write([Checked("a", (BRACKET,) * 10)], "github").count("\n") == 10


def test_json_says_it_all() -> None:
    document = json.loads(write(hostile(), "json"))
    assert document["files"] == [PATH, f"e/{PATH}"]
    finding = document["findings"][0]
    assert finding["message"] == finding["address"] == finding["fix"]["title"] == HOSTILE
    assert document["unread"] == [{"path": f"e/{PATH}", "message": HOSTILE}]
    assert "é" in write(hostile(), "json")


def test_xml_is_well_formed_and_says_it_all() -> None:
    written = write(hostile(), "junit")
    written.encode()
    suites = ET.fromstring(written)  # noqa: S314 - our own
    assert [suites.get(name) for name in ("tests", "failures", "errors")] == ["3", "2", "1"]
    [first, second] = [failure.get("message") for failure in suites.iter("failure")]
    assert first == second
    assert first
    assert first == visible(HOSTILE).replace("\n", "␊").replace("\t", "␉").replace(
        "\ufffe", "⟨U+FFFE⟩"
    )


def test_xml_has_no_character_that_it_forbids() -> None:
    every = "".join(map(chr, [*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010)]))
    written = write([Checked(every, (find("[", "[", message=every),), error=every)], "junit")
    suites = ET.fromstring(written)  # noqa: S314 - our own
    names = {case.get("name") for case in suites.iter("testcase")}
    assert names == {"can be read", "RL101 unclosed-bracket at 1:1"}


def test_cases_of_one_place_have_names_of_their_own() -> None:
    suites = ET.fromstring(write([Checked("a", (BRACKET,) * 3)], "junit"))  # noqa: S314 - our own
    names = [case.get("name") for case in suites.iter("testcase")]
    first = "RL101 unclosed-bracket at 3:11"
    assert names == [first, f"{first} (2)", f"{first} (3)"]


# SARIF


def complaints(document: object) -> list[str]:
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)
    ]


@pytest.mark.parametrize(
    "files",
    [[], FILES, FILES * 2, hostile("error"), hostile("warning"), hostile("info")],
    ids=["none", "some", "twice", "error", "warning", "info"],
)
def test_sarif_is_valid(files: list[Checked]) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    document = json.loads(write(files, "sarif", rules=RULES, root="/desk", version="1.2.3"))
    assert complaints(document) == []


def test_the_schema_refuses_what_is_wrong() -> None:
    document = json.loads(write(FILES, "sarif"))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert complaints(document)


def test_a_message_of_sarif_has_no_links_and_no_placeholders() -> None:
    placed = find("[now](+IND)", "[", message="[now](+IND) and {0}, [x](javascript:y)")
    [run] = json.loads(write([Checked("a", (placed,))], "sarif"))["runs"]
    assert run["results"][0]["message"] == {"text": "[now] (+IND) and {{0}}, [x] (javascript:y)"}


def test_the_edits_of_a_fix_are_in_order_and_its_spans_those_of_the_text() -> None:
    fix = Fix("both", (Edit((6, 8), "b"), Edit((0, 2), "a")))
    [run] = json.loads(write([Checked("a", (find("To go on", "go", fix=fix),))], "sarif"))["runs"]
    [change] = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": {"charOffset": 0, "charLength": 2}, "insertedContent": {"text": "a"}},
        {"deletedRegion": {"charOffset": 6, "charLength": 2}, "insertedContent": {"text": "b"}},
    ]


# Fingerprints


def prints_of(to: str, files: list[Checked]) -> list[str]:
    document = json.loads(write(files, to))
    if to == "gitlab":
        return [entry["fingerprint"] for entry in document]
    [run] = document["runs"]
    return [result["partialFingerprints"]["redlineFinding/v1"] for result in run["results"]]


def findings_in(text: str, *, torn: str = "pay") -> tuple[Placed, ...]:
    line = text.count("\n", 0, text.index("[")) + 1
    return (
        find(text, "[", message=f"opened at line {line}, column 4; see {line}:4", address="2"),
        find(text, "(+IND)", message=f"the same as on lines {line} and {line + 1}"),
        find(text, torn, message="torn by a page break", code="RL7"),
    )


@pytest.mark.parametrize("to", ["gitlab", "sarif"])
def test_fingerprints_stay_where_blank_lines_are_put_above(to: str) -> None:
    before = [Checked("a.txt", findings_in(DRAFT))]
    after = [Checked("a.txt", findings_in("\n" * 10 + DRAFT, torn="pay "))]
    assert before[0].found[0].line + 10 == after[0].found[0].line
    assert prints_of(to, before) == prints_of(to, after)


@pytest.mark.parametrize("to", ["gitlab", "sarif"])
def test_no_two_fingerprints_are_alike(to: str) -> None:
    files = [
        Checked("a.txt", (BRACKET, BRACKET, BRACKET, BLANK)),
        Checked("./a.txt", (BRACKET, replace(BRACKET, words="x"))),
        Checked("b.txt", (BRACKET,), error="gone"),
        Checked("./b.txt", error="gone"),
        Checked("c.txt", (find(DRAFT, "[", address="3"), find(DRAFT, "[", code="RL9"))),
        Checked("d.txt", (find(DRAFT, "[", message="clause 4"), find(DRAFT, "[", message="5"))),
    ]
    prints = prints_of(to, files)
    assert len(prints) == len(set(prints)) >= 11


def test_a_finding_before_others_leaves_their_fingerprints() -> None:
    assert prints_of("sarif", [Checked("a.txt", (BRACKET, BLANK))])[1:] == prints_of(
        "sarif", [Checked("./a.txt", (BLANK,))]
    )


# Paths


@pytest.mark.parametrize(
    ("path", "root", "plain", "spelled"),
    [
        ("a.txt", "", "a.txt", "a.txt"),
        ("./b/../a.txt", "", "a.txt", "a.txt"),
        ("a b.txt", "", "a b.txt", "a%20b.txt"),
        ("é%#?:.txt", "", "é%#?:.txt", "%C3%A9%25%23%3F%3A.txt"),
        ("\udcff.txt", "", "\udcff.txt", "%FF.txt"),
        ("/desk/a.txt", "", "/desk/a.txt", "file:///desk/a.txt"),
        ("/desk/a.txt", "/desk", "a.txt", "a.txt"),
        ("/desk/a.txt", "/desk/", "a.txt", "a.txt"),
        ("/desk/a.txt", "/", "desk/a.txt", "desk/a.txt"),
        ("/desks/a b.txt", "/desk", "/desks/a b.txt", "file:///desks/a%20b.txt"),
        ("../a.txt", "/desk/b", "/desk/a.txt", "file:///desk/a.txt"),
        ("../a.txt", "", "../a.txt", "../a.txt"),
        ("../b/a.txt", "/desk/b", "a.txt", "a.txt"),
        ("<stdin>", "/desk", "<stdin>", "%3Cstdin%3E"),
    ],
)
def test_paths(path: str, root: str, plain: str, spelled: str) -> None:
    assert portable(path, root) == plain
    assert uri(path, root) == spelled
    assert unquote(spelled, errors="surrogateescape").removeprefix("file://") == plain


def test_machines_are_told_paths_from_the_root() -> None:
    files = [Checked("/desk/a.txt", (BRACKET,))]
    for to in ("github", "gitlab", "sarif", "junit"):
        assert "/desk" not in write(files, to, root="/desk")
    assert write(files, "concise", root="/desk").startswith("/desk/a.txt:3:11: ")


# Order, and what is loaded


def test_findings_come_in_one_order_however_they_were_found() -> None:
    found = (BRACKET, BLANK, replace(BLANK, finding=replace(BLANK.finding, code="RL3")), PARTY)
    for to in FORMATS:
        assert write([Checked("a", found)], to) == write([Checked("a", found[::-1])], to)


@pytest.mark.parametrize(
    ("to", "unused"),
    [
        ("full", {"json", "hashlib", "xml"}),
        ("concise", {"json", "hashlib", "xml"}),
        ("github", {"json", "hashlib", "xml"}),
        ("gitlab", {"xml"}),
        ("sarif", {"xml"}),
        ("json", {"xml", "hashlib"}),
        ("junit", {"json", "hashlib"}),
    ],
)
def test_a_format_loads_nothing_that_it_does_not_use(to: str, unused: set[str]) -> None:
    code = (
        "import sys; from cica_redline.reports import write\n"
        "from cica_redline.diagnostics import *\n"
        "found = Placed(Finding('A', 'b', 'error', (0, 1), 'c'), 1, 1, 1, 2, '[', '[')\n"
        f"write([Checked('a', (found,)), Checked('b', error='c')], {to!r})\n"
        "print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment()
    )
    names = set(ended.stdout.decode().split())
    assert not names & (unused | {"click", "rich", "lark", "jinja2"})
    others = {"data" if other == "json" else other for other in set(FORMATS) - {to}}
    assert not names & {f"cica_redline.reports.{other}" for other in others}
