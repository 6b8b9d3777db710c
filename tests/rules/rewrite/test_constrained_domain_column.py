"""A column of a domain: measured by PostgreSQL, whatever the rule says."""

from __future__ import annotations

import pytest

from ddlproof.source import Source
from ddlproof.sql.read import read

RULE = "constrained-domain-column"
DOMAINS = """create domain plain as int;
create domain positive as int check (value > 0);
create domain there as int not null;
create domain above as positive;
create domain preset as int default 7;
create schema other; create domain other.positive as int check (value > 0);
create table jobs (id int);"""


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("plain", None),
        ("positive", "public.positive has a CHECK"),
        ("positive default 1", "public.positive has a CHECK"),
        ("there default 1", "public.there has NOT NULL"),
        ("above", "public.above has a CHECK"),
        ("preset", None),
        ("other.positive", "other.positive has a CHECK"),
        ("int", None),
    ],
)
def test_a_column_of_a_domain(said, server, column, reason) -> None:
    add = f"alter table jobs add column c {column}"
    tail = ": every row of public.jobs is rewritten while nobody can read or write it"
    assert said(RULE, add, DOMAINS) == ([reason + tail] if reason else [])
    assert rewritten(server, add) == bool(reason)


def test_only_where_it_is_a_new_column_of_a_table_in_use(said) -> None:
    assert said(RULE, "create table t (id int); alter table t add column c positive", DOMAINS) == []
    assert said(RULE, "alter table jobs add column if not exists id positive", DOMAINS) == []


def rewritten(server, add: str) -> bool:
    files = "select relfilenode from pg_class where relname = 'jobs'"
    database = server.create("domains")
    try:
        with database.connect() as session:
            for statement in read(Source("before.sql", DOMAINS)):
                session.run(statement.sql)
            before = session.run(files).rows
            session.run(add)
            return session.run(files).rows != before
    finally:
        server.drop(database)
