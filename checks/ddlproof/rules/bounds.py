"""Whether the CHECKs of a table imply or exclude the bounds of a partition. Not a rule.

PostgreSQL documentation, section 5.12.2.2 "Partition Maintenance": what is implied is not scanned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ddlproof.model.expression import Expression, columns
from ddlproof.model.logic import compiled
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table
from ddlproof.rows.representatives import representatives
from ddlproof.rows.values import UnknownType


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
