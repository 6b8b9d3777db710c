"""Expressions in a statement's tokens to `Expression`: what stands between operands, by precedence climbing.

PostgreSQL documentation, section 4.2 "Value Expressions" and 4.1.6; `a_expr` and `b_expr` in
src/backend/parser/gram.y. The grammar is ours: of what sqlglot's trees print, `current_timestamp(3)` has lost its
precision, `@ a` its operator and `div(a, 2)` its type, each without a word.
"""

from __future__ import annotations

from ddlproof.model import expression as e
from ddlproof.source import Source
from ddlproof.sql import operator as o
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.opaque import opaque
from ddlproof.sql.operand import read_operand
from ddlproof.sql.predicate import read_at, read_is, read_like, read_quantified
from ddlproof.sql.tokens import tokenize

DEEPEST = 120
"""Levels of an expression above which it is kept as text: whoever walks a tree by recursion needs a limit."""


class _TooDeep(Exception):
    """An expression of more than `DEEPEST` levels."""


def read_until_end(cursor: Cursor) -> e.Expression:
    """The expression that comes next, as far as it goes; the cursor stops behind it.

    Raises:
        SqlError: none comes, or it breaks off.
    """
    return _read(cursor, default=False)


def read_default(cursor: Cursor) -> e.Expression:
    """The expression of a DEFAULT, which the words of a column definition end (`b_expr`).

    Raises:
        SqlError: none comes, or it breaks off.
    """
    return _read(cursor, default=True)


def read_bracketed(cursor: Cursor) -> e.Expression:
    """The expression in the brackets that come next."""
    cursor.expect("(")
    found = read_until_end(cursor)
    if not cursor.take(")"):
        raise cursor.error("an operator or `)`")
    return found


def read_expression(text: str, name: str = "expression") -> e.Expression:
    """The expression in a text of its own: a contract's claim, or what the catalog prints.

    Raises:
        SqlError: the text is no expression; its place is within `Source(name, text)`.
    """
    source = Source(name, text)
    cursor = Cursor(source, tuple(tokenize(source)))
    found = read_until_end(cursor)
    if not cursor.done:
        raise cursor.error("an operator or the end of the expression")
    return found


def _read(cursor: Cursor, *, default: bool) -> e.Expression:
    start = cursor.index
    try:
        found = _expression(cursor, o.IS if default else o.OR, 0, default)
        if _height(found) <= DEEPEST:
            return found
    except _TooDeep:
        cursor.index = start
        cursor.skip_until(",")
    return opaque(cursor, start)


def _height(node: e.Expression) -> int:
    """The levels of a tree, counted without recursion."""
    level, height = [node], 0
    while level:
        height += 1
        level = [child for parent in level for child in e.children(parent)]
    return height


def _expression(cursor: Cursor, weakest: int, depth: int, default: bool = False) -> e.Expression:
    """An expression of operators that bind at least as strongly as `weakest`."""
    if depth > DEEPEST:
        raise _TooDeep
    start = cursor.index
    left = _prefixed(cursor, depth, default)
    last = 0
    while (found := _infix(cursor, default)) is not None and found[0] >= weakest:
        binding, _, index = found
        # These do not chain: `a = b = c` is an error (section 4.1.6).
        if binding == last and binding in (o.COMPARISON, o.LIKE):
            raise cursor.error("AND, OR or the end of the expression")
        cursor.index, last = index, binding
        left = _applied(cursor, left, found, depth, start, default)
    return left


def _prefixed(cursor: Cursor, depth: int, default: bool) -> e.Expression:
    if not default and cursor.take("NOT"):
        return e.Not(_expression(cursor, o.NOT, depth + 1))
    found = o.peek_operator(cursor)
    if found is None:
        return read_operand(cursor, lambda inside: _expression(inside, o.OR, depth + 1))
    operator, index = found
    if o.strength(operator) in (o.COMPARISON, o.PRODUCT, o.POWER):
        raise cursor.error("an operand")
    cursor.index = index
    inner = _expression(cursor, o.SIGN if operator in ("+", "-") else o.OTHER + 1, depth + 1, default)
    return _negative(inner) if operator == "-" else e.Call(operator, (inner,))


