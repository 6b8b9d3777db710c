"""One statement that drops several objects: all are looked up before the first of them goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

_TABLES = "create table a (id int primary key); create table b (id int references a);"
_VIEWS = "create view v as select 1 as a; create view w as select a from v;"
_TYPES = "create type m as enum ('x'); create domain d as int;"


@pytest.mark.parametrize(
    ("made", "dropped"),
    [
        (_TABLES, "drop table a, public.a, b"),
        (_TABLES, "drop table public.a, b, a cascade"),
        (_TABLES, "do $$ begin drop table b, public.b; end $$"),
        (_TABLES, "do $$ begin for i in 1..2 loop drop table if exists b, public.b; end loop; end $$"),
        (_TABLES, "do $$ begin if to_regclass('a') is not null then drop table public.a, b, a; end if; end $$"),
        ("create table p (id int); create table c () inherits (p);", "drop table p, c cascade"),
        ("create table p (id int) partition by list (id); create table c partition of p default;", "drop table p, c"),
        ("create table p (id int) partition by list (id); create table c partition of p default;", "drop table c, p"),
        ("create schema app; create table app.t (); create table public.t (); set search_path = app, public;",
         "drop table app.t, t"),
        ("create schema app; create table app.t (); create table public.t (); set search_path = app, public;",
         "drop table t, public.t"),
        (_VIEWS, "drop view v, w cascade"),
        (_VIEWS, "drop view w, v, public.w"),
        (_VIEWS + "create view x as select a from w;", "drop view v, x cascade"),
        (_TYPES, "drop type m, public.m"),
        (_TYPES, "drop domain d, public.d"),
        (_TYPES + "create type c as (a m); create type e as (a c);", "drop type m, c cascade"),
        ("create table t (a int, b int); create index i on t (a); create index j on t (b);",
         "drop index i, public.i, j"),
        ("create sequence s; create sequence q; create table t (a int default nextval('s'));",
         "drop sequence s, public.s, q cascade"),
        ("create function f(int) returns int language sql as 'select 1'; create function g() returns int language sql "
         "as 'select 2';", "drop function f(int), g(), public.f(int)"),
        ("create function f(int) returns int language sql as 'select 1';", "drop function f, public.f(int)"),
        ("create procedure f(int) language sql as 'select 1';", "drop routine f, f(int)"),
        ("create materialized view v as select 1 as a; create materialized view w as select a from v;",
         "drop materialized view v, w cascade"),
        ("create aggregate total (int) (sfunc = int4pl, stype = int);", "drop aggregate total(int), public.total(int)"),
        ("create schema app; create table app.t ();", "drop schema app, app cascade"),
        (_TABLES, "drop table a, nothing cascade"),
        (_TABLES, "drop table if exists nothing, b, nothing"),
        ("create extension hstore; create extension pg_trgm;", "drop extension hstore, pg_trgm, hstore"),
    ],
)  # fmt: skip
def test_as_on_postgresql(both: Callable[[str], Both], made: str, dropped: str) -> None:
    result = both(f"{made} {dropped}; reset search_path")
    assert result.difference == ""
    assert bool(result.problems) == bool(result.refused)
