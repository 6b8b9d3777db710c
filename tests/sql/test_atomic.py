"""A statement that fails halfway has done nothing: PostgreSQL says what is left, and the model is that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

BEFORE = """
create table a (id int primary key, x text not null);
create table b (id int primary key);
create table c (id int references b, a int references a);
create type mood as enum ('sad', 'ok');
create domain small as int;
create sequence s;
create sequence used;
create table d (id int default nextval('used'), m mood);
create view v as select id from a;
create view w as select id from v;
create function f(int) returns int language sql as 'select 1';
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger t before insert on a for each row execute function g();
create index i on a (x);
"""
FAILING = [
    "drop table d, a",
    "drop table d, missing",
    "drop table c, d, a",
    "drop view w, missing",
    "drop view missing, w",
    "drop view a, w",
    "drop type small, mood",
    "drop domain small, mood",
    "drop sequence s, used",
    "drop index i, a_pkey",
    "drop function f(int), g()",
    "drop function f(int), missing()",
    "alter table a add column y int, drop column z",
    "alter table a rename x to y; alter table a add column z int, drop column id, add column z int",
    "alter table a drop constraint a_pkey, alter x drop not null",
    "alter table c drop constraint c_a_fkey, add primary key (nothing)",
    "create schema app create table t (id int) create index on missing (id)",
    "do $$ begin drop table d; drop table a; end $$",
    "do $$ begin begin drop table d; exception when undefined_table then null; end; create table n (); "
    "drop table z; end $$",
    "do $$ begin create table n (); begin drop table z; exception when undefined_table then null; end; "
    "drop view a; end $$",
    "begin; drop table d; create table n (); rollback; alter table a add column y int, add column x int",
]  # fmt: skip


@pytest.mark.parametrize("sql", FAILING)
def test_what_a_failed_statement_leaves(both: Callable[[str], Both], sql: str) -> None:
    found = both(f"{BEFORE} {sql}; create table last (); drop table last")

    assert (len(found.refused), len(found.problems), found.difference) == (1, 1, "")


def test_of_an_unknown_schema_each_part_of_a_statement_is_looked_at() -> None:
    replay = Replay(known=False)
    sql = "create table t (a int); alter table t drop column b, add column c int"
    replay.run(read(Source("x.sql", sql)))

    assert [column.name for table in replay.result.tables for column in table.columns] == ["a", "c"]
