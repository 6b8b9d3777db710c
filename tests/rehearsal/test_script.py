"""What each statement did, as it was seen from inside its transaction. Figures: FIELD measurements on 15 and 18."""

from __future__ import annotations

import pytest

from ddlproof.rehearsal.probe import probing
from ddlproof.rehearsal.script import Player

BEFORE = """
create table depot (id bigint primary key, a int);
create table crate (id bigint primary key, a int, b varchar(10), depot_id bigint);
insert into depot values (1, 1);
insert into crate select n, n, 'b' || n, 1 from generate_series(1, 10) n;
"""


def steps(bench, script, sql: str):
    with bench.loaded(BEFORE) as (_, session):
        return list(Player(session, "up").statements(script(sql)))


def seen(step) -> tuple:
    return tuple(f"{lock.object}: {lock.mode}" for lock in step.locks), step.rewrites, step.scans


EXCLUSIVE = ("public.crate: ACCESS EXCLUSIVE",)


@pytest.mark.parametrize(
    ("sql", "locks", "rewritten", "scanned"),
    [
        ("alter table crate add column n int", EXCLUSIVE, False, False),
        ("alter table crate add column n int default 1", EXCLUSIVE, False, False),
        ("alter table crate add column n bigserial", EXCLUSIVE, True, True),
        ("alter table crate alter column a type bigint", EXCLUSIVE, True, True),
        ("alter table crate alter column b type varchar(40)", EXCLUSIVE, False, False),
        ("alter table crate alter column a set not null", EXCLUSIVE, False, True),
        ("alter table crate add constraint k check (a > 0)", EXCLUSIVE, False, True),
        ("alter table crate add constraint k check (a > 0) not valid", EXCLUSIVE, False, False),
        ("create index on crate (a)", ("public.crate: SHARE",), False, True),
        (
            "alter table crate add constraint k foreign key (depot_id) references depot (id) not valid",
            ("public.crate: SHARE ROW EXCLUSIVE", "public.depot: SHARE ROW EXCLUSIVE"),
            False,
            False,
        ),
        ("comment on table crate is 'x'", ("public.crate: SHARE UPDATE EXCLUSIVE",), False, False),
        ("grant select on crate to public", (), False, False),
    ],
)
def test_locks_rewrites_and_scans(bench, script, sql, locks, rewritten, scanned) -> None:
    (step,) = steps(bench, script, sql)
    assert step.error is None
    held, rewrites, scans = seen(step)
    assert held == locks
    assert ("public.crate" in rewrites) == rewritten
    assert ("public.crate" in scans) == scanned


def test_a_statement_that_cannot_run_in_a_transaction_is_run_all_the_same(bench, script) -> None:
    (step,) = steps(bench, script, "create index concurrently i on crate (a)")
    assert (step.error, step.observed, step.changed) == (None, False, True)


def test_psql_goes_on_after_an_error(bench, script) -> None:
    first, second, third = steps(
        bench,
        script,
        "alter table crate drop column a; alter table crate drop column a; alter table crate drop column b",
    )
    assert (first.error, second.error and second.error.sqlstate, third.error) == (None, "42703", None)


def test_in_a_transaction_of_the_script_everything_after_an_error_is_refused(bench, script) -> None:
    found = steps(bench, script, "begin; alter table crate drop column x; alter table crate drop column a; commit")
    assert [step.error and step.error.sqlstate for step in found] == [None, "42703", "25P02", None]


def test_locks_are_reported_by_the_statement_that_took_them(bench, script) -> None:
    found = steps(
        bench, script, "begin; alter table crate add column n int; alter table depot add column n int; commit"
    )
    assert [seen(step)[0] for step in found] == [(), EXCLUSIVE, ("public.depot: ACCESS EXCLUSIVE",), ()]


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        ("drop index if exists nothing", False),
        ("create table if not exists crate (id int)", False),
        ("alter table crate drop column if exists nothing", False),
        ("alter table crate drop column if exists a", True),
        ("create index if not exists i on crate (a)", True),
    ],
)
def test_if_exists_is_seen_through(bench, script, sql: str, changed: bool) -> None:
    (step,) = steps(bench, script, sql)
    assert step.changed == changed


@pytest.mark.parametrize(
    ("sql", "waited"),
    [
        ("create index on crate (a)", ("public.crate",)),
        ('create index on "Odd.Name" ("a b")', ('public."Odd.Name"',)),
        ("create index concurrently on crate (a)", ()),
        ("create table fresh (a int); create index on fresh (a)", ("public.fresh",)),
        ("begin; create table fresh (a int); create index on fresh (a); commit", ()),
        ("comment on table crate is 'x'", ()),
    ],
)
def test_an_insert_from_another_session_is_tried(bench, script, sql: str, waited: tuple[str, ...]) -> None:
    odd = 'create table "Odd.Name" ("a b" int);'
    with bench.loaded(BEFORE + odd) as (database, session), probing(database) as probe:
        found = list(Player(session, "up", probe).statements(script(sql)))
        assert [table for step in found for table in step.waited] == list(waited)
        assert session.fetch("select count(*) from public.crate") == [(10,)]


def test_the_write_ahead_log_grows_with_the_rows_that_are_written(bench, script) -> None:
    few, many, none = steps(
        bench, script, "update crate set a = 0 where id = 1; update crate set a = 0; select * from crate"
    )
    assert (few.touched, many.touched, none.touched) == (1, 10, 0)
    assert none.wal < 100  # what a transaction begins with
    assert many.wal > 10 * 40 > few.wal > 40


def test_a_script_that_ends_all_other_sessions_ends_the_probe_alone(bench, script) -> None:
    others = "usename = current_user and pid <> pg_backend_pid()"
    end = f"select pg_terminate_backend(pid) from pg_stat_activity where {others};"
    sql = f"create index on crate (a); {end} create index on depot (a); create index on crate (b)"
    with bench.loaded(BEFORE) as (database, session), probing(database) as probe:
        found = list(Player(session, "up", probe).statements(script(sql)))
    assert [step.error for step in found] == [None] * 4
    assert [step.waited for step in found] == [("public.crate",), (), (), ()]


def test_a_role_that_is_let_in_no_more_is_not_asked(bench, script) -> None:
    sql = "alter role current_user password 'another'; create index on crate (a)"
    try:
        with bench.loaded(BEFORE) as (database, session), probing(database) as probe:
            found = list(Player(session, "up", probe).statements(script(sql)))
    finally:
        bench.server.role.restore(bench.server.admin)
    assert [(step.error, step.waited) for step in found] == [(None, ()), (None, ())]


ISOLATED = "set local lock_timeout = '1s';\nset transaction isolation level repeatable read;\nupdate crate set a = 0;"


def test_nobody_looks_before_the_isolation_level_is_set(bench, script) -> None:
    """SET TRANSACTION must come before any query, the rehearsal's own included."""
    found = steps(bench, script, f"begin;\n{ISOLATED}\ncommit;")
    assert [step.error for step in found] == [None] * 5
    assert [lock.object for lock in found[3].locks] == []  # ROW EXCLUSIVE keeps only those out that change the table
    assert found[3].touched == 10
    with bench.loaded(BEFORE) as (_, session):
        session.run("begin")
        assert [step.error for step in Player(session, "up").transaction(script(ISOLATED))] == [None] * 3
