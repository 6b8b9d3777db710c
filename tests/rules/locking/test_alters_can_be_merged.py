"""Statements on one table that one could do; and those that only seem so."""

from __future__ import annotations

import pytest

RULE = "alters-can-be-merged"
BEFORE = "create table jobs (id int, a int, b int); create table runs (id int);"


@pytest.mark.parametrize(
    ("migration", "count"),
    [
        ("alter table jobs add c int; alter table jobs drop a; alter table jobs alter b set not null", 3),
        ("alter table jobs add c int; alter table runs add c int; alter table jobs add d int", 0),
        ("alter table jobs add c int; update jobs set c = 1 where a = 1; alter table jobs add d int", 0),
        # In the order of PostgreSQL's passes DROP DEFAULT would come before the column.
        ("alter table jobs add c int not null default 1; alter table jobs alter c drop default", 0),
        ("alter table jobs add check (a > 0) not valid; alter table jobs validate constraint jobs_a_check", 0),
        ("alter table jobs alter a set not null; alter table jobs drop constraint if exists k", 0),
        ("alter table jobs add c int; alter table jobs rename b to bb", 0),
        ("begin; alter table jobs add c int; alter table jobs add d int; commit", 0),
        ("create table t (a int); alter table t add b int; alter table t add c int", 0),
    ],
)
def test_merging(said, migration, count) -> None:
    expected = [f"{count} ALTER TABLE statements in a row wait for the lock on public.jobs, where one would do"]
    assert said(RULE, migration, BEFORE) == (expected if count else [])
