"""What the rules say of locks, rewrites and scans, beside what PostgreSQL does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest

from ddlproof.evidence import Step
from ddlproof.model import steady, strict
from ddlproof.model.action import SetType
from ddlproof.model.scalar import OTHER
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.script import Player
from ddlproof.rules import volatility
from ddlproof.rules.locking import (
    blocking_maintenance,
    drop_index_not_concurrent,
    reindex_not_concurrent,
    set_not_null_scan,
    unique_or_pk_builds_index,
)
from ddlproof.rules.registry import family_of, name_of
from ddlproof.rules.retype import Retype
from ddlproof.rules.rewrite import (
    auto_increment_column,
    column_type_rewrite,
    storage_rewrite,
    stored_generated_column,
    type_change_rescans_checks,
    volatile_default,
)
from ddlproof.rules.rule import Example, Rule
from ddlproof.source import Source
from ddlproof.sql.read import read

EXCLUSIVE = "ACCESS EXCLUSIVE"


@pytest.fixture(params=["embedded", "embedded16"])
def either(request: pytest.FixtureRequest) -> Server:
    """PostgreSQL 18 and 16."""
    found: Server = request.getfixturevalue(request.param)
    return found


@contextmanager
def loaded(server: Server, sql: str) -> Iterator[Session]:
    database = server.create("rule")
    try:
        with database.connect() as session:
            for statement in read(Source("before.sql", sql)):
                session.run(statement.sql)
            yield session
    finally:
        server.drop(database)


def played(server: Server, example: Example) -> list[Step]:
    with loaded(server, example.before) as session:
        steps = list(Player(session, "up").statements(read(Source("migration.sql", example.migration))))
    assert [step.error for step in steps] == [None] * len(steps)
    return steps


def locked(steps: list[Step], *modes: str) -> bool:
    return any(lock.mode in modes for step in steps for lock in step.locks)


REWRITES = [column_type_rewrite, volatile_default, auto_increment_column, stored_generated_column, storage_rewrite]


@pytest.mark.parametrize("rule", REWRITES, ids=name_of)
def test_a_rewrite_is_one_under_the_strongest_lock(rule: Rule, either: Server) -> None:
    assert family_of(rule) == "rewrite"
    bad, good = played(either, rule.BAD), played(either, rule.GOOD)
    assert any("public.jobs" in step.rewrites for step in bad)
    assert locked(bad, EXCLUSIVE)
    assert not any(step.rewrites for step in good)


SCANS = [type_change_rescans_checks, set_not_null_scan, unique_or_pk_builds_index]


@pytest.mark.parametrize("rule", SCANS, ids=name_of)
def test_a_scan_is_one_under_the_strongest_lock(rule: Rule, either: Server) -> None:
    bad, good = played(either, rule.BAD), played(either, rule.GOOD)
    assert any(step.scans and any(lock.mode == EXCLUSIVE for lock in step.locks) for step in bad)
    assert not any(step.scans and any(lock.mode == EXCLUSIVE for lock in step.locks) for step in good)
    assert not any(step.rewrites for step in (*bad, *good))


@pytest.mark.parametrize("rule", [drop_index_not_concurrent, reindex_not_concurrent], ids=name_of)
def test_an_index_is_not_dropped_or_built_anew_without_a_lock(rule: Rule, either: Server) -> None:
    assert locked(played(either, rule.BAD), EXCLUSIVE, "SHARE")
    # The concurrent form runs outside of a transaction, where nothing is held until it is seen.
    assert not locked(played(either, rule.GOOD), EXCLUSIVE, "SHARE")


def test_cluster_and_lock_table_hold_the_strongest_lock(either: Server) -> None:
    before = "create table jobs (id int); create index jobs_id on jobs (id);"
    for migration in ("cluster jobs using jobs_id", "begin; lock table jobs; commit"):
        assert locked(played(either, Example(migration, before)), EXCLUSIVE)
    assert blocking_maintenance.ABOUT.severity == "error"


def test_a_new_collation_sorts_the_index_anew_and_leaves_the_rows(either: Server) -> None:
    files = "select relname::text, relfilenode::text from pg_class where relname like 'jobs%' order by 1"
    with loaded(either, "create table jobs (name text); create index jobs_name on jobs (name);") as session:
        table, index = session.run(files).rows
        session.run('alter table jobs alter name type text collate "C"')
        assert session.run(files).rows[0] == table
        assert session.run(files).rows[1] != index


TYPES = """text|varchar|varchar(10)|varchar(20)|char(10)|bpchar|numeric|numeric(10,2)|numeric(12,2)|numeric(12,3)|
timestamp|timestamp(3)|timestamptz|timestamptz(3)|timestamptz(6)|date|time(3)|time|interval|interval(3)|int|bigint|
double precision|bit(4)|bit(8)|varbit(4)|varbit(8)|jsonb|inet|cidr|
varchar(10)[]|varchar[]|text[]|int[]|xml|oid""".replace("\n", "").split("|")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Oslo"])
def test_the_matrix_of_types(either: Server, zone: str) -> None:
    """Every pair of types that PostgreSQL converts, by itself or by USING."""
    pairs = [pair for pair in product(TYPES, TYPES) if zone == "UTC" or all("timestamp" in type_ for type_ in pair)]
    wrong, tried = [], 0
    with loaded(either, "") as session:
        for old, new in pairs:
            measured = _measured(session, zone, old, new)
            if measured is not None:
                sql, rewritten = measured
                tried += 1
                wrong += [] if rewritten == _told(zone, old, sql) else [f"{old}: {sql}"]
    assert wrong == []
    assert tried > len(pairs) / 3


def _measured(session: Session, zone: str, old: str, new: str) -> tuple[str, bool] | None:
    """The statement that changes the type and whether it rewrites the table; None where there is no conversion."""
    for using in ("", f" using c::{new}"):
        sql = f"alter table t alter column c type {new}{using}"
        session.run("begin")
        try:
            session.run(f"set local timezone = '{zone}'")
            session.run(f"create table t (c {old})")
            before = session.run("select relfilenode from pg_class where relname = 't'").rows
            session.run(sql)
            return sql, session.run("select relfilenode from pg_class where relname = 't'").rows != before
        except StatementFailed:
            continue
        finally:
            session.run("rollback")
    return None


def _told(zone: str, old: str, sql: str) -> bool:
    (made,) = read(Source("t", f"create table t (c {old})"))[0].actions
    (action,) = read(Source("t", sql))[0].actions
    assert isinstance(action, SetType)
    cost = Retype("c", made.table.columns[0].type, action.type, action.using).cost  # type: ignore[union-attr]
    assert cost != "unknown"
    return cost == "rewrite" or (cost == "rewrite unless utc" and zone != "UTC")


OWN = """create type state as enum ('new');
create domain plain as varchar(10); create domain twice as plain;
create domain checked as varchar(10) check (value <> '');
create table jobs (s state, t text, v varchar(10), p plain, c checked);
create index jobs_t on jobs (lower(t)); insert into jobs values ('new', 'a', 'b', 'c', 'd');"""


@pytest.mark.parametrize(
    ("change", "rewrites"),
    [
        ("s type text using s::text", True),
        ("v type state using 'new'::state", True),
        ("p type varchar(10)", True),
        ("p type varchar(20)", True),
        ("p type varchar", False),
        ("p type text", False),
        ("c type text", False),
        ("v type plain", False),
        ("v type twice", False),
        ("v type checked", True),
        ("p type checked", True),
        ("c type int using length(c)", True),
    ],
)
def test_enums_and_domains(either: Server, said, change: str, rewrites: bool) -> None:
    sql = f"alter table jobs alter column {change}"
    (step,) = played(either, Example(sql, OWN))
    assert bool(step.rewrites) == rewrites
    assert bool(said("column-type-rewrite", sql, OWN.partition("insert")[0])) == rewrites


@pytest.mark.parametrize("storage", ["logged", "access method heap", "tablespace pg_default"])
def test_what_is_so_already_copies_nothing(either: Server, said, storage: str) -> None:
    sql, before = f"alter table jobs set {storage}", "create table jobs (a int);"
    (step,) = played(either, Example(sql, before))
    assert (step.rewrites, said("storage-rewrite", sql, before)) == ((), [])
    assert len(said("storage-rewrite", sql, None)) == 1


def test_a_new_collation_sorts_indexes_of_expressions_too(either: Server, said) -> None:
    sql, before = 'alter table jobs alter t type text collate "C"', OWN.partition("insert")[0]
    file = "select relfilenode::text from pg_class where relname = 'jobs_t'"
    with loaded(either, before) as session:
        old = session.run(file).rows
        session.run(sql)
        assert session.run(file).rows != old
    assert said("storage-rewrite", sql, before) == [
        "the new collation sorts jobs_t anew while nobody can read or write public.jobs"
    ]


def test_the_functions_are_as_volatile_as_the_catalog_says(either: Server) -> None:
    with loaded(either, "") as session:
        rows = session.run(
            "select proname::text, bool_or(provolatile = 'v')::text from pg_proc where pronamespace = 11 group by 1"
        ).rows
    catalog = {str(name): volatile == "true" for name, volatile in rows}
    assert [name for name in volatility.VOLATILE if not catalog.get(name, True)] == []
    assert [name for name in steady.STEADY if catalog.get(name, False)] == []
    # Functions may be newer than this server, but not many are.
    assert sum(name in catalog for name in steady.STEADY) > 0.9 * len(steady.STEADY)
    assert not volatility.SYNTAX & volatility.VOLATILE


def test_the_functions_are_as_strict_as_the_catalog_says(either: Server) -> None:
    with loaded(either, "") as session:
        rows = session.run(
            "select proname::text, bool_and(proisstrict)::text, string_agg(distinct prorettype::regtype::text, ',')"
            " from pg_proc join pg_type t on t.oid = prorettype where pronamespace = 11 group by 1"
            " having not bool_or(proretset or provariadic <> 0 or prokind <> 'f' or typtype in ('p', 'c', 'd'))"
        ).rows
    catalog = {str(name): (is_strict == "true", kinds) for name, is_strict, kinds in rows}
    known = {name: kind for name, kind in strict.FUNCTIONS.items() if name in catalog}
    assert [name for name in known if not catalog[name][0]] == []
    assert [name for name, kind in known.items() if kind not in (OTHER, catalog[name][1])] == []
    assert len(known) > 0.9 * len(strict.FUNCTIONS)


def test_the_operators_are_strict_but_one(either: Server) -> None:
    """What is not is `||` of arrays, which gives no composite value either."""
    with loaded(either, "") as session:
        rows = session.run(
            "select distinct oprname::text from pg_operator join pg_proc p on p.oid = oprcode"
            " join pg_type t on t.oid = oprresult"
            " where oprkind = 'b' and (not proisstrict or typtype in ('c', 'd'))"
        ).rows
    assert [name for (name,) in rows] == ["||"]
    assert strict.operator_kind("||") is None


DEFAULTS = """1|-1|('x')|current_date::text|now()::text|array[1, 2]::text|lower('A')|date_trunc('day', now())::text|
case when true then 'a' else 'b' end|random()::text|array[random()]::text|clock_timestamp()::text|
coalesce(gen_random_uuid()::text, 'a')|pg_catalog.random()::text|pg_catalog.now()::text|
case when random() > 0.5 then 'a' else 'b' end|extract(year from now())::text|position('a' in 'ba')::text|
steady()|volatile_()|(1 + 2)::text""".replace("\n", "").split("|")


FUNCTIONS = """
create function steady() returns text language sql stable as $$ select 'a' $$;
create function volatile_() returns text language plpgsql as $$ begin return 'a'; end $$;
create function in_sql() returns text language sql as $$ select 'a' $$;
"""


@pytest.mark.parametrize("default", DEFAULTS)
def test_a_default_rewrites_the_table_if_it_is_volatile(either: Server, said, default: str) -> None:
    sql = f"{FUNCTIONS} alter table jobs add column t text default {default};"
    *_, last = played(either, Example(sql, "create table jobs (id int);"))
    assert bool(last.rewrites) == bool(said("volatile-default", sql, "create table jobs (id int);"))


def test_a_function_in_sql_may_be_put_in_its_place(either: Server, findings) -> None:
    sql = f"{FUNCTIONS} alter table jobs add column t text default in_sql();"
    *_, last = played(either, Example(sql, "create table jobs (id int);"))
    assert last.rewrites == ()
    assert [finding.severity for finding in findings("volatile-default", sql, None)] == ["warning"]
