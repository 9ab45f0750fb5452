"""SARIF 2.1.0 (OASIS), for code scanning and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from cica_redline.reports.catalogue import RuleInfo
from cica_redline.reports.documents import spell
from cica_redline.reports.identity import fingerprints
from cica_redline.reports.places import uri
from cica_redline.source import LINE_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Fix, Placed, Severity

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

FINGERPRINT = "redlineFinding/v1"
"""The name of our fingerprint; another way to make it would need another name.

It is not `primaryLocationLineHash`, which GitHub computes from the line, by its own way.
"""


def write(
    files: Sequence[Checked], *, rules: Sequence[RuleInfo] = (), root: str = "", version: str = ""
) -> str:
    """One run, with its rules, its results and what could not be read."""
    known = _rules(files, rules)
    places = {rule.code: place for place, rule in enumerate(known)}
    driver: dict[str, Any] = {"name": "redline", "fullName": "redline check"}
    if version:
        driver["version"] = version
    driver["rules"] = [_rule(rule) for rule in known]
    results = [
        _result(uri(file.path, root), placed, fingerprint, places[placed.finding.code])
        for file, prints in zip(files, fingerprints(files, root=root), strict=True)
        for placed, fingerprint in zip(file.found, prints, strict=True)
    ]
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(files, root)],
        "columnKind": "unicodeCodePoints",
        # A draft has more ends of lines than SARIF reckons with, and our lines count all of them.
        "newlineSequences": ["\r\n", *LINE_END],
        "results": results,
    }
    return spell({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(files: Sequence[Checked], rules: Sequence[RuleInfo]) -> list[RuleInfo]:
    """The rules that are known, and those that nobody described and yet found something."""
    known = {rule.code: rule for rule in rules}
    for file in files:
        for placed in file.found:
            finding = placed.finding
            if finding.code not in known:
                summary = finding.name.replace("-", " ")
                known[finding.code] = RuleInfo(
                    finding.code, finding.name, finding.severity, summary
                )
    return list(known.values())


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _literal(rule.summary)},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _invocation(files: Sequence[Checked], root: str) -> dict[str, Any]:
    unread = [file for file in files if file.error]
    invocation: dict[str, Any] = {"executionSuccessful": not unread}
    if unread:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "error",
                "message": {"text": _literal(file.error)},
                "locations": [
                    {"physicalLocation": {"artifactLocation": {"uri": uri(file.path, root)}}}
                ],
            }
            for file in unread
        ]
    return invocation


def _result(where: str, placed: Placed, fingerprint: str, rule: int) -> dict[str, Any]:
    finding = placed.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _level(finding.severity),
        "message": {"text": _literal(finding.message)},
        "locations": [_location(where, placed)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(where, finding.fix)]
    if finding.texts:
        result["properties"] = {"texts": list(finding.texts)}
    return result


def _location(where: str, placed: Placed) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": where},
            "region": {
                "startLine": placed.line,
                "startColumn": placed.column,
                "endLine": placed.end_line,
                "endColumn": placed.end_column,
                **_region(placed.finding.span),
            },
        }
    }
    if placed.finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": placed.finding.address}]
    return location


def _fix(where: str, fix: Fix) -> dict[str, Any]:
    """A fix whose places are offsets: an edit has no line, and offsets need none.

    Whether it is safe has no field in SARIF, and is a property.
    """
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        for edit in sorted(fix.edits, key=lambda edit: edit.span)
    ]
    return {
        "description": {"text": _literal(fix.title)},
        "artifactChanges": [
            {"artifactLocation": {"uri": where}, "replacements": replacements},
        ],
        "properties": {"safe": fix.safe},
    }


def _region(span: tuple[int, int]) -> dict[str, int]:
    return {"charOffset": span[0], "charLength": span[1] - span[0]}


def _level(severity: Severity) -> str:
    match severity:
        case "error":
            return "error"
        case "warning":
            return "warning"
        case "info":
            return "note"
        case _:
            assert_never(severity)


def _literal(words: str) -> str:
    """Words as a message of SARIF: no placeholders (section 3.11.5), no links (3.11.6).

    `[words](+IND)` would be a link to `+IND`, and viewers show it without its brackets. Escaped
    brackets would be right, but viewers show the backslashes; a blank reads the same in a draft.
    """
    return words.replace("{", "{{").replace("}", "}}").replace("](", "] (")
