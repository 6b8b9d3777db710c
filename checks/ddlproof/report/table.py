"""Small aligned tables, and paragraphs that keep within a width."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ddlproof.report.colour import Line, Piece, Role
from ddlproof.report.safe import cells, cut, safe

GAP = 2
HANG = 2
_NARROWEST = 8
# A run without blanks in which quoted strings and names stay whole: SQL may be broken between two of them.
_SQL_WORD = re.compile(r"""(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^\s'"]|['"])+""")


def table(rows: Sequence[Sequence[Piece]], *, indent: int, width: int) -> list[Line]:
    """The rows as aligned lines; the widest columns are cut until a line fits into `width` cells."""
    if not rows:
        return []
    columns = max(len(row) for row in rows)
    widths = [max((row[i].cells for row in rows if i < len(row)), default=0) for i in range(columns)]
    widths = _fit(widths, width - indent)
    return [_row(row, widths, indent) for row in rows]


def table_width(rows: Sequence[Sequence[Piece]]) -> int:
    """The cells that the rows take uncut, without an indent."""
    columns = max((len(row) for row in rows), default=0)
    return sum(max(row[i].cells for row in rows if i < len(row)) + GAP for i in range(columns)) - GAP


def _fit(widths: list[int], room: int) -> list[int]:
    fitted = list(widths)
    while fitted and sum(fitted) + GAP * (len(fitted) - 1) > room and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _row(row: Sequence[Piece], widths: Sequence[int], indent: int) -> Line:
    pieces = [Piece(" " * indent)]
    for piece, width in zip(row, widths, strict=False):
        text = cut(safe(piece.text), width)
        pieces += [Piece(text, piece.role), Piece(" " * (width - cells(text) + GAP))]
    return tuple(pieces)


def paragraph(text: str, *, indent: int, width: int, role: Role = "plain", first: Line = ()) -> list[Line]:
    """The text's own lines, broken between words where they are too long.

    `first` stands before the first word; the lines below it are indented a little more.
    """
    lines: list[Line] = []
    room = width - indent - HANG * bool(first)
    used = sum(piece.cells for piece in first) - HANG * bool(first)
    for part in text.split("\n"):
        for broken in _broken(safe(part.expandtabs(4)).split(" "), room, 0 if lines else used):
            lead = (Piece(" " * indent), *first) if not lines else (Piece(" " * (indent + HANG * bool(first))),)
            lines.append((*lead, Piece(broken, role)))
    return lines


def sql_lines(sql: str, *, indent: int, width: int) -> list[Line]:
    """SQL to paste, broken only where that changes nothing: never within quotes, never in a line with a comment."""
    lines: list[Line] = []
    for part in sql.split("\n"):
        words = [part] if "--" in part or "$" in part else _SQL_WORD.findall(part)
        lines += [(Piece(" " * indent), Piece(text)) for text in _broken(words, width - indent, 0)]
    return lines


def _broken(words: Sequence[str], width: int, used: int) -> list[str]:
    lines: list[list[str]] = [[]]
    room = width - used
    for word in words:
        size = cells(safe(word)) + bool(lines[-1])
        # A line must not begin with `::`, which GitHub would read as a command.
        if lines[-1] and size > room and not word.startswith("::"):
            lines.append([])
            room, size = width, size - 1
        lines[-1].append(word)
        room -= size
    return [" ".join(line) for line in lines]
