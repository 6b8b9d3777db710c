"""Strings with C-style escapes: PostgreSQL documentation, section 4.1.2.2."""

from __future__ import annotations

import re
import sys

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)|''", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def unescape(literal: str) -> str:
    r"""The value of `E'…'`.

    Bytes written as `\xC3\xA9` or octal are put together as UTF-8, as PostgreSQL does in a database of that encoding.
    """
    inside = literal[2:-1]
    pieces: list[bytes] = []
    last = 0
    for match in _ESCAPE.finditer(inside):
        pieces.append(inside[last : match.start()].encode("utf-8", "surrogatepass"))
        pieces.append(_value(match[1]))
        last = match.end()
    pieces.append(inside[last:].encode("utf-8", "surrogatepass"))
    # Two \u halves of one character come as surrogates; UTF-16 puts them together.
    try:
        whole = b"".join(pieces).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # PostgreSQL refuses such a string
        whole = b"".join(pieces).decode("utf-8", "replace")
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _value(escape: str | None) -> bytes:
    if escape is None:
        return b"'"
    if escape[0] in "uU" and len(escape) > 1:
        point = int(escape[1:], 16)
        return chr(point if point <= sys.maxunicode else 0xFFFD).encode("utf-8", "surrogatepass")
    if escape[0] == "x" and len(escape) > 1:
        return bytes([int(escape[1:], 16)])
    if escape[0] in "01234567":
        return bytes([int(escape, 8) & 0xFF])
    return _LETTERS.get(escape, escape).encode("utf-8", "surrogatepass")
