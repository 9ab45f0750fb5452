"""Drafts as text, markup, colour, HTML and JSON: one file for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from cica_redline.nodes import Draft

Format = Literal["text", "markup", "ansi", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

EXTENSIONS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".draft": "markup",
    ".ansi": "ansi",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}
"""What a file is written as, by the end of its name."""


def render(  # noqa: PLR0913 - one option for each choice a reader has
    draft: Draft,
    to: Format = "text",
    *,
    width: int = 0,
    addresses: bool = False,
    front_matter: bool = False,
    template: str | None = None,
) -> str:
    """A draft, or a view of one, in a format; a draft that is no view shows every proposal.

    `width` is in columns, 0 for one line a block. `template` is the text of a template of the
    user's own, filled with the data that `docs/templates.md` describes. Raises ValueError for an
    unknown format and TemplateError (of this package) for a template that can't be filled.
    """
    if template is not None:
        from cica_redline.writers import custom  # noqa: PLC0415 - only what is asked for

        return custom.write(_shown(draft), template)
    match to:
        case "markup":
            from cica_redline.writers import markup  # noqa: PLC0415

            return markup.write(draft)
        case "json":
            from cica_redline.writers import tree  # noqa: PLC0415

            return tree.write(draft)
        case "html":
            from cica_redline.writers import html  # noqa: PLC0415

            return html.write(_shown(draft), front_matter=front_matter)
        case "text":
            from cica_redline.writers import text  # noqa: PLC0415

            front = _front(draft) if front_matter else ""
            return text.write(_shown(draft), width=width, addresses=addresses, front=front)
        case "ansi":
            from cica_redline.writers import ansi  # noqa: PLC0415

            front = _front(draft) if front_matter else ""
            return ansi.write(_shown(draft), width=width, addresses=addresses, front=front)
    raise ValueError(f"{to!r} is no format; there are {', '.join(FORMATS)}")


def _shown(draft: Draft) -> Draft:
    """The redline of a draft as it was parsed; a view as it is."""
    from cica_redline.views import view  # noqa: PLC0415

    return draft if draft.is_view else view(draft)


def _front(draft: Draft) -> str:
    from cica_redline.source import BLANK  # noqa: PLC0415
    from cica_redline.views import front_matter  # noqa: PLC0415

    return front_matter(draft).strip(BLANK)
