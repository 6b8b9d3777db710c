"""A session sends one statement and gives back what PostgreSQL printed."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.postgres.address import Address
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed


@pytest.fixture
def session(server: Server) -> Iterator[Session]:
    database = server.create("session")
    with database.connect() as session:
        yield session
    server.drop(database)


def refusal(session: Session, sql: str) -> StatementFailed:
    with pytest.raises(StatementFailed) as caught:
        session.run(sql)
    return caught.value


def test_values_are_what_postgres_prints(session: Session) -> None:
    result = session.run("select 1.50 as n, null::text as nothing, true as t, array['a', null] as a, '50%' as percent")

    assert result.columns == ("n", "nothing", "t", "a", "percent")
    assert result.rows == (("1.50", None, "t", "{a,NULL}", "50%"),)
    assert result.tag == "SELECT 1"


def test_a_refusal_names_constraint_table_and_column(session: Session) -> None:
    session.run("create table parent (id int primary key)")
    session.run("create table child (id int not null, parent int constraint to_parent references parent)")

    foreign = refusal(session, "insert into child values (1, 7)").error
    assert (foreign.sqlstate, foreign.constraint, foreign.table) == ("23503", "to_parent", "child")
    assert foreign.detail == 'Key (parent)=(7) is not present in table "parent".'
    null = refusal(session, "insert into child values (null, null)").error
    assert (null.sqlstate, null.column, null.brief) == ("23502", "id", "23502 id")


def test_the_position_counts_characters_from_the_start(session: Session) -> None:
    sql = "select 'ä€𝄞' , nonesuch"

    error = refusal(session, sql).error

    assert error.position is not None
    assert sql[error.position :] == "nonesuch"


def test_two_statements_are_refused_and_neither_runs(session: Session) -> None:
    assert refusal(session, "create table one (); create table two ()").error.sqlstate == "42601"
    assert session.fetch("select relname from pg_class where relname in ('one', 'two')") == []


def test_status_follows_the_transaction(session: Session) -> None:
    assert session.status == "idle"
    session.run("begin")
    assert session.status == "transaction"
    refusal(session, "select 1/0")
    assert session.status == "failed"
    session.run("rollback")
    assert session.status == "idle"


def test_notices_belong_to_their_statement(session: Session) -> None:
    noisy = session.run("do $$ begin raise notice 'one'; raise warning 'two'; end $$")

    assert noisy.notices == ("NOTICE: one", "WARNING: two")
    assert session.run("select 1").notices == ()


def test_parameter_types_are_inferred(session: Session) -> None:
    session.run("create type mood as enum ('sad')")
    session.run("create table t (id uuid, n numeric(10, 2), feeling mood, tags text[])")

    types = session.parameter_types("insert into t values ($1, $2, $3, $4)")

    assert types == ("uuid", "numeric", "public.mood", "text[]")
    assert session.parameter_types("select 1") == ()
    with pytest.raises(StatementFailed, match="nonesuch"):
        session.parameter_types("insert into nonesuch values ($1)")


def test_values_go_as_text_of_the_type_that_is_needed(session: Session) -> None:
    session.run("create table t (n int, d date, j jsonb)")

    inserted = session.run_with("insert into t values ($1, $2, $3) returning *", ["7", "2024-02-29", None])

    assert inserted.rows == (("7", "2024-02-29", None),)


def test_copy_takes_the_lines_of_a_dump(session: Session) -> None:
    session.run("create table t (id int, note text)")

    copied = session.copy_in("copy t from stdin", ["1\tone\n", "2\t\\N\n", "3\tthree"])

    assert copied.tag == "COPY 3"
    assert session.run("select note from t order by id").rows == (("one",), (None,), ("three",))
    with pytest.raises(StatementFailed, match="invalid input syntax"):
        session.copy_in("copy t from stdin", ["x\ty"])
    assert session.run("select count(*) from t").rows == (("3",),)


def test_copy_of_more_than_the_buffers_hold(session: Session) -> None:
    session.run("create table t (id int, note text)")

    session.copy_in("copy t from stdin", (f"{number}\t{'x' * 1000}" for number in range(20_000)))

    assert session.fetch("select count(*), sum(length(note)) from public.t") == [(20_000, 20_000_000)]


def test_copy_without_data_is_refused_and_the_session_lives(session: Session) -> None:
    session.run("create table t (id int)")

    assert "needs its data" in refusal(session, "copy t from stdin").error.message
    assert session.run("copy (select generate_series(1, 100000)) to stdout").tag == "COPY 100000"
    assert session.run("select 1").rows == (("1",),)


def test_fetch_gives_python_values(session: Session) -> None:
    rows = session.fetch("select $1::int + 1, $2::text, $3::text[], null", [41, "it's", ["a", "b"]])

    assert rows == [(42, "it's", ["a", "b"], None)]


def test_fetch_never_calls_a_function_of_the_tested_sql(server: Server) -> None:
    database = server.create("evil")
    with database.connect() as session:
        session.run("create schema evil")
        session.run("create function evil.lower(text) returns text language sql as $$ select 'evil' $$")
        session.run(f"alter database {database.name} set search_path = evil, pg_catalog")
    with database.connect() as session:
        assert session.run("select lower('X'::text)").rows == (("evil",),)
        assert session.fetch("select lower('X'::text)") == [("x",)]
        session.run("begin")
        assert session.fetch("select lower('X'::text)") == [("x",)]
        assert session.run("select lower('X'::text)").rows == (("evil",),)
    server.drop(database)


PATHS = ["set search_path = a", "set local search_path = b", "set search_path = c, public", "reset search_path"]
CONTROL = ["begin", "commit", "rollback", "savepoint s", "release s", "rollback to s", "select 1/0"]


@given(script=st.lists(st.sampled_from([*PATHS, *CONTROL]), max_size=12))
def test_fetch_changes_nothing_that_the_session_can_see(embedded: Server, script: list[str]) -> None:
    database = embedded.create("twins")
    with database.connect() as watched, database.connect() as alone:
        for sql in script:
            seen = []
            for session in (watched, alone):
                try:
                    seen.append(session.run(sql).tag)
                except StatementFailed as failed:
                    seen.append(failed.error.sqlstate)
            assert seen[0] == seen[1]
            if watched.status != "failed":
                watched.fetch("select 1")
                assert watched.run("show search_path").rows == alone.run("show search_path").rows
            assert watched.status == alone.status
    embedded.drop(database)


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_text_comes_back_as_it_went(one: Session, text: str) -> None:
    assert one.run_with("select $1::text", [text]).rows == ((text,),)
    assert one.fetch("select $1::text", [text]) == [(text,)]


@pytest.fixture(scope="module")
def one(embedded: Server) -> Iterator[Session]:
    with embedded.create("one").connect() as session:
        yield session


def test_a_lost_connection_is_a_refusal_not_a_hang(database: Database) -> None:
    with database.connect() as victim, database.connect() as killer:
        killer.run_with("select pg_terminate_backend($1)", [str(victim.pid)])

        assert refusal(victim, "select 1").error.sqlstate == "57P01"
        assert victim.status == "failed"
        assert refusal(victim, "select 1").error.sqlstate == "08006"


def ctrl_c_soon() -> None:
    run = threading.get_ident()
    threading.Timer(0.2, lambda: signal.pthread_kill(run, signal.SIGINT)).start()


def test_after_ctrl_c_in_a_statement_cleaning_up_raises_nothing_else(database: Database) -> None:
    """Else the error of a `rollback` on the way out would take the place of the interrupt."""

    def interrupted() -> None:
        with database.connect() as session:
            session.run("begin")
            try:
                ctrl_c_soon()
                session.run("select pg_sleep(30)")
            finally:
                session.run("rollback")

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_ctrl_c_while_logging_in_leaves_no_connection_that_a_drop_would_wait_for() -> None:
    """The server accepts, and never says a word; the interrupt is still being handled when the connection is gone."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address({"host": "127.0.0.1", "port": str(silent.getsockname()[1])}, "x", "x", None)
        ctrl_c_soon()
        with pytest.raises(KeyboardInterrupt) as interrupt:
            Session(address)
        accepted, _ = silent.accept()
        with accepted:
            accepted.settimeout(5)
            while accepted.recv(1024):
                pass
        assert interrupt.value.__traceback__ is not None
