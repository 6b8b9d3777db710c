"""Habits: what each rule finds, and that none of them runs unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.model.house import House
from ddlproof.options import Options
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

TABLE = "create table public.events (id bigint primary key, {});"


@pytest.mark.parametrize(
    ("column", "is_"),
    [
        ("at timestamp", "at is timestamp without time zone"),
        ("name varchar(20)", "name is character varying(20)"),
        ("code char(3)", "code is character(3)"),
        ("data json", "data is json"),
        ("price money", "price is money"),
        ("n serial", "n is a serial"),
    ],
)
def test_types(said, column: str, is_: str) -> None:
    assert said("discouraged-type", TABLE.format(column)) == [f"public.events.{is_}"]


def test_types_that_are_right(said) -> None:
    assert not said("discouraged-type", TABLE.format("at timestamptz, name text, free varchar, data jsonb, n numeric"))
    assert said("discouraged-type", "create type mood as enum ('good');") == [
        "public.mood is an enum, whose values cannot be dropped again"
    ]


def test_identifiers(said) -> None:
    assert said("identifier-problem", 'create table "Orders" (id bigint primary key, "order" int, pg_x int);') == [
        '"Orders" has to be quoted, for its capitals or characters',
        '"order" is a key word and has to be quoted',
        '"pg_x" begins with pg_, which PostgreSQL keeps for itself',
    ]
    assert said("identifier-problem", 'create table userRoles (userId int, OK int, "a" int, Name int)', None) == [
        "userRoles becomes userroles, since it is not quoted",
        "userId becomes userid, since it is not quoted",
    ]
    long = "a" * 64
    assert f"{long} is cut to 63 bytes" in said("identifier-problem", f"create table {long} (id bigint primary key);")
    implied = f"create table {'t' * 40} (id bigint primary key, {'c' * 30} int unique);"
    assert said("identifier-problem", implied) == [
        f"the constraint is called {'t' * 40}_{'c' * 30}_key by default, which is cut to 63 bytes"
    ]


def test_names_that_are_one_once_they_are_cut(said) -> None:
    long = "a" * 63
    sql = f"create table t (a int constraint {long}b check (a > 0), c int constraint {long}c check (c > 0));"
    assert said("identifier-problem", sql, None) == [
        f"{long}b is cut to 63 bytes",
        f"{long}c is cut to 63 bytes, and is then the same name as {long}b",
    ]


@pytest.mark.parametrize("made", ["view {} as select 1", "function {}() returns int language sql as 'select 1'",
                                  "sequence {}", "domain {} as int", "materialized view {} as select 1"])  # fmt: skip
def test_names_of_whatever_is_made(said, made: str) -> None:
    problem = '"Own" has to be quoted, for its capitals or characters'
    assert said("identifier-problem", f"create {made.format(chr(34) + 'Own' + chr(34))};") == [problem]
    assert said("identifier-problem", f"create {made.format('own')};") == []


def test_the_name_that_an_index_gets(said) -> None:
    table, column = "t" * 40, "c" * 30
    before = f"create table {table} (id bigint, {column} int);"
    assert said("identifier-problem", f"create index on {table} ({column});", before) == [
        f"the index is called {table}_{column}_idx by default, which is cut to 63 bytes"
    ]
    assert said("identifier-problem", f"create index on {table} (id);", before) == []


def test_patterns(said) -> None:
    before = TABLE.format("a int")
    rule = "name-pattern"
    assert said(rule, "alter table events add check (a > 0);", before) == ["a check of public.events has no name"]
    assert said(rule, "create index fast on events (a);", before) == ["fast does not say that it is an index"]
    for fine in ("create index events_a_idx on events (a);", "create index idx_a on events (a);",
                 "alter table events add constraint events_a_check check (a > 0);"):  # fmt: skip
        assert not said(rule, fine, before)


def test_names_without_schema(said) -> None:
    before = TABLE.format("a int")
    rule = "unqualified-name"
    assert said(rule, "alter table events add b int, add c int references events;", before) == [
        "events is looked for along the search_path"
    ]
    assert not said(rule, "alter table public.events add b int; create index on public.events (b);", before)


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("create table public.t (a mood, b public.mood[], c text, d d2[])", ["mood", "d2"]),
        ("alter table public.events add c mood", ["mood"]),
        ("alter table public.events add c text default 'a'::mood", ["mood"]),
        ("create view v as select 1", ["v"]),
        ("create view public.v as select 1", []),
        ("create function f(a mood) returns public.mood language sql as 'select 1'", ["f", "mood"]),
        ("create trigger t after insert on public.events for each row execute function f()", ["f"]),
        ("create trigger t after insert on events for each row execute function public.f()", ["events"]),
        ("create sequence s", ["s"]),
        ("create type c as (a mood)", ["c", "mood"]),
        ("create domain d as int", ["d"]),
        ("create policy p on events using (true)", ["events"]),
        ("alter table events enable row level security", ["events"]),
        ("comment on table events is 'x'", ["events"]),
        ("grant select on events to joe", ["events"]),
        ("create index i on events (at)", ["events"]),
        ("create index i on public.events (id)", []),
        ("alter view public.v rename to w", []),
        ("create schema x create table y (id int)", []),
        ("create temporary table y (id int)", []),
        ("create extension citext", []),
    ],
)
def test_what_else_is_named_without_schema(said, sql: str, names: list[str]) -> None:
    assert said("unqualified-name", sql, None) == [f"{name} is looked for along the search_path" for name in names]


def rules_found(folder: Path, configuration: str, *select: str) -> set[str]:
    (folder / "ddlproof.toml").write_text(configuration)
    (folder / "m.sql").write_text(TABLE.format("at timestamp not null"))
    outcome = gate.lint((str(folder / "m.sql"),), Options(select=select))
    return {finding.rule for finding in outcome.findings}


def test_style_is_off_until_it_is_asked_for(tmp_path: Path) -> None:
    assert "discouraged-type" not in rules_found(tmp_path, "")
    assert "discouraged-type" in rules_found(tmp_path, 'profile = "strict"')
    assert rules_found(tmp_path, "", "style") == {"discouraged-type"}
    assert rules_found(tmp_path, "", "discouraged-type") == {"discouraged-type"}


def test_a_path_can_leave_style_out_of_the_strict_profile(tmp_path: Path) -> None:
    configuration = 'profile = "strict"\n[per-path]\n"*m.sql" = ["style"]\n'
    assert "discouraged-type" not in rules_found(tmp_path, configuration)


def test_names_that_the_configuration_asks_for() -> None:
    house = House(names=(("index", r"\w+_idx"), ("table", "[a-z]+s"), ("check", r"ck_\w+"), ("column", "[a-z_]+")))
    sql = """create table job (id int, "Kind" int, constraint ck_id check (id > 0));
    create index jobs_kind on job ("Kind"); create index job_id_idx on job (id);
    alter table job add check (id < 9), add constraint job_id_check check (id < 8);
    alter table job rename to jobs;"""
    found = judge_moments(Replay(house=house).walk(read(Source("migration.sql", sql))))
    assert [f.message for f in found if f.rule == "name-pattern"] == [
        "job, a table, does not match [a-z]+s",
        '"Kind", a column, does not match [a-z_]+',
        r"jobs_kind, an index, does not match \w+_idx",
        r"a check of public.job has no name; the configuration wants one that matches ck_\w+",
        r"job_id_check, a check, does not match ck_\w+",
    ]


def test_an_exclusion_constraint_has_a_name_as_well(said) -> None:
    table = "create table t (during int4range, {} exclude using gist (during with &&))"
    assert said("name-pattern", table.format("")) == ["an exclude of public.t has no name"]
    assert said("name-pattern", table.format("constraint t_during_excl")) == []
