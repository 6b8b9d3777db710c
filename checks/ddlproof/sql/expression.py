"""Expressions in SQL text, by way of sqlglot's parser, to `Expression`."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.tokens import Token

from ddlproof.errors import SqlError
from ddlproof.model.expression import Expression
from ddlproof.source import Source, Span
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.tokens import dialect, tokenize
from ddlproof.sql.tree import convert


def parse(source: Source, tokens: tuple[Token, ...]) -> exp.Expr:
    """The sqlglot tree of an expression's tokens.

    Raises:
        SqlError: the tokens are no expression.
    """
    if not tokens:
        raise SqlError("expected an expression, found nothing", span=source.span(0, 0))
    try:
        found = dialect().parser().parse_into(exp.Condition, list(tokens), source.text)
    except ParseError as error:
        raise _unparsed(source, tokens, error) from error
    except RecursionError as error:
        raise SqlError(
            "the expression is nested too deeply to be read", span=source.span(tokens[0].start, tokens[-1].end + 1)
        ) from error
    if len(found) != 1 or not isinstance(found[0], exp.Expr):
        raise SqlError("expected one expression", span=source.span(tokens[0].start, tokens[-1].end + 1))
    return found[0]


def read_tokens(source: Source, tokens: tuple[Token, ...]) -> Expression:
    """The expression that these tokens write.

    Raises:
        SqlError: they write none.
    """
    return convert(parse(source, tokens))


def read_until(cursor: Cursor, *stops: str) -> Expression:
    """The expression up to the first of these words outside of brackets; its own first token never stops it."""
    start = cursor.index
    if cursor.done:
        raise cursor.error("an expression")
    if cursor.word() not in ("(", "["):
        cursor.index += 1
    cursor.skip_until(*stops)
    tokens = cursor.tokens[start : cursor.index]
    if not tokens:
        raise cursor.error("an expression")
    return read_tokens(cursor.source, tokens)


def read_bracketed(cursor: Cursor) -> Expression:
    """The expression in the brackets that come next."""
    here = cursor.here()
    tokens = cursor.inside()
    if not tokens:
        raise SqlError("expected an expression in the brackets, found nothing", span=here)
    return read_tokens(cursor.source, tokens)


def read_expression(text: str, name: str = "expression") -> Expression:
    """The expression in a text of its own: a contract's claim, or what the catalog prints.

    Raises:
        SqlError: the text is no expression; its place is within `Source(name, text)`.
    """
    # A column called `lock` or `comment` at the very start would be taken for a command.
    source = Source(name, f"({text})")
    return read_tokens(source, tuple(tokenize(source)))


def _unparsed(source: Source, tokens: tuple[Token, ...], error: ParseError) -> SqlError:
    """sqlglot's error in our words, at the token that it names (it gives the line and column of the token's end)."""
    first = error.errors[0] if error.errors else {}
    line, column = first.get("line"), first.get("col")
    culprit = next((t for t in tokens if (t.line, t.col) == (line, column)), None)
    span: Span = (
        source.span(culprit.start, culprit.end + 1) if culprit else source.span(tokens[0].start, tokens[-1].end + 1)
    )
    what = str(first.get("description") or "invalid expression").rstrip(".")
    if "Required keyword" in what:
        what = "an operand is missing"
    return SqlError(f"this expression cannot be read near `{span.text}`: {what[0].lower()}{what[1:]}", span=span)
