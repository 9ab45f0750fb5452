"""The command `redline`: one file a command; each reads, calls, and echoes."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cica_redline import __version__
from cica_redline.cli.settings import options

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "render": "Show a draft: the redline, a party's text, the base text …",
    "tree": "Show what was read: addresses, spans, proposals, faults.",
    "parties": "List the parties, of the body or of a draft.",
    "check": "Point at what is wrong, for people and for builds.",
    "rules": "List what check looks for, and why.",
    "format": "Spell drafts canonically, so that no view of them changes.",
    "config": "Show what is configured, and where it comes from.",
    "git-setup": "Have git compare what drafts say, not how their lines are broken.",
}
"""Every command with its line in the help; each is imported only when it is called."""

DONE, FINDINGS, MISTAKE, INTERNAL = 0, 1, 2, 3
"""The exit statuses."""

EPILOG = """\b
Examples:
  redline render draft.txt                          the redline, in colour on a terminal
  redline render draft.txt --as-proposed-by IND     the text as India would have it
  redline render draft.txt --base | less            the text before any proposal
  redline render draft.txt -o draft.html            a page for the room
  redline tree draft.txt                            addresses of clauses and proposals
  redline parties draft.txt                         who proposes, supports, opposes
  redline check drafts/                             what a careful secretary would point at
"""


class _Commands(click.Group):
    """The commands by name; a wrong name gets the nearest right one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module  # noqa: PLC0415 - only the command that is called

        module = cmd_name.replace("-", "_")
        command: click.Command = import_module(f"cica_redline.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from cica_redline.cli.messages import nearest  # noqa: PLC0415

            hint = nearest(args[0], COMMANDS)
            if not hint and os.path.exists(args[0]):  # noqa: PTH110 - pathlib costs a start
                hint = f"; to show a draft: redline render {args[0]}"
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    epilog=EPILOG,
    context_settings={
        "auto_envvar_prefix": "REDLINE",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.version_option(
    __version__,
    prog_name="redline",
    message="%(prog)s %(version)s",
    # REDLINE_VERSION in the environment is rather the version that somebody installs.
    allow_from_autoenv=False,
)
@click.option("--debug", is_flag=True, help="Show where in the program an internal error arose.")
@options
def command(*, debug: bool) -> None:
    """Read drafts with signed square brackets, and show each party's text."""
    del debug  # main() looks for it, since it must hold before anything is parsed


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A tree has no cycles: looking for them would be a third of the time for a long draft.
    gc.set_threshold(200_000, 50, 50)
    if arguments is None:
        # This process is ours, and the signal that ends it can leave things tidy.
        from signal import SIGTERM, signal  # noqa: PLC0415

        signal(SIGTERM, leave)
    if sys.stdout is None:
        # It was closed: writing to it is to fail, and writing to a file is not.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    debug = "--debug" in words or os.environ.get("REDLINE_DEBUG", "0") not in {"", "0"}
    sys.exit(_run([word for word in words if word != "--debug"], debug=debug))


def _run(words: list[str], *, debug: bool) -> int:
    output = sys.stdout
    try:
        status: Any = command.main(words, prog_name="redline", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        return _complain(error)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except (BrokenPipeError, SystemExit) as end:
        # Where nobody reads what is written click puts another standard output in its place and
        # leaves; nothing is wrong with a reader who has had enough.
        if isinstance(end, SystemExit) and sys.stdout is output:
            raise
        _close_quietly()
        return DONE
    except Exception as error:
        if debug:
            raise
        return _unforeseen(error)
    return status if isinstance(status, int) else DONE


def leave(number: int, _: object) -> None:
    """End by a signal, so that what is half written goes; the status is that of shells."""
    _close_quietly()
    raise SystemExit(128 + number)


def _complain(error: click.ClickException) -> int:
    from cica_redline.cli.messages import say  # noqa: PLC0415

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        return MISTAKE
    say(" ".join(error.format_message().split()))
    return MISTAKE


def _unforeseen(error: Exception) -> int:
    from cica_redline.cli.messages import say  # noqa: PLC0415

    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EBADF, errno.EIO}:
        say(f"standard output: {str(error.strerror).lower()}")
        _close_quietly()
        return MISTAKE
    say(f"internal error: {type(error).__name__}: {error} (--debug shows where)")
    return INTERNAL


def _close_quietly() -> None:
    # Nobody reads on: what is still in the buffer would complain again when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
