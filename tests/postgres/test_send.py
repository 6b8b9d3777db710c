"""A script of psql or pg_dump, sent to a server."""

from __future__ import annotations

from ddlproof.gate.stage import load
from ddlproof.gate.static import script
from ddlproof.postgres.database import Database
from ddlproof.source import Source

DUMP = """\\restrict token
set client_encoding = 'UTF8';
create table t (id int primary key, note text);
copy t (id, note) from stdin;
1\tit's; "quoted" $$
2\t\\N
\\.

\\echo done
create function f() returns int begin atomic select 1; select 2; end;
create rule r as on delete to t do instead (select 1; select 2);
\\unrestrict token
"""


def test_a_dump_is_loaded_with_its_data_and_without_the_commands_of_psql(database: Database) -> None:
    load(database, script([Source("dump.sql", DUMP)]))

    with database.connect() as session:
        assert session.run("select * from t order by id").rows == (("1", 'it\'s; "quoted" $$'), ("2", None))
        assert session.run("select f()").rows == (("2",),)


def test_all_triggers_are_those_of_users_for_a_plain_role(database: Database) -> None:
    text = """create table p (id int primary key); create table t (id int references p);
    alter table only public.t disable trigger all, alter id set not null;
    comment on table t is 'disable trigger all';"""
    load(database, script([Source("a.sql", text)]))

    with database.connect() as session:
        assert session.run("select obj_description('t'::regclass)").rows == (("disable trigger all",),)
