"""A statement that fails halfway has done nothing: PostgreSQL says what is left, and the model is that."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
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
def test_what_a_failed_statement_leaves(session: Session, sql: str) -> None:
    session.run("create schema public")
    for statement in read(Source("x.sql", BEFORE)):
        session.run(statement.sql)
    failed = 0
    for statement in read(Source("x.sql", sql)):
        try:
            session.run(statement.sql)
        except StatementFailed:
            failed += 1
    real = read_schema(session, READING)
    replay = Replay(version=18)
    replay.run(read(Source("x.sql", f"{BEFORE} {sql}; create table last (); drop table last")))

    assert (failed, len(replay.problems)) == (1, 1)
    assert render(diff(replay.result, real)) == ""


@pytest.fixture(autouse=True)
def _anew(session: Session) -> None:
    session.run("drop schema public cascade")
    session.run("drop schema if exists app cascade")


def test_of_an_unknown_schema_each_part_of_a_statement_is_looked_at() -> None:
    replay = Replay(known=False)
    sql = "create table t (a int); alter table t drop column b, add column c int"
    replay.run(read(Source("x.sql", sql)))

    assert [column.name for table in replay.result.tables for column in table.columns] == ["a", "c"]
