"""The rows that a table should take because nothing forbids them: NULL where it may be, and values twice.

A constraint that somebody adds by mistake forbids one of them (the operators NNCA, UCColumnA and PKCColumnA of the
literature on schema mutation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.model.names import quote
from ddlproof.model.table import Column
from ddlproof.proof.cases import Bench, Case, linked
from ddlproof.proof.keyed import like
from ddlproof.proof.mutants import Mutant
from ddlproof.rows.keys import keys_of

NUMBERS = (1, 3, 4, 500)
"""Of rows that are tried to share values with the second one, and its key with none."""


def free_cases(bench: Bench) -> Iterator[Case]:
    """A row, NULL in all columns at once, all values but the keys twice; where that is forbidden, column by column."""
    yield from bench.inserted("a row", bench.rows(1))
    names = [column.name for column in bench.table.columns if _nullable(column)]
    yield from _null(bench, names) or (case for name in names for case in _null(bench, [name]))
    keyed = {name for key in keys_of(bench.schema, bench.table) for name in key.columns}
    alone = {key.columns for key in keys_of(bench.schema, bench.table) if key.predicate is None}
    written = [column.name for column in bench.table.columns if column.written]
    plain = [name for name in written if name not in keyed]
    yield from _twice(bench, plain) or (case for name in plain for case in _twice(bench, [name]))
    for name in written:
        if name in keyed and (name,) not in alone:
            yield from _twice(bench, [name])


def _nullable(column: Column) -> bool:
    return not column.not_null and column.identity is None and column.generated is None


def _null(bench: Bench, names: list[str]) -> list[Case]:
    made = bench.rows(1, dict.fromkeys(names)) if names else None
    return list(bench.inserted(f"{_listed(names)} NULL", made))


def _twice(bench: Bench, names: list[str]) -> list[Case]:
    """Two rows that are alike in some columns."""
    present = linked(bench.table, names)
    there = bench.rows(2, present=present) if names else None
    if there is None:
        return []
    kind, held = f"{_listed(names)} twice", {name: there[-1].get(name) for name in names}
    alike = like(bench, bench.rows(1, present=present), there, names)
    made = (alike, *(bench.rows(number, present=present, must=held) for number in NUMBERS))
    return next((found for one in made if (found := list(bench.inserted(kind, one, there)))), [])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def demands(bench: Bench) -> Iterator[Mutant]:
    """The table with NOT NULL, or UNIQUE, on one column more."""
    alter = f"alter table {bench.table.name}"
    alone = {key.columns for key in keys_of(bench.schema, bench.table) if key.predicate is None}
    for column in bench.table.columns:
        name = quote(column.name)
        if _nullable(column):
            sql = f"{alter} alter column {name} set not null"
            yield Mutant(f"{name}: set not null", sql=(sql,), not_null=column.name)
        if column.written and (column.name,) not in alone:
            yield Mutant(f"unique ({name})", sql=(f"{alter} add unique ({name})",), key=(column.name,))
