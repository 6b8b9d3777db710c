"""The rows that a table should take because nothing forbids them: NULL where it may be, and values twice.

A constraint that somebody adds by mistake forbids one of them (the operators NNCA, UCColumnA and PKCColumnA of the
literature on schema mutation).
"""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.model.constraint import Unique
from ddlproof.model.expression import columns
from ddlproof.model.names import quote
from ddlproof.proof.alike import null_each, nullable, twice, twice_each, value_twice
from ddlproof.proof.cases import Bench, Case
from ddlproof.proof.mutants import Mutant
from ddlproof.rows.keys import key_of, keys_of


def free_cases(bench: Bench) -> Iterator[Case]:
    """A row, NULL in all columns at once, all values but the keys twice; where that is forbidden, column by column."""
    yield from bench.inserted("a row", bench.rows(1))
    yield from null_each(bench, [column.name for column in bench.table.columns if nullable(column)])
    keyed = {name for key in keys_of(bench.schema, bench.table) for name in key.columns}
    alone = {key.columns for key in keys_of(bench.schema, bench.table) if key.predicate is None}
    written = [column.name for column in bench.table.columns if column.written]
    plain = [name for name in written if name not in keyed]
    yield from twice_each(bench, plain)
    for name in written:
        if name in keyed and (name,) not in alone:
            yield from twice(bench, [name]) or _outside(bench, name)


def _outside(bench: Bench, name: str) -> Iterator[Case]:
    """Two rows that are alike in a column of partial keys, and that no such key is about."""
    keys = [key for key in keys_of(bench.schema, bench.table) if name in key.columns]
    predicates = [key.predicate for key in keys if key.predicate is not None]
    outside = bench
    for predicate in predicates:
        outside = outside.within(predicate, inside=False)
    found = [*twice(outside, [name])] if predicates else []
    yield from found
    for predicate in predicates if not found else ():
        if name in columns(predicate):
            cases = value_twice(bench, name, predicate, [name])
            yield from (case for case in cases if not case.breaches)


def demands(bench: Bench) -> Iterator[Mutant]:
    """The table with NOT NULL, or UNIQUE, on one column more."""
    alter = f"alter table {bench.table.name}"
    alone = {key.columns for key in keys_of(bench.schema, bench.table) if key.predicate is None}
    for column in bench.table.columns:
        name = quote(column.name)
        if nullable(column):
            sql = f"{alter} alter column {name} set not null"
            yield Mutant(f"{name}: set not null", sql=(sql,), not_null=column.name)
        if column.written and (column.name,) not in alone:
            key = key_of(Unique("", (column.name,)), bench.table)
            yield Mutant(f"unique ({name})", sql=(f"{alter} add unique ({name})",), key=key)
