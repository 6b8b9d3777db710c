"""Pairs of a drop and an addition that look like one thing renamed: recognised by shape, which proves nothing.

Two schemas do not tell whether a name was changed or a thing dropped and another made; a migration does, and a server
on which it ran (`RENAME` keeps the object's oid and the column's attnum).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ddlproof.diff.normal import normal_column, normal_constraint, normal_index, types_of
from ddlproof.model.constraint import Constraint, kind_of
from ddlproof.model.expression import string
from ddlproof.model.index import Index
from ddlproof.model.names import QName, quote
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.table import Column, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rename:
    """What looks renamed: `old` and `new` are its names as they are printed; `table` where it is part of one.

    `of` and `to` are the names of the whole before and after, `part` and `part_to` those inside of it, not quoted.
    `loses` says that rows lose their values if it is a drop and an addition after all. `sql` would rename it.
    """

    kind: str
    old: str
    new: str
    sql: str
    of: QName
    to: QName
    part: str = ""
    part_to: str = ""
    table: QName | None = None
    loses: bool = False

    @property
    def question(self) -> str:
        """What to ask the author."""
        where = f" of table {self.table}" if self.table is not None else ""
        lost = ", and what it holds is lost" if self.loses else ""
        return (
            f"was {self.kind} {self.old}{where} renamed to {self.new}? The diff says that one is dropped{lost}; "
            f"if it is a rename, the migration says: {self.sql}"
        )


def renames(before: Schema, after: Schema) -> tuple[Rename, ...]:
    """Every pair that looks renamed. Where several have the same shape none does: it would be a guess."""
    return (*_tables(before, after), *_parts(before, after), *_indexes(before, after), *_enums(before, after))


def _pairs(old: Mapping[str, T], new: Mapping[str, T], shape: Callable[[T], Hashable]) -> Iterator[tuple[str, str]]:
    """Names that are gone with those that are new, where exactly one of each has a shape."""
    gone = _by_shape({name: value for name, value in old.items() if name not in new}, shape)
    fresh = _by_shape({name: value for name, value in new.items() if name not in old}, shape)
    for form, names in gone.items():
        if len(names) == 1 and len(fresh.get(form, ())) == 1:
            yield names[0], fresh[form][0]


def _by_shape(values: Mapping[str, T], shape: Callable[[T], Hashable]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for name, value in values.items():
        found.setdefault(shape(value), []).append(name)
    return found


def _tables(before: Schema, after: Schema) -> Iterator[Rename]:
    old, new = {str(t.name): t for t in before.tables}, {str(t.name): t for t in after.tables}
    for was, now in _pairs(old, new, _table_shape):
        one, other = old[was].name, new[now].name
        if one.schema == other.schema:
            how = f"RENAME TO {quote(other.name)}"
        elif one.name == other.name:
            how = f"SET SCHEMA {quote(other.schema)}"
        else:
            continue
        yield Rename("table", was, now, f"ALTER TABLE {was} {how};", one, other, loses=True)


def _table_shape(table: Table) -> Hashable:
    """The columns but for their defaults, which name the table where it has sequences of its own."""
    return tuple(sorted((c.name, c.type.text, c.not_null, c.identity or "") for c in table.columns)), table.partition


def _parts(before: Schema, after: Schema) -> Iterator[Rename]:
    """Columns and constraints of the tables that stay."""
    new = {table.name: table for table in after.tables}
    for was in before.tables:
        now = new.get(was.name)
        if now is not None and now != was:
            yield from _columns(was, now)
            yield from _constraints(was, now)


def _columns(was: Table, now: Table) -> Iterator[Rename]:
    old = {column.name: normal_column(column) for column in was.columns}
    new = {column.name: normal_column(column) for column in now.columns}
    for one, other in _pairs(old, new, _column_shape):
        sql = f"ALTER TABLE {now.name} RENAME COLUMN {quote(one)} TO {quote(other)};"
        yield Rename("column", quote(one), quote(other), sql, was.name, now.name, one, other, now.name, loses=True)


def _column_shape(column: Column) -> Hashable:
    return replace(column, name="", default=None)


def _constraints(was: Table, now: Table) -> Iterator[Rename]:
    old = {c.name: normal_constraint(c, types_of(was)) for c in was.constraints}
    new = {c.name: normal_constraint(c, types_of(now)) for c in now.constraints}
    for one, other in _pairs(old, new, _constraint_shape):
        sql = f"ALTER TABLE {now.name} RENAME CONSTRAINT {quote(one)} TO {quote(other)};"
        yield Rename(kind_of(old[one]), quote(one), quote(other), sql, was.name, now.name, one, other, now.name)


def _constraint_shape(constraint: Constraint) -> Hashable:
    return replace(constraint, name="")


def _indexes(before: Schema, after: Schema) -> Iterator[Rename]:
    old, new = (
        {str(i.name): normal_index(i, types_of(schema.table(i.table), schema)) for i in _only(schema, other)}
        for schema, other in ((before, after), (after, before))
    )
    for one, other in _pairs(old, new, lambda index: replace(index, name=QName("", ""))):
        sql = f"ALTER INDEX {one} RENAME TO {quote(new[other].name.name)};"
        yield Rename("index", one, other, sql, old[one].name, new[other].name)


def _only(schema: Schema, other: Schema) -> Iterable[Index]:
    """The indexes that the other schema has not."""
    there = {index.name for index in other.indexes}
    return (index for index in schema.indexes if index.name not in there)


def _enums(before: Schema, after: Schema) -> Iterator[Rename]:
    new = {enum.name: enum for enum in after.enums}
    for was in before.enums:
        now = new.get(was.name)
        if now is not None and now != was:
            yield from _labels(was, now)


def _labels(was: Enum, now: Enum) -> Iterator[Rename]:
    """One label at one place that is new, all others as they were."""
    if len(was.labels) != len(now.labels) or set(now.labels) - set(was.labels) == set():
        return
    differing = [(one, other) for one, other in zip(was.labels, now.labels, strict=True) if one != other]
    if len(differing) == 1:
        one, other = (string(label) for label in differing[0])
        sql = f"ALTER TYPE {was.name} RENAME VALUE {one} TO {other};"
        yield Rename("enum value", f"{was.name} {one}", other, sql, was.name, now.name, *differing[0], loses=True)
