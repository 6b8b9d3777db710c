"""Rows that are alike in some columns, or have NULL in them.

Whether two rows may be alike is what keys are about, and that they may be where no key forbids it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from ddlproof.model.expression import Expression
from ddlproof.model.table import Column
from ddlproof.proof.cases import Bench, Case, Made, linked
from ddlproof.rows.keys import keys_of
from ddlproof.rows.representatives import representatives
from ddlproof.rows.values import UnknownType

NUMBERS = (1, 3, 4, 500)
"""Of rows that are tried to share values with the second one, and its key with none."""
NEIGHBOURS = 6
"""Values of a column of a predicate that are tried, at most."""


def same(one: Made, other: Made, names: Iterable[str]) -> bool:
    """Whether two rows have the same values in some columns."""
    return all(one[-1].get(name) == other[-1].get(name) for name in names)


def like(bench: Bench, made: Made | None, other: Made, names: Iterable[str]) -> Made | None:
    """A row with some values of another one, and what their foreign keys need."""
    if made is None:
        return None
    changes = {name: other[-1].get(name) for name in linked(bench.table, names)}
    found = bench.changed(made, {**changes, **{name: other[-1].get(name) for name in names}})
    return None if found is None else (*bench.together(other[:-1], found[:-1]), found[-1])


def values_near(bench: Bench, name: str, conditions: Sequence[Expression]) -> tuple[str, ...]:
    """The values of a column that conditions tell apart; none where nothing is known of its type."""
    column = bench.table.column(name)
    try:
        return () if column is None else representatives(column, bench.schema, conditions, 1, bench.table)
    except UnknownType:
        return ()


def nullable(column: Column) -> bool:
    """Whether a row may have NULL there, as far as the column itself goes."""
    return not column.not_null and column.identity is None and column.generated is None


def null_each(bench: Bench, names: list[str]) -> Iterator[Case]:
    """NULL in all of the columns; where that is forbidden, in one each."""
    yield from _null(bench, names) or (case for name in names for case in _null(bench, [name]))


def _null(bench: Bench, names: list[str]) -> list[Case]:
    made = bench.rows(1, dict.fromkeys(names)) if names else None
    return list(bench.inserted(f"{', '.join(names)} NULL", made))


def twice(bench: Bench, names: list[str]) -> list[Case]:
    """Two rows that are alike in some columns."""
    present = linked(bench.table, names)
    there = bench.rows(2, present=present) if names else None
    if there is None:
        return []
    kind, held = f"{', '.join(names)} twice", {name: there[-1].get(name) for name in names}
    alike = like(bench, bench.rows(1, present=present), there, names)
    keyed = {one for key in keys_of(bench.schema, bench.table) if set(names) & set(key.columns) for one in key.columns}
    more = [present, [*present, *sorted(keyed - set(present))]]  # NULL in the rest of a key may be alike, too
    filled = (bench.rows(number, present=one, must=held) for one in more for number in NUMBERS)
    empty = (bench.rows(1, {one: None}, present, held) for one in sorted(keyed - set(present)))
    made = chain((alike,), filled, empty)
    return next((found for one in made if (found := list(bench.inserted(kind, one, there)))), [])


def twice_each(bench: Bench, names: list[str]) -> Iterator[Case]:
    """Two rows that are alike in all of the columns; where that is forbidden, in one each."""
    yield from twice(bench, names) or (case for name in names for case in twice(bench, [name]))


def value_twice(bench: Bench, name: str, predicate: Expression, names: Sequence[str]) -> Iterator[Case]:
    """Two rows that are alike in some columns, with each value of one of them next to those that a predicate names."""
    for value in values_near(bench, name, [predicate])[:NEIGHBOURS]:
        there = bench.rows(2, {name: value}, present=[one for one in names if one != name])
        if there is not None:
            again = like(bench, bench.rows(1, present=names), there, names)
            yield from bench.inserted(f"{name} = {value} twice", again, there)
