"""A new value of an enum, and who may not use it yet: as told, and as PostgreSQL says."""

from __future__ import annotations

import pytest

from ddlproof.postgres.server import Server
from ddlproof.postgres.session import StatementFailed
from ddlproof.source import Source
from ddlproof.sql.read import read

RULE = "enum-value-used-in-same-transaction"
BEFORE = "create type state as enum ('new'); create table jobs (id int, s state, note text);"
ADD = "alter type state add value 'done';"

USES = [
    "alter table jobs alter column s set default 'done'",
    "alter table jobs add column t state default 'done'",
    "alter table jobs add constraint k check (s <> 'done')",
    "create index on jobs (id) where s = 'done'",
    "create table runs (s state default 'done')",
    "insert into jobs (s) values ('done')",
    "select 'done'::state",
    "update jobs set s = 'done' where id = 1",
    "create table runs (s state check (s <> 'done'))",
    "alter table jobs add column t state check (t <> 'done')",
    "alter table jobs alter column s type text using case s when 'done' then 'x' end",
    "create view v as select id from jobs where s = 'done'",
    "create materialized view v as select id from jobs where s = 'done'",
    "create policy p on jobs using (s = 'done')",
    "do $$ begin update jobs set s = 'done'; end $$",
    "create domain dd as state check (value <> 'done')",
    "create domain dd as state default 'done'",
    "create function f() returns state language sql as $$ select 'done'::state $$",
    "create function f() returns bigint language sql as $$ select count(*) from jobs where s = 'done' $$",
    "create function f() returns state begin atomic select 'done'::state; end",
    "create function f(s state default 'done') returns int language sql as 'select 1'",
]
HARMLESS = [
    "alter table jobs alter column note set default 'done'",
    "create table notes (note text default 'done')",
    "insert into jobs (s) values ('new')",
    "alter table jobs add column t text default 'done'",
    "comment on table jobs is 'done'",
    "create table runs (s state, note text check (note <> 'done'))",
    "create view v as select 'done' as word",
    "do $$ begin perform 'done'; end $$",
    "create function f() returns state language plpgsql as $$ begin return 'done'; end $$",
    "create function f() returns text language sql as $$ select 'done' $$",
    "create domain dd as text check (value <> 'done')",
]


@pytest.fixture(params=["embedded", "embedded16"])
def either(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def refused(server: Server, migration: str, before: str = BEFORE) -> bool:
    database = server.create("enum")
    try:
        with database.connect() as session:
            try:
                for statement in read(Source("m", f"{before} begin; {migration}; commit")):
                    session.run(statement.sql)
            except StatementFailed as failed:
                return failed.error.sqlstate == "55P04"
            return False
    finally:
        server.drop(database)


@pytest.mark.parametrize("use", USES + HARMLESS)
def test_uses(said, either: Server, use: str) -> None:
    told = said(RULE, f"begin;\n{ADD}\n{use};\ncommit;", BEFORE)
    expected = (
        "'done' cannot be used before the transaction that added it on line 2 ends: PostgreSQL refuses this"
        if use in USES
        else None
    )
    assert told == ([expected] if expected else [])
    assert refused(either, f"{ADD} {use}") == (use in USES)
    assert said(RULE, f"{ADD} {use}", BEFORE) == []


@pytest.mark.parametrize(("version", "told"), [(16, True), (17, False), (18, False)])
def test_where_the_transaction_made_the_type(said, version: int, told: bool) -> None:
    made = "create type mood as enum ('ok'); alter type mood add value 'done'; create table t (m mood default 'done')"
    assert bool(said(RULE, f"begin; {made}; commit;", version=version)) == told


def test_the_type_made_in_the_transaction_on_servers(embedded: Server, embedded16: Server) -> None:
    made = "create type mood as enum ('ok'); alter type mood add value 'done'; create table t (m mood default 'done')"
    assert refused(embedded16, made, "")
    assert not refused(embedded, made, "")


def test_a_value_that_is_there_already(said) -> None:
    migration = "begin; alter type state add value if not exists 'new'; insert into jobs (s) values ('new'); commit"
    assert said(RULE, migration, BEFORE) == []


def test_the_first_use_is_enough(said) -> None:
    uses = "; ".join(USES[:8])
    assert len(said(RULE, f"{ADD} {uses}", BEFORE, sent="transaction")) == 1
