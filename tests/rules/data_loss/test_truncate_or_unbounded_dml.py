"""Statements that leave no row as it was."""

from __future__ import annotations

import pytest

RULE = "truncate-or-unbounded-dml"
BEFORE = """
create schema audit;
create table audit.log (id int);
create table jobs (id int primary key, a int, b int);
create table runs (id int primary key, job int references jobs);
create table steps (run int references runs);
"""
UPDATE = ": this UPDATE has no WHERE that leaves one out"
TAIL = ": this DELETE has no WHERE that leaves one out"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("truncate only jobs, audit.log", ["every row of public.jobs is deleted", "every row of audit.log is deleted"]),
        (
            "truncate table jobs restart identity cascade",
            ["every row of public.jobs is deleted, and by CASCADE every row of public.runs and public.steps"],
        ),
        ("delete from jobs", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from only public.jobs j where (true)", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from jobs where 1 = 1 returning *", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from jobs where a in (select 1 where true)", []),
        ("delete from jobs /* where a = 1 */ -- where a = 1", [f"every row of public.jobs is deleted{TAIL}"]),
        ("with x as (select 1 where true) delete from jobs", [f"every row of public.jobs is deleted{TAIL}"]),
        ("with x as (select 1) delete from jobs where a = 1", []),
        (
            "update jobs set a = (select 1 where true), b = 'where'",
            [
                "every row of public.jobs loses its a and b: this UPDATE has no WHERE that leaves one out",
            ],
        ),
        ("update jobs set a = 1 where b = 2", []),
        ("do $$ begin delete from jobs; end $$", [f"every row of public.jobs is deleted{TAIL}"]),
        (
            "do $$ begin if random() > 0.5 then truncate steps; end if; end $$",
            ["every row of public.steps is deleted (if this branch runs)"],
        ),
        ("do $$ declare n int; begin delete from jobs where a = n; end $$", []),
        ("delete from jobs where not false", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from jobs where a > 0 or true", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from jobs where id is not null", [f"every row of public.jobs is deleted{TAIL}"]),
        ("delete from jobs where a is not null", []),
        ("with gone as (delete from jobs returning *) select 1", [f"every row of public.jobs is deleted{TAIL}"]),
        ("with gone as (delete from jobs where a = 1 returning *) select 1", []),
        (
            "with x as (select 1), n as (update jobs set a = 1 returning *) insert into runs select id from n",
            [f"every row of public.jobs loses its a{UPDATE}"],
        ),
        # A column that is new has nothing to lose.
        ("alter table jobs add c int; update jobs set c = a", []),
        (
            "alter table jobs add c int; update jobs set c = a, a = 1",
            ["every row of public.jobs loses its a: this UPDATE has no WHERE that leaves one out"],
        ),
        # What comes of the old value is not lost.
        ("update jobs set a = coalesce(a, 0)", []),
        ("update jobs j set a = coalesce(j.a, 0), b = b + 1", []),
        ("update only public.jobs as j set a = case when j.a > 1 then 1 else j.a end", []),
        ('update jobs set "a" = abs(A)', []),
        ("update jobs set a = coalesce((select max(jobs.a) from runs), 0)", []),
        ("update jobs set a = a + (select count(*) from runs)", []),
        ("update jobs set a = b", [f"every row of public.jobs loses its a{UPDATE}"]),
        ("update jobs set a = coalesce(b, 0), b = b", [f"every row of public.jobs loses its a{UPDATE}"]),
        ("update jobs set a = runs.a from (select 1 as a) runs", [f"every row of public.jobs loses its a{UPDATE}"]),
        ("update jobs set a = (select max(a) from jobs x)", [f"every row of public.jobs loses its a{UPDATE}"]),
        ("update jobs set a = 'a'::text::int", [f"every row of public.jobs loses its a{UPDATE}"]),
        # A name that is still to be filled in is none.
        ("update {{ .prefix }}jobs set a = 1", []),
        ("set search_path = audit; delete from log", [f"every row of audit.log is deleted{TAIL}"]),
        ("create temp table jobs (a int); delete from jobs", []),
        ("create table t (a int); truncate t", []),
        ("delete from no_such_table", []),
    ],
)
def test_rows(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_of_a_file_alone_the_tables_that_refer_are_unknown(said) -> None:
    assert said(RULE, "truncate jobs cascade", None) == [
        "every row of public.jobs is deleted, and by CASCADE those of every table that refers to it"
    ]
