"""`ddlproof`, the command: arguments in, exit status out, and no traceback whatever happens."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ddlproof import commands
from ddlproof.arguments import parser
from ddlproof.console import Console
from ddlproof.errors import DdlproofError
from ddlproof.report import failure

INTERRUPTED = 130
BROKEN = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status is 0, 1, 2, 3, or 130 where it was interrupted."""
    arguments = parser().parse_args(argv)
    console = Console(arguments.color)
    try:
        return _run(arguments, console)
    except KeyboardInterrupt:
        console.complain("interrupted\n")
        return INTERRUPTED
    finally:
        console.erase()


def _run(arguments: argparse.Namespace, console: Console) -> int:
    try:
        return commands.run(arguments, console)
    except DdlproofError as error:
        console.complain(failure.render(error, console.error_style))
        if getattr(arguments, "format", "") == "github":
            from ddlproof.report import github  # a run imports the one format that it prints

            console.write(github.render_error(error))
        return error.status
    except Exception as error:  # noqa: BLE001 -- the last resort: a defect of ours must not pass for a verdict
        if arguments.debug:
            import traceback

            console.complain(traceback.format_exc())
        console.complain(failure.render_unexpected(error, console.error_style))
        return BROKEN
