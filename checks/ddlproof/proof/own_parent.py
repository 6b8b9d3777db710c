"""A row that refers, by the key under test, to a row to which nothing else refers: what becomes of it is its doing.

Rows share the rows that they need, so that few are needed. The address of a customer is that of the store, too: then
it may be the key of the store that keeps it from being deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import columns
from ddlproof.model.row import Row
from ddlproof.proof.cases import Bench, Made, Values
from ddlproof.rows.base import fill
from ddlproof.rows.breaches import referred
from ddlproof.rows.values import NoRow

NUMBERS = (500, 4, 3, 2)
"""Of the rows referred to: one that no other row has; the small ones where a key has few values."""


def target_of(key: ForeignKey, made: Made) -> Row | None:
    """The row that the last row refers to."""
    mine = [made[-1].get(name) for name in key.columns]
    return next((row for row in made[:-1] if row.table == key.target and referred(key, row) == mine), None)


def keys_into(bench: Bench, target: Row, rows: Iterable[Row]) -> Iterator[tuple[Row, ForeignKey]]:
    """The rows that refer to a row, and by which key."""
    for row in rows:
        table = bench.schema.table(row.table)
        for key in table.foreign_keys if table else ():
            mine = [row.get(name) for name in key.columns]
            if key.enforced and key.target == target.table and None not in mine and referred(key, target) == mine:
                yield row, key


def alone(bench: Bench, key: ForeignKey, made: Made) -> bool:
    """Whether nothing but the last row, by this key, refers to the row that it refers to."""
    target = target_of(key, made)
    return target is not None and all(pair == (made[-1], key) for pair in keys_into(bench, target, made))


def with_own_parent(bench: Bench, key: ForeignKey, made: Made) -> Made | None:
    """The row as it is, if it is `alone`; else one with the same NULLs that is; None if none is found."""
    if alone(bench, key, made):
        return made
    nulls, present = _pattern(bench, key, made[-1])
    for number in NUMBERS:
        values = _key(bench, key, number)
        found = None if values is None else bench.rows(1, nulls, present, values)
        if found is not None and bench.broken(found[-1], found[:-1]) == () and alone(bench, key, found):
            return found
    return None


def _pattern(bench: Bench, key: ForeignKey, row: Row) -> tuple[Values, list[str]]:
    """The columns on which the state of a row depends: those that are NULL, and those that are not."""
    spoken = {name for check in bench.table.checks for name in columns(check.expression)}
    spoken |= {name for one in bench.table.foreign_keys for name in one.columns}
    here = [name for name, _ in row.values if name in spoken]
    nulls = {name: None for name in here if row.get(name) is None and name not in key.columns}
    return nulls, [name for name in here if row.get(name) is not None]


def _key(bench: Bench, key: ForeignKey, number: int) -> Values | None:
    """What the key holds if it refers to the row of that number."""
    try:
        target = fill(bench.schema, key.target, number, present=key.target_columns)[-1]
    except NoRow:
        return None
    return dict(zip(key.columns, referred(key, target), strict=True))
