"""Whose writes a build blocks: of tables in use, by whatever name, and not of those that the migration made."""

from __future__ import annotations

import pytest

RULE = "index-not-concurrent"
BEFORE = """create schema app; create table jobs (id int); create table app.things (id int);
create table "Jobs" ("Id" int); create table parts (id int) partition by list (id);"""
MADE = "create materialized view v as select 1 as id;"


@pytest.mark.parametrize(
    ("migration", "blocked"),
    [
        ("create index on jobs (id)", ["public.jobs"]),
        ('CREATE UNIQUE INDEX jobs_id ON "public".JOBS (ID)', ["public.jobs"]),
        ('create index on "Jobs" ("Id")', ['public."Jobs"']),
        ("set search_path = app; create index on things (id)", ["app.things"]),
        ("set search_path = app, public; create index on jobs (id)", ["public.jobs"]),
        ("create table if not exists jobs (id int); create index on jobs (id)", ["public.jobs"]),
        ("do $$ begin execute 'create index on jobs (id)'; end $$", ["public.jobs"]),
        ("create index concurrently on jobs (id)", []),
        ("create index on parts (id)", []),  # index-on-partitioned-parent's
        ('create table n (id int); create index on public.n (id); create index on "n" (id)', []),
        ("set search_path = app; create table n (id int); create index on app.n (id); create index on n (id)", []),
        ("do $$ begin create table n (id int); end $$; create index on n (id)", []),
        ("create table n as select 1 as id; create index on n (id)", []),
        ("select 1 as id into n; create index on n (id)", []),
        # What is new stays so under another name, or in another schema.
        ("create table n (id int); alter table n rename to m; create index on m (id)", []),
        ("create table n (id int); alter table n set schema app; create index on app.n (id)", []),
        (f"{MADE} alter materialized view v rename to w; create index on w (id)", []),
        (f"{MADE} alter materialized view v set schema app; create index on app.v (id)", []),
        # And an old table does not become new by the name of one that is gone.
        ("create table n (id int); drop table n; alter table jobs rename to n; create index on n (id)", ["public.n"]),
        (
            "create table n (id int); alter table n rename to m; alter table jobs rename to n; create index on n (id)",
            ["public.n"],
        ),
        (
            "create table n (id int); drop table n; alter table app.things rename to n; "
            "alter table app.n set schema public; create index on n (id)",
            ["public.n"],
        ),
    ],
)
def test_with_the_schema_before(said, migration: str, blocked: list[str]) -> None:
    sentences = said(RULE, migration, BEFORE)
    assert [one.partition(" blocks every write to ")[2] for one in sentences] == [
        f"{name} until it is done" for name in blocked
    ]


def test_if_not_exists_may_have_found_a_table_of_which_nothing_is_known(said) -> None:
    made = "create table {} n (id int); create index on n (id)"
    assert said(RULE, made.format("if not exists"), None) == [
        "building the index blocks every write to public.n until it is done"
    ]
    assert said(RULE, made.format(""), None) == []
    assert said(RULE, made.format("if not exists"), BEFORE) == []


def test_only_the_parents_own_index_takes_no_time(said) -> None:
    assert said(RULE, "create index on only n (id)", None) == []
    assert said(RULE, "create index jobs_id on only jobs (id)", BEFORE) == [
        "building jobs_id blocks every write to public.jobs until it is done"
    ]
