"""Text to tokens with exact offsets, cut into statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.source import Source, Span


@cache
def dialect() -> Dialect:
    """sqlglot's PostgreSQL dialect."""
    return Dialect.get_or_raise("postgres")


@dataclass(frozen=True, slots=True)
class Cut:
    """One statement's tokens, the semicolon left out, and its place."""

    span: Span
    tokens: tuple[Token, ...]


def tokenize(source: Source) -> list[Token]:
    """All tokens of a text.

    Raises:
        SqlError: a string, quoted name or comment that never ends.
    """
    try:
        return list(dialect().tokenize(source.text))
    except TokenError as error:
        raise SqlError(
            "the text cannot be cut into tokens: a quote, dollar quote or comment is not closed",
            span=_open_quote(source),
            hint="Close it; everything after it was taken for its inside.",
        ) from error


def _open_quote(source: Source) -> Span:
    """The last place up to which the text can be cut: the quote that is not closed begins there."""
    low, high = 0, len(source.text)
    while low < high:
        middle = (low + high + 1) // 2
        if _cuts(source.text[:middle]):
            low = middle
        else:
            high = middle - 1
    return source.span(low, min(low + 1, len(source.text)))


def _cuts(text: str) -> bool:
    try:
        dialect().tokenize(text)
    except TokenError:
        return False
    return True


def cut(source: Source) -> Iterator[Cut]:
    """The statements of a script, in order; empty ones are left out."""
    tokens: list[Token] = []
    for token in tokenize(source):
        if token.token_type == TokenType.SEMICOLON:
            yield from _statement(source, tokens)
            tokens = []
        else:
            tokens.append(token)
    yield from _statement(source, tokens)


def _statement(source: Source, tokens: list[Token]) -> Iterator[Cut]:
    if tokens:
        yield Cut(source.span(tokens[0].start, tokens[-1].end + 1), tuple(_unswallow(source, tokens)))


def _unswallow(source: Source, tokens: list[Token]) -> list[Token]:
    """The tokens of a statement that sqlglot took for a word (LOCK, CALL, …) and one string, read again."""
    if len(tokens) != 2 or tokens[1].token_type != TokenType.STRING or _quoted(source, tokens):
        return tokens
    start, end = tokens[0].start, tokens[-1].end + 1
    # The blanks keep every offset and line, the bracket keeps the first word from being taken for a command again.
    blank = "".join(c if c == "\n" else " " for c in source.text[: start - 1]) + "(" if start else "("
    shift = 0 if start else 1
    again = dialect().tokenize(blank + source.text[start:end])[1:]
    return [_shifted(token, -shift) for token in again]


def _quoted(source: Source, tokens: list[Token]) -> bool:
    """Whether the second token really is a string literal, and nothing stands before it."""
    between = source.text[tokens[0].end + 1 : tokens[1].start]
    return not between.strip() and "'" in source.text[tokens[1].start : tokens[1].end + 1]


def _shifted(token: Token, by: int) -> Token:
    if not by:
        return token
    return Token(
        token.token_type, token.text, line=token.line, col=token.col, start=token.start + by, end=token.end + by
    )
