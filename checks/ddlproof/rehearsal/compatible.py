"""The schema before, tightened by what the schema after asks of the same columns.

A text that becomes another type holds values of that type: else no row of a rehearsal would survive the cast.

Its rows are those that production holds when the change is sound: allowed before, and allowed after. That other rows
would make the migration fail is another question than whether it works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.model.bounds import is_default, partitions, within
from ddlproof.model.constraint import Check, Constraint, ForeignKey, named_columns
from ddlproof.model.expression import Expression, columns
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.rows.domains import chain, checks_of

_TEXTS = ("text", "character varying")


def compatible(before: Schema, after: Schema) -> Schema:
    """The tables of before, with NOT NULL and constraints of both schemas as far as their columns exist already."""
    known = {enum.name for enum in before.enums}
    enums = (*before.enums, *(enum for enum in after.enums if enum.name not in known))
    tables = tuple(_table(before, after, table, after.table(table.name)) for table in before.tables)
    return replace(before, tables=tables, enums=enums)


def parsed(old: Table, new: Table) -> dict[str, Type]:
    """The columns of text that become a type which their values are read as; no constraint speaks of them before."""
    spoken_of = {name for constraint in old.constraints for name in named_columns(constraint)}
    found: dict[str, Type] = {}
    for column in old.columns:
        now = new.column(column.name)
        text = column.type.name in _TEXTS and not column.type.modifiers and not column.type.array
        if now is None or not text or column.name in spoken_of or column.generated is not None:
            continue
        if now.type.array or now.type.name not in (*_TEXTS, "character", "bpchar", "name"):
            found[column.name] = now.type
    return found


def stricter(before: Schema, after: Schema, old: Table, new: Table) -> tuple[tuple[str, ...], tuple[Check, ...]]:
    """What domains and the bounds of partitions ask of old columns from now on: NOT NULL of some, and conditions."""
    never_null: list[str] = []
    checks: list[Check] = []
    for column in old.columns:
        now = new.column(column.name)
        had = tuple(chain(column.type, before))
        known = {check for domain in had for check in domain.checks}
        for domain in chain(now.type, after) if now is not None else ():
            if domain.not_null and not (column.not_null or any(one.not_null for one in had)):
                never_null.append(column.name)
            checks += (check for check in checks_of(column.name, domain, without=known))
    bounds = (Check(f"bounds of {new.name} after", one) for one in _bounds(before, after, old, new))
    checks += (check for check in bounds if all(old.column(name) is not None for name in columns(check.expression)))
    return tuple(never_null), tuple(checks)


def _bounds(before: Schema, after: Schema, old: Table, new: Table) -> Iterator[Expression]:
    """The bounds that are new, also those of new partitions, whose rows a default partition may hold now."""
    inside = set(within(before, old))
    yield from (one for one in within(after, new) if one not in inside)
    for below in partitions(before, old.name):
        now = after.table(below.name)
        if is_default(below) and now is not None:
            yield from _bounds(before, after, below, now)


def _table(before: Schema, after: Schema, old: Table, new: Table | None) -> Table:
    if new is None:
        return old
    never_null, checks = stricter(before, after, old, new)
    wanted = {column.name for column in new.columns if column.not_null} | set(never_null)
    types = parsed(old, new)
    kept = tuple(
        replace(
            column,
            not_null=column.not_null or column.name in wanted,
            type=types.get(column.name, column.type),
            collation=None if column.name in types else column.collation,
        )
        for column in old.columns
    )
    own = {constraint.name for constraint in old.constraints}
    more = tuple(c for c in new.constraints if c.name not in own and _applies(before, old, c))
    constraints = sorted((*old.constraints, *more, *checks), key=lambda constraint: constraint.name)
    return replace(old, columns=kept, constraints=tuple(constraints))


def _applies(before: Schema, table: Table, constraint: Constraint) -> bool:
    """Whether the constraint speaks of nothing but columns and tables that exist before."""
    if any(table.column(name) is None for name in named_columns(constraint)):
        return False
    if not isinstance(constraint, ForeignKey):
        return True
    target = before.table(constraint.target)
    return target is not None and all(target.column(name) is not None for name in constraint.target_columns)
