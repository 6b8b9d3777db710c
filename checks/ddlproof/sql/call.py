"""Function calls, and the functions whose arguments SQL writes with words between them.

PostgreSQL documentation, section 4.2.6 "Function Calls"; `func_expr_common_subexpr` in src/backend/parser/gram.y says
which function each spelling stands for.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot.tokens import TokenType

from ddlproof.model import expression as e
from ddlproof.model.names import RESERVED, quote
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.opaque import OPERAND, opaque
from ddlproof.sql.types import read_type

Inner = Callable[[Cursor], e.Expression]

# Words that begin an argument, or stand in it, which no expression can: the call is kept as text.
_TRAILING = ("OVER", "FILTER", "WITHIN", "RESPECT", "IGNORE")


def at_call(cursor: Cursor) -> bool:
    """Whether a function's name and `(` come next."""
    ahead = 0
    while cursor.word(ahead + 1) == "." and cursor.word(ahead + 2) != "*":
        ahead += 2
    token_is_name = cursor.word(ahead) not in ("(", ")", ",") and cursor.index + ahead < len(cursor.tokens)
    return token_is_name and cursor.word(ahead + 1) == "("


def read_call(cursor: Cursor, inner: Inner) -> e.Expression:
    """The call that comes next.

    Raises:
        SqlError: its name cannot be one.
    """
    start = cursor.index
    special = SPECIAL.get(cursor.word())
    if special is not None and cursor.word(1) == "(":
        cursor.index += 1
        found = special(cursor, inner)
        if found is not None:
            return found
        cursor.index = start
    name = _name(cursor)
    found = _plain(cursor, name, inner)
    if found is None or cursor.word() in _TRAILING:
        cursor.index = start
        _name(cursor)
        cursor.inside()
        _trail(cursor)
        return opaque(cursor, start, OPERAND)
    return found


# Reserved words that name functions all the same (`type_func_name_keyword`, and those with a grammar of their own).
_FUNCTIONS = frozenset(
    """left right like ilike similar overlaps is isnull notnull natural inner outer full cross join freeze verbose
    authorization binary concurrently collation tablesample current_schema cast user current_timestamp current_time
    localtime localtimestamp any all some array""".split()
)


def _name(cursor: Cursor) -> str:
    """A function's name as SQL, without `pg_catalog`."""
    if cursor.word().lower() in RESERVED - _FUNCTIONS:
        raise cursor.error("an operand")
    parts = [cursor.label("a function")]
    while cursor.take("."):
        parts.append(cursor.label("a function"))
    if parts[0] == "pg_catalog":
        del parts[0]
    return ".".join(quote(part) for part in parts)


def _plain(cursor: Cursor, name: str, inner: Inner) -> e.Call | None:
    """`(argument, …)`; None where something else stands in the brackets."""
    cursor.expect("(")
    if cursor.take(")"):
        return e.Call(name)
    if cursor.word() in ("*", "DISTINCT", "ALL", "SELECT", "WITH", "VALUES"):
        return None
    arguments = _arguments(cursor, inner)
    if arguments is None or not cursor.take(")"):
        return None if _odd(cursor, name, arguments) else _broken(cursor)
    return e.Call(name, arguments)


def _arguments(cursor: Cursor, inner: Inner) -> tuple[e.Expression, ...] | None:
    arguments: list[e.Expression] = []
    while True:
        if _named(cursor):
            return None
        if cursor.take("VARIADIC"):
            # The catalog prints so what was written as arguments of their own.
            several = inner(cursor)
            return (*arguments, *several.items) if isinstance(several, e.Array) and several.items else None
        arguments.append(inner(cursor))
        if not cursor.take(","):
            return tuple(arguments)


def _named(cursor: Cursor) -> bool:
    """Whether `name =>` or `name :=` comes next."""
    return cursor.word(1) in ("=>", ":=")


# Functions with a grammar of their own for their arguments, of which only the plain form is read.
_OWN_GRAMMAR = ("xml", "json", "treat", "merge", "string_agg", "array_agg", "percentile", "mode", "rank")


def _odd(cursor: Cursor, name: str, arguments: tuple[e.Expression, ...] | None) -> bool:
    return arguments is None or cursor.at("ORDER") or name.startswith(_OWN_GRAMMAR)


def _broken(cursor: Cursor) -> e.Call | None:
    raise cursor.error("an operator, `,` or `)`")


