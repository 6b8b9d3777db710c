"""Indexes and keys compared: what an index can serve, constraints' own indexes included. Not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddlproof.evidence import Ending, Moment
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.expression import Column, Expression
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.table import Table


@dataclass(frozen=True, slots=True)
class Access:
    """An index, or the one behind a constraint: `owner` is then that constraint."""

    name: str
    keys: tuple[Key, ...]
    unique: bool
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    nulls_not_distinct: bool = False
    owner: PrimaryKey | Unique | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns at its beginning, up to the first expression."""
        names: list[str] = []
        for key in self.keys:
            if not isinstance(key.expression, Column):
                break
            names.append(key.expression.name)
        return tuple(names)


def accesses(ending: Ending, table: Table) -> Iterator[Access]:
    """Every valid index of a table, those behind its constraints first."""
    return _accesses(table, ending.indexes.get(table.name, ()))


def _accesses(table: Table, indexes: tuple[Index, ...]) -> Iterator[Access]:
    for one in table.constraints:
        if isinstance(one, PrimaryKey | Unique):
            distinct = isinstance(one, Unique) and one.nulls_not_distinct
            keys = tuple(Key(Column(name)) for name in one.columns)
            yield Access(one.name, keys, True, include=one.include, nulls_not_distinct=distinct, owner=one)
    yield from (access(index) for index in indexes if index.valid)


def access(index: Index) -> Access:
    """An index that no constraint owns."""
    return Access(
        index.name.name, index.keys, index.unique, index.method, index.include, index.predicate,
        index.nulls_not_distinct,
    )  # fmt: skip


def alone(ending: Ending, table: QName) -> tuple[frozenset[str], ...]:
    """The sets of columns by which at most one row of a table is found."""
    found = ending.tables.get(table)
    return _alone(accesses(ending, found)) if found is not None else ()


def alone_now(moment: Moment, table: Table) -> tuple[frozenset[str], ...]:
    """As `alone`, at this moment."""
    return _alone(_accesses(table, moment.view.indexes_on(table.name)))


def _alone(listed: Iterable[Access]) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(one.columns)
        for one in listed
        if one.unique and one.predicate is None and len(one.columns) == len(one.keys)
    )
