"""IF [NOT] EXISTS that hides what happens, and that does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

RULE = "if-exists-hides-result"
BEFORE = "create table jobs (id int, a int); create index jobs_a on jobs (a);"
INVALID = "if a build of i has failed before, this succeeds, and the index stays INVALID"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("create index concurrently if not exists i on jobs (a)", [INVALID]),
        ("drop index concurrently if exists jobs_a; create index concurrently if not exists jobs_a on jobs (a)", []),
        ("drop index if exists jobs_b", ["this does nothing: there is no index public.jobs_b"]),
        ("drop index if exists jobs_a", []),
        (
            "create table if not exists jobs (id int, b int)",
            ["public.jobs is there already, without b: it stays as it is"],
        ),
        ("create table if not exists jobs (id int)", []),
        (
            "create table if not exists jobs (id bigint, a int)",
            ["public.jobs is there already, with id integer: it stays as it is"],
        ),
        (
            "create index if not exists jobs_a on jobs (id)",
            ["public.jobs_a is there already, and is another index: it stays as it is"],
        ),
        ("create index if not exists jobs_a on jobs (a)", []),
        (
            "alter table jobs add column if not exists a text",
            ["public.jobs.a is there already, as integer: it stays as it is"],
        ),
        ("alter table jobs add column if not exists a int", []),
        ("drop table if exists job", ["this does nothing: there is no table public.job"]),
        ("drop view if exists job", ["this does nothing: there is no view public.job"]),
        ("drop function if exists job()", ["this does nothing: there is no function public.job()"]),
        ("drop type if exists job", ["this does nothing: there is no type public.job"]),
        ("drop trigger if exists t on jobs", ["this does nothing: there is no trigger t of public.jobs"]),
        ("drop policy if exists p on jobs", ["this does nothing: there is no policy p of public.jobs"]),
        ("alter table jobs drop column if exists b", ["this does nothing: public.jobs has no column b"]),
        ("alter table jobs drop constraint if exists k", ["this does nothing: public.jobs has no constraint k"]),
        # What is made anew may be there or not.
        ("drop table if exists runs; create table runs (id int)", []),
        ("drop view if exists v; create view v as select 1 as one", []),
        ("drop policy if exists p on jobs; create policy p on jobs using (true)", []),
        ("drop index concurrently if exists i; create index concurrently i on jobs (a)", []),
        ("alter table jobs drop constraint if exists k; alter table jobs add constraint k check (a > 0)", []),
        ("drop type if exists state; create type state as enum ('new')", []),
        ("create table if not exists runs (id int)", []),
    ],
)
def test_with_the_schema_before(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_what_is_not_known_may_be_there(said) -> None:
    assert said(RULE, "drop table if exists job; drop view if exists v; drop type if exists s", None) == []


KEEPS = "create table if not exists jobs (id int, m mood, b text);"
ADDS = "alter table jobs add column if not exists a bigint, add column if not exists m mood;"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (KEEPS, ["this does nothing: public.jobs is there already, without b"]),
        (ADDS, ["this does nothing: public.jobs.a is there already, as integer"]),
        (
            "create table if not exists jobs (id int, m mood);",
            ['this does nothing: relation "jobs" already exists, skipping'],
        ),
        ("drop index concurrently if exists i; create index concurrently i on public.jobs (a);", []),
        ("alter table jobs drop constraint if exists k; alter table public.jobs add constraint k check (a > 0);", []),
        (
            "drop view if exists v; create view public.v as select a from jobs; drop function if exists f();"
            "create function f() returns int language sql as 'select 1';",
            [],
        ),
        (
            "drop index if exists h; create index i on jobs (a);",
            ['this does nothing: index "h" does not exist, skipping'],
        ),
        ("drop table if exists runs; create table runs (id int);", []),
        ("drop policy if exists p on jobs; create policy p on public.jobs using (true);", []),
        (
            "drop trigger if exists t on jobs; create trigger t before update on jobs for each row"
            " execute function suppress_redundant_updates_trigger();",
            [],
        ),
    ],
)
def test_what_did_nothing_in_the_rehearsal(tmp_path: Path, embedded, migration: str, sentences: list[str]) -> None:
    (tmp_path / "before.sql").write_text(
        "create type mood as enum ('good'); create table jobs (id int, a int, m mood);"
    )
    (tmp_path / "migration.sql").write_text(migration)
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    found = check_one(plan(tmp_path), embedded, Options(select=(RULE,))).findings
    assert [one.message for one in found] == sentences
