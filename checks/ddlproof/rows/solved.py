"""The values of a column at which an expression of it has a value that conditions name: `a + 1` is 10 where a is 9.

PostgreSQL documentation, sections 9.3 "Mathematical Functions and Operators" and 9.9 "Date/Time Functions and
Operators".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ddlproof.model.expression import Binary, Call, Cast, Column, Constant, Expression, In, walk
from ddlproof.model.operators import COMPARISONS

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


def solved(column: str, conditions: Iterable[Expression]) -> Iterator[str]:
    """Values at which an expression of the column has the value that it is compared with, one less and one more."""
    for side, other in _compared(conditions):
        constant = constant_of(other)
        if isinstance(side, Column) or constant is None:
            continue
        match side:
            case Call("date_trunc", (_, Column(name))) | Call("date", (Column(name),)) if name == column:
                yield constant.text
        if _NUMBER.match(constant.text):
            wanted = Decimal(constant.text)
            found = (_source(side, column, wanted + step) for step in (0, -1, 1))
            yield from (text for text in found if text is not None)


def constant_of(node: Expression) -> Constant | None:
    """The constant that an expression is, casts aside."""
    while isinstance(node, Cast):
        node = node.operand
    return node if isinstance(node, Constant) else None


def _compared(conditions: Iterable[Expression]) -> Iterator[tuple[Expression, Expression]]:
    for node in (node for condition in conditions for node in walk(condition)):
        match node:
            case Binary(operator, left, right) if operator in COMPARISONS:
                yield from ((left, right), (right, left))
            case In(operand, items):
                yield from ((operand, item) for item in items)


def _source(node: Expression, column: str, wanted: Decimal) -> str | None:
    """A value of the column at which the expression has the wanted one; None if none is found."""
    match node:
        case Column(name):
            return format(wanted.normalize(), "f") if name == column else None
        case Cast(operand):
            return _source(operand, column, wanted)
        case Call("extract" | "date_part", (Constant("string", field), Column(name))) if name == column:
            return _moment(field, wanted)
        case Binary("+", operand, other) if (number := _number(other)) is not None:
            return _source(operand, column, wanted - number)
        case Binary("+", other, operand) if (number := _number(other)) is not None:
            return _source(operand, column, wanted - number)
        case Binary("-", operand, other) if (number := _number(other)) is not None:
            return _source(operand, column, wanted + number)
        case Binary("-", other, operand) if (number := _number(other)) is not None:
            return _source(operand, column, number - wanted)
        case Binary("*", operand, other) | Binary("*", other, operand) if number := _number(other):
            return _source(operand, column, wanted / number)
        case Binary("/", operand, other) if (number := _number(other)) is not None:
            return _source(operand, column, wanted * number)
        case Binary("%", operand, other) if _number(other) is not None:
            return _source(operand, column, wanted)
        case _:
            return None


def _number(node: Expression) -> Decimal | None:
    constant = constant_of(node)
    return Decimal(constant.text) if constant is not None and _NUMBER.match(constant.text) else None


def _moment(field: str, wanted: Decimal) -> str | None:
    """The first day of a year or of a month."""
    number = int(wanted)
    if field == "year" and 1 <= number <= 9999:
        return f"{number:04}-01-01"
    return f"2024-{number:02}-01" if field == "month" and 1 <= number <= 12 else None
