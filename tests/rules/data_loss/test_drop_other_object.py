"""What is dropped besides tables and columns."""

from __future__ import annotations

import pytest

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import StatementFailed

RULE = "drop-other-object"
FUNCTION = "create function f() returns trigger language plpgsql as $$ begin return new; end $$;"
TRIGGER = "create trigger g before insert on jobs for each row execute function f();"
BEFORE = f"""create table jobs (id int);
create view v as select id from jobs; create sequence s; create type mood as enum ('a');
create domain d as int; create schema old; create table old.t (id int); create schema empty_; create extension citext;
create type mood2 as enum ('a'); create table was (m mood2); create table m (id int, mood mood2);
create function h() returns int language sql as 'select 1';
{FUNCTION} {TRIGGER}"""


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("drop view v", ["view public.v is dropped: what still names it fails"]),
        ("drop view v; create view v as select id, 1 as one from jobs", []),
        ("create view w as select 1 as one; drop view w", []),
        ("drop view if exists nobody", []),
        ("drop type if exists nobody; drop domain if exists nobody; drop sequence if exists nobody", []),
        ("drop sequence s", ["sequence public.s is dropped: where it stood is forgotten"]),
        ("drop type mood", ["type public.mood is dropped: what still names it fails"]),
        ("drop domain d", ["type public.d is dropped: what still names it fails"]),
        ("alter type mood rename to moods; create type mood as enum ('b'); drop type moods", []),
        ("drop trigger g on jobs", ["trigger g of public.jobs is dropped: what it does on writes no longer happens"]),
        ("drop trigger g on jobs; drop function f()", [
            "trigger g of public.jobs is dropped: what it does on writes no longer happens",
        ]),
        ("drop table was; alter table m drop column mood; drop type mood2", []),
        ("drop table was; drop type mood2 cascade", ["type public.mood2 is dropped: what still names it fails"]),
        ("drop function f() cascade", ["function public.f() is dropped: what still names it fails"]),
        ("drop function h()", ["function public.h() is dropped: what still names it fails"]),
        ("drop trigger g on jobs; drop table jobs cascade", []),
        ("drop schema old cascade", ["schema old is dropped with 1 table and their rows: what still names it fails"]),
        ("drop schema empty_", ["schema empty_ is dropped: what still names it fails"]),
        ("create schema new; drop schema new", []),
        ("drop table jobs cascade", []),
    ],
)  # fmt: skip
def test_what_is_dropped(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_a_schema_with_tables_is_an_error(findings) -> None:
    assert [f.severity for f in findings(RULE, "drop schema old cascade", BEFORE)] == ["error"]
    assert [f.severity for f in findings(RULE, "drop schema empty_", BEFORE)] == ["warning"]


def test_postgres_drops_no_function_that_a_trigger_calls(database: Database) -> None:
    with database.connect() as session:
        session.run("create table jobs (id int)")
        session.run(FUNCTION)
        session.run(TRIGGER)
        with pytest.raises(StatementFailed, match="other objects depend on it"):
            session.run("drop function f()")
        session.run("drop trigger g on jobs")
        session.run("drop function f()")
