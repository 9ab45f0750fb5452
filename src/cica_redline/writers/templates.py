"""Jinja2: the templates of the formats, and the user's own."""

from __future__ import annotations

from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from cica_redline import assets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment


MOST = 50_000_000
"""So many characters a template of the user's own may write: ten of the longest drafts."""


class TemplateError(ValueError):
    """A template of the user's own that can't be filled; the message is one readable line."""


@cache
def _environment(*, escape: bool) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - slow import

    return Environment(
        loader=FunctionLoader(lambda name: assets.text("templates", name)),
        autoescape=escape,  # noqa: S701 - on for HTML, where alone there is something to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(name: str, data: Mapping[str, Any]) -> str:
    """One of our templates with its data; HTML is escaped by the name of the template."""
    return _environment(escape=".html" in name).get_template(name).render(data)


def fill_own(template: str, data: Mapping[str, Any]) -> str:
    """A template of the user's own, in a sandbox that changes nothing and reads no file.

    Raises TemplateError.
    """
    from jinja2 import StrictUndefined, TemplateSyntaxError  # noqa: PLC0415
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return _joined(environment.from_string(template).generate(data))
    except TemplateSyntaxError as error:
        raise TemplateError(f"line {error.lineno}: {error.message}") from None
    except RecursionError:
        raise TemplateError("it calls itself without end: recursion") from None
    except MemoryError:
        raise TemplateError("it needs more memory than there is") from None
    except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateError(str(error) or type(error).__name__) from None


def _joined(pieces: Iterable[str]) -> str:
    """The pieces as one text, as long as that is not too long. Raises TemplateError."""
    text = StringIO()
    for piece in pieces:
        if text.tell() + len(piece) > MOST:
            raise TemplateError(f"it writes more than {MOST:,} characters")
        text.write(piece)
    return text.getvalue()
