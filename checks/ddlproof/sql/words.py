"""A word in a text of SQL replaced by another."""

from __future__ import annotations

from sqlglot.tokens import Token, TokenType

from ddlproof.model.names import quote
from ddlproof.source import Source
from ddlproof.sql.cursor import fold
from ddlproof.sql.tokens import tokenize


def rename_word(text: str, column: str, to: str, qualifiers: tuple[str, ...] | None = None) -> str:
    """The text with the words replaced that can be the column: neither a function nor a qualifier.

    `qualifiers` are those that may stand in front of it with a dot; None: any.
    """
    tokens = tokenize(Source("expression", text))
    parts, end = [], 0
    for place, token in enumerate(tokens):
        following = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if _name(token) == column and following not in ("(", ".") and _allowed(tokens, place, qualifiers):
            parts += [text[end : token.start], quote(to)]
            end = token.end + 1
    return "".join(parts) + text[end:]


def _name(token: Token) -> str | None:
    if token.token_type == TokenType.IDENTIFIER:
        return token.text
    return None if token.token_type == TokenType.STRING else fold(token.text)


def _allowed(tokens: list[Token], place: int, qualifiers: tuple[str, ...] | None) -> bool:
    if qualifiers is None or place < 2 or tokens[place - 1].text != ".":
        return True
    return _name(tokens[place - 2]) in qualifiers
