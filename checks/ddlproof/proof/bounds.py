"""The rows that put the bounds of a partition to the test, at and next to each of them, and the mutants of bounds.

PostgreSQL documentation, section 5.12.2 "Declarative Partitioning". Rows go into the partition itself, which takes what
is within its bounds and rejects all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from math import prod

from ddlproof.model.bounds import condition
from ddlproof.model.constraint import Check, Constraint
from ddlproof.model.expression import Constant, Expression, columns, render
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.proof.altered import moved
from ddlproof.proof.cases import Bench, Case, Values
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.stated import Bounds
from ddlproof.rows.representatives import moments, representatives
from ddlproof.rows.searched import BOUNDS
from ddlproof.rows.values import UnknownType

_VALUE = re.compile(r"'(?:[^']|'')*'|-?\d+(?:\.\d+)?")
_LIST = re.compile(r"for values in \((.*)\)\Z")
MOST = 200
"""Combinations of values of a key that are tried."""
_DATES = ("date", "timestamp without time zone", "timestamp with time zone")


def bounds_cases(bench: Bench, part: Bounds) -> Iterator[Case]:
    """A row for each value of the partition key that the bounds tell from others, NULL among them."""
    parent = bench.schema.table(part.parent)
    if parent is None or parent.partitioned is None:
        return
    within = condition(part.text, parent.partitioned.keys)
    if within is None:
        return
    family = _with_constraints_of(bench, _above(bench, bench.table))
    free = _altered(family, replace(family.table, partition=None, constraints=_but(family, within)))
    for given in _given({name: _values(bench, name, within) for name in columns(within)}):
        kind = ", ".join(f"{name} = {value or 'NULL'}" for name, value in given.items())
        yield from family.inserted(kind, free.rows(1, given))


def _values(bench: Bench, name: str, within: Expression) -> tuple[str | None, ...]:
    column = bench.table.column(name)
    try:
        found = representatives(column, bench.schema, [within], 1, bench.table) if column and column.written else ()
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


def _with_constraints_of(bench: Bench, above: Iterable[Table]) -> Bench:
    """What a partition has because its parent has it is said of the parent only."""
    own = {one.name for one in bench.table.constraints}
    found = {one.name: one for parent in above for one in parent.constraints if one.name not in own}
    more = (one for name, one in found.items() if not name.startswith(BOUNDS))
    return _altered(bench, replace(bench.table, constraints=(*bench.table.constraints, *more)))


def _but(bench: Bench, within: Expression) -> tuple[Constraint, ...]:
    """The constraints without the bounds under test; those of partitions above and below stay."""
    return tuple(one for one in bench.table.constraints if one != Check(bench.stated.name, within))


def _altered(bench: Bench, table: Table) -> Bench:
    tables = tuple(table if one.name == table.name else one for one in bench.schema.tables)
    return replace(bench, schema=replace(bench.schema, tables=tables), table=table)


def other_bounds(bench: Bench, part: Bounds) -> Iterator[Mutant]:
    """The partition detached, and attached within other bounds: each value moved, each of a list left out."""
    parent = bench.schema.table(part.parent)
    keys = parent.partitioned.keys if parent is not None and parent.partitioned is not None else ()
    types = [column.type for key in keys if (column := bench.table.column(render(key.expression)))]
    detach = f"alter table {part.parent} detach partition {bench.table.name}"
    yield Mutant("detached", sql=(detach,))
    for text in dict.fromkeys((*_shorter(part.text), *_moved(part.text, types))):
        attach = f"alter table {part.parent} attach partition {bench.table.name} {text}"
        yield Mutant(text, sql=(detach, attach), bounds=text)


def _shorter(text: str) -> Iterator[str]:
    """A list of values with one left out."""
    found = _LIST.match(text)
    values = _VALUE.findall(found[1]) if found else []
    for i in range(len(values)) if len(values) > 1 else ():
        yield f"for values in ({', '.join((*values[:i], *values[i + 1 :]))})"


def _moved(text: str, types: list[Type]) -> Iterator[str]:
    for found in _VALUE.finditer(text):
        for other in _near(found[0], types):
            yield text[: found.start()] + other + text[found.end() :]


def _near(written: str, types: list[Type]) -> Iterator[str]:
    """The neighbours of a value, of the type of one of the keys."""
    if not written.startswith("'"):
        yield from (render(one) for one in moved(Constant("number", written)))
        return
    text = written[1:-1].replace("''", "'")
    dated = [other for type_ in types if type_.name in _DATES for other in moments(type_, text)[1:]]
    found = [Constant("string", other) for other in dated] or moved(Constant("string", text))
    yield from (render(one) for one in found)
