"""Statements that change more rows than one transaction should."""

from __future__ import annotations

import pytest

RULE = "unbatched-backfill"
BEFORE = (
    "create table jobs (id int primary key, tenant int, name text, state int, done boolean, unique (tenant, name));"
)
UPDATES = "this UPDATE locks and writes every row of public.jobs that its WHERE finds, in one transaction"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("update jobs set state = 1 where done", [UPDATES]),
        ("update jobs set state = 1 where state is null", [UPDATES]),
        ("update jobs set state = 1 where state = 0", [UPDATES]),
        ("update jobs set state = 1 where id = 7", []),
        ("update jobs set state = 1 where id in (1, 2, 3)", []),
        ("update jobs set state = 1 where id between 1 and 1000 and done", []),
        ("update jobs set state = 1 where id >= 1 and done", []),
        ("update jobs set state = 1 where tenant = 1 and name = 'a'", []),
        ("update jobs set state = 1 where tenant = 1", [UPDATES]),
        ("update jobs set state = 1 where id in (select id from jobs where done limit 1000)", []),
        ("update jobs set state = 1 where id in (select id from jobs where done)", [UPDATES]),
        ("alter table jobs add column n int; update jobs set n = 1", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction"
        ]),
        ("update jobs set name = trim(name)", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction"
        ]),
        ("update jobs set name = lower(name)", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction"
        ]),
        ("with x as (update jobs set state = 1 where done returning id) select count(*) from x", [UPDATES]),
        ("merge into jobs using jobs o on o.state = jobs.state when matched then update set done = true", [
            "this MERGE locks and writes every row of public.jobs that it matches, in one transaction"
        ]),
        ("merge into jobs using jobs o on o.id = jobs.id when not matched then insert (id) values (1)", []),
        ("update {{ .prefix }}jobs set state = 1 where state is null", []),
        ("create table t (a int); update t set a = 1 where a is null", []),
        ("update jobs set state = 1", []),
    ],
)  # fmt: skip
def test_updates(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_of_a_table_that_is_not_known_any_comparison_may_be_narrow(said) -> None:
    assert said(RULE, "update jobs set state = 1 where state = 0", None) == []
    assert said(RULE, "update jobs set state = 1 where state is null", None) == [UPDATES]


def test_a_loss_is_what_another_rule_speaks_of(said) -> None:
    assert said("truncate-or-unbounded-dml", "update jobs set state = 1", BEFORE) != []
    assert said("truncate-or-unbounded-dml", "alter table jobs add column n int; update jobs set n = 1", BEFORE) == []
