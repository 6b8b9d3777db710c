"""DROP INDEX locks the table; on a new table nobody notices."""

from __future__ import annotations

import pytest

RULE = "drop-index-not-concurrent"
BEFORE = "create table jobs (id int); create index jobs_id on jobs (id);"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (
            'drop index public."jobs_id"',
            ["dropping jobs_id waits for all queries on public.jobs, and all later ones wait for it"],
        ),
        ("drop index concurrently jobs_id", []),
        ("drop index jobs_id; drop table jobs", []),
        ("drop index if exists nothing", []),
        ("create table t (a int); create index t_a on t (a); drop index t_a", []),
    ],
)
def test_with_the_schema_before(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_an_index_of_which_nothing_is_known_has_a_table_all_the_same(said) -> None:
    assert said(RULE, "drop index jobs_id", None) == [
        "dropping jobs_id waits for all queries on its table, and all later ones wait for it"
    ]
