"""The rows of all tables."""

from __future__ import annotations

from ddlproof.rehearsal.content import contents, count


def test_names_that_need_quotes(bench) -> None:
    before = 'create schema "Odd"; create table "Odd"."my table" ("a b" int primary key);'
    before += 'insert into "Odd"."my table" values (1);'
    with bench.loaded(before) as (_, session):
        assert count(contents(session)) == {'"Odd"."my table"': 1}


def test_a_partitioned_table_has_the_rows_of_its_partitions(bench) -> None:
    before = "create table p (a int) partition by list (a); create table p1 partition of p for values in (1, 2);"
    with bench.loaded(f"{before} insert into p values (1), (2);") as (_, session):
        assert count(contents(session)) == {"public.p": 2}
