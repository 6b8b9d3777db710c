"""Text that others wrote, made harmless for a terminal: control characters and bidi controls become visible."""

from __future__ import annotations

import unicodedata


def safe(text: str) -> str:
    """The text with every character that does not print replaced by a visible sign; the result `.isprintable()`.

    C0 controls become their Unicode control pictures (`␛`, `␊`), other blanks a space, everything else `<U+202E>`.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(character) == "Zs":
        return " "
    return f"<U+{code:04X}>"


def cells(text: str) -> int:
    """How many cells of a terminal the printable text takes: 2 for wide East Asian characters, 0 for combining ones."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The printable text in at most `width` cells, with `…` where something is missing."""
    if cells(text) <= width:
        return text
    kept, room = [], max(width, 1) - 1
    for character in text:
        room -= _cells(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + "…"
