"""The rules as people read them: in a terminal, and as the page `docs/rules.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cica_redline.rules import GROUPS, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cica_redline.rules import Rule

_HEAD = """\
# The rules of `redline check`

Each rule has a code and a name; `--select` and `--ignore` take both, and the letter of a group for
all of it. An **error** makes the exit status 1, a **warning** only with `--strict`, an **info**
never. This page is made from the program: `redline rules` says the same.
"""


def listing(rules: Iterable[Rule] = RULES) -> list[tuple[str, str, str, str]]:
    """Code, severity, name and summary of rules."""
    return [(rule.code, rule.severity, rule.name, rule.summary) for rule in rules]


def explanation(rule: Rule) -> str:
    """All that there is to say of a rule."""
    parts = [f"{rule.code} {rule.name} ({rule.severity})", rule.summary, rule.why]
    parts += [_example(kind, rule) for kind in ("Bad", "Good")]
    return "\n\n".join(parts) + "\n"


def _example(kind: str, rule: Rule) -> str:
    shown = "\n\n".join(rule.examples(kind))
    return f"{kind}:\n" + "\n".join(f"    {line}".rstrip() for line in shown.split("\n"))


def markdown() -> str:
    """The page of all rules."""
    page = [_HEAD]
    for letter, group in GROUPS.items():
        page.append(f"## {letter}: {group}\n")
        rules = [rule for rule in RULES if rule.code[0] == letter]
        page += [_section(rule) for rule in rules]
    return "\n".join(page)


def _section(rule: Rule) -> str:
    fences = [
        f"{kind}:\n\n```text\n{_visible(example)}\n```\n"
        for kind in ("Bad", "Good")
        for example in rule.examples(kind)
    ]
    said = f"### {rule.code} {rule.name}\n\n*{rule.severity}.* {rule.summary}\n\n{rule.why}\n"
    return "\n".join([said, *fences])


def _visible(example: str) -> str:
    """An example with what nobody can see spelled out."""
    return "".join(c if c.isprintable() or c == "\n" else f"<U+{ord(c):04X}>" for c in example)
