"""Statements that lock everybody out, and their quiet relatives."""

from __future__ import annotations

import pytest

RULE = "blocking-maintenance"
BEFORE = """create table jobs (id int); create table runs (id int);
create materialized view totals as select 1 as n;"""


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("vacuum full jobs", ["VACUUM FULL rewrites public.jobs while nobody can read or write it"]),
        ("vacuum (analyze, full) jobs", ["VACUUM FULL rewrites public.jobs while nobody can read or write it"]),
        ("vacuum full", ["VACUUM FULL rewrites every table while nobody can read or write it"]),
        ("vacuum (full off) jobs", []),
        ("vacuum analyze jobs", []),
        ("cluster verbose jobs using i", ["CLUSTER rewrites public.jobs while nobody can read or write it"]),
        ("refresh materialized view totals", ["REFRESH MATERIALIZED VIEW rewrites totals while nobody can read it"]),
        ("refresh materialized view concurrently totals", []),
        # In code: what it says as it is, and if a branch runs.
        (
            "do $$ begin cluster jobs using i; perform 1; end $$",
            ["CLUSTER rewrites public.jobs while nobody can read or write it"],
        ),
        (
            "do $$ begin if random() > 0.5 then refresh materialized view totals; end if; end $$",
            ["REFRESH MATERIALIZED VIEW rewrites totals while nobody can read it (if this branch runs)"],
        ),
        (
            "do $$ begin execute 'cluster jobs using i'; end $$",
            ["CLUSTER rewrites public.jobs while nobody can read or write it"],
        ),
        ("do $$ begin execute 'cluster jobs ' || 'using i'; end $$", []),
        ("create materialized view sums as select 1 as n; refresh materialized view sums", []),
        (
            "lock table jobs, only runs",
            [
                "LOCK TABLE holds ACCESS EXCLUSIVE on public.jobs and public.runs until the transaction ends: "
                "reads and writes wait"
            ],
        ),
        (
            "lock jobs in share row exclusive mode nowait",
            ["LOCK TABLE holds SHARE ROW EXCLUSIVE on public.jobs until the transaction ends: writes wait"],
        ),
        ("lock table jobs in row exclusive mode", []),
        ("create table t (a int); lock table t; cluster t", []),
        ("create temp table jobs (a int); lock table jobs", []),
    ],
)
def test_maintenance(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences
