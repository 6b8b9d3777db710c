"""Conditions evaluated by PostgreSQL over many rows at once: rows in a table without constraints, one SELECT."""

from __future__ import annotations

from collections.abc import Sequence

from ddlproof.model.expression import Expression
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session
from ddlproof.proof.parts import parts_of

_NAME = "pg_temp.ddlproof_rows"
_NUMBER, _VERDICT = "ddlproof_number", "ddlproof_accepted"
_BATCH = 500
_WIDE = 500
"""Conditions of one query."""
_BITS = str.maketrans("tf", "10")


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


def told_apart(session: Session, original: Expression, altered: Sequence[Expression]) -> list[bool]:
    """Whether a CHECK of each altered condition would decide otherwise than the real table on some loaded row.

    The conditions that the original consists of are evaluated once for a row, also where an alteration would not come
    to them.

    Raises:
        StatementFailed: a condition is wrong, or fails on a row.
    """
    parts = parts_of(original)
    # OFFSET 0 keeps the planner from putting the parts back to where they are used.
    source = f"(select *, {parts.columns} from {_NAME} offset 0) rows" if parts.columns else _NAME
    found: list[bool] = []
    for start in range(0, len(altered), _WIDE):
        several = [f"({parts(one)}) is not false" for one in altered[start : start + _WIDE]]
        rows = session.run(f"select {_VERDICT}, array[{', '.join(several)}] from {source}").rows
        found += _differing(rows, len(several))
    return found


def _differing(rows: Sequence[tuple[str | None, ...]], number: int) -> list[bool]:
    """Which of a number of answers is on some row another one than the first, printed as `t`, `{t,f,…}`."""
    differ, full = 0, (1 << number) - 1
    for verdict, answers in rows:
        bits = int((answers or "")[1:-1].replace(",", "").translate(_BITS), 2)
        differ |= bits ^ full if verdict == "t" else bits
    return [differ >> place & 1 == 1 for place in range(number - 1, -1, -1)]
