"""Tables under CHECKs that Python cannot evaluate: rows are found that PostgreSQL takes, and prove all the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ddlproof.model.answers import NONE
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.proof.learned import learn, unknown
from ddlproof.proof.stated import unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.rows.base import closure
from ddlproof.sql.definitions import READING

Load = Callable[[str], Schema]
FUNCTIONS = """create function one(a int, b int) returns boolean language sql as 'select num_nonnulls(a, b) = 1';
create function named(t text) returns boolean language sql as $$ select t in ('red', 'green') $$;
create function even(n int) returns boolean language plpgsql as
  $$ begin if n > 1000000 then raise 'too much'; end if; return n % 2 = 0; end $$;
create domain slug as text check (value ~* '^[a-z]+$' and value = initcap(value));
"""


def learned(session: Session, schema: Schema) -> Schema:
    asked = unknown(schema, [table.name for table in schema.tables], NONE)
    return replace(schema, answers=learn(session, asked))


@pytest.mark.parametrize(
    "column",
    [
        "x jsonb not null check (jsonb_typeof(x) = 'array')",
        "x jsonb not null check (x ? 'kind' and jsonb_typeof(x -> 'size') = 'number')",
        "x jsonb not null check (x ->> 'kind' in ('a', 'b'))",
        "x text not null check (x ~* '^[^@]+@[^@]+[.][a-z]+$')",
        "x text not null check (named(x))",
        "x char(3) unique not null check (x = upper(x) and x > '')",
        "x char(6) unique not null check (x ~ '^[A-Z]{2}\\d{4}$')",
        "x text unique not null check (x similar to '[a-z]+-[0-9]+')",
        "x int not null check (even(x))",
        "x int unique not null check (even(x))",
        "x inet not null check (family(x) = 6)",
        "x bytea not null check (length(x) = 32)",
        "x slug not null",
        "x int, y int, check (one(x, y))",
        "x int not null, y int not null check (even(x) and even(y + x))",
    ],
)
def test_rows_that_postgres_takes(session: Session, load: Load, column: str) -> None:
    schema = learned(session, load(f"{FUNCTIONS} create table t (id int primary key, {column}, n int check (n > 3));"))
    for number in (1, 2, 3):
        for row in closure(schema, schema.tables[0].name, number):
            session.run(row.sql)
    (key,) = session.run("select count(*)::text from t").rows[0]
    assert key == "3"


@pytest.mark.parametrize(
    "column",
    [
        "x citext unique not null check (x like '%@%')",
        "x ltree unique not null check (nlevel(x) <= 8)",
        "x hstore not null check (not x ? 'internal')",
    ],
)
def test_types_of_extensions_have_values(embedded: Server, column: str) -> None:
    database = embedded.create("extended")
    with database.connect() as session:
        for name in ("citext", "ltree", "hstore"):
            session.run(f"create extension {name}")
        session.run(f"create table t (id int primary key, {column})")
        schema = learned(session, read_schema(session, READING))
        found = list(prove_unclaimed(session, schema, unclaimed(EMPTY, schema, (), every=True)))
        assert [
            (one.mismatches, one.mutants.survivors) for one in found if one.mismatches or one.mutants.survivors
        ] == []
        assert min(one.accepted for one in found) > 0
    embedded.drop(database)


@pytest.mark.parametrize(
    "condition",
    ["not isempty(x)", "lower_inc(x) and not upper_inc(x)", "not lower_inf(x)"],
)
def test_ranges_are_tried_with_all_bounds(session: Session, load: Load, condition: str) -> None:
    schema = learned(
        session, load(f"create table t (id int primary key, x numrange, constraint c check ({condition}))")
    )
    every = [one for one in unclaimed(EMPTY, schema, (), every=True) if one.name == "c"]
    (proof,) = prove_unclaimed(session, schema, every)
    assert (proof.mismatches, proof.mutants.survivors) == ((), ())


def test_a_value_that_a_domain_refuses_says_nothing_of_a_check(session: Session, load: Load) -> None:
    check = "constraint c check (length(repeat('x', n)) < 3)"
    schema = learned(session, load(f"{FUNCTIONS} create table t (id int primary key, x slug, n int, {check})"))
    every = [one for one in unclaimed(EMPTY, schema, (), every=True) if one.name == "c"]
    (proof,) = prove_unclaimed(session, schema, every)
    assert (proof.mismatches, proof.mutants.survivors) == ((), ())
    assert proof.accepted > 1


def test_a_value_that_nobody_asked_about_gives_way_to_one_that_is_accepted(session: Session, load: Load) -> None:
    """Row 8 has a value of its own, which is not among those of the first rows."""
    schema = learned(
        session, load("create table t (id int primary key, x jsonb not null check (jsonb_typeof(x) = 'array'))")
    )
    for row in closure(schema, schema.tables[0].name, 8):
        session.run(row.sql)


def test_the_other_constraints_are_proved(session: Session, load: Load) -> None:
    """Unasked, each row would break the CHECK that Python cannot evaluate, and prove nothing of the others."""
    sql = "create table t (id int primary key, x jsonb not null check (jsonb_typeof(x) = 'array'), n int check (n > 3))"
    schema = load(sql)
    names = ("t_n_check", "t_pkey")
    every = [one for one in unclaimed(EMPTY, schema, (), every=True) if one.name in names]
    blind = {proof.constraint: proof for proof in prove_unclaimed(session, schema, every)}
    assert blind["public.t.t_n_check"].mutants.killed == 0
    seen = {proof.constraint: proof for proof in prove_unclaimed(session, learned(session, schema), every)}
    for proof in seen.values():
        assert proof.mutants.killed == proof.mutants.made > 5, proof
        assert not proof.mismatches


def test_what_python_can_evaluate_is_not_asked(load: Load) -> None:
    schema = load(
        "create table t (id int primary key, a text check (a in ('x', 'y')), b int, check (b > 0 or a = 'x'))"
    )
    assert unknown(schema, [table.name for table in schema.tables], NONE) == []


def test_the_tables_that_are_referred_to_are_asked_about_too(session: Session, load: Load) -> None:
    schema = load(
        f"{FUNCTIONS} create table colours (name text primary key check (named(name)));"
        "create table t (id int primary key, colour text not null references colours)"
    )
    (asked,) = unknown(schema, [schema.tables[1].name], NONE)
    assert asked[0].name.name == "colours"
    rows = closure(replace(schema, answers=learn(session, [asked])), schema.tables[1].name)
    assert rows[0].get("name") in ("red", "green")
    assert unknown(schema, [schema.tables[1].name], learn(session, [asked])) == []


def test_a_value_on_which_the_condition_fails_is_refused(session: Session, load: Load) -> None:
    schema = load(f"{FUNCTIONS} create table t (id int primary key, x int check (even(x) and x >= 1000000))")
    table = schema.tables[0]
    (asked,) = unknown(schema, [table.name], NONE)
    answers = learn(session, [asked])
    said = {
        row["x"]: accepts for accepts in (True, False) for row in answers.rows(table.name, asked[1], accepts=accepts)
    }
    assert said["1000001"] is False  # raises
    assert said["1000000"] is True


def test_nothing_of_it_stays(session: Session, load: Load) -> None:
    schema = load(f"{FUNCTIONS} create table t (id int primary key, x int check (even(x)))")
    before = session.run("select count(*)::text from pg_class").rows
    learn(session, unknown(schema, [schema.tables[0].name], NONE))
    assert session.run("select count(*)::text from pg_class").rows == before


def test_a_function_that_takes_long_is_left_alone(session: Session, load: Load) -> None:
    body = "'begin perform pg_sleep(0.5); return true; end'"
    slow = f"create function slow(t text) returns boolean language plpgsql as {body}"
    schema = load(f"{slow}; create table t (id int primary key, x text check (slow(x)))")
    (asked,) = unknown(schema, [schema.tables[0].name], NONE)
    answers = learn(session, [asked])
    assert dict(answers.said[schema.tables[0].name, asked[1]]) == {}
    assert unknown(schema, [schema.tables[0].name], answers) == []


def test_where_no_row_gets_past_another_check_nothing_is_proved(session: Session, load: Load) -> None:
    never = "create function never(t text) returns boolean language sql as 'select t = md5(t)'"
    schema = load(
        f"{never}; create table t (id int primary key, x text not null check (never(x)), n int check (n > 3))"
    )
    every = [one for one in unclaimed(EMPTY, schema, (), every=True) if one.name == "t_n_check"]
    (proof,) = prove_unclaimed(session, schema, every)  # as where asking takes too long
    assert (proof.rows, proof.mutants.made) == (0, 0)
    assert "nothing is proved: no row got past the other constraints" in proof.notes
    assert proof.notes[-1].endswith("rejected 23514 t_x_check")
