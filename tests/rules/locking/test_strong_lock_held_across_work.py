"""What a transaction does after it took a lock that everybody waits for."""

from __future__ import annotations

import pytest

from ddlproof.model.house import House
from ddlproof.rules.judge import judge_moments
from ddlproof.rules.registry import name_of
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

RULE = "strong-lock-held-across-work"
BEFORE = "create table jobs (id int primary key, a int); create table runs (id int, b int);"
HELD = "nobody can read or write public.jobs, locked since line 1, while this "


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs add column c int;\nupdate jobs set c = 1 where a = 2", [f"{HELD}updates public.jobs"]),
        ("alter table jobs add column c int;\ndelete from runs where b = 1", [f"{HELD}deletes from public.runs"]),
        ("alter table jobs add column c int;\ninsert into runs select 1, 2", [f"{HELD}inserts into public.runs"]),
        ("alter table jobs add column c int;\ninsert into runs values (1, 2)", []),
        # A query that reads a table from end to end takes as long.
        ("alter table jobs add column c int;\ncreate table n as select * from runs", [f"{HELD}reads public.runs"]),
        ("alter table jobs add column c int;\nselect count(*) from public.runs r", [f"{HELD}reads public.runs"]),
        (
            "alter table jobs add column c int;\ncreate materialized view v as select b from jobs, only runs",
            [f"{HELD}reads public.jobs"],
        ),
        ("alter table jobs add column c int;\ncreate materialized view v as select b from runs with no data", []),
        ("alter table jobs add column c int;\nselect setval('s', (select max(b) from runs))", []),
        ("alter table jobs add column c int;\nselect a from jobs where id = 7", []),
        ("alter table jobs add column c int;\ncreate view v as select * from runs", []),
        (
            "create table n (job int references jobs);\ninsert into n select a from jobs",
            ["nobody can write to public.jobs, locked since line 1, while this reads public.jobs"],
        ),
        # On the same table it is index-not-concurrent that speaks.
        ("alter table jobs add column c int;\ncreate index on jobs (a)", []),
        ("alter table jobs add column c int;\ncreate index on runs (b)", [f"{HELD}builds an index on public.runs"]),
        ("alter table jobs add column c int;\nupdate jobs set c = 1 where id = 2", []),
        ("alter table jobs add column c int;\nalter table runs alter b type bigint", [f"{HELD}rewrites public.runs"]),
        (
            "alter table jobs add column c int;\nalter table runs add column c int",
            [f"{HELD}waits for a lock on public.runs"],
        ),
        # Of each kind the first says it all.
        (
            "drop table jobs;\nupdate runs set b = 1 where b = 2;\nupdate runs set b = 2 where b = 3",
            [],
        ),
        (
            "alter table jobs add c int;\nupdate runs set b = 1 where b = 2;\nupdate runs set b = 2 where b = 3",
            [f"{HELD}updates public.runs"],
        ),
        ("alter table jobs add column c int;\nalter table jobs alter a set not null", []),
        ("create table t (a int);\nalter table t add b int;\nupdate runs set b = 1 where b = 2", []),
        ("update runs set b = 1 where b = 2;\nalter table jobs add column c int", []),
    ],
)
def test_in_the_runners_transaction(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE, sent="transaction") == sentences
    assert said(RULE, migration, BEFORE) == []


def test_a_reference_holds_a_lock_on_the_parent(said) -> None:
    migration = "begin;\ncreate table t (job int references jobs);\nupdate jobs set a = 1 where a = 2;\ncommit;"
    assert said(RULE, migration, BEFORE) == [
        "nobody can write to public.jobs, locked since line 2, while this updates public.jobs"
    ]


def test_commit_lets_go(said) -> None:
    migration = "begin; alter table jobs add c int; commit; begin; update jobs set c = 1 where a = 2; commit;"
    assert said(RULE, migration, BEFORE) == []


def test_waiting_for_another_lock_is_not_as_bad_as_work_the_less_if_it_is_limited(findings) -> None:
    migration = "alter table jobs add column c int; alter table runs add column c int"
    limited = f"set lock_timeout = '2s'; {migration}"
    assert [f.severity for f in findings(RULE, migration, BEFORE, sent="transaction")] == ["warning"]
    assert [f.severity for f in findings(RULE, limited, BEFORE, sent="transaction")] == ["note"]
    assert [f.severity for f in findings(RULE, f"{limited}; update runs set c = 1", BEFORE, sent="transaction")] == [
        "note",
        "error",
    ]


def test_work_on_a_table_that_is_known_to_be_small_is_none() -> None:
    def found(change: str, **sizes: int) -> list[str]:
        house = House(sizes=tuple(sizes.items()))
        replay = Replay(read_schema(Source("before.sql", BEFORE)), sent="transaction", house=house)
        moments = replay.walk(read(Source("m.sql", f"alter table jobs add column c int; {change}")))
        return [one.severity for one in judge_moments(moments, lambda rule: name_of(rule) == RULE)]

    for change in ("update runs set b = 1 where b > 3", "alter table runs add check (b > 0)"):
        assert found(change)[-1:] == ["error"]
        assert "error" not in found(change, runs=20)
        assert found(change, runs=20_000)[-1:] == ["error"]


def test_a_block_of_code_is_one_transaction_unless_it_commits(said) -> None:
    code = "do $$ begin alter table jobs add column c int; {}alter table runs alter b type bigint; end $$"
    assert said(RULE, code.format(""), BEFORE) == [f"{HELD}rewrites public.runs"]
    assert said(RULE, code.format("commit; "), BEFORE) == []
    rows = "do $$ begin alter table jobs add column c int; update runs set b = 1 where b = 2; end $$"
    assert said(RULE, rows, BEFORE) == [f"{HELD}updates public.runs"]


def test_what_a_migration_tool_writes_down_is_no_work(said) -> None:
    """As `alembic upgrade --sql` prints it, and Django's and Rails' tools."""
    migration = (
        "begin; alter table jobs add column x int;"
        "update alembic_version set version_num = 'b' where alembic_version.version_num = 'a';"
        "insert into schema_migrations (version) select '20260101';"
        "commit;"
    )
    for before in (None, "create table jobs (id int);"):
        assert said(RULE, migration, before) == []
