"""What SQL writes with words between operands: IS …, [NOT] LIKE, BETWEEN, IN, = ANY (…), AT TIME ZONE.

PostgreSQL documentation, sections 9.2 "Comparison", 9.7 "Pattern Matching", 9.25 "Row and Array Comparisons". Each
comes out as what PostgreSQL makes of it: BETWEEN is two comparisons, LIKE … ESCAPE a call of `like_escape`.
"""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model import expression as e
from ddlproof.sql import operator as o
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.opaque import opaque

Right = Callable[[int], e.Expression]
"""Reads an operand that binds at least as strongly as the number says."""


def read_is(cursor: Cursor, left: e.Expression, operator: str, right: Right, start: int) -> e.Expression:
    """What follows IS, stepped over already; `start` is the number of the left operand's first token."""
    if operator != "IS":
        return e.Is(left, "null", operator == "NOTNULL")
    negated = cursor.take("NOT")
    if cursor.take("NULL"):
        return e.Is(left, "null", negated)
    if cursor.take("TRUE"):
        return e.Is(left, "true", negated)
    if cursor.take("FALSE"):
        return e.Is(left, "false", negated)
    if cursor.take("UNKNOWN"):
        return e.Is(left, "unknown", negated)
    if cursor.take("DISTINCT", "FROM"):
        return e.Binary("is not distinct from" if negated else "is distinct from", left, right(o.IS + 1))
    form = cursor.take_one("NFC", "NFD", "NFKC", "NFKD")
    if cursor.take("NORMALIZED"):
        arguments = (left,) if form is None else (left, e.Constant("string", form))
        call = e.Call("is_normalized", arguments)
        return e.Not(call) if negated else call
    if form is None and cursor.word() in ("DOCUMENT", "JSON"):
        word = cursor.index
        cursor.index += 1
        cursor.take_one("VALUE", "SCALAR", "ARRAY", "OBJECT")
        if cursor.take_one("WITH", "WITHOUT"):
            cursor.expect("UNIQUE")
            cursor.take("KEYS")
        positive = opaque(cursor, start, without=word - 1 if negated else None)
        return e.Not(positive) if negated else positive
    raise cursor.error("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM")


def read_like(cursor: Cursor, left: e.Expression, operator: str, right: Right, start: int) -> e.Expression:
    """What follows LIKE, BETWEEN and IN, with or without NOT."""
    negated, name = operator.startswith("NOT "), operator.removeprefix("NOT ")
    if name == "IN":
        return _in(cursor, left, negated, right, start)
    if name == "BETWEEN":
        return _between(cursor, left, negated, right)
    if cursor.word() in ("ANY", "ALL", "SOME") and cursor.word(1) == "(":
        _quantifier(cursor)
        return opaque(cursor, start)
    pattern = right(o.LIKE + 1)
    escape = (right(o.LIKE + 1),) if cursor.take("ESCAPE") else ()
    if name == "SIMILAR TO":
        found: e.Expression = e.Binary("~", left, e.Call("similar_to_escape", (pattern, *escape)))
    else:
        found = e.Binary(name.lower(), left, e.Call("like_escape", (pattern, *escape)) if escape else pattern)
    return e.Not(found) if negated else found


def _in(cursor: Cursor, left: e.Expression, negated: bool, right: Right, start: int) -> e.Expression:
    if cursor.word(1) in ("SELECT", "VALUES", "WITH", "TABLE"):
        cursor.inside()
        return opaque(cursor, start)
    return e.In(left, cursor.listed(lambda: right(0)), negated)


def _between(cursor: Cursor, left: e.Expression, negated: bool, right: Right) -> e.Expression:
    symmetric = cursor.take("SYMMETRIC")
    cursor.take("ASYMMETRIC")
    low = right(o.LIKE + 1)
    cursor.expect("AND")
    high = right(o.LIKE + 1)
    ranges = [(low, high), (high, low)] if symmetric else [(low, high)]
    if negated:
        outside = [e.Or((e.Binary("<", left, a), e.Binary(">", left, b))) for a, b in ranges]
        return e.And(tuple(outside)) if symmetric else outside[0]
    inside = [e.And((e.Binary(">=", left, a), e.Binary("<=", left, b))) for a, b in ranges]
    return e.Or(tuple(inside)) if symmetric else inside[0]


def read_quantified(cursor: Cursor, left: e.Expression, operator: str, right: Right, start: int) -> e.Expression | None:
    """`operator ANY (…)` and the like, the operator stepped over already; None if no such word follows it."""
    if cursor.word() not in ("ANY", "ALL", "SOME") or cursor.word(1) != "(":
        return None
    if cursor.word(2) in ("SELECT", "VALUES", "WITH", "TABLE"):
        _quantifier(cursor)
        return opaque(cursor, start)
    word = "all" if cursor.take_one("ANY", "ALL", "SOME") == "ALL" else "any"
    cursor.expect("(")
    array = right(0)
    if not cursor.take(")"):
        raise cursor.error("an operator or `)`")
    listed = _items(array)
    if listed and (operator, word) in (("=", "any"), ("<>", "all")):
        return e.In(left, listed, negated=word == "all")
    return e.Binary(f"{operator} {word}", left, array)


def _quantifier(cursor: Cursor) -> None:
    cursor.take_one("ANY", "ALL", "SOME")
    cursor.inside()


def _items(array: e.Expression) -> tuple[e.Expression, ...]:
    """The items of a written array, each cast as the array is cast; none for another expression."""
    if isinstance(array, e.Cast) and array.type.array:
        return tuple(e.Cast(item, array.type.element) for item in _items(array.operand))
    return array.items if isinstance(array, e.Array) else ()


def read_at(cursor: Cursor, left: e.Expression, right: Right) -> e.Expression:
    """`AT TIME ZONE zone`, `AT LOCAL`: the function that they stand for."""
    if cursor.take("LOCAL"):
        return e.Call("timezone", (left,))
    cursor.expect("TIME", "ZONE")
    return e.Call("timezone", (right(o.AT + 1), left))
