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


def broken(bench, migration: str, before_sql: str = BEFORE) -> list[str]:
    """What PostgreSQL says to the migration with each stray in turn; the stray itself it must accept."""
    before = read_schema(Source("before.sql", before_sql))
    after = read_schema(Source("after.sql", before_sql + migration))
    said = []
    for stray in strays(before, after, [table.name for table in before.tables]):
        with bench.loaded(before_sql) as (_, session):
            for row in stray.rows:
                session.run(row.sql)
            with pytest.raises(StatementFailed) as failed:
                session.run(migration)
            error = failed.value.error
            said.append(error.brief if error.constraint or error.column else f"{error.sqlstate} {error.table}")
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
        ("add k bool default false, add constraint e exclude (a with =) where (not k)", "23P01 e"),
    ],
)
def test_a_stray_stops_the_migration(bench, change: str, said: str) -> None:
    assert broken(bench, f"alter table jobs {change};") == [said]


@pytest.mark.parametrize(("key", "said"), [("unique (a)", "23505 u"), ("exclude (a with =)", "23P01 u")])
def test_two_rows_may_be_alike_in_all_columns(bench, key: str, said: str) -> None:
    assert broken(bench, f"alter table notes add constraint u {key};", "create table notes (a int);") == [said]


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


PARTED = (
    "create table p (id int not null, at int not null) partition by range (at);"
    "create table p1 partition of p for values from (0) to (10);"
    "create table c (id int not null, at int not null);"
)


@pytest.mark.parametrize(
    ("before", "change", "said"),
    [
        ("", "alter table p attach partition c for values from (10) to (20)", ["23514 c"]),
        ("", "alter table p attach partition c for values from (10) to (maxvalue)", ["23514 c"]),
        ("", "alter table p attach partition c default", ["23514 c"]),
        ("alter table c add check (at between 10 and 19);",
         "alter table p attach partition c for values from (10) to (20)", []),
        ("create table rest partition of p default;",
         "create table p2 partition of p for values from (10) to (20)", ["23514 rest", "23514 rest"]),
        ("create table l (a text) partition by list (a); create table l1 (a text);",
         "alter table l attach partition l1 for values in ('x', 'y')", ["23514 l1"]),
        ("create table l (a text) partition by list (a); create table l1 (a text);",
         "alter table l attach partition l1 for values in (null)", ["23514 l1"]),
        ("create table m (a int, b text) partition by range (a, b); create table m1 (a int not null, b text not null);",
         "alter table m attach partition m1 for values from (1, 'b') to (3, 'd')", ["23514 m1"]),
    ],
)  # fmt: skip
def test_rows_outside_the_bounds_of_a_partition(bench, before: str, change: str, said: list[str]) -> None:
    assert broken(bench, f"{change};", PARTED + before) == said


DOMAINS = (
    "create domain small as int check (value < 100); create domain tiny as small;"
    "create table t (id int primary key, a small, b tiny not null, c int);"
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter domain small add constraint positive check (value > 0)", ["23514 a", "23514 b"]),
        ("alter domain tiny add constraint positive check (value > 0)", ["23514 b"]),
        ("alter domain tiny set not null", []),
        ("alter domain small set not null", ["23502 a"]),
        ("alter domain small add constraint lower check (value < 1000)", []),
        ("alter domain small add constraint positive check (value > 0) not valid", None),
        ("alter table t alter c type small", ["23514 small_check"]),
    ],
)
def test_values_that_a_domain_no_longer_allows(bench, change: str, said: list[str] | None) -> None:
    if said is None:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            broken(bench, f"{change};", DOMAINS)
    else:
        assert broken(bench, f"{change};", DOMAINS) == said


@given(low=st.integers(-50, 50), high=st.integers(-50, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_a_violator_of_a_range_is_found(bench, low: int, high: int) -> None:
    said = broken(bench, f"alter table jobs add constraint c check (a between {low} and {high});")
    assert said == ["23514 c"]
