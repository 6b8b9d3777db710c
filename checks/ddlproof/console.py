"""The two streams of a run: the report on stdout, progress and errors on stderr; what each terminal can do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

from ddlproof.errors import InputError
from ddlproof.report.colour import Style
from ddlproof.report.safe import cut, safe

_PIPE_WIDTH = 100
_NARROWEST, _WIDEST = 60, 140
_ERASE = "\r\x1b[2K"


def style_of(stream: TextIO, colour: bool | None, environment: Mapping[str, str]) -> Style:
    """Colour as asked for, else by NO_COLOR (https://no-color.org), FORCE_COLOR, and whether it is a terminal."""
    terminal = stream.isatty()
    width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns if terminal else _PIPE_WIDTH
    return Style(_colour(terminal, colour, environment), min(max(width, _NARROWEST), _WIDEST))


def _colour(terminal: bool, asked: bool | None, environment: Mapping[str, str]) -> bool:
    if asked is not None:
        return asked
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"


class Console:
    """The streams of one run. Holds whether a progress line stands on the terminal, to be erased before anything else.

    Args:
        colour: what the command line asks for; None if it does not.
    """

    def __init__(self, colour: bool | None = None) -> None:
        self.style = style_of(sys.stdout, colour, os.environ)
        self.error_style = style_of(sys.stderr, colour, os.environ)
        self._shows_progress = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._progress = False

    def progress(self, text: str) -> None:
        """Say what is being done, in place of what was said before; nothing where stderr is no terminal."""
        if self._shows_progress:
            sys.stderr.write(f"{_ERASE}{cut(safe(text), self.error_style.width - 2)} …")
            sys.stderr.flush()
            self._progress = True

    def erase(self) -> None:
        """Take the progress line away."""
        if self._progress:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._progress = False

    def write(self, text: str) -> None:
        """Print a report. A reader that has gone away is none of the verdict's business.

        Raises:
            InputError: there is no room for it.
        """
        self.erase()
        try:
            sys.stdout.write(_encodable(text, sys.stdout))
            sys.stdout.flush()
        except BrokenPipeError:
            _to_nowhere(sys.stdout)
        except OSError as error:
            _to_nowhere(sys.stdout)
            raise InputError(f"Cannot print the report: {error.strerror}.", hint="Say --output FILE.") from None

    def complain(self, text: str) -> None:
        """Print an error."""
        self.erase()
        sys.stderr.write(_encodable(text, sys.stderr))
        sys.stderr.flush()


def _encodable(text: str, stream: TextIO) -> str:
    """The text with `?` where the stream's encoding has no such character."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _to_nowhere(stream: TextIO) -> None:
    """So that the flush at the end of the process does not complain of what is still in the buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
