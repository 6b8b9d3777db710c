"""Names that running code loses, and those that it keeps."""

from __future__ import annotations

import pytest

RULE = "rename"
BEFORE = (
    "create table jobs (id int primary key, note text); create type mood as enum ('good', 'bad'); create schema app; "
    "create function app.total(int) returns int language sql as 'select $1'; create view recent as select 1 as one;"
)


@pytest.mark.parametrize(
    ("migration", "what"),
    [
        ("alter table jobs rename to tasks;", "table public.jobs becomes tasks"),
        ("alter table jobs rename note to remark;", "column public.jobs.note becomes remark"),
        ("alter type mood rename value 'bad' to 'poor';", "'bad' of public.mood becomes 'poor'"),
        ("alter schema public rename to core;", "schema public becomes core"),
        ("alter function app.total(int) rename to sum_of;", "function app.total becomes sum_of"),
        ("alter table jobs set schema app;", "table jobs becomes app.jobs"),
        ("alter view recent rename to latest;", "view recent becomes latest"),
        ("alter view recent rename column one to single;", "column public.recent.one becomes single"),
        ("alter view recent rename one to single;", "column public.recent.one becomes single"),
    ],
)
def test_a_name_that_goes(said, migration: str, what: str) -> None:
    assert said(RULE, migration, BEFORE) == [f"{what}: code that still calls it by its old name fails"]


@pytest.mark.parametrize(
    "migration",
    [
        "begin; alter table jobs rename to tasks; create view jobs as select * from tasks; commit;",
        "begin; alter table jobs rename to old; create table jobs (id int primary key); commit;",
        "begin; alter table jobs rename note to remark; alter table jobs add column note text; commit;",
        "begin; alter table jobs rename to tasks; alter table tasks rename note to remark; "
        "create view jobs as select id, remark as note from tasks; commit;",
        "create table t (a int); alter table t rename a to b; alter table t rename to u;",
        "create table t (a int); alter table t rename to u; alter table u rename a to b;",
        "alter table jobs add column a int; alter table jobs rename a to b;",
        "create type kind as enum ('a'); alter type kind rename value 'a' to 'b';",
        # Nobody calls a trigger's function.
        "create function t() returns trigger language plpgsql as 'begin end'; commit; alter function t() rename to u;",
        "create view newest as select 1 as one; alter view newest rename to latest;",
        "create view newest as select 1 as one; alter view newest rename one to single;",
        "begin; alter function app.total(int) rename to sum_of; "
        "create function app.total(int) returns int language sql as 'select app.sum_of($1)'; commit;",
        "alter index jobs_pkey rename to jobs_key;",
        "alter table jobs rename constraint jobs_pkey to jobs_key;",
    ],
)
def test_a_name_that_stays_or_is_new(said, migration: str) -> None:
    assert not said(RULE, migration, BEFORE)


@pytest.mark.parametrize(
    "migration",
    [
        "alter table jobs rename to tasks; alter table tasks rename note to remark;",
        "alter table jobs rename note to remark; alter table jobs rename to tasks;",
    ],
)
def test_a_table_and_its_column_are_one_name_that_goes(said, migration: str) -> None:
    assert said(RULE, migration, BEFORE) == [
        "table public.jobs becomes tasks: code that still calls it by its old name fails"
    ]


def test_a_view_in_another_transaction_comes_too_late(said) -> None:
    assert said(RULE, "alter table jobs rename to tasks; create view jobs as select * from tasks;", BEFORE)


def test_what_is_not_known_may_be_there(said) -> None:
    assert said(RULE, "alter table jobs rename to tasks;", before=None)


def test_values_that_are_new_to_readers(said) -> None:
    added = "alter type mood add value 'mixed';"
    assert said("enum-changed", added, BEFORE) == ["code that reads public.mood meets the new value 'mixed'"]
    assert said("enum-changed", "alter type mood rename value 'bad' to 'poor';", BEFORE)
    assert not said("enum-changed", "alter type mood add value if not exists 'good';", BEFORE)
    assert not said("enum-changed", "create type kind as enum ('a'); alter type kind add value 'b';", BEFORE)
