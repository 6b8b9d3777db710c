"""Conditions evaluated by PostgreSQL over many rows at once: rows in a table without constraints, one SELECT."""

from __future__ import annotations

from collections.abc import Sequence

from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session

_NAME = "pg_temp.ddlproof_rows"
_NUMBER, _VERDICT = "ddlproof_number", "ddlproof_accepted"
_BATCH = 500


def load(session: Session, table: Table, rows: Sequence[tuple[Row, bool]]) -> None:
    """Put rows, each with whether the real table accepts it, into a temporary table with the columns of `table`.

    Raises:
        StatementFailed: a value is none of its column's type.
    """
    session.run("drop table if exists pg_temp.ddlproof_rows")
    session.run(f"create temp table ddlproof_rows (like {table.name} including defaults including generated)")
    for column in table.columns:
        if column.not_null or column.identity:
            session.run(f"alter table {_NAME} alter column {quote(column.name)} drop not null")
    session.run(f"alter table {_NAME} add column {_NUMBER} integer, add column {_VERDICT} boolean")
    written = [column.name for column in table.columns if column.generated is None]
    names = ", ".join([*(quote(name) for name in written), _NUMBER, _VERDICT])
    for start in range(0, len(rows), _BATCH):
        lines = [
            _values(row, written, start + i, accepted) for i, (row, accepted) in enumerate(rows[start : start + _BATCH])
        ]
        session.run(f"insert into {_NAME} ({names}) values {', '.join(lines)}")


def _values(row: Row, written: Sequence[str], number: int, accepted: bool) -> str:
    given = dict(row.values)
    values = [literal(given[name]) if name in given else "default" for name in written]
    return f"({', '.join([*values, str(number), str(accepted).lower()])})"


def accepting(session: Session, condition: str) -> list[bool]:
    """Whether a CHECK of the condition would accept each loaded row, in their order.

    Raises:
        StatementFailed: the condition is wrong, or fails on a row.
    """
    result = session.run(f"select ({condition}) is not false from {_NAME} order by {_NUMBER}")
    return [value == "t" for (value,) in result.rows]


def told_apart(session: Session, conditions: Sequence[str]) -> list[bool]:
    """Whether a CHECK of each condition would decide otherwise than the real table on some loaded row.

    Raises:
        StatementFailed: a condition is wrong, or fails on a row.
    """
    if not conditions:
        return []
    parts = [f"coalesce(bool_or((({condition}) is not false) <> {_VERDICT}), false)" for condition in conditions]
    result = session.run(f"select {', '.join(parts)} from {_NAME}")
    return [value == "t" for value in result.rows[0]]
