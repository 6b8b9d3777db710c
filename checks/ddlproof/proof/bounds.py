"""The rows that put the bounds of a partition to the test, at and next to each of them.

PostgreSQL documentation, section 5.12.2 "Declarative Partitioning". Rows go into the partition itself, which takes what
is within its bounds and rejects all else; a default partition what is within the bounds of no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from ddlproof.model.bounds import is_default, outside, own, partitions
from ddlproof.model.constraint import Check, Constraint
from ddlproof.model.expression import Expression, columns
from ddlproof.model.index import Key
from ddlproof.model.logic import accepts, compiled
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table
from ddlproof.proof.cases import Bench, Case, Made, Values
from ddlproof.rows.breaches import CHECK, Breach, with_defaults
from ddlproof.rows.representatives import representatives
from ddlproof.rows.searched import BOUNDS
from ddlproof.rows.values import UnknownType

MOST = 200
"""Combinations of values of a key that are tried."""
BESIDE = 20
"""Partitions beside a default one whose bounds are tried."""


def bounds_cases(bench: Bench, must: Values | None = None) -> Iterator[Case]:
    """A row for each value of the partition key that the bounds tell from others, NULL among them.

    Args:
        must: values that all rows have, and what they refer to.
    """
    asked = asked_of(bench)
    if asked is None:
        return
    family = family_of(bench)
    checks = {Check(bench.stated.name, one) for one in asked}
    kept = tuple(one for one in family.table.constraints if one not in checks)  # also the bounds of others around it
    free = detached(family, kept)
    tests = [compiled(one, scope_of(bench.table, bench.schema)) for one in asked]
    others = (outside_of(one, keys_above(bench)) for one in beside(bench)[0])
    near = [one for one in others if one is not None] or asked
    for given in _given({name: values_of(bench, name, near) for name in key_names(bench)}):
        kind = ", ".join(f"{name} = {value or 'NULL'}" for name, value in given.items())
        if (made := free.rows(1, given, must=must)) is not None:
            values = with_defaults(bench.table, made[-1])
            answers = [accepts(test(values)) for test in tests]
            within = False if False in answers else None if UNDECIDED in answers else True
            yield from placed(free, kind, made, within)


def placed(free: Bench, kind: str, made: Made, within: bool | None) -> Iterator[Case]:
    """The case of a row that is `within` the bounds or not, None if nobody knows; `free` is the table without them."""
    broken = free.broken(made[-1], made[:-1])
    if within is False and broken is not None:
        broken = (*broken, Breach(CHECK, free.stated.name))
    if free.clean(broken):
        yield Case(kind, made[-1], made[:-1], made[-1].sql, None if within is None else broken)


def asked_of(bench: Bench) -> tuple[Expression, ...] | None:
    """What the bounds under test ask of a row; None if that cannot be told."""
    asked = tuple(own(bench.schema, bench.table))
    known = tuple(one for one in asked if one is not None)
    return known if len(known) == len(asked) else None


def beside(bench: Bench) -> tuple[tuple[Table, ...], int]:
    """The other partitions beside a default one whose bounds are tried, and how many are not.

    Of very many that are the first and the last.
    """
    parent = bench.table.partition.parent if bench.table.partition is not None else None
    if parent is None or not is_default(bench.table):
        return (), 0
    every = tuple(one for one in partitions(bench.schema, parent) if not is_default(one))
    found = every if len(every) <= BESIDE else (*every[: BESIDE // 2], *every[-BESIDE // 2 :])
    return found, len(every) - len(found)


def outside_of(table: Table, keys: Sequence[Key]) -> Expression | None:
    """What is true of every row that is not within the bounds of a partition."""
    return outside(table.partition.bounds, keys) if table.partition is not None else None


def key_names(bench: Bench) -> tuple[str, ...]:
    """The columns that decide in which partition a row is."""
    return tuple(dict.fromkeys(name for key in keys_above(bench) for name in columns(key.expression)))


def keys_above(bench: Bench) -> tuple[Key, ...]:
    """The partition key of the parent."""
    parent = next(_above(bench, bench.table), None)
    return parent.partitioned.keys if parent is not None and parent.partitioned is not None else ()


def values_of(bench: Bench, name: str, asked: Sequence[Expression]) -> tuple[str | None, ...]:
    """The values of a column that conditions tell from others, NULL last; none where nothing is known of its type."""
    column = bench.table.column(name)
    try:
        found = representatives(column, bench.schema, asked, 1, bench.table) if column and column.written else ()
    except UnknownType:
        return ()
    return found if column is None or column.not_null or not found else (*found, None)


def _given(choices: dict[str, tuple[str | None, ...]]) -> Iterator[Values]:
    """All values together, or where those are too many, each alone."""
    choices = {name: values for name, values in choices.items() if values}
    if prod(len(values) for values in choices.values()) <= MOST:
        yield from (dict(zip(choices, held, strict=True)) for held in product(*choices.values()) if held)
    else:
        yield from ({name: value} for name, values in choices.items() for value in values)


def _above(bench: Bench, table: Table) -> Iterator[Table]:
    """The table that it is a partition of, and so on."""
    parent = bench.schema.table(table.partition.parent) if table.partition is not None else None
    if parent is not None:
        yield parent
        yield from _above(bench, parent)


def family_of(bench: Bench) -> Bench:
    """With what a partition has because its parents have it, which is said of them only."""
    mine = {one.name for one in bench.table.constraints}
    found = {one.name: one for above in _above(bench, bench.table) for one in above.constraints if one.name not in mine}
    more = (one for name, one in found.items() if not name.startswith(BOUNDS))
    return _altered(bench, replace(bench.table, constraints=(*bench.table.constraints, *more)))


def detached(family: Bench, constraints: tuple[Constraint, ...]) -> Bench:
    """The table as no partition, and with other constraints."""
    return _altered(family, replace(family.table, partition=None, constraints=constraints))


def _altered(bench: Bench, table: Table) -> Bench:
    tables = tuple(table if one.name == table.name else one for one in bench.schema.tables)
    return replace(bench, schema=replace(bench.schema, tables=tables), table=table)
