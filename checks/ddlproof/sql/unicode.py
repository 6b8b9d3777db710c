"""Strings and names with Unicode escapes, U&'…' and U&"…": PostgreSQL documentation, section 4.1.2.3."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.source import Source

_MARK = re.compile(r"[^0-9A-Fa-f+'\"\s]\Z")


def unescaped(source: Source, tokens: list[Token]) -> Iterator[Token]:
    """The tokens with each of these in the shape of a plain string or quoted name.

    Raises:
        SqlError: an escape is not one.
    """
    index = 0
    while index < len(tokens):
        parts = 1 if tokens[index].token_type == TokenType.UNICODE_STRING else 3 * _name(source, tokens, index)
        if not parts:
            yield tokens[index]
            index += 1
            continue
        first, last = tokens[index], tokens[index + parts - 1]
        index += parts
        mark = _mark(tokens, index)
        index += 2 * (mark is not None)
        text = value(source.text[first.start : last.end + 1], mark or "\\")
        if text is None:
            span = source.span(first.start, last.end + 1)
            raise SqlError("what follows the escape character is no Unicode escape", span=span)
        kind = TokenType.STRING if parts == 1 else TokenType.IDENTIFIER
        yield Token(kind, text, line=first.line, col=first.col, start=first.start, end=tokens[index - 1].end)


def _name(source: Source, tokens: list[Token], index: int) -> bool:
    """Whether `U`, `&` and a quoted name stand there without anything between them."""
    if index + 2 >= len(tokens) or tokens[index + 2].token_type != TokenType.IDENTIFIER:
        return False
    start = tokens[index].start
    return source.text[start : start + 3].upper() == 'U&"' and tokens[index + 2].start == start + 2


def _mark(tokens: list[Token], index: int) -> str | None:
    """The character that begins an escape, if UESCAPE says which."""
    if index + 1 >= len(tokens) or tokens[index].text.upper() != "UESCAPE":
        return None
    mark = tokens[index + 1]
    return mark.text if mark.token_type == TokenType.STRING and _MARK.match(mark.text) else None


def value(literal: str, mark: str = "\\") -> str | None:
    r"""The value of `U&'…'` or `U&"…"`, in which `\0061` and `\+01F600` are characters, `\\` the mark itself.

    None where something else follows the mark.
    """
    quote, inside = literal[2], literal[3:-1]
    begin = re.escape(mark)
    parts = re.split(rf"{begin}({begin}|[0-9A-Fa-f]{{4}}|\+[0-9A-Fa-f]{{6}})", inside.replace(quote * 2, quote))
    points = [0 if part == mark else int(part.lstrip("+"), 16) for part in parts[1::2]]
    if any(mark in part for part in parts[::2]) or any(point > sys.maxunicode for point in points):
        return None
    parts[1::2] = [part if part == mark else chr(point) for part, point in zip(parts[1::2], points, strict=True)]
    # Two halves of one character come as surrogates; UTF-16 puts them together.
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
