"""The schema before, tightened by what the schema after asks of the same columns.

Its rows are those that production holds when the change is sound: allowed before, and allowed after. That other rows
would make the migration fail is another question than whether it works.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.constraint import Constraint, ForeignKey, named_columns
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table


def compatible(before: Schema, after: Schema) -> Schema:
    """The tables of before, with NOT NULL and constraints of both schemas as far as their columns exist already."""
    return replace(before, tables=tuple(_table(before, table, after.table(table.name)) for table in before.tables))


def _table(before: Schema, old: Table, new: Table | None) -> Table:
    if new is None:
        return old
    wanted = {column.name for column in new.columns if column.not_null}
    kept = tuple(replace(column, not_null=column.not_null or column.name in wanted) for column in old.columns)
    own = {constraint.name for constraint in old.constraints}
    more = tuple(c for c in new.constraints if c.name not in own and _applies(before, old, c))
    return Table(old.name, kept, tuple(sorted((*old.constraints, *more), key=lambda constraint: constraint.name)))


def _applies(before: Schema, table: Table, constraint: Constraint) -> bool:
    """Whether the constraint speaks of nothing but columns and tables that exist before."""
    if any(table.column(name) is None for name in named_columns(constraint)):
        return False
    if not isinstance(constraint, ForeignKey):
        return True
    target = before.table(constraint.target)
    return target is not None and all(target.column(name) is not None for name in constraint.target_columns)
