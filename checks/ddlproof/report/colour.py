"""Lines of pieces, each with a role; and how a terminal shows the roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal as OneOf

from ddlproof.finding import Severity
from ddlproof.report.safe import cells, safe

Role = OneOf[
    "plain", "bold", "dim", "error", "warning", "note", "good", "bad", "mark", "null", "add", "drop", "alter", "rename"
]

# "Select Graphic Rendition" parameters, ECMA-48 section 8.3.117.
_SGR: dict[Role, str] = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "good": "32",
    "bad": "31",
    "mark": "1;4",
    "null": "2;3",
    "add": "32",
    "drop": "31",
    "alter": "33",
    "rename": "36",
}


@dataclass(frozen=True, slots=True)
class Style:
    """What the reader's terminal can do: colours, and how many cells a line has."""

    colour: bool = False
    width: int = 100


@dataclass(frozen=True, slots=True)
class View:
    """How a report is wanted: from which severity on a finding fails, and the terminal's style."""

    threshold: Severity = Severity.ERROR
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with one role. Its text may come from anybody: `paint` makes it safe."""

    text: str
    role: Role = "plain"

    @property
    def cells(self) -> int:
        return cells(safe(self.text))


Line = tuple[Piece, ...]
BLANK: Line = ()


def line(*parts: str | Piece) -> Line:
    """A line of pieces; a bare string is a plain piece."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts)


def paint(lines: Iterable[Line], style: Style) -> str:
    """The lines as text. The one place where pieces become text, so no control character of theirs gets through."""
    return "".join(_painted(trim(pieces), style) + "\n" for pieces in lines)


def trim(pieces: Line) -> Line:
    """The line's pieces made safe and without blanks at its end; nothing in it that GitHub's runner would obey."""
    safely = [Piece(safe(piece.text), piece.role) for piece in pieces]
    while safely and not safely[-1].text.rstrip(" "):
        safely.pop()
    if safely:
        safely[-1] = Piece(safely[-1].text.rstrip(" "), safely[-1].role)
    text = "".join(piece.text for piece in safely)
    if "##[" in text:  # the runner's older commands count anywhere in a line
        safely = [Piece(text.replace("##[", "# #["))]
    if text.lstrip(" ").startswith("::"):
        safely.insert(0, Piece("∷ "))
    return tuple(safely)


def _painted(pieces: Line, style: Style) -> str:
    return "".join(_piece(piece) if style.colour else piece.text for piece in pieces)


def _piece(piece: Piece) -> str:
    code = _SGR.get(piece.role)
    return f"\x1b[{code}m{piece.text}\x1b[0m" if code and piece.text else piece.text
