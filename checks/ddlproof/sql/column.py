"""Column definitions, as CREATE TABLE and ALTER TABLE write them.

PostgreSQL documentation, CREATE TABLE: `column_constraint`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.constraint import Constraint, PrimaryKey, Unique
from ddlproof.model.table import Column
from ddlproof.model.types import SERIALS, Type
from ddlproof.sql.constraint import (
    COLUMN_WORDS,
    read_check,
    read_index_parameters,
    read_nulls_not_distinct,
    read_references,
    read_timing,
)
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed, read_default
from ddlproof.sql.types import read_type


@dataclass(slots=True)
class ColumnParts:
    """A column definition while it is read: the column itself and the constraints written beside it."""

    column: Column
    constraints: list[Constraint] = field(default_factory=list)
    serial: bool = False


def read_column(cursor: Cursor) -> ColumnParts:
    """`name type [column_constraint …]`."""
    name = cursor.name("a column name")
    written = read_type(cursor)
    serial = SERIALS.get(written.name.removeprefix('"".'))
    type_ = Type(serial, array=written.array) if serial else written
    parts = ColumnParts(Column(name, type_, not_null=bool(serial)), serial=bool(serial))
    while not cursor.done and not cursor.at(",") and not cursor.at(")"):
        _column_constraint(cursor, parts)
    return parts


def _column_constraint(cursor: Cursor, parts: ColumnParts) -> None:
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    column = parts.column
    if cursor.take("NOT", "NULL"):
        parts.column = replace(column, not_null=True)
        read_timing(cursor)
    elif cursor.take("NULL"):
        pass
    elif cursor.take("DEFAULT"):
        parts.column = replace(column, default=read_default(cursor))
    elif cursor.take("COLLATE"):
        parts.column = replace(column, collation=read_collation(cursor))
    elif cursor.take("GENERATED"):
        _generated(cursor, parts)
    elif cursor.at("STORAGE") or cursor.at("COMPRESSION"):
        cursor.pass_over("column storage is not modelled", *COLUMN_WORDS)
    else:
        found = _inline(cursor, named, column.name)
        parts.constraints.extend([found] if found is not None else ())


def read_collation(cursor: Cursor) -> str | None:
    """A collation's name; None for the default one."""
    name = cursor.qname("a collation").name
    return None if name == "default" else name


def _inline(cursor: Cursor, named: str, column: str) -> Constraint | None:
    """A constraint that a column definition carries, as the table constraint it is; None if it was passed over."""
    start = cursor.index
    if cursor.take("CHECK"):
        return read_check(cursor, named, start)
    if cursor.take("PRIMARY", "KEY"):
        include = read_index_parameters(cursor)
        timing = read_timing(cursor)
        return PrimaryKey(named, (column,), timing.deferrable, timing.deferred, include)
    if cursor.take("UNIQUE"):
        distinct = read_nulls_not_distinct(cursor)
        include = read_index_parameters(cursor)
        timing = read_timing(cursor)
        return Unique(named, (column,), distinct, include, timing.deferrable, timing.deferred)
    if cursor.at("REFERENCES"):
        return read_references(cursor, named, (column,), start)
    raise cursor.error("a column constraint, `,` or `)`")


def _generated(cursor: Cursor, parts: ColumnParts) -> None:
    if cursor.take("BY", "DEFAULT"):
        always = False
    else:
        cursor.expect("ALWAYS")
        always = True
    cursor.expect("AS")
    if cursor.take("IDENTITY"):
        if cursor.at("("):
            cursor.pass_over("options of an identity's sequence are not modelled", *COLUMN_WORDS)
        parts.column = replace(parts.column, identity="always" if always else "by default", not_null=True)
        return
    expression = read_bracketed(cursor)
    # Since PostgreSQL 18, a generated column that does not say which is virtual.
    virtual = cursor.take_one("STORED", "VIRTUAL") != "STORED"
    parts.column = replace(parts.column, generated=expression, virtual=virtual)
