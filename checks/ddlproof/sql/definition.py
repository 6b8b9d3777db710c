"""Column definitions and table constraints, as CREATE TABLE and ALTER TABLE write them.

PostgreSQL documentation, CREATE TABLE: `column_constraint` and `table_constraint`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.table import Column
from ddlproof.model.types import SERIALS, Type
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed, read_until
from ddlproof.sql.types import read_type

# What ends the expression of a DEFAULT: the words that begin the next column constraint.
_COLUMN_WORDS = (
    *("CONSTRAINT", "NOT", "NULL", "CHECK", "UNIQUE", "PRIMARY", "PRIMARY KEY", "REFERENCES", "GENERATED"),
    *("DEFAULT", "COLLATE", "DEFERRABLE", "INITIALLY", "NOT NULL", ",", ")"),
)


@dataclass(slots=True)
class ColumnParts:
    """A column definition while it is read: the column itself and the constraints written beside it."""

    column: Column
    constraints: list[Constraint] = field(default_factory=list)
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """DEFERRABLE, INITIALLY DEFERRED, NOT VALID, NO INHERIT, NOT ENFORCED: what may trail a constraint."""

    deferrable: bool = False
    deferred: bool = False
    validated: bool = True
    no_inherit: bool = False


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
        parts.column = replace(column, default=read_until(cursor, *_COLUMN_WORDS))
    elif cursor.take("COLLATE"):
        collation = cursor.qname("a collation")
        parts.column = replace(column, collation=collation.name)
    elif cursor.take("GENERATED"):
        _generated(cursor, parts)
    elif cursor.at("STORAGE") or cursor.at("COMPRESSION"):
        cursor.pass_over("column storage is not modelled", *_COLUMN_WORDS)
    else:
        parts.constraints.append(_inline(cursor, named, column.name))


def _inline(cursor: Cursor, named: str, column: str) -> Constraint:
    """A constraint that a column definition carries, as the table constraint it is."""
    if cursor.take("CHECK"):
        expression = read_bracketed(cursor)
        timing = read_timing(cursor)
        return Check(named, expression, validated=timing.validated, no_inherit=timing.no_inherit)
    if cursor.take("PRIMARY", "KEY"):
        _index_parameters(cursor)
        timing = read_timing(cursor)
        return PrimaryKey(named, (column,), timing.deferrable, timing.deferred)
    if cursor.take("UNIQUE"):
        distinct = _nulls_not_distinct(cursor)
        include = _index_parameters(cursor)
        timing = read_timing(cursor)
        return Unique(named, (column,), distinct, include, timing.deferrable, timing.deferred)
    if cursor.at("REFERENCES"):
        return _references(cursor, named, (column,))
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
            cursor.pass_over("options of an identity's sequence are not modelled", *_COLUMN_WORDS)
        parts.column = replace(parts.column, identity="always" if always else "by default", not_null=True)
        return
    expression = read_bracketed(cursor)
    if not cursor.take("STORED"):
        cursor.pass_over("whether a generated column is virtual is not modelled", *_COLUMN_WORDS)
    parts.column = replace(parts.column, generated=expression)


def at_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint comes next, rather than a column."""
    bracket = cursor.word(1) == "("
    return (
        cursor.at("CONSTRAINT")
        or cursor.at("PRIMARY", "KEY")
        or cursor.at("FOREIGN", "KEY")
        or (cursor.at("CHECK") and bracket)
        or (cursor.at("UNIQUE") and (bracket or cursor.word(1) in ("NULLS", "USING")))
        or cursor.at("EXCLUDE")
    )


