"""The lines of a source that a span covers, with their numbers and a caret."""

from __future__ import annotations

from ddlproof.report.colour import Line, Piece, Role
from ddlproof.report.safe import cells, cut, safe
from ddlproof.source import Span

MOST_LINES = 4


def snippet(span: Span, *, indent: int, width: int, role: Role = "bold") -> list[Line]:
    """A part of a line underlined; or whole lines, the first of them, with `>` at their left."""
    last = span.source.line_of(max(span.start, span.end - 1))
    digits = len(str(last))
    room = max(width - indent - digits - 3, 20)
    if last == span.line and not _whole(span):
        return _underlined(span, indent, digits, room, role)
    return _marked(span, last, indent, digits, room, role)


def _whole(span: Span) -> bool:
    """Whether nothing else stands on the span's line, so that there is no part to underline."""
    text = span.text.strip()
    return bool(text) and span.source.line(span.line).strip().removesuffix(";") == text.removesuffix(";")


def _underlined(span: Span, indent: int, digits: int, room: int, role: Role) -> list[Line]:
    text = span.source.line(span.line)
    start = span.column - 1
    end = start + max(span.end - span.start, 1)
    before, inside, after = _visible(text[:start]), _visible(text[start:end]), _visible(text[end:])
    if cells(before) > room // 2:
        before = "…" + before[-(room // 4) :]
    inside = cut(inside, room - cells(before))
    after = cut(after, room - cells(before) - cells(inside)) if after else ""
    gutter = Piece(f"{' ' * indent}{span.line:>{digits}} │ ", "dim")
    below = Piece(f"{' ' * (indent + digits)} │ ", "dim")
    carets = Piece(" " * cells(before) + "^" * max(cells(inside), 1), role)
    return [(gutter, Piece(before), Piece(inside, "bold"), Piece(after)), (below, carets)]


def _marked(span: Span, last: int, indent: int, digits: int, room: int, role: Role) -> list[Line]:
    shown = range(span.line, min(last, span.line + MOST_LINES - 1) + 1)
    lines: list[Line] = []
    for number in shown:
        gutter = Piece(f"{' ' * indent}{number:>{digits}} ", "dim")
        lines.append((gutter, Piece("> ", role), Piece(cut(_visible(span.source.line(number)), room))))
    if last > shown[-1]:
        lines.append((Piece(f"{' ' * (indent + digits + 1)}> … to line {last}", "dim"),))
    return lines


def _visible(text: str) -> str:
    return safe(text.replace("\t", "    "))
