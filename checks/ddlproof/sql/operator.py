"""Operators in a statement's tokens, cut as PostgreSQL cuts them, and how strongly they bind.

PostgreSQL documentation, sections 4.1.3 "Operators" and 4.1.6 "Operator Precedence".
"""

from __future__ import annotations

import re

from ddlproof.sql.cursor import Cursor

OR, AND, NOT, IS, COMPARISON, LIKE, OTHER, SUM, PRODUCT, POWER, AT, COLLATE, SIGN = range(1, 14)

_RUN = re.compile(r"[-+*/<>=~!@#%^&|`?]+")
_COMMENT = re.compile(r"--|/\*")
# Only beside one of these may an operator of several characters end in + or -.
_LOOSE = re.compile(r"[~!@#%^&|`?]")
_STRENGTH = (
    dict.fromkeys(("<", ">", "=", "<=", ">=", "<>"), COMPARISON)
    | dict.fromkeys(("+", "-"), SUM)
    | dict.fromkeys(("*", "/", "%"), PRODUCT)
    | {"^": POWER}
)


def peek_operator(cursor: Cursor) -> tuple[str, int] | None:
    """The operator that comes next and the number of the token behind it; `!=` is called `<>`. None if none does."""
    token = cursor.token
    if token is None:
        return None
    if cursor.at("OPERATOR", "("):
        return _named(cursor)
    run = _RUN.match(cursor.source.text, token.start)
    if run is None:
        return None
    text = _COMMENT.split(run[0])[0]
    while len(text) > 1 and text[-1] in "+-" and not _LOOSE.search(text):
        text = text[:-1]
    end = token.start + len(text)
    index = cursor.index
    while index < len(cursor.tokens) and cursor.tokens[index].end < end:
        index += 1
    whole = index > cursor.index and cursor.tokens[index - 1].end + 1 == end
    return ("<>" if text == "!=" else text, index) if whole and text != "=>" else None


def _named(cursor: Cursor) -> tuple[str, int] | None:
    """`OPERATOR(schema.+)`: the plain operator where the schema is `pg_catalog`."""
    start, index = cursor.index, cursor.index + 2
    cursor.index = index
    schema = cursor.label("a schema") if cursor.word(1) == "." else ""
    cursor.take(".")
    found = peek_operator(cursor)
    cursor.index = start
    if found is None or cursor.word(found[1] - start) != ")":
        return None
    plain = schema in ("", "pg_catalog")
    return found[0] if plain else f"operator({schema}.{found[0]})", found[1] + 1


def strength(operator: str) -> int:
    """How strongly an infix operator binds."""
    return _STRENGTH.get(operator, OTHER)
