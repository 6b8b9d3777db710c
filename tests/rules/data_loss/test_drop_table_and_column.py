"""Tables and columns that go: those of others, by whatever name, and not those of the migration's own making."""

from __future__ import annotations

import pytest

BEFORE = """create schema app; create table jobs (id int primary key, a int, "B" int);
create table app.things (id int, a int);
create table "Jobs" ("Id" int, a int);"""


@pytest.mark.parametrize(
    ("migration", "lost"),
    [
        ("drop table jobs", ["public.jobs"]),
        ('DROP TABLE PUBLIC.JOBS, "Jobs"', ["public.jobs", 'public."Jobs"']),
        ("set search_path = app, public; drop table things; drop table jobs", ["app.things", "public.jobs"]),
        ("do $$ begin execute 'drop table jobs'; end $$", ["public.jobs"]),
        ("create table if not exists jobs (id int); drop table jobs", ["public.jobs"]),
        ("alter table jobs rename to old_jobs; drop table old_jobs", ["public.old_jobs"]),
        ("drop table if exists nothing", []),
        ("create table n (id int); drop table n", []),
        ('set search_path = app; create table "N" (id int); drop table app."N"', []),
        ("create temp table jobs (id int); drop table jobs", []),
        ("create table n (id int); alter table n rename to m; alter table m set schema app; drop table app.m", []),
    ],
)
def test_tables(said, migration: str, lost: list[str]) -> None:
    told = [one.partition(",")[0].removeprefix("every row of ") for one in said("drop-table", migration, BEFORE)]
    assert told == [f"{name} is lost" for name in lost]


@pytest.mark.parametrize(
    ("migration", "lost"),
    [
        ("alter table jobs drop column a", ["public.jobs.a"]),
        ('alter table jobs drop "B", drop column if exists c', ['public.jobs."B"']),
        ("set search_path = app; alter table things drop a", ["app.things.a"]),
        ("do $$ begin alter table jobs drop column a; end $$", ["public.jobs.a"]),
        ("alter table jobs rename a to c; alter table jobs drop c", ["public.jobs.c"]),
        ("alter table jobs add c int; alter table public.jobs drop column c", []),
        ("create table n (id int, a int); alter table n drop a", []),
        ("alter table jobs drop a; drop table jobs", []),
    ],
)
def test_columns(said, migration: str, lost: list[str]) -> None:
    told = [one.partition(" goes with ")[0] for one in said("drop-column", migration, BEFORE)]
    assert told == lost


def test_without_the_schema_before(said) -> None:
    assert len(said("drop-table", "drop table if exists jobs", None)) == 1
    assert len(said("drop-column", "alter table jobs drop column if exists a", None)) == 1
    assert said("drop-table", "create table jobs (id int); drop table jobs", None) == []
    assert len(said("drop-table", "create table if not exists jobs (id int); drop table jobs", None)) == 1
