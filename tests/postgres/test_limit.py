"""A statement that takes too long is ended from outside, whatever it does against that."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import StatementFailed

STUBBORN = """
do $$ begin
  loop
    begin perform pg_sleep(60); exception when query_canceled then null; end;
  end loop;
end $$"""


def test_a_slow_statement_is_cancelled_and_its_session_lives(database: Database) -> None:
    with replace(database, limit=0.2).connect() as session:
        session.run("set statement_timeout = 0")
        begin = time.monotonic()
        with pytest.raises(StatementFailed) as caught:
            session.run("select pg_sleep(60)")

        assert time.monotonic() - begin < 5
        assert caught.value.error.sqlstate == "57014"
        assert caught.value.error.message == "the statement ran longer than 0.2 s and was cancelled"
        assert session.run("select 1").rows == (("1",),)


def test_a_statement_that_ignores_cancellation_loses_its_session(database: Database) -> None:
    with replace(database, limit=0.2).connect() as session, database.connect() as witness:
        with pytest.raises(StatementFailed, match=r"ran longer than 0\.2 s and ignored its cancellation"):
            session.run(STUBBORN)

        alive = witness.fetch("select count(*) from pg_stat_activity where pid = $1", [session.pid])
        assert alive == [(0,)]


def test_the_limit_holds_for_a_lock_that_never_comes(database: Database) -> None:
    with database.connect() as holder, replace(database, limit=0.2).connect() as waiter:
        holder.run("create table t ()")
        holder.run("begin")
        holder.run("lock table t")
        with pytest.raises(StatementFailed, match="was cancelled"):
            waiter.run("select * from t")


def test_a_quick_statement_is_not_disturbed(database: Database) -> None:
    with replace(database, limit=2).connect() as session:
        assert session.run("select pg_sleep(0.3)").tag == "SELECT 1"
