"""Expressions in things: by the grammar of expressions where that says them, else as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot.tokens import Token, TokenType

from ddlproof.model import expression as e
from ddlproof.model.thing import AS_WRITTEN, ROW_MARK
from ddlproof.sql.cursor import Cursor, cut_name, fold
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.things.fill import Refers

_ROWS = ("NEW", "OLD")


def bracketed(cursor: Cursor, name: str, refers: Refers) -> tuple[str, str]:
    """The attribute of that name that the expression in the brackets that come next is.

    Behind NEW and OLD a column is one of that row. What the grammar keeps as text, a query, the catalog prints in its
    own way.
    """
    inner = Cursor(cursor.source, tuple(_with_rows(cursor.inside())))
    expression = read_until_end(inner)
    inner.end()
    return (f"{name}{AS_WRITTEN}" if _holds_text(expression) else name), f"({refers(expression)})"


def _with_rows(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """The tokens, `new.a` as one name of which no column can be."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        behind = tokens[index + 1 : index + 3]
        row = token.token_type == TokenType.VAR and token.text.upper() in _ROWS and len(behind) == 2
        if row and behind[0].token_type == TokenType.DOT and behind[1].text != "*":
            column = behind[1]
            quoted = column.token_type == TokenType.IDENTIFIER
            bare = cut_name(column.text if quoted else fold(column.text))
            text = f"{token.text.lower()}{ROW_MARK}{bare}"
            yield Token(TokenType.IDENTIFIER, text, line=token.line, col=token.col, start=token.start, end=column.end)
            index += 3
        else:
            yield token
            index += 1


def _holds_text(node: e.Expression) -> bool:
    if isinstance(node, e.Opaque):
        return node.sql.lower() not in ("new.*", "old.*")
    return any(_holds_text(part) for part in e.children(node))