def _negative(inner: e.Expression) -> e.Expression:
    if isinstance(inner, e.Constant) and inner.kind == "number" and not inner.text.startswith("-"):
        return e.Constant("number", "-" + inner.text)
    return e.Binary("-", e.Constant("number", "0"), inner)


# Words between operands, and how strongly they bind.
_WORDS = {
    "OR": o.OR,
    "AND": o.AND,
    "IS": o.IS,
    "ISNULL": o.IS,
    "NOTNULL": o.IS,
    "BETWEEN": o.LIKE,
    "IN": o.LIKE,
    "LIKE": o.LIKE,
    "ILIKE": o.LIKE,
    "SIMILAR TO": o.LIKE,
    "AT": o.AT,
    "COLLATE": o.COLLATE,
    "OVERLAPS": o.OTHER,
}


def _infix(cursor: Cursor, default: bool) -> tuple[int, str, int] | None:
    """What stands between two operands here: its strength, its name and the number of the token behind it."""
    found = o.peek_operator(cursor)
    if found is not None:
        return o.strength(found[0]), found[0], found[1]
    negated = cursor.word() == "NOT"
    word = cursor.word(negated)
    binding = _WORDS.get(word)
    if binding is None or (negated and binding != o.LIKE):
        return None
    # Of all these words a DEFAULT may hold IS DISTINCT FROM.
    if default and not (word == "IS" and "DISTINCT" in (cursor.word(1), cursor.word(2))):
        return None
    return binding, f"NOT {word}" if negated else word, cursor.index + 1 + negated


def _applied(
    cursor: Cursor, left: e.Expression, infix: tuple[int, str, int], depth: int, start: int, default: bool
) -> e.Expression:
    """What an infix operator, stepped over already, makes of the operand before it and what comes behind."""
    binding, operator, _ = infix

    def right(weakest: int) -> e.Expression:
        return _expression(cursor, weakest, depth + 1, default and weakest > 0)

    if operator in ("OR", "AND"):
        operands = [left, right(binding + 1)]
        while (following := _infix(cursor, default)) is not None and following[0] == binding:
            cursor.index = following[2]
            operands.append(right(binding + 1))
        return _logic(e.Or if operator == "OR" else e.And, operands)
    if binding == o.IS:
        return read_is(cursor, left, operator, right, start)
    if binding == o.LIKE:
        return read_like(cursor, left, operator, right, start)
    if operator == "AT":
        return read_at(cursor, left, right)
    if operator == "COLLATE":
        return e.Call("collate", (left, e.Constant("string", cursor.qname("a collation").name)))
    if operator == "OVERLAPS":
        return _overlaps(cursor, left, right(o.OTHER + 1))
    quantified = read_quantified(cursor, left, operator, right, start)
    return _binary(operator, left, right(binding + 1)) if quantified is None else quantified


def _logic(kind: type[e.Or] | type[e.And], operands: list[e.Expression]) -> e.Expression:
    flat: list[e.Expression] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return kind(tuple(flat))


def _overlaps(cursor: Cursor, left: e.Expression, right: e.Expression) -> e.Expression:
    if isinstance(left, e.Call) and isinstance(right, e.Call):
        return e.Call('"overlaps"', left.arguments + right.arguments)
    raise cursor.error("a row of two on each side of OVERLAPS")


_LIKE = {"~~": "like", "~~*": "ilike", "~": "~", "~*": "~*"}
_UNLIKE = {f"!{operator}": name for operator, name in _LIKE.items()}


def _binary(operator: str, left: e.Expression, right: e.Expression) -> e.Expression:
    if operator in _UNLIKE:
        return e.Not(e.Binary(_UNLIKE[operator], left, right))
    return e.Binary(_LIKE.get(operator, operator), left, right)
