"""The body of a routine as it is compared: what changes nothing of its meaning is left out."""

from __future__ import annotations

import re

from ddlproof.sql.letters import IN_WORD, LETTER, LETTER_OR_DIGIT

_LEXEME = re.compile(
    rf"""(?P<quoted>(?P<tag>\$(?:{LETTER}{LETTER_OR_DIGIT}*)?\$).*?(?P=tag)
        | [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*")
      | (?P<blank>(?:\s+|--[^\n]*|/\*.*?\*/)+)
      | (?P<word>{LETTER}{IN_WORD}*) | (?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)


def normal_body(text: str, language: str) -> str:
    """A body in SQL or PL/pgSQL without comments, with white space folded and words in lower case; another as it is."""
    if language not in ("sql", "plpgsql"):
        return text.rstrip()
    parts: list[str] = []
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup
        if kind == "blank":
            parts.append(" ")
        elif kind == "word":
            parts.append(match[0].lower() if match[0].isascii() else match[0])
        else:
            parts.append(match[0])
    return "".join(parts).strip()
