"""REINDEX in all its spellings."""

from __future__ import annotations

import pytest

RULE = "reindex-not-concurrent"
BEFORE = "create table jobs (id int primary key); create index jobs_id on jobs (id);"
TAIL = " wait until the rebuild is done, and reads that could use the index wait as well"


@pytest.mark.parametrize(
    ("migration", "whose"),
    [
        ("reindex table jobs", "public.jobs"),
        ("REINDEX (VERBOSE) TABLE public.Jobs", "public.jobs"),
        ("reindex (concurrently false) table jobs", "public.jobs"),
        ("reindex index jobs_id", "public.jobs"),
        ("reindex index jobs_pkey", "public.jobs"),
        ("reindex index other.things_a", "other.things"),
        ("set search_path = other; reindex index things_a", "other.things"),
        ("reindex index unknown", "the table of unknown"),
        ("create table t (a int primary key); reindex index t_pkey", None),
        ("create table t (a int); create index t_a on t (a); reindex index public.t_a", None),
        ("do $$ begin reindex table jobs; end $$", "public.jobs"),
        ("reindex schema public", "each table in turn"),
        ("reindex table concurrently jobs", None),
        ("reindex (verbose, concurrently) index jobs_id", None),
        ("create table t (a int primary key); reindex table t", None),
        ("set search_path = other; create table t (a int primary key); reindex table t", None),
    ],
)
def test_reindex(said, migration, whose) -> None:
    before = (
        BEFORE + "create schema other; create table other.things (a int); create index things_a on other.things (a);"
    )
    assert said(RULE, migration, before) == ([f"writes to {whose}{TAIL}"] if whose else [])


def test_the_catalogs_have_no_concurrent_form(findings) -> None:
    (finding,) = findings(RULE, "reindex system postgres", BEFORE)
    assert "CONCURRENTLY" not in finding.instead
