"""Writers: statements of the application that write, tried on a schema with rows, and undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from ddlproof.evidence import ServerError, WriterResult
from ddlproof.finding import Witness
from ddlproof.model.constraint import Check
from ddlproof.model.expression import columns as mentioned
from ddlproof.model.names import quote
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.postgres.session import Result, Session, StatementFailed
from ddlproof.rehearsal.parameters import Binder, Prepared, Spec, number, spelt

NOT_NULL_VIOLATION = "23502"
FOREIGN_KEY_VIOLATION = "23503"
INTEGRITY = "23"
RELAXED = 10
"""Constraints taken away, at most, to see the row that a writer tried to write."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A writer on one of the two schemas. `expected` None: the contract does not say."""

    name: str
    sql: str
    values: Mapping[str, Spec]
    schema: OneOf["before", "after"]
    expected: str


def write(session: Session, schema: Schema, read: Reading, attempt: Attempt) -> WriterResult:
    """Try a writer in a transaction that is rolled back.

    Raises:
        ContractError: its parameters and `with` do not fit.
    """
    prepared = number(attempt.sql)
    session.run("begin")
    try:
        try:
            values = Binder(session, schema, read).bind(prepared, attempt.values, f'writer "{attempt.name}"')
            session.run_with(prepared.sql, values)
            session.run("set constraints all immediate")
        except StatementFailed as failed:
            error = failed.error
        else:
            return WriterResult(attempt.name, attempt.schema, attempt.expected, "accepted")
    finally:
        session.run("rollback")
    row, why = None, ""
    if error.sqlstate.startswith(INTEGRITY):
        session.run("begin")
        try:
            row, why = _explain(session, schema, prepared, values, error, attempt)
        finally:
            session.run("rollback")
    return WriterResult(attempt.name, attempt.schema, attempt.expected, "rejected", error, row, why)


def _explain(
    session: Session,
    schema: Schema,
    prepared: Prepared,
    values: tuple[str | None, ...],
    error: ServerError,
    attempt: Attempt,
) -> tuple[Witness | None, str]:
    """The row that was to be written, seen by taking away the constraints in its way; and what is wrong in it."""
    table = schema.find_table(error.table)
    columns = _involved(table, error)
    result = _unhindered(session, schema, prepared, values, error)
    if table is None or result is None or not result.rows:
        return None, ""
    given = dict(zip(prepared.names, values, strict=True))
    sql = spelt(attempt.sql, given)
    row = dict(zip(result.columns, result.rows[0], strict=True))
    if not set(columns) <= row.keys():
        # A row of another table that refers to this one is in the way: of a DELETE, or an UPDATE of a key.
        return Witness("a row that it touches", result.columns, (result.rows[0],), sql=sql), ""
    shown = [name for name in result.columns if row[name] is not None or name in columns]
    witness = Witness(
        f"the row it tried to write into {table.name}",
        columns=tuple(shown),
        rows=(tuple(row[name] for name in shown),),
        marked=columns,
        sql=sql,
    )
    return witness, _why(table, error, row, given, attempt)


def _involved(table: Table | None, error: ServerError) -> tuple[str, ...]:
    """The columns of the constraint that rejected the row."""
    constraint = table.constraint(error.constraint) if table else None
    match constraint:
        case None:
            return (error.column,) if error.column else ()
        case Check(expression=expression):
            return mentioned(expression)
        case _:
            return constraint.columns


def _unhindered(
    session: Session, schema: Schema, prepared: Prepared, values: tuple[str | None, ...], error: ServerError
) -> Result | None:
    sql = prepared.sql
    if "returning" not in sql.lower():
        sql += " returning *"
    for _ in range(RELAXED):
        session.run("savepoint relaxed")
        if not _relax(session, schema, error):
            return None
        session.run("savepoint attempt")
        try:
            result = session.run_with(sql, values)
            session.run("set constraints all immediate")
        except StatementFailed as failed:
            session.run("rollback to savepoint attempt")
            if failed.error.sqlstate[:2] != INTEGRITY or failed.error == error:
                return None
            error = failed.error
        else:
            return result
    return None


def _relax(session: Session, schema: Schema, error: ServerError) -> bool:
    """Take away what a statement was rejected by; whether that could be done."""
    table = schema.find_table(error.table)
    if table is None:
        return False
    if error.sqlstate == NOT_NULL_VIOLATION:
        command = f"alter column {quote(error.column)} drop not null"
    elif error.constraint:
        command = f"drop constraint {quote(error.constraint)} cascade"
    else:
        return False
    try:
        session.run(f"alter table {table.name} {command}")
    except StatementFailed:
        session.run("rollback to savepoint relaxed")
        return False
    return True


def _why(
    table: Table, error: ServerError, row: Mapping[str, str | None], given: Mapping[str, str | None], attempt: Attempt
) -> str:
    """Of a foreign key that finds nothing: which parameter the value came from, and what it is a key of instead."""
    key = next((key for key in table.foreign_keys if key.name == error.constraint), None)
    if error.sqlstate != FOREIGN_KEY_VIOLATION or key is None:
        return ""
    return "; ".join(
        f"{column} is given :{name}, {_origin(attempt.values[name])}, and no row of {key.target} has that {there}"
        for column, there in zip(key.columns, key.target_columns, strict=True)
        for name in _sources(row[column], given)
    )


def _sources(value: str | None, given: Mapping[str, str | None]) -> Iterator[str]:
    return (name for name, bound in given.items() if bound is not None and bound == value)


def _origin(spec: Spec) -> str:
    if spec == "new":
        return "a new value"
    owner, _, column = str(spec).rpartition(".")
    return f"the {column} of a row of {owner}" if owner else "a literal"
