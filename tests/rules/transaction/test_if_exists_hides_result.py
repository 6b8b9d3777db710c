"""IF [NOT] EXISTS that hides what happens, and that does what it says."""

from __future__ import annotations

import pytest

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
        ("create table if not exists runs (id int)", []),
    ],
)
def test_with_the_schema_before(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences
