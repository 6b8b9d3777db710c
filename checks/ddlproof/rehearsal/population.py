"""The rows that a rehearsal puts into the tables: what the schema before could hold, and what only the new one can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ddlproof.finding import Witness
from ddlproof.model.bounds import holds_none
from ddlproof.model.constraint import Check, named_columns
from ddlproof.model.expression import Binary, Cast, Constant, Expression
from ddlproof.model.expression import Column as Reference
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rows.arms import arms
from ddlproof.rows.base import closure, fill
from ddlproof.rows.values import NoRow

EACH = 3
"""Rows made of every table."""
LATER = 1000
"""Where the numbers of the new rows begin, so that they differ from the old ones."""


@dataclass(slots=True)
class Population:
    """Rows that went in, by table, and why some did not."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, table: QName) -> Row | None:
        """The first row of a table."""
        return next((row for row in self.rows if row.table == table), None)


def old_rows(schema: Schema, tables: Iterable[QName]) -> Population:
    """Some valid rows of each table, with their parents, in the order of insertion."""
    population = Population()
    for table in tables:
        if holds_none(schema, table):
            continue
        for n in range(1, EACH + 1):
            try:
                population.rows.extend(closure(schema, table, n))
            except NoRow as error:
                population.notes.append(f"no row of {table} could be made: {error.message}")
                break
    population.rows = list(dict.fromkeys(population.rows))
    return population


def new_rows(old: Schema, new: Schema, tables: Iterable[QName]) -> Population:
    """A valid row of every NULL pattern that each changed table of the new schema accepts, with its parents.

    Besides, for each column that is new or may be NULL only now, a row that makes use of it: with a value that is not
    its default, where one can be found. Of a table that stays as it is, rows that refer to those that do not.
    """
    population = Population()
    for table in tables:
        changed = old.table(table) != new.table(table)
        try:
            made = list(arms(new, table, LATER) if changed else _referring(old, new, table))
        except NoRow as error:
            population.notes.append(f"no new row of {table} could be made: {error.message}")
            continue
        made += _uses(old, new, table, [rows[-1] for rows in made])
        population.rows.extend(_slim(old, new, row) for rows in made for row in rows)
    population.rows = list(dict.fromkeys(population.rows))
    return population


def _referring(old: Schema, new: Schema, table: QName) -> Iterator[tuple[Row, ...]]:
    """A row, and one for each of its foreign keys to a table that changes.

    Raises:
        NoRow: the table accepts no row that could be found.
    """
    yield closure(new, table, LATER)
    found = new.table(table)
    for n, key in enumerate(found.foreign_keys if found else (), LATER + 1):
        if old.table(key.target) != new.table(key.target):
            try:
                yield fill(new, table, n, present=key.columns)
            except NoRow:
                continue  # its other constraints ask for NULL there


def _uses(old: Schema, new: Schema, table: QName, there: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows with NULL in a column that was NOT NULL, or a value in a column that was not there, unless one is there."""
    was, now = old.table(table), new.table(table)
    n = LATER + len(there)
    for column in now.columns if now else ():
        before = was.column(column.name) if was else None
        freed = before is not None and before.not_null and not column.not_null
        if not column.written or not (freed or before is None):
            continue
        schema = new if freed or now is None else _departing(new, now, column)
        if schema is new and any((row.get(column.name) is None) == freed for row in there):
            continue
        given: dict[str, str | None] = {column.name: None} if freed else {}
        try:
            yield fill(schema, table, n, given=given, present=() if freed else (column.name,))
        except NoRow:
            continue  # another constraint forbids it: no row can make use of it in that way alone
        n += 1


def _departing(schema: Schema, table: Table, column: Column) -> Schema:
    """The schema, with a CHECK that the column does not hold its default, where that is always the same value."""
    if column.default is None or not _settled(column.default):
        return schema
    check = Check("", Binary("<>", Reference(column.name), column.default))
    changed = replace(table, constraints=(*table.constraints, check))
    return replace(schema, tables=tuple(changed if one is table else one for one in schema.tables))


def _settled(default: Expression) -> bool:
    """Whether it is a literal, perhaps with a cast; NULL is what a column without a default has."""
    inner = default.operand if isinstance(default, Cast) else default
    return isinstance(inner, Constant) and inner.kind != "null"


def _slim(old: Schema, new: Schema, row: Row) -> Row:
    """The row without what it need not have: old optional columns of which no constraint speaks are left NULL."""
    was, now = old.table(row.table), new.table(row.table)
    if was is None or now is None:
        return row
    spoken = {name for constraint in now.constraints for name in named_columns(constraint)}
    optional = {c.name for c in was.columns if not c.not_null} & {c.name for c in now.columns if not c.not_null}
    optional -= spoken
    return replace(row, values=tuple(pair for pair in row.values if pair[0] not in optional))


def insert(session: Session, population: Population) -> Population:
    """Insert the rows one by one; those that PostgreSQL refuses are left out and noted."""
    accepted = Population(notes=list(population.notes))
    for row in population.rows:
        try:
            session.run(row.sql)
        except StatementFailed as failed:
            accepted.notes.append(f"a row of {row.table} was refused: {failed.error.message}")
        else:
            accepted.rows.append(row)
    return accepted


def newcomers(old: Schema, population: Population) -> Iterator[Witness]:
    """The rows that the old schema could not hold: those of a new table, with a new column, or with a new NULL."""
    for row in population.rows:
        strange = _strange(old, row)
        if strange:
            yield Witness(
                f"a row of {row.table}",
                columns=tuple(column for column, _ in row.values),
                rows=(tuple(value for _, value in row.values),),
                marked=strange,
                sql=row.sql,
            )


def _strange(old: Schema, row: Row) -> tuple[str, ...]:
    table = old.table(row.table)
    if table is None:
        return tuple(name for name, _ in row.values)
    columns = {column.name: column for column in table.columns}
    return tuple(
        name
        for name, value in row.values
        if (name in columns and columns[name].not_null and value is None) or (name not in columns and value is not None)
    )


def tables_of(schemas: Sequence[Schema], changed: Iterable[QName]) -> tuple[QName, ...]:
    """The changed tables and the tables on the other side of their foreign keys, in either direction."""
    found = dict.fromkeys(changed)
    wanted = set(found)
    for schema in schemas:
        for table in schema.tables:
            for key in table.foreign_keys:
                if table.name in wanted:
                    found.setdefault(key.target)
                elif key.target in wanted:
                    found.setdefault(table.name)
    return tuple(found)
