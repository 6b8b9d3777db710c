"""Rows that only the schema before allows: each breaks what is new, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddlproof.postgres.session import StatementFailed
from ddlproof.rehearsal.strays import strays
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

BEFORE = (
    "create table parents (id int primary key);"
    "create table jobs (id int primary key, parent int, a int, b text, check (a < 100));"
)


def broken(bench, migration: str) -> list[str]:
    """What PostgreSQL says to the migration with each stray in turn; the stray itself it must accept."""
    before = read_schema(Source("before.sql", BEFORE))
    after = read_schema(Source("after.sql", BEFORE + migration))
    said = []
    for stray in strays(before, after, [table.name for table in before.tables]):
        with bench.loaded(BEFORE) as (_, session):
            for row in stray.rows:
                session.run(row.sql)
            with pytest.raises(StatementFailed) as failed:
                session.run(migration)
            said.append(failed.value.error.brief)
    return said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter a set not null", "23502 a"),
        ("add constraint u unique (a)", "23505 u"),
        ("add constraint u unique (a, b)", "23505 u"),
        ("add constraint fk foreign key (parent) references parents", "23503 fk"),
        ("add constraint c check (a > 10)", "23514 c"),
        ("add constraint c check (length(b) < 5)", "23514 c"),
        ("add k int default 3, add constraint c check (a <> k)", "23514 c"),
    ],
)
def test_a_stray_stops_the_migration(bench, change: str, said: str) -> None:
    assert broken(bench, f"alter table jobs {change};") == [said]


def test_each_breaks_one_thing_alone(bench) -> None:
    together = (
        "alter table jobs alter a set not null, add constraint fk foreign key (parent) references parents, "
        "add constraint c check (a > 10);"
    )
    assert sorted(broken(bench, together)) == ["23502 a", "23503 fk", "23514 c"]


@pytest.mark.parametrize(
    "change",
    ["add check (a < 200)", "add unique (id, a)", "add k int, add check (k is null or k > a)", "alter id set not null",
     "add k int not null default 1", "add k int references parents"],
)  # fmt: skip
def test_where_the_schema_before_forbids_it_there_is_no_stray(bench, change: str) -> None:
    assert broken(bench, f"alter table jobs {change};") == []


@given(low=st.integers(-50, 50), high=st.integers(-50, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_a_violator_of_a_range_is_found(bench, low: int, high: int) -> None:
    said = broken(bench, f"alter table jobs add constraint c check (a between {low} and {high});")
    assert said == ["23514 c"]
