"""What must hold for any text at all, as a draft or as a configuration.

Each target raises nothing for whatever it is given, or there is a fault in the package. They are
called by the fuzzers here, and by `tests/test_fuzz.py` without one.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, assert_never
from zlib import crc32

from cica_redline import leaves, parse, render, view
from cica_redline.config import is_configured, read
from cica_redline.fixer import FixError, fix
from cica_redline.formatter import FormatError, format_text
from cica_redline.linter import Choice, UnknownRuleError, check, place
from cica_redline.toml import ConfigError, spell
from cica_redline.writers import FORMATS, ansi, custom, html, markup, text, tree
from cica_redline.writers.terminal import one_line
from test_laws import every_choice, kept_words, markup_gives_it_back

if TYPE_CHECKING:
    from cica_redline import Draft
    from cica_redline.writers import Format

# What a writer imports where it is first asked is imported here, so that a fuzzer sees it too.
__all__ = ["ansi", "custom", "html", "markup", "text", "tree"]
__all__ += ["TURNS", "try_config", "try_draft"]

WIDTHS = (0, 1, 72)
TURNS = range(len(FORMATS) * len(WIDTHS))
"""Every view in every format and width."""

_DRAFT = "1. To act [at once] (+IND) [soon] (-RUS).\n"
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_STEERING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")


def try_draft(source: str, *, turn: int = 0, read_back: bool = False) -> None:
    """A draft read, shown in every view, rendered, checked, formatted and fixed.

    Each view is rendered in one format, and the draft formatted in one width: which ones follows
    from the text and from `turn`, as trying all takes five times as long. TURNS try all. With
    `read_back` the markup must be the same draft, which is not promised of every text: how some
    brackets that close nothing are spelled can't be kept.
    """
    turn += crc32(source.encode("utf-8", "surrogatepass"))
    draft = parse(source)
    _check_tiles(source, draft)
    kept = kept_words(draft)
    for number, choice in enumerate(every_choice(draft)):
        shown = view(draft, **choice)
        _check_render(shown, FORMATS[(turn + number) % len(FORMATS)], WIDTHS[turn % len(WIDTHS)])
        if "against" not in choice:
            rest = iter(text.write(shown))
            assert all(character in rest for character in kept), f"words lost in {choice}"
    found = check(draft)
    place(draft, found)
    _check_format(source, WIDTHS[turn % len(WIDTHS)])
    if any(finding.fix for finding in found):
        with suppress(FixError):
            fix(source, parse, Choice(), unsafe=True)
    if read_back:
        markup_gives_it_back(source)


def _check_render(shown: Draft, to: Format, width: int) -> None:
    rendered = render(shown, to, width=width)
    match to:
        case "json":
            json.loads(rendered)
        case "ansi":
            assert not _STEERING.search(_COLOUR.sub("", rendered)), "steering characters"
        case "markup":
            # The markup of a view is some draft, whatever it says.
            parse(rendered)
        case "text" | "html":
            pass
        case _:
            assert_never(to)


def _check_tiles(source: str, draft: Draft) -> None:
    done = 0
    for leaf in leaves(draft):
        assert leaf.span[0] == done, "a gap or an overlap"
        assert leaf.text == source[slice(*leaf.span)], "a leaf that is not the source"
        assert leaf.text, "an empty leaf"
        done = leaf.span[1]
    assert done == len(source), "leaves that end too early"


def _check_format(source: str, width: int) -> None:
    try:
        formatted = format_text(source, wrap=width)
    except FormatError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - the message is a promise too
    else:
        assert format_text(formatted, wrap=width) == formatted, "formatted again, it changes"


def try_config(source: str) -> None:
    """A configuration read under both names, used, and read back from what was read."""
    is_configured(source)
    for path in ("redline.toml", "pyproject.toml"):
        try:
            config = read(source, path, environment={})
        except ConfigError as error:
            # What a value has in it may be quoted; the command makes it visible, as here.
            assert not _STEERING.search(one_line(str(error)))  # noqa: PT017
            continue
        values = config.values()
        json.dumps(values)
        spelled = "".join(f"{key} = {spell(value)}\n" for key, value in values.items())
        assert read(spelled, "redline.toml").values() == values, "shown, it is another"
        draft = parse(_DRAFT, parties=config.parties, words=config.words)
        choice = Choice(config.select, config.ignore, config.severity, config.per_clause)
        with suppress(UnknownRuleError):
            check(draft, choice)
