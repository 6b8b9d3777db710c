"""What PostgreSQL says to rows: each inserted for real, on its own, and taken back.

PostgreSQL documentation, section 41.6.8 "Trapping Errors": the block of a PL/pgSQL loop is a subtransaction, which is
many times cheaper than a savepoint and a round trip per row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ddlproof.evidence import ServerError
from ddlproof.model.row import Row
from ddlproof.postgres.session import Session, StatementFailed

# Raised to take an accepted row back; of a class that PostgreSQL leaves to users.
ACCEPTED = "DP000"
_BATCH = 2000

_JUDGE = f"""
create or replace function pg_temp.ddlproof_judge(statements pg_catalog.text[])
returns table (state pg_catalog.text, at_constraint pg_catalog.text, at_column pg_catalog.text, said pg_catalog.text)
language plpgsql as $judge$
declare
  statement pg_catalog.text;
begin
  foreach statement in array statements loop
    begin
      execute statement;
      set constraints all immediate;
      raise exception using errcode = '{ACCEPTED}';
    exception when others then
      get stacked diagnostics state = returned_sqlstate, at_constraint = constraint_name, at_column = column_name,
        said = message_text;
      return next;
    end;
  end loop;
end
$judge$
"""
_MISSING = "select pg_catalog.to_regprocedure('pg_temp.ddlproof_judge(pg_catalog.text[])') is null"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row: accepted, or the SQLSTATE and what it names."""

    accepted: bool
    sqlstate: str = ""
    constraint: str = ""
    column: str = ""
    message: str = ""

    @property
    def text(self) -> str:
        """`accepted`, or `rejected 23514 jobs_row_or_variant_check`."""
        if self.accepted:
            return "accepted"
        error = ServerError(self.sqlstate, self.message, constraint=self.constraint, column=self.column)
        return f"rejected {error.brief}"

    @property
    def broken(self) -> bool:
        """Whether a value was no value of its column's type, so that no constraint was asked.

        That is class 22; hstore and ltree call it a syntax error.
        """
        return self.sqlstate.startswith("22") or self.sqlstate == "42601"


def judge(session: Session, rows: Sequence[Row]) -> list[Verdict]:
    """What each row would meet, were it inserted alone into the tables as they are. Nothing is left behind.

    Deferred constraints are checked as if the transaction ended after the row.

    Raises:
        StatementFailed: the judging itself was refused.
    """
    return judge_statements(session, [row.sql for row in rows])


def judge_statements(session: Session, statements: Sequence[str]) -> list[Verdict]:
    """What becomes of each statement, run alone and taken back, as of `judge`.

    Raises:
        StatementFailed: the judging itself was refused.
    """
    if session.run(_MISSING).rows == (("t",),):
        install(session)
    verdicts: list[Verdict] = []
    for start in range(0, len(statements), _BATCH):
        batch = "{" + ",".join(quoted(statement) for statement in statements[start : start + _BATCH]) + "}"
        result = session.run_with("select * from pg_temp.ddlproof_judge($1)", [batch])
        verdicts += [_verdict(*(value or "" for value in found)) for found in result.rows]
    return verdicts


def install(session: Session) -> None:
    """Make the function, in this session, whatever the SQL under test has made of it.

    A transaction that is rolled back takes it along if it was made there.

    Raises:
        StatementFailed: the server does not let us.
    """
    session.run(_JUDGE)


def _verdict(state: str, constraint: str, column: str, said: str) -> Verdict:
    return Verdict(True) if state == ACCEPTED else Verdict(False, state, constraint, column, said)


def quoted(text: str) -> str:
    """An element of an array literal (section 8.15.6)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plant(session: Session, rows: Sequence[Row]) -> dict[Row, ServerError]:
    """Insert rows to stay, in this order, inside an open transaction. Returns those that the server refused.

    Raises:
        StatementFailed: no transaction is open.
    """
    session.run("set constraints all deferred")
    try:
        with savepoint(session):
            for row in rows:
                session.run(row.sql)
    except StatementFailed:
        return _one_by_one(session, rows)
    return {}


def _one_by_one(session: Session, rows: Sequence[Row]) -> dict[Row, ServerError]:
    """As `plant`; each row in a subtransaction of its own, which the server keeps a lock for."""
    refused: dict[Row, ServerError] = {}
    for row in rows:
        try:
            with savepoint(session):
                session.run(row.sql)
        except StatementFailed as failure:
            refused[row] = failure.error
    return refused


@contextmanager
def savepoint(session: Session, keep: bool = True) -> Iterator[None]:
    """A subtransaction: kept at the end if `keep`, undone if not, and undone when a statement in it fails.

    Raises:
        StatementFailed: what was raised inside.
    """
    session.run("savepoint ddlproof")
    try:
        yield
    except StatementFailed:
        session.run("rollback to savepoint ddlproof")
        session.run("release savepoint ddlproof")
        raise
    if not keep:
        session.run("rollback to savepoint ddlproof")
    session.run("release savepoint ddlproof")


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """A transaction that is rolled back whatever happens in it."""
    session.run("begin")
    try:
        yield
    finally:
        session.run("rollback")
