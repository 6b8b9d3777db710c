"""A script's statements as tokens of sqlglot with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.source import Source, Span
from ddlproof.sql.escape import unescape
from ddlproof.sql.scan import Piece, scan
from ddlproof.sql.unicode import unescaped


@cache
def dialect() -> Dialect:
    """sqlglot's PostgreSQL dialect."""
    return Dialect.get_or_raise("postgres")


def trees_of(text: str) -> list[Any]:
    """sqlglot's trees of queries and commands.

    Behind GROUP BY it takes a column called `lock` for the clause that MySQL has: here that word is always a name.

    Raises:
        SqlglotError: it cannot read them.
    """
    if "lock" in text.lower():
        for token in reversed(dialect().tokenize(text)):
            if token.token_type == TokenType.LOCK:
                text = f'{text[: token.start]}"lock"{text[token.end + 1 :]}'
    return dialect().parse(text)


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a script, with its tokens when they are asked for."""

    piece: Piece

    @property
    def span(self) -> Span:
        return self.piece.span

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of a statement.

        Raises:
            Untokenized: the reason why sqlglot's tokens cannot hold it.
        """
        try:
            return tuple(tokens_of(self.span))
        except TokenError:
            raise Untokenized("its characters are not read") from None


class Untokenized(Exception):
    """A statement that cannot be cut into tokens. The text says why; `read` catches it."""


def cut(source: Source) -> Iterator[Cut]:
    """Everything that a script holds, in order; empty statements are left out.

    Raises:
        SqlError: a quote or comment that is never closed.
    """
    return (Cut(piece) for piece in scan(source))


def tokenize(source: Source) -> list[Token]:
    """The tokens of a text that is no script: a type, an expression, a definition.

    Raises:
        SqlError: a quote or comment that is never closed, or characters that sqlglot does not know.
    """
    span = source.span(0, len(source.text))
    for _ in scan(source):
        pass
    try:
        return tokens_of(span)
    except TokenError as error:
        raise SqlError("this text cannot be read", span=span) from error


def tokens_of(span: Span) -> list[Token]:
    """The tokens of a stretch of a script, with their places in it.

    Raises:
        TokenError: sqlglot does not know its characters.
    """
    # Behind the bracket no first word is taken for a command (LOCK, CALL, …) that swallows the rest.
    tokens = dialect().tokenize(f"({span.text}")[1:]
    shift = span.start - 1
    merged: list[Token] = []
    for token in tokens:
        token.start += shift
        token.end += shift
        if token.token_type in _STRINGS:
            token = _plain_string(span.source, token)
            if merged and _continues(span.source, merged[-1], token):
                token = _joined(merged.pop(), token)
        elif _in_number(merged, token):
            token = _number(span.source, merged.pop(), token)
        merged.append(token)
    return list(unescaped(span.source, merged)) if "u&" in span.text.lower() else merged


def inside_quotes(source: Source, token: Token) -> Span | None:
    """The place of a string within its quotes; None where it is not written as it is."""
    text = source.text[token.start : token.end + 1]
    quotes = text[: text.index("$", 1) + 1] if text.startswith("$") else "'"
    start, end = token.start + len(quotes), token.end + 1 - len(quotes)
    return source.span(start, end) if source.text[start:end] == token.text else None


_STRINGS = (TokenType.STRING, TokenType.BYTE_STRING, TokenType.HEREDOC_STRING)
_WITH_LINE_END = re.compile(r"\s*\n\s*\Z")


def _plain_string(source: Source, token: Token) -> Token:
    """A string in whatever quotes as one in plain quotes."""
    if token.token_type == TokenType.STRING:
        return token
    text = token.text
    if token.token_type == TokenType.BYTE_STRING:
        text = unescape(source.text[token.start : token.end + 1])
    return _string(token, text, token.start)


def _string(like: Token, text: str, start: int) -> Token:
    return Token(TokenType.STRING, text, line=like.line, col=like.col, start=start, end=like.end)


def _in_number(merged: list[Token], token: Token) -> bool:
    """Whether a token is the rest of a number behind `@`, where sqlglot looks for a parameter and cuts at the point."""
    if len(merged) < 2 or token.token_type not in (TokenType.DOT, TokenType.NUMBER):
        return False
    sign, last = merged[-2:]
    number = sign.token_type == TokenType.PARAMETER and sign.text == "@" and last.token_type == TokenType.NUMBER
    return number and token.start == last.end + 1


def _number(source: Source, first: Token, second: Token) -> Token:
    text = source.text[first.start : second.end + 1]
    return Token(TokenType.NUMBER, text, line=first.line, col=first.col, start=first.start, end=second.end)


def _continues(source: Source, last: Token, token: Token) -> bool:
    """Whether two strings are one: only a line end stands between them (documentation, section 4.1.2.1)."""
    between = source.text[last.end + 1 : token.start]
    return last.token_type == TokenType.STRING and _WITH_LINE_END.match(between) is not None


def _joined(first: Token, second: Token) -> Token:
    return _string(second, first.text + second.text, first.start)
