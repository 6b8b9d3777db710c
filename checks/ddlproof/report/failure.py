"""What stops the program, on a terminal: the message, its place with a caret, what was tried, what to do."""

from __future__ import annotations

from ddlproof.errors import DdlproofError
from ddlproof.report.colour import Line, Piece, Style, line, paint
from ddlproof.report.snippet import snippet
from ddlproof.report.table import paragraph


def render(error: DdlproofError, style: Style) -> str:
    """The error as one message."""
    lines = paragraph(error.message, indent=0, width=style.width, first=(Piece("error: ", "error"),))
    if error.span is not None:
        lines.append(line("  ", Piece(error.span.place, "dim")))
        lines += snippet(error.span, indent=4, width=style.width, role="error")
    for note in error.notes:
        lines += paragraph(note, indent=2, width=style.width)
    if error.hint:
        lines += paragraph(error.hint, indent=2, width=style.width, first=(Piece("hint: ", "good"),))
    return paint(lines, style)


def render_unexpected(error: BaseException, style: Style) -> str:
    """A defect of the program itself, told without its traceback."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    lines: list[Line] = paragraph(what, indent=0, width=style.width, first=(Piece("internal error: ", "error"),))
    advice = "This is a defect of ddlproof, not of the change. Please report it, with what --debug prints."
    return paint([*lines, *paragraph(advice, indent=2, width=style.width)], style)


def render_note(text: str, style: Style) -> str:
    """Something that the reader should know, and that changes nothing."""
    return paint(paragraph(text, indent=0, width=style.width, first=(Piece("note: ", "note"),)), style)
