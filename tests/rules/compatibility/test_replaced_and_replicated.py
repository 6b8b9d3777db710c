"""Views and functions that are replaced, beside what PostgreSQL refuses; and what subscribers get."""

from __future__ import annotations

import pytest

from ddlproof.postgres.session import StatementFailed

RULE = "view-or-function-replaced"
BEFORE = (
    "create table jobs (id int, kind text);",
    "create view v as select id, kind from jobs;",
    "create function f(a int) returns int language sql as $$ select 1 $$;",
)


def view(query: str) -> str:
    return f"create or replace view v as {query}"


def function(head: str) -> str:
    return f"create or replace function {head} language sql as $$ select 2 $$"


@pytest.mark.parametrize(
    ("migration", "severity", "sentences"),
    [
        (view("select id, kind, 1 as one from jobs"), None, []),
        (view("select id from jobs"), "error", [
            "PostgreSQL refuses to replace public.v: its columns were (id, kind), and are (id)"
        ]),
        (view("select kind, id from jobs"), "error", [
            "PostgreSQL refuses to replace public.v: its columns were (id, kind), and are (kind, id)"
        ]),
        (view("select id, kind as sort from jobs"), "error", [
            "PostgreSQL refuses to replace public.v: its columns were (id, kind), and are (id, sort)"
        ]),
        ("drop view v; create view v as select id from jobs", "warning", [
            "public.v no longer has kind: queries that name it fail"
        ]),
        ("drop view v; create view v as select kind, id from jobs", None, []),
        (function("f(a int) returns int"), None, []),
        (function("f(b int) returns int"), "error", [
            "PostgreSQL refuses to replace public.f(integer): its argument names were (a integer), and are (b integer)"
        ]),
        (function("f(a int) returns bigint"), "error", [
            "PostgreSQL refuses to replace public.f(integer): its return type was integer, and is bigint"
        ]),
        (function("f(a int) returns int immutable"), "warning", [
            "public.f(integer) is IMMUTABLE, and was VOLATILE"
        ]),
        (function("f(a int) returns int security definer"), "warning", [
            "public.f(integer) is SECURITY DEFINER, and was SECURITY INVOKER"
        ]),
        (function("f(a int) returns int strict"), "warning", [
            "public.f(integer) is STRICT, and was CALLED ON NULL INPUT"
        ]),
        (function("g(a int) returns bigint"), None, []),
        ("alter function f(int) immutable", "warning", [
            "public.f(integer) is IMMUTABLE, and was VOLATILE"
        ]),
        ("alter function f security definer", "warning", [
            "public.f(integer) is SECURITY DEFINER, and was SECURITY INVOKER"
        ]),
        ("alter function f(int) cost 5", None, []),
        ("alter view v set (security_invoker = on)", "warning", [
            "public.v reads with the caller's privileges from now on: others see other rows, or fail"
        ]),
        ("alter view v set (security_barrier = true)", None, []),
    ],
)  # fmt: skip
def test_what_is_replaced(findings, database, migration, severity, sentences) -> None:
    found = findings(RULE, migration, "".join(BEFORE))
    assert [f.message for f in found] == sentences
    assert {str(f.severity) for f in found} <= {severity}
    with database.connect() as session:
        for sql in BEFORE:
            session.run(sql)
        refused = False
        for sql in migration.split("; "):
            try:
                session.run(sql)
            except StatementFailed:
                refused = True
    assert refused == (severity == "error")


FEED = "create publication feed for table jobs;"
BARE, KEYED = "create table jobs (id int);", "create table jobs (id int primary key);"
FAILS = "public.jobs in publication feed has no primary key: UPDATE and DELETE of it fail"


@pytest.mark.parametrize(
    ("before", "migration", "sentences"),
    [
        (BARE, FEED, [FAILS]),
        (KEYED, FEED, []),
        (BARE, "create publication feed for table jobs with (publish = 'insert')", []),
        (f"{BARE} alter table jobs replica identity full;", FEED, []),
        (BARE, "create publication feed for all tables", [FAILS]),
        ("create publication feed for all tables;", BARE, [FAILS]),
        (BARE, "create publication feed for tables in schema public", [FAILS]),
        (f"{BARE} create schema app;", "create publication feed for tables in schema app", []),
        (BARE + FEED, "create table t (id int)", []),
        (KEYED, "alter table jobs replica identity full", [
            "subscribers tell old rows of public.jobs by another identity: full"
        ]),
        ("", f"{BARE} alter table jobs replica identity full", []),
        (KEYED + FEED, "drop publication feed", [
            "publication feed is dropped: its subscribers get an error, and no more rows"
        ]),
        (KEYED + FEED, "alter table jobs drop constraint jobs_pkey", [FAILS]),
        (KEYED + FEED, "alter table jobs drop column id", [FAILS]),
        (KEYED, "alter table jobs drop constraint jobs_pkey", []),
        (KEYED + FEED, "alter table jobs drop constraint jobs_pkey, add primary key (id)", []),
        (f"{KEYED} create table t (id int primary key);{FEED}", "alter publication feed add table t", [
            "publication feed publishes something else: subscribers have to follow"
        ]),
    ],
)  # fmt: skip
def test_what_is_replicated(said, before, migration, sentences) -> None:
    assert said("replication-contract-changed", migration, before) == sentences
