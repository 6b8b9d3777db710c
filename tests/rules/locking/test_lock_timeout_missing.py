"""What counts as a lock_timeout, and which statements need one."""

from __future__ import annotations

import pytest

from ddlproof.model.house import House
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

RULE = "lock-timeout-missing"
BEFORE = """create table jobs (id int primary key); create index jobs_id on jobs (id);
create view open_jobs as select id from jobs; create materialized view counts as select count(*) as n from jobs;
create schema other; create table other.things (id int); create type mood as enum ('a'); create table m (m mood);"""
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


QUERY = " behind any long query, and all other queries wait behind it"
WRITE = " behind any long transaction that has written to it, and all other writes wait behind it"


@pytest.mark.parametrize(
    ("migration", "waits"),
    [
        ("truncate jobs", f"ACCESS EXCLUSIVE on public.jobs{QUERY}"),
        ("cluster jobs using jobs_id", f"ACCESS EXCLUSIVE on public.jobs{QUERY}"),
        ("lock table jobs in exclusive mode", f"EXCLUSIVE on public.jobs{WRITE}"),
        (
            "alter table jobs add foreign key (id) references jobs not valid",
            f"SHARE ROW EXCLUSIVE on public.jobs{WRITE}",
        ),
        (
            "create trigger t after insert on jobs for each row execute function f()",
            f"SHARE ROW EXCLUSIVE on public.jobs{WRITE}",
        ),
        ("vacuum jobs", None),
        ("lock table jobs in access share mode", None),
        ("create table t (a int); truncate t", None),
        ("update jobs set id = 1 where id = 2", None),
        ("create table t (job int references jobs)", f"SHARE ROW EXCLUSIVE on public.jobs{WRITE}"),
        ("create index on jobs (id)", f"SHARE on public.jobs{WRITE}"),
        ("drop index jobs_id", f"ACCESS EXCLUSIVE on public.jobs{QUERY}"),
        ("reindex table jobs", f"SHARE on public.jobs{WRITE}"),
        ("create index concurrently on jobs (id)", None),
        ("drop index concurrently jobs_id", None),
        ("reindex table concurrently jobs", None),
        ("reindex schema other", f"SHARE on other.things{WRITE}"),
        ("drop schema other cascade", f"ACCESS EXCLUSIVE on other.things{QUERY}"),
        ("drop type mood cascade", f"ACCESS EXCLUSIVE on public.m{QUERY}"),
        # Views, too, are locked against those who read them.
        ("create or replace view open_jobs as select id from jobs", f"ACCESS EXCLUSIVE on public.open_jobs{QUERY}"),
        ("drop view open_jobs", f"ACCESS EXCLUSIVE on public.open_jobs{QUERY}"),
        ("alter view open_jobs rename to jobs_open", f"ACCESS EXCLUSIVE on public.open_jobs{QUERY}"),
        ("alter view open_jobs set schema other", f"ACCESS EXCLUSIVE on public.open_jobs{QUERY}"),
        ("alter view open_jobs set (security_invoker = true)", f"ACCESS EXCLUSIVE on public.open_jobs{QUERY}"),
        ("refresh materialized view counts", f"ACCESS EXCLUSIVE on public.counts{QUERY}"),
        ("drop materialized view counts", f"ACCESS EXCLUSIVE on public.counts{QUERY}"),
        ("refresh materialized view concurrently counts", None),
        ("create view v as select 1 as n; create or replace view v as select 1 as n; drop view v", None),
        ("comment on view open_jobs is 'x'", None),
        ("grant select on open_jobs to public", None),
    ],
)
def test_statements(said, migration, waits) -> None:
    assert said(RULE, migration, BEFORE) == ([f"without lock_timeout this waits for {waits}"] if waits else [])


@pytest.mark.parametrize("migration", ["create index on jobs (id)", "drop index jobs_id"])
def test_an_index_of_a_partitioned_table_has_no_concurrent_way(findings, migration) -> None:
    def advice(before: str) -> str:
        (finding,) = findings(RULE, migration, before)
        return finding.instead

    assert advice(BEFORE).startswith("Do it CONCURRENTLY, with no lock_timeout; or SET lock_timeout")
    parted = "create table jobs (id int) partition by range (id); create index jobs_id on jobs (id);"
    assert advice(parted).startswith("SET lock_timeout = '2s' before the statement")


@pytest.mark.parametrize("reset", ["", "reset lock_timeout;", "set lock_timeout to default;"])
def test_what_the_role_or_the_runner_sets_counts(reset) -> None:
    schema = read_schema(Source("before.sql", BEFORE))
    migration = f"{reset}{ALTER}; set lock_timeout = 0; {ALTER}2"

    def lines(house: House) -> list[str]:
        walk = Replay(schema, house=house).walk(read(Source("migration.sql", migration)))
        return [finding.object for finding in judge_moments(walk) if finding.rule == RULE]

    assert lines(House()) == ["public.jobs"]
    assert lines(House(lock_timeout="2s")) == ["public.jobs"]
    assert lines(House(lock_timeout="10h")) == ["public.jobs"]
    first = f"{reset}{ALTER}"
    walk = Replay(schema, house=House(lock_timeout="2s")).walk(read(Source("migration.sql", first)))
    assert RULE not in {finding.rule for finding in judge_moments(walk)}


def test_a_lock_that_fk_locks_parent_names_is_said_once() -> None:
    made = "create table runs (id int primary key, job int references jobs);"
    lock = (RULE, "fk-locks-parent")

    def rules(migration: str) -> list[str]:
        found = judge_moments(Replay(read_schema(Source("b.sql", BEFORE))).walk(read(Source("m.sql", migration))))
        return [one.rule for one in found if one.rule in lock]

    assert rules(made) == ["fk-locks-parent"]
    assert rules(f"{made} {ALTER};") == ["fk-locks-parent", RULE]
    assert rules("alter table other.things add column job int references jobs;") == ["fk-locks-parent", RULE]


@pytest.mark.parametrize(
    ("migration", "count"),
    [
        (f"{ALTER}; alter table jobs add column b int;", 2),
        (f"begin; {ALTER}; alter table jobs add column b int; commit;", 1),
        (f"begin; create index on jobs (id); {ALTER}; commit;", 2),  # SHARE, then ACCESS EXCLUSIVE
        (f"begin; {ALTER}; create index on jobs (id); commit;", 1),
        (f"begin; {ALTER}; commit; begin; alter table jobs add column b int; commit;", 2),
        (f"begin; set lock_timeout = '2s'; {ALTER}; reset lock_timeout; alter table jobs drop column a; commit;", 0),
    ],
)  # fmt: skip
def test_nobody_waits_for_a_lock_that_the_transaction_holds(said, migration, count) -> None:
    more = {0: [], 1: [""], 2: [" (and 1 more statement below)"]}[count]
    found = said(RULE, migration, BEFORE)
    assert [one.partition(" wait behind it")[2] for one in found] == more
