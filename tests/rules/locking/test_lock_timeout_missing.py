"""What counts as a lock_timeout, and which statements need one."""

from __future__ import annotations

import pytest

RULE = "lock-timeout-missing"
BEFORE = "create table jobs (id int primary key); create index jobs_id on jobs (id);"
ALTER = "alter table jobs add column a int"


@pytest.mark.parametrize(
    ("prelude", "covered"),
    [
        ("", False),
        ("set lock_timeout = '2s';", True),
        ("select set_config('lock_timeout', '2s', false);", True),
        ("set lock_timeout = 0;", False),
        ("set lock_timeout = '2s'; set lock_timeout to default;", False),
        ("set lock_timeout = '2s'; reset lock_timeout;", False),
        ("set lock_timeout = '10h';", False),
    ],
)
def test_settings(said, prelude, covered) -> None:
    assert bool(said(RULE, prelude + ALTER, BEFORE)) != covered


@pytest.mark.parametrize(
    ("sent", "covered"), [("transaction", True), ("pipeline", True), ("autocommit", False), ("unknown", True)]
)
def test_set_local_counts_where_there_may_be_a_transaction(said, sent, covered) -> None:
    assert bool(said(RULE, f"set local lock_timeout = '2s'; {ALTER}", BEFORE, sent=sent)) != covered


@pytest.mark.parametrize(
    ("migration", "mode"),
    [
        ("truncate jobs", "ACCESS EXCLUSIVE on public.jobs"),
        ("cluster jobs using jobs_id", "ACCESS EXCLUSIVE on public.jobs"),
        ("lock table jobs in exclusive mode", "EXCLUSIVE on public.jobs"),
        ("reindex table jobs", "SHARE on public.jobs"),
        ("drop index jobs_id", "ACCESS EXCLUSIVE on public.jobs"),
        ("create table t (job int references jobs)", "SHARE ROW EXCLUSIVE on public.jobs"),
        (
            "create trigger t after insert on jobs for each row execute function f()",
            "SHARE ROW EXCLUSIVE on public.jobs",
        ),
        ("vacuum jobs", None),
        ("lock table jobs in access share mode", None),
        ("create table t (a int); truncate t", None),
        ("update jobs set id = 1 where id = 2", None),
    ],
)
def test_statements(said, migration, mode) -> None:
    tail = " behind any long query, and all other queries wait behind it"
    assert said(RULE, migration, BEFORE) == ([f"without lock_timeout this waits for {mode}{tail}"] if mode else [])
