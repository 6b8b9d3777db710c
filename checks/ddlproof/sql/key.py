"""Keys: what indexes, exclusion constraints and partitioning are made of.

PostgreSQL documentation, CREATE INDEX; `index_elem` in src/backend/parser/gram.y.
"""

from __future__ import annotations

from ddlproof.model.expression import SPELT_BARE, Call, Column, Constant, Expression
from ddlproof.model.index import Key
from ddlproof.sql.call import at_call
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed, read_until_end
from ddlproof.sql.operand import read_operand
from ddlproof.sql.storage import read_parameters

_KEY_STOPS = (",", ")", "ASC", "DESC", "NULLS", "COLLATE", "WITH", "NULLS FIRST", "NULLS LAST")


def read_key(cursor: Cursor) -> Key:
    """One key of an index: a column, a function call or a bracketed expression, and what trails it."""
    expression = _key_expression(cursor)
    collation = cursor.qname("a collation").name if cursor.take("COLLATE") else ""
    match expression:
        case Call("collate", (inner, Constant("string", named))) if not collation:
            expression, collation = inner, named
    opclass = parameters = ""
    if not cursor.done and cursor.word() not in _KEY_STOPS:
        opclass = cursor.qname("an operator class").name
        if cursor.at("("):
            parameters = ", ".join(f"{name}={value}" for name, value in read_parameters(cursor))
    descending = cursor.take("DESC")
    cursor.take("ASC")
    nulls = cursor.take_one("NULLS FIRST", "NULLS LAST")
    return Key(expression, _ordering(descending, nulls), opclass, collation, parameters)


def _key_expression(cursor: Cursor) -> Expression:
    if cursor.at("("):
        return read_bracketed(cursor)
    # A function call needs no brackets around it, nor do CAST(…), COALESCE(…) and CURRENT_USER.
    if cursor.word().lower() in SPELT_BARE or at_call(cursor):
        return read_operand(cursor, read_until_end)
    return Column(cursor.qname("a column or an expression").name)


def _ordering(descending: bool, nulls: str | None) -> str:
    """Only what differs from the default: NULLS LAST ascending, NULLS FIRST descending."""
    words = ["desc"] if descending else []
    default = "NULLS FIRST" if descending else "NULLS LAST"
    if nulls is not None and nulls != default:
        words.append(nulls.lower())
    return " ".join(words)
