"""The bounds of a partition as a condition, and whether CHECKs imply or exclude it. Not a rule.

PostgreSQL documentation, section 5.12.2.2 "Partition Maintenance": what is implied is not scanned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from ddlproof.model.expression import NULL, And, Binary, Column, Constant, Expression, In, Is, columns
from ddlproof.model.index import Key
from ddlproof.model.logic import compiled, scope_of
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.representatives import representatives
from ddlproof.rows.values import UnknownType

_RANGE = re.compile(r"for values from \((.*)\) to \((.*)\)\Z")
_LIST = re.compile(r"for values in \((.*)\)\Z")
_VALUE = re.compile(r"\s*('(?:[^']|'')*'|-?\d+(?:\.\d+)?|null|minvalue|maxvalue|true|false)\s*(?:,|\Z)", re.IGNORECASE)


def condition(bounds: str, keys: Sequence[Key]) -> Expression | None:
    """What is true of every row within the bounds of one plain column; None where it cannot be told."""
    if len(keys) != 1 or not isinstance(keys[0].expression, Column):
        return None
    column = keys[0].expression
    if match := _LIST.match(bounds):
        return _listed(column, _values(match[1]))
    if (match := _RANGE.match(bounds)) is None:
        return None
    low, high = _values(match[1]), _values(match[2])
    if low is None or high is None or len(low) != 1 or len(high) != 1:
        return None
    ends = [(">=", low[0]), ("<", high[0])]
    parts = [Binary(sign, column, end) for sign, end in ends if isinstance(end, Constant)]
    return And((Is(column, "null", negated=True), *parts))


def _listed(column: Column, values: list[Constant | str] | None) -> Expression | None:
    items = [value for value in values or () if isinstance(value, Constant)]
    if not items or len(items) != len(values or ()) or NULL in items:
        return None
    return And((Is(column, "null", negated=True), In(column, tuple(items))))


def _values(text: str) -> list[Constant | str] | None:
    """The values of a list: constants, or the words `minvalue` and `maxvalue`."""
    found: list[Constant | str] = []
    at = 0
    while at < len(text):
        match = _VALUE.match(text, at)
        if match is None:
            return None
        found.append(_value(match[1]))
        at = match.end()
    return found


def _value(written: str) -> Constant | str:
    word = written.lower()
    if word in ("minvalue", "maxvalue"):
        return word
    if word == "null":
        return NULL
    if word in ("true", "false"):
        return Constant("boolean", word)
    if written.startswith("'"):
        return Constant("string", written[1:-1].replace("''", "'"))
    return Constant("number", written)


def implied(table: Table, schema: Schema, bound: Expression) -> bool | None:
    """Whether the table's validated CHECKs leave only rows within the bound; None where that is not decided."""
    return _always(table, schema, bound, wanted=True)


def excluded(table: Table, schema: Schema, bound: Expression) -> bool | None:
    """Whether the table's validated CHECKs leave no row within the bound; None where that is not decided."""
    return _always(table, schema, bound, wanted=False)


def _always(table: Table, schema: Schema, bound: Expression, *, wanted: bool) -> bool | None:
    checks = [check.expression for check in table.checks if check.validated and check.enforced]
    names = _columns(table, [bound, *checks])
    scope = scope_of(table, schema)
    try:
        choices = [_choices(table, name, schema, [bound, *checks]) for name in names]
    except UnknownType:
        return None
    conditions, holds = [compiled(check, scope) for check in checks], compiled(bound, scope)
    for row in (dict(zip(names, values, strict=True)) for values in product(*choices)):
        truths = [condition(row) for condition in conditions]
        if any(truth is False for truth in truths):
            continue
        held = holds(row)
        if held is UNDECIDED or any(truth is UNDECIDED for truth in truths):
            return None
        if (held is True) is not wanted:
            return False
    return True


def _columns(table: Table, expressions: Sequence[Expression]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in expressions for name in columns(one) if table.column(name)))


def _choices(table: Table, name: str, schema: Schema, expressions: Sequence[Expression]) -> tuple[str | None, ...]:
    column = table.column(name)
    if column is None:
        return (None,)
    held = representatives(column, schema, expressions, 1)
    return held if column.not_null else (*held, None)