def _trail(cursor: Cursor) -> None:
    """Over WITHIN GROUP (…), FILTER (…), OVER (…) or OVER name."""
    while cursor.word() in _TRAILING:
        over = cursor.at("OVER")
        cursor.index += 1
        cursor.take_one("GROUP", "NULLS")
        if cursor.at("("):
            cursor.inside()
        elif over:
            cursor.name("a window")


def _cast(cursor: Cursor, inner: Inner) -> e.Expression:
    cursor.expect("(")
    operand = inner(cursor)
    cursor.expect("AS")
    type_ = read_type(cursor)
    cursor.expect(")")
    return e.Cast(operand, type_)


def _extract(cursor: Cursor, inner: Inner) -> e.Expression:
    cursor.expect("(")
    quoted = cursor.token is not None and cursor.token.token_type == TokenType.STRING
    field = cursor.string() if quoted else cursor.name("a field")
    cursor.expect("FROM")
    operand = inner(cursor)
    cursor.expect(")")
    return e.Call("extract", (e.Constant("string", field.lower()), operand))


def _trim(cursor: Cursor, inner: Inner) -> e.Expression | None:
    cursor.expect("(")
    side = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(cursor.take_one("BOTH", "LEADING", "TRAILING") or "", "btrim")
    items = [] if cursor.at("FROM") else [inner(cursor)]
    if cursor.take("FROM"):
        items = [inner(cursor), *items]
    while cursor.take(","):
        items.append(inner(cursor))
    cursor.expect(")")
    return e.Call(side, tuple(items))


def _substring(cursor: Cursor, inner: Inner) -> e.Expression | None:
    cursor.expect("(")
    if cursor.at(")"):
        return None
    items = [inner(cursor)]
    one = e.Constant("number", "1")
    if cursor.take("SIMILAR"):
        items.append(inner(cursor))
        cursor.expect("ESCAPE")
        items.append(inner(cursor))
    elif cursor.take("FROM"):
        items.append(inner(cursor))
        items += [inner(cursor)] if cursor.take("FOR") else []
    elif cursor.take("FOR"):
        length = inner(cursor)
        items += [inner(cursor), length] if cursor.take("FROM") else [one, length]
    while cursor.take(","):
        items.append(inner(cursor))
    cursor.expect(")")
    return e.Call("substring", tuple(items))


def _position(cursor: Cursor, inner: Inner) -> e.Expression | None:
    """`position(part in whole)`; `inner` would take IN for itself, so the part is a whole operand before it."""
    start = cursor.index
    cursor.expect("(")
    end = _find(cursor, "IN")
    if end is None:
        cursor.index = start
        return None
    part = inner(Cursor(cursor.source, cursor.tokens[:end], cursor.index))
    cursor.index = end + 1
    whole = inner(cursor)
    cursor.expect(")")
    return e.Call("position", (whole, part))


def _find(cursor: Cursor, word: str) -> int | None:
    ahead = Cursor(cursor.source, cursor.tokens, cursor.index)
    ahead.skip_until(word)
    return ahead.index if ahead.at(word) else None


def _overlay(cursor: Cursor, inner: Inner) -> e.Expression | None:
    cursor.expect("(")
    items = [inner(cursor)]
    if cursor.take("PLACING"):
        items.append(inner(cursor))
        cursor.expect("FROM")
        items.append(inner(cursor))
        items += [inner(cursor)] if cursor.take("FOR") else []
    while cursor.take(","):
        items.append(inner(cursor))
    cursor.expect(")")
    return e.Call("overlay", tuple(items))


def _normalize(cursor: Cursor, inner: Inner) -> e.Expression:
    cursor.expect("(")
    items = [inner(cursor)]
    if cursor.take(","):
        form = cursor.take_one("NFC", "NFD", "NFKC", "NFKD")
        items.append(inner(cursor) if form is None else e.Constant("string", form))
    cursor.expect(")")
    return e.Call("normalize", tuple(items))


def _row(cursor: Cursor, inner: Inner) -> e.Expression | None:
    return _plain(cursor, "row", inner)


SPECIAL: dict[str, Callable[[Cursor, Inner], e.Expression | None]] = {
    "CAST": _cast,
    "EXTRACT": _extract,
    "TRIM": _trim,
    "SUBSTRING": _substring,
    "POSITION": _position,
    "OVERLAY": _overlay,
    "NORMALIZE": _normalize,
    "ROW": _row,
}
