"""JUnit's XML: a suite for each file, a case for each finding."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cica_redline.reports.excerpts import excerpt
from cica_redline.reports.places import portable
from cica_redline.writers.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cica_redline.diagnostics import Checked, Placed

# What `visible` leaves and XML 1.0 forbids: halves of pairs, and what is no character.
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")

# What the log of a build might take for a command, where this is written to one: `::` at the start
# of a line, `##[` anywhere. As references they are the same to who reads XML.
_COMMAND = re.compile(r"^([^\w<\n:]*):|#(?=[^\w\s#]*#)", re.MULTILINE)


def write(files: Sequence[Checked], *, root: str = "") -> str:
    """All files as one XML document.

    Errors and warnings are failures; information fails nobody, and is the output of a test that
    passed. A file that could not be read is an error, one without findings a test that passed.
    """
    suites = Element("testsuites", {"name": "redline check"})
    for file in files:
        _suite(suites, file, portable(file.path, root))
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    indent(suites)
    spelled = _COMMAND.sub(
        lambda found: "&#35;" if found[1] is None else f"{found[1]}&#58;",
        tostring(suites, encoding="unicode"),
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{spelled}\n'


def _suite(suites: Element, file: Checked, path: str) -> None:
    suite = SubElement(suites, "testsuite", {"name": _line(path)})
    if file.error:
        error = SubElement(_case(suite, path, "can be read"), "error", {"type": "unreadable"})
        error.set("message", _line(file.error))
        error.text = _line(f"{path}: {file.error}")
    names: Counter[str] = Counter()
    for placed in file.found:
        finding = placed.finding
        name = f"{finding.code} {finding.name} at {placed.line}:{placed.column}"
        names[name] += 1
        # Readers take cases of one name for one test that was run again.
        case = _case(suite, path, name if names[name] == 1 else f"{name} ({names[name]})")
        case.set("line", str(placed.line))
        _tell(case, path, placed)
    if not len(suite):
        _case(suite, path, "has no findings")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))


def _case(suite: Element, path: str, name: str) -> Element:
    attributes = {"classname": _line(path), "name": _line(name), "file": _line(path)}
    return SubElement(suite, "testcase", attributes)


def _tell(case: Element, path: str, placed: Placed) -> None:
    finding = placed.finding
    match finding.severity:
        case "error" | "warning":
            told = SubElement(case, "failure", {"type": finding.severity})
            told.set("message", _line(finding.message))
        case "info":
            told = SubElement(case, "system-out")
        case _:
            assert_never(finding.severity)
    shown = excerpt(placed)
    place = f"{path}:{placed.line}:{placed.column}"
    rows = [f"{place}: {finding.code} {finding.message}"]
    rows += [shown.text, f"{' ' * shown.indent}{shown.carets}"]
    if finding.fix:
        rows.append(f"fix: {finding.fix.title}")
    told.text = "\n".join(map(_line, rows))


def _line(text: str) -> str:
    """The text in one line, of characters that XML may have."""
    seen = visible(text).replace("\n", "␊").replace("\t", "␉")
    return _FORBIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", seen)
