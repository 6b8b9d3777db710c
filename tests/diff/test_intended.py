"""What a contract intends is compared by meaning; spellings that mean the same are no change."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.errors import ContractError
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.replay import read_schema

BOTH = "create table t (a int, b int, v varchar(10), at timestamptz"
EITHER = "(a is not null and b is null) or (a is null and b is not null)"


def schema(sql: str) -> Schema:
    return read_schema(Source("x.sql", sql))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x int4", "x integer"),
        ("x varchar(10)", "x character varying(10)"),
        ("x timestamptz default now()", "x timestamp with time zone default CURRENT_TIMESTAMP"),
        ("x int default 5", "x int default '5'"),
        ("x int default 5", "x int default (5::int)"),
        ("x text default 'x'", "x text default 'x'::text"),
        ("x jsonb default '{\"a\":1}'", "x jsonb default '{ \"a\": 1 }'::jsonb"),
        ("x boolean default true", "x bool default 't'"),
        ("constraint c check (v in ('a', 'b'))", "constraint c check (v = any (array['b', 'a']::text[]))"),
        ("constraint c check (a > 1)", "constraint c check (((a) > (1)))"),
        ("constraint c check (a between 1 and 2)", "constraint c check (a >= 1 and a <= 2)"),
        ("constraint c check (not (a is null))", "constraint c check (a is not null)"),
        (f"constraint c check ({EITHER})", "constraint c check (num_nonnulls(a, b) = 1)"),
        (f"constraint c check ({EITHER})", "constraint c check ((a is null) <> (b is null))"),
        ("constraint c check ((a is null) <> (b is null))", "constraint c check ((a is null) = (b is not null))"),
    ],
)
def test_other_spellings_are_no_change(one: str, other: str) -> None:
    assert render(diff(schema(f"{BOTH}, {one})"), schema(f"{BOTH}, {other})"))) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x interval default interval '1' day", "x interval default interval '1' month"),
        ("x text default '5'", "x text default '6'"),
        ("x timestamptz default current_timestamp(3)", "x timestamptz default now()"),
        ("constraint c check (a / 2 > 1)", "constraint c check (a::numeric / 2 > 1)"),
        ("constraint c check (v ~ 'a' || 'b')", "constraint c check (v ~ ('a' || 'b'))"),
        ("constraint c check (a::text = '1')", "constraint c check (a = '1')"),
        (f"constraint c check ({EITHER})", "constraint c check (a is null or b is null)"),
        ("constraint c unique (a) include (b)", "constraint c unique (a)"),
        ("constraint c primary key (a) include (b)", "constraint c primary key (a)"),
        ("x int generated always as (a + 1) stored", "x int generated always as (a + 1)"),
    ],
)
def test_what_differs_is_a_change(one: str, other: str) -> None:
    assert render(diff(schema(f"{BOTH}, {one})"), schema(f"{BOTH}, {other})"))) != ""


BEFORE = 'create table t (a int not null, b int); create table "Big t" ("x y" int);'
AFTER = """
create table t (a int, b int, c varchar(10) default 'it''s -> "x"', constraint one check (num_nonnulls(a, b) = 1));
create index i on t (b); create table "Big t" ("x y" bigint unique); create type m as enum ('a', 'it''s
two');"""


@pytest.mark.parametrize(
    "written",
    [
        None,
        """
        # by hand, in another order and spelling
        + INDEX i ON T ( b )
        ~ table T
            + check one  (a is not null and b is null) or (a is null and b is not null)
            + column c character varying(10) default ('it''s -> "x"'::text)
            ~ column A: drop not null
        ~ table "Big t"
            + unique "Big t_x y_key" ("x y")
            ~ column "x y": type int4 -> int8
        + enum m ('a', E'it''s\\u000atwo')
        """,
    ],
)
def test_the_printed_diff_and_what_people_write_are_the_same(written: str | None) -> None:
    changes = diff(schema(BEFORE), schema(AFTER))

    found = compare(changes, read_intended(written or render(changes), READING))

    assert (found.missing, found.unexpected) == ((), ())


@pytest.mark.parametrize(
    "line", ["column a int", "+ colum a int", "+ check c (a >", "~ column a type int", "+ foreign key f (a) references"]
)
def test_a_line_that_is_no_change_is_quoted(line: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_intended(f"~ table t\n    {line}", READING)

    assert f"`{line}`" in caught.value.message
