"""Column definitions, as CREATE TABLE and ALTER TABLE write them.

PostgreSQL documentation, CREATE TABLE: `column_constraint`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.attributes import Attributes, Changes, changed
from ddlproof.model.constraint import Constraint, PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.model.sequence import own_options
from ddlproof.model.table import NOT_INHERITED, Column, not_null_marks
from ddlproof.model.types import SERIALS, Type
from ddlproof.sql.constraint import (
    read_check,
    read_index_parameters,
    read_nulls_not_distinct,
    read_references,
    read_timing,
)
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed, read_default
from ddlproof.sql.sequence import Options, read_options
from ddlproof.sql.types import read_type


@dataclass(slots=True)
class ColumnParts:
    """A column definition while it is read: the column itself and the constraints written beside it.

    `said` are DEFAULT and the like, each of which can be said once.
    """

    column: Column
    constraints: list[Constraint] = field(default_factory=list)
    serial: bool = False
    sequence: QName | None = None
    said: list[str] = field(default_factory=list)

    def say(self, what: str, cursor: Cursor, start: int) -> None:
        """Note what was said, and if something was said before that cannot stand beside it."""
        other = next((one for one in self.said if one in _APART.get(what, ())), None)
        if other is not None:
            cursor.refuse(f"column {self.column.name} is said to be {what}, and {other} before", start)
        self.said.append(what)


_FILLED = ("serial", "DEFAULT", "GENERATED AS IDENTITY", "GENERATED from an expression")
_APART = {
    **dict.fromkeys(_FILLED, _FILLED), "COLLATE": ("COLLATE",), "NULL": ("NOT NULL", "serial", "GENERATED AS IDENTITY"),
    "NOT NULL": ("NULL",),
} | {"GENERATED AS IDENTITY": (*_FILLED, "NULL")}  # fmt: skip
"""What cannot stand beside what: `transformColumnDefinition` in src/backend/parser/parse_utilcmd.c."""


def read_column(cursor: Cursor) -> ColumnParts:
    """`name type [column_constraint …]`."""
    name = cursor.name("a column name")
    written = read_type(cursor)
    serial = SERIALS.get(written.name.removeprefix('"".'))
    type_ = Type(serial, array=written.array) if serial else written
    parts = ColumnParts(Column(name, type_, not_null=bool(serial)), serial=bool(serial))
    parts.said.extend(["serial"] if serial else ())
    while not cursor.done and not cursor.at(",") and not cursor.at(")"):
        _column_constraint(cursor, parts)
    return parts


def read_options_of_column(cursor: Cursor) -> ColumnParts:
    """`name [WITH OPTIONS] [column_constraint …]`, of a column that the parent gives its type: that is empty here."""
    name = cursor.name("a column name")
    cursor.take("WITH", "OPTIONS")
    parts = ColumnParts(Column(name, Type("")))
    while not cursor.done and not cursor.at(",") and not cursor.at(")"):
        _column_constraint(cursor, parts)
    return parts


def _column_constraint(cursor: Cursor, parts: ColumnParts) -> None:
    start = cursor.index
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    column = parts.column
    if cursor.take("NOT", "NULL"):
        _not_null(cursor, parts, named, start)
    elif cursor.take("NULL"):
        parts.say("NULL", cursor, start)
    elif cursor.take("DEFAULT"):
        parts.say("DEFAULT", cursor, start)
        parts.column = replace(column, default=read_default(cursor))
    elif cursor.take("COLLATE"):
        parts.say("COLLATE", cursor, start)
        parts.column = replace(column, collation=read_collation(cursor))
    elif cursor.take("GENERATED"):
        _generated(cursor, parts)
    elif cursor.take("STORAGE"):
        parts.column = with_attributes(column, {"storage": read_method(cursor, "a kind of storage")})
    elif cursor.take("COMPRESSION"):
        parts.column = with_attributes(column, {"compression": read_method(cursor, "a kind of compression")})
    else:
        parts.constraints.append(_inline(cursor, named, column.name))


def _not_null(cursor: Cursor, parts: ColumnParts, named: str, start: int) -> None:
    timing = read_timing(cursor)
    column = parts.column
    if "NOT NULL" in parts.said and timing.no_inherit != (NOT_INHERITED in column.attributes):
        cursor.refuse(f"column {column.name} is said to be NOT NULL twice, with NO INHERIT and without", start)
    parts.say("NOT NULL", cursor, start)
    marks = not_null_marks(inherited=not timing.no_inherit, validated=timing.validated)
    parts.column = with_attributes(replace(column, not_null=True, not_null_name=named), marks)


def with_attributes(column: Column, changes: Changes | dict[str, str | None]) -> Column:
    """The column with some attributes set."""
    return replace(column, attributes=changed(column.attributes, changes))


def read_method(cursor: Cursor, what: str) -> str | None:
    """A word that names a kind of storage or compression, lower case; None for DEFAULT."""
    return None if cursor.take("DEFAULT") else cursor.name(what).lower()


def read_collation(cursor: Cursor) -> str | None:
    """A collation's name; None for the default one."""
    name = cursor.qname("a collation").name
    return None if name == "default" else name


def _inline(cursor: Cursor, named: str, column: str) -> Constraint:
    """A constraint that a column definition carries, as the table constraint it is."""
    if cursor.take("CHECK"):
        return read_check(cursor, named)
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
        return read_references(cursor, named, (column,))
    raise cursor.error("a column constraint, `,` or `)`")


def _generated(cursor: Cursor, parts: ColumnParts) -> None:
    if cursor.take("BY", "DEFAULT"):
        always = False
    else:
        cursor.expect("ALWAYS")
        always = True
    cursor.expect("AS")
    if cursor.take("IDENTITY"):
        parts.say("GENERATED AS IDENTITY", cursor, cursor.index - 1)
        options = read_identity_options(cursor)
        column = replace(parts.column, identity="always" if always else "by default", not_null=True)
        parts.column = with_attributes(column, identity_attributes(own_options(options.values, column.type.name)))
        parts.sequence = options.name
        return
    parts.say("GENERATED from an expression", cursor, cursor.index - 1)
    expression = read_bracketed(cursor)
    # Since PostgreSQL 18, a generated column that does not say which is virtual.
    virtual = cursor.take_one("STORED", "VIRTUAL") != "STORED"
    parts.column = replace(parts.column, generated=expression, virtual=virtual)


def read_identity_options(cursor: Cursor) -> Options:
    """`(option …)` of an identity's sequence, if that comes next."""
    if not cursor.take("("):
        return Options()
    said = read_options(cursor)
    if not cursor.take(")"):
        raise cursor.error("an option of a sequence or `)`")
    return said


def identity_attributes(options: Attributes) -> Changes:
    """Options of an identity's sequence as attributes of its column."""
    return tuple((f"identity {name}", value) for name, value in options)
