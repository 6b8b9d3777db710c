"""Operands of expressions: constants, columns, calls, casts, brackets, CASE, and what trails them.

PostgreSQL documentation, chapter 4.2 "Value Expressions"; `c_expr` in src/backend/parser/gram.y.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.names import RESERVED
from ddlproof.model.types import Type
from ddlproof.sql.call import at_call, read_call
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.opaque import OPERAND, opaque
from ddlproof.sql.types import read_type

Inner = Callable[[Cursor], e.Expression]

_CONSTANTS = {"TRUE": e.TRUE, "FALSE": e.FALSE, "NULL": e.NULL}
# Functions without brackets, by the name they have here (documentation, sections 9.9.5 and 9.27).
_BARE = {name.upper(): name for name in e.SPELT_BARE} | {
    "CURRENT_TIMESTAMP": "now",
    "USER": "current_user",
    "CURRENT_ROLE": "current_user",
}
_RAW = (TokenType.BIT_STRING, TokenType.HEX_STRING, TokenType.NATIONAL_STRING)
_QUERY = ("SELECT", "VALUES", "WITH", "TABLE")


def read_operand(cursor: Cursor, inner: Inner) -> e.Expression:
    """The operand that comes next. `inner` reads what stands in brackets.

    Raises:
        SqlError: none comes.
    """
    start = cursor.index
    found = _operand(cursor, inner)
    while True:
        if cursor.take("::"):
            found = e.Cast(found, read_type(cursor))
        elif cursor.at("["):
            _skip_group(cursor)
            found = opaque(cursor, start, OPERAND)
        elif cursor.at(".") and not isinstance(found, e.Constant):
            cursor.take(".")
            if not cursor.take("*"):
                cursor.label("a field")
            found = opaque(cursor, start, OPERAND)
        else:
            return found


def _operand(cursor: Cursor, inner: Inner) -> e.Expression:
    token = cursor.token
    if token is None:
        raise cursor.error("an operand")
    if token.token_type == TokenType.STRING:
        cursor.index += 1
        return e.Constant("string", token.text)
    if token.token_type == TokenType.NUMBER:
        return e.Constant("number", _number(cursor, token))
    if cursor.at(".") and cursor.index + 1 < len(cursor.tokens) and _is_number(cursor.tokens[cursor.index + 1]):
        cursor.index += 1
        return e.Constant("number", "0." + _number(cursor, cursor.tokens[cursor.index]))
    if token.token_type in _RAW:
        return _raw(cursor)
    word = cursor.word()
    if word == "(":
        return _brackets(cursor, inner)
    if word in _CONSTANTS:
        cursor.index += 1
        return _CONSTANTS[word]
    if word == "CASE":
        return _case(cursor, inner)
    if word == "ARRAY" and cursor.word(1) in ("[", "("):
        return _array(cursor, inner)
    if word in ("EXISTS", "UNIQUE") and cursor.word(1) == "(":
        return _raw(cursor, group=True)
    if word in ("$", ":"):
        return _parameter(cursor)
    if word in _BARE and cursor.word(1) != "(":
        cursor.index += 1
        return e.Call(_BARE[word])
    if (typed := _typed_literal(cursor)) is not None:
        return typed
    if cursor.take("COLLATION", "FOR"):
        return e.Call("pg_collation_for", (_brackets(cursor, inner),))
    if at_call(cursor):
        return read_call(cursor, inner)
    return _column(cursor)


def _is_number(token: Token) -> bool:
    return token.token_type == TokenType.NUMBER


def _number(cursor: Cursor, token: Token) -> str:
    """The number in decimal digits. PostgreSQL 16 reads `1_000`, `0x1F`, `0o7` and `0b1` too (section 4.1.2.6)."""
    end = token.end + 1
    cursor.index += 1
    while (following := cursor.token) is not None and following.start == end and following.text.startswith("_"):
        end = following.end + 1
        cursor.index += 1
    written = cursor.source.text[token.start : end].replace("_", "").lower()
    try:
        return str(int(written, 0)) if written[:2] in ("0x", "0o", "0b") else written
    except ValueError:
        cursor.index -= 1
        raise cursor.error("a number") from None


def _raw(cursor: Cursor, *, group: bool = False) -> e.Expression:
    """`b'101'`, `EXISTS (…)`: kept as they are. `0x1F` is a number that comes in the shape of `x'1F'`."""
    start = cursor.index
    token = cursor.tokens[start]
    cursor.index += 1
    written = cursor.source.text[token.start : token.end + 1]
    if written[:1] == "0":
        return e.Constant("number", str(int(written, 0)))
    if token.token_type in (TokenType.BIT_STRING, TokenType.HEX_STRING):
        return _bits(cursor, token, written)
    if group:
        cursor.inside()
    return opaque(cursor, start, OPERAND)


def _bits(cursor: Cursor, token: Token, written: str) -> e.Cast:
    """`b'101'`, `x'1F'`: a string of bits."""
    digits = written[2:-1]
    base = 2 if written[:1] in "bB" else 16
    try:
        bits = "".join(f"{int(digit, base):0{4 if base == 16 else 1}b}" for digit in digits)
    except ValueError:
        raise SqlError(f"{written} is no string of bits", span=cursor.source.span(token.start, token.end + 1)) from None
    return e.Cast(e.Constant("string", bits), Type("bit"))


def _parameter(cursor: Cursor) -> e.Opaque:
    start = cursor.index
    cursor.index += 2
    return opaque(cursor, start, OPERAND)


def _brackets(cursor: Cursor, inner: Inner) -> e.Expression:
    start = cursor.index
    if cursor.word(1) in _QUERY or (cursor.word(1) == "(" and _holds_query(cursor)):
        cursor.inside()
        return opaque(cursor, start, OPERAND)
    cursor.take("(")
    items = [inner(cursor)]
    while cursor.take(","):
        items.append(inner(cursor))
    if not cursor.take(")"):
        raise cursor.error("an operator, `,` or `)`")
    return items[0] if len(items) == 1 else e.Call("row", tuple(items))


def _holds_query(cursor: Cursor) -> bool:
    """Whether behind the brackets that come next a query stands: `((select 1))`."""
    ahead = 0
    while cursor.word(ahead) == "(":
        ahead += 1
    return cursor.word(ahead) in _QUERY


def _case(cursor: Cursor, inner: Inner) -> e.Case:
    cursor.expect("CASE")
    subject = None if cursor.at("WHEN") else inner(cursor)
    branches: list[tuple[e.Expression, e.Expression]] = []
    while cursor.take("WHEN"):
        test = inner(cursor)
        cursor.expect("THEN")
        branches.append((test if subject is None else e.Binary("=", subject, test), inner(cursor)))
    if not branches:
        raise cursor.error("WHEN")
    default = inner(cursor) if cursor.take("ELSE") else None
    cursor.expect("END")
    return e.Case(tuple(branches), default)


def _array(cursor: Cursor, inner: Inner) -> e.Expression:
    start = cursor.index
    cursor.expect("ARRAY")
    if cursor.at("("):
        cursor.inside()
        return opaque(cursor, start, OPERAND)
    return _array_items(cursor, inner)


def _array_items(cursor: Cursor, inner: Inner) -> e.Array:
    """`[items]`; inside, ARRAY need not be said again."""
    cursor.expect("[")
    items: list[e.Expression] = []
    while not cursor.at("]"):
        items.append(_array_items(cursor, inner) if cursor.at("[") else inner(cursor))
        if not cursor.take(","):
            break
    cursor.expect("]")
    return e.Array(tuple(items))


def _skip_group(cursor: Cursor) -> None:
    """Over `[…]`, a subscript or a slice."""
    cursor.expect("[")
    cursor.skip_until("]")
    cursor.expect("]")


def _typed_literal(cursor: Cursor) -> e.Expression | None:
    """`date '2024-01-01'`, `interval '1' day`: a cast of a string. None where no type with a string comes next."""
    ahead = next((n for n in range(1, 9) if cursor.word(n) in ("", ",", "=")), 0)
    index = cursor.index + ahead
    if not ahead or index >= len(cursor.tokens) or cursor.tokens[index].token_type != TokenType.STRING:
        return None
    start = cursor.index
    try:
        type_ = read_type(cursor)
    except SqlError:
        cursor.index = start
        return None
    if cursor.token is None or cursor.token.token_type != TokenType.STRING:
        cursor.index = start
        return None
    text = cursor.string()
    if type_.name == "interval":
        type_ = _interval_fields(cursor, type_)
        unit = type_.name.removeprefix("interval ")
        if text.isdigit() and " to " not in unit and unit != "interval":
            text += f" {unit}"
    return e.Cast(e.Constant("string", text), type_)


def _interval_fields(cursor: Cursor, type_: Type) -> Type:
    """The fields of `interval '1' day to second`, which stand behind the string."""
    fields = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
    first = cursor.take_one(*fields)
    if first is None:
        return type_
    last = cursor.take_one(*fields) if cursor.take("TO") else None
    name = f"interval {first.lower()}" + (f" to {last.lower()}" if last else "")
    return Type(name, type_.modifiers)


def _column(cursor: Cursor) -> e.Expression:
    """A column, with or without its table; `t.*` is kept as it is."""
    start = cursor.index
    word = cursor.word()
    if word.lower() in RESERVED:
        raise cursor.error("an operand")
    name = cursor.name("an operand")
    while cursor.take("."):
        if cursor.take("*"):
            return opaque(cursor, start, OPERAND)
        name = cursor.label("a column")
    return e.Column(name)
