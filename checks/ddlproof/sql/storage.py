"""Storage parameters and the like: `(fillfactor = 70, toast.autovacuum_enabled = off)`.

PostgreSQL documentation, CREATE TABLE, "Storage Parameters"; `reloptions` in src/backend/parser/gram.y.
"""

from __future__ import annotations

from sqlglot.tokens import TokenType

from ddlproof.model.attributes import Attributes
from ddlproof.sql.cursor import Cursor


def read_parameters(cursor: Cursor) -> Attributes:
    """`(name [= value], …)`, sorted by name, as the catalog keeps them; without a value it is `true`."""
    return tuple(sorted(cursor.listed(lambda: _parameter(cursor))))


def read_parameter_names(cursor: Cursor) -> tuple[str, ...]:
    """`(name, …)` of RESET."""
    return tuple(name for name, _ in cursor.listed(lambda: _parameter(cursor)))


def _parameter(cursor: Cursor) -> tuple[str, str]:
    name = cursor.label("a parameter")
    if cursor.take("."):
        name = f"{name}.{cursor.label('a parameter')}"
    return name, (read_value(cursor) if cursor.take("=") else "true")


def read_value(cursor: Cursor) -> str:
    """A number with or without sign, a word or a string, as text."""
    sign = cursor.take_one("-", "+") or ""
    token = cursor.token
    if token is not None and token.token_type == TokenType.NUMBER:
        cursor.index += 1
        return ("-" if sign == "-" else "") + token.text
    if sign:
        raise cursor.error("a number")
    if token is not None and token.token_type == TokenType.STRING:
        return cursor.string()
    parts = [cursor.label("a value")]
    while cursor.take("."):
        parts.append(cursor.label("a value"))
    return ".".join(parts)


def read_integer(cursor: Cursor) -> str:
    """A whole number with or without sign.

    Raises:
        SqlError: something else comes next.
    """
    sign = cursor.take_one("-", "+") or ""
    token = cursor.token
    if token is None or token.token_type != TokenType.NUMBER or not token.text.isdigit():
        raise cursor.error("a whole number")
    cursor.index += 1
    return str(int(("-" if sign == "-" else "") + token.text))
