"""What looks renamed is asked, where only one pair has the shape; nothing is assumed."""

from __future__ import annotations

import pytest

from ddlproof.diff.renames import renames
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

BEFORE = """create table t (id int primary key, a text not null default 'x', n int, constraint c check (n > 0));
create table u (x int, y text); create index i on t (n); create type m as enum ('a', 'b', 'c');"""


def found(before: str, after: str) -> list[str]:
    old, new = (read_schema(Source("x.sql", sql)) for sql in (before, after))
    return [rename.sql for rename in renames(old, new)]


@pytest.mark.parametrize(
    ("text", "by", "sql"),
    [
        ("a text", "b text", "ALTER TABLE public.t RENAME COLUMN a TO b;"),
        ("constraint c ", 'constraint "C" ', 'ALTER TABLE public.t RENAME CONSTRAINT c TO "C";'),
        ("table u", "table v", "ALTER TABLE public.u RENAME TO v;"),
        ("index i", "index j", "ALTER INDEX public.i RENAME TO j;"),
        ("'b'", "'b''s'", "ALTER TYPE public.m RENAME VALUE 'b' TO 'b''s';"),
    ],
)
def test_one_pair_of_a_shape_is_asked_for(text: str, by: str, sql: str) -> None:
    assert found(BEFORE, BEFORE.replace(text, by)) == [sql]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("a text", "b varchar"),
        ("a text", "b text not null, c text"),  # which one of both?
        ("n > 0", "n > 1"),
        ("table u (x int", "table v (x bigint"),
        ("index i on t (n)", "index j on t (a)"),
        ("'b', 'c'", "'c', 'd'"),
        ("'b', 'c'", "'c', 'b'"),
        ("'c'", "'c', 'd'"),
    ],
)
def test_another_shape_or_several_of_it_are_not(text: str, by: str) -> None:
    assert found(BEFORE, BEFORE.replace(text, by)) == []


def test_the_order_of_columns_and_the_spelling_of_types_do_not_matter() -> None:
    assert found("create table t (a int4, b text)", "create table u (b text, a integer)") == [
        "ALTER TABLE public.t RENAME TO u;"
    ]