def read_constraint(cursor: Cursor) -> tuple[Constraint, str | None] | None:
    """A table constraint, and the index that it takes over by USING INDEX, if any; None if it was passed over."""
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    if cursor.take("CHECK"):
        expression = read_bracketed(cursor)
        timing = read_timing(cursor)
        return Check(named, expression, validated=timing.validated, no_inherit=timing.no_inherit), None
    if cursor.take("FOREIGN", "KEY"):
        return _references(cursor, named, cursor.names()), None
    if cursor.take("PRIMARY", "KEY"):
        return _key(cursor, named, primary=True)
    if cursor.take("UNIQUE"):
        return _key(cursor, named, primary=False)
    if cursor.at("EXCLUDE"):
        cursor.pass_over("exclusion constraints are not modelled", ",", ")")
        return None
    if cursor.at("NOT", "NULL"):
        cursor.pass_over("NOT NULL as a table constraint is not modelled", ",", ")")
        return None
    raise cursor.error("CHECK, FOREIGN KEY, PRIMARY KEY or UNIQUE")


def _key(cursor: Cursor, named: str, *, primary: bool) -> tuple[Constraint, str | None]:
    distinct = _nulls_not_distinct(cursor)
    using = None
    columns: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    if cursor.take("USING", "INDEX"):
        using = cursor.name("an index name")
    else:
        columns = cursor.names()
        include = _index_parameters(cursor)
    timing = read_timing(cursor)
    if primary:
        return PrimaryKey(named, columns, timing.deferrable, timing.deferred), using
    return Unique(named, columns, distinct, include, timing.deferrable, timing.deferred), using


def _nulls_not_distinct(cursor: Cursor) -> bool:
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.take("NULLS", "DISTINCT")
    return False


def _index_parameters(cursor: Cursor) -> tuple[str, ...]:
    """`[INCLUDE (…)] [WITH (…)] [USING INDEX TABLESPACE …]`; only INCLUDE is part of the model."""
    include = cursor.names() if cursor.take("INCLUDE") else ()
    if cursor.at("WITH") or cursor.at("USING", "INDEX", "TABLESPACE"):
        cursor.pass_over("storage parameters are not modelled", *_COLUMN_WORDS)
    return include


def _references(cursor: Cursor, named: str, columns: tuple[str, ...]) -> ForeignKey:
    cursor.expect("REFERENCES")
    target = cursor.qname("a table")
    target_columns = cursor.names() if cursor.at("(") else ()
    match = "simple"
    nothing: tuple[str, tuple[str, ...]] = ("no action", ())
    actions = {"DELETE": nothing, "UPDATE": nothing}
    while True:
        if cursor.take("MATCH"):
            match = (cursor.take_one("FULL", "SIMPLE", "PARTIAL") or "simple").lower()
        elif cursor.at("ON", "DELETE") or cursor.at("ON", "UPDATE"):
            cursor.expect("ON")
            event = cursor.take_one("DELETE", "UPDATE") or ""
            actions[event] = _action(cursor)
        else:
            break
    timing = read_timing(cursor)
    (on_delete, delete_columns), (on_update, _) = actions["DELETE"], actions["UPDATE"]
    return ForeignKey(
        named, columns, target, target_columns, on_delete, on_update, delete_columns, match,
        timing.deferrable, timing.deferred, timing.validated,
    )  # fmt: skip


def _action(cursor: Cursor) -> tuple[str, tuple[str, ...]]:
    action = cursor.take_one("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT")
    if action is None:
        raise cursor.error("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT")
    columns = cursor.names() if action.startswith("SET") and cursor.at("(") else ()
    return action.lower(), columns


def read_timing(cursor: Cursor) -> Timing:
    """Everything that may trail a constraint, in any order."""
    timing = Timing()
    while True:
        if cursor.take("NOT", "DEFERRABLE"):
            timing = replace(timing, deferrable=False)
        elif cursor.take("DEFERRABLE"):
            timing = replace(timing, deferrable=True)
        elif cursor.take("INITIALLY", "DEFERRED"):
            timing = replace(timing, deferrable=True, deferred=True)
        elif cursor.take("INITIALLY", "IMMEDIATE") or cursor.take("ENFORCED"):
            pass
        elif cursor.take("NOT", "VALID"):
            timing = replace(timing, validated=False)
        elif cursor.take("NO", "INHERIT"):
            timing = replace(timing, no_inherit=True)
        else:
            return timing
