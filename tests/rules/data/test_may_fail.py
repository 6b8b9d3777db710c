"""What fails or not, depending on the rows: and what in the script itself makes sure that it does not."""

from __future__ import annotations

import pytest

BEFORE = """
create table jobs (id int primary key, a int, b int, constraint b_check check (b is not null), unique (a, b));
create table runs (id int);
"""
NO_ID = "this fails if one row of public.runs has no id, and nothing here fills it"
REQUIRED = "this fails if public.jobs holds a row: c is NOT NULL and has no default"
NULLS = "this fails if one row of public.jobs has no a, and nothing here fills it"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs add column c int not null", [REQUIRED]),
        ("alter table jobs add column c int not null default null", [REQUIRED]),
        ("create table if not exists jobs (a int); alter table jobs add column c int not null", [REQUIRED]),
        ("alter table runs add column c int primary key", [REQUIRED.replace("jobs", "runs")]),
        ("alter table jobs add column c int not null default 0", []),
        ("alter table jobs add column c serial not null", []),
        ("alter table jobs add column c int generated always as identity", []),
        ("alter table jobs add column c int generated always as (a) stored not null", []),
        ("alter table jobs add column if not exists a int not null", []),
        ("create table t (a int); alter table t add column c int not null", []),
        ("truncate jobs; alter table jobs add column c int not null", []),
        ("delete from jobs where a = 1; alter table jobs add column c int not null", [REQUIRED]),
    ],
)
def test_required_column(said, migration, sentences) -> None:
    assert said("required-column-no-default", migration, BEFORE) == sentences


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs alter a set not null", [NULLS]),
        ("alter table jobs alter b set not null", []),
        ("alter table jobs alter id set not null", []),
        ("update jobs set a = 0 where a is null; alter table jobs alter a set not null", []),
        ("update public.jobs as j set (b, a) = (1, 2); alter table jobs alter a set not null", []),
        ("delete from jobs where a is null; alter table jobs alter a set not null", []),
        ("with x as (select 1) update jobs set a = 0; alter table jobs alter a set not null", []),
        ("do $$ begin update jobs set a = 0; end $$; alter table jobs alter a set not null", []),
        ("do $$ begin update jobs set a = 0; alter table jobs alter a set not null; end $$", []),
        ("do $$ begin alter table jobs alter a set not null; update jobs set a = 0; end $$", [NULLS]),
        ("update jobs set b = 0 where a is null; alter table jobs alter a set not null", [NULLS]),
        ("update runs set id = 0; alter table jobs alter a set not null", [NULLS]),
        ("alter table jobs alter a set not null; update jobs set a = 0 where a is null", [NULLS]),
        ("alter table jobs add c int default 0; alter table jobs alter c set not null", []),
        ("create table t (a int); alter table t alter a set not null", []),
    ],
)
def test_not_null(said, migration, sentences) -> None:
    assert said("not-null-may-fail", migration, BEFORE) == sentences


@pytest.mark.parametrize(
    ("check", "sentences"),
    [
        ("add constraint c check (a is not null) not valid; alter table jobs validate constraint c;", []),
        ("add constraint c check (a is not null and b > 0);", []),
        ("add constraint c check (a is not null) not valid;", [NULLS]),
        ("add constraint c check (b is not null); alter table jobs validate constraint c;", [NULLS]),
    ],
)
def test_a_check_of_the_file_itself_rules_nulls_out(said, check: str, sentences: list[str]) -> None:
    for before in (None, BEFORE):
        migration = f"alter table jobs {check} alter table jobs alter a set not null"
        assert said("not-null-may-fail", migration, before) == sentences


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table runs add primary key (id)", [NO_ID]),
        ("create unique index i on runs (id); alter table runs add primary key using index i", [NO_ID]),
        ("update runs set id = 0 where id is null; alter table runs add primary key (id)", []),
        ("alter table runs add k bigserial; alter table runs add primary key (k)", []),
        ("alter table runs add constraint c check (id is not null); alter table runs add primary key (id)", []),
        ("create table t (a int); alter table t add primary key (a)", []),
    ],
)
def test_a_primary_key_makes_its_columns_not_null(said, migration: str, sentences: list[str]) -> None:
    assert said("not-null-may-fail", migration, BEFORE) == sentences
    assert said("not-null-may-fail", migration, None) == []  # which columns are NOT NULL is not known


def test_not_null_in_a_file_alone(said) -> None:
    assert said("not-null-may-fail", "alter table jobs alter a set not null", None) == [NULLS]


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs add unique (a)", ["this fails if two rows of public.jobs share a"]),
        (
            "create unique index concurrently on jobs (b)",
            ["this fails if two rows of public.jobs share b, and leaves an INVALID index"],
        ),
        (
            "create unique index on jobs (b) where a > 0",
            ["this fails if two rows of public.jobs that its WHERE admits share b"],
        ),
        ("create unique index on jobs (lower(a::text))", ["this fails if two rows of public.jobs share a key"]),
        (
            "alter table jobs add c int unique default 1",
            ["this fails if public.jobs holds two rows: both get the same c"],
        ),
        ("alter table jobs add c int unique", []),
        ("alter table jobs add c int; create unique index on jobs (c)", []),
        (
            "alter table jobs add c int; update jobs set c = a; create unique index on jobs (c)",
            ["this fails if two rows of public.jobs share c"],
        ),
        # What is new in each row.
        ("alter table jobs add c uuid default gen_random_uuid(); alter table jobs add unique (c)", []),
        ("alter table jobs add c uuid; update jobs set c = gen_random_uuid(); alter table jobs add unique (c, b)", []),
        ("alter table jobs add c serial; alter table jobs add unique (c)", []),
        (
            "alter table jobs add c uuid default gen_random_uuid(); update jobs set c = null where a = 1;"
            "alter table jobs add unique (c)",
            ["this fails if two rows of public.jobs share c"],
        ),
        (
            "alter table jobs add c int; update jobs set c = abs(a); alter table jobs add unique (c)",
            ["this fails if two rows of public.jobs share c"],
        ),
        ("alter table jobs add c bigint; update jobs set c = id; alter table jobs add unique (c)", []),
        ("alter table jobs add c text; update jobs set c = jobs.id::text; alter table jobs add unique (c)", []),
        (
            "alter table jobs add c bigint; update jobs set c = id % 2; alter table jobs add unique (c)",
            ["this fails if two rows of public.jobs share c"],
        ),
        (
            "alter table jobs add c int; update jobs set c = id; update jobs set c = 7;alter table jobs add unique (c)",
            ["this fails if two rows of public.jobs share c"],
        ),
        # What is unique already stays so with another column.
        ("create unique index on jobs (b, id)", []),
        ("alter table jobs drop constraint jobs_pkey, add primary key (id, a)", []),
        ("alter table jobs drop constraint jobs_a_b_key; create unique index on jobs (b, a)", []),
        (
            "alter table jobs drop constraint jobs_a_b_key; update jobs set a = 1; create unique index on jobs (b, a)",
            ["this fails if two rows of public.jobs share b, a"],
        ),
        ("delete from jobs x using jobs y where x.a = y.a and x.id > y.id; create unique index on jobs (a)", []),
        ("create index on jobs (a)", []),
        ("create table t (a int); create unique index on t (a)", []),
    ],
)
def test_unique(said, migration, sentences) -> None:
    assert said("unique-may-fail", migration, BEFORE) == sentences
