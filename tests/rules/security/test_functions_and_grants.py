"""Functions that run as their owner, and who is granted what."""

from __future__ import annotations

import pytest

from ddlproof.model.house import House
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

RULE = "security-definer-unsafe"
BODY = "as $$ select 1 $$;"
CALLER = "public.f() runs as its owner with the search_path of its caller, who decides what its names mean"
TEMP = "public.f() runs as its owner, and pg_temp, which its search_path does not name, is searched first"
LAST = "public.f() runs as its owner, and pg_temp is not the last of its search_path"
PUBLIC = "public.f() runs as its owner, and PUBLIC may execute it"
FROM_ALL = "revoke execute on all functions in schema public from public;"
BY_DEFAULT = "alter default privileges revoke execute on functions from public;"
REVOKE = "revoke all on function f() from public;"


def function(how: str) -> str:
    return f"create function f() returns int language sql {how} {BODY}"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (function(""), []),
        (function("security invoker"), []),
        (function("security definer"), [CALLER, PUBLIC]),
        (function("security definer") + REVOKE, [CALLER]),
        (function("security definer set search_path = ''"), [PUBLIC]),
        (function("security definer set search_path = '' ") + REVOKE, []),
        (function("security definer set search_path = public") + REVOKE, [TEMP]),
        (function("security definer set search_path = pg_temp, public") + REVOKE, [LAST]),
        (function("security definer set search_path = pg_catalog, public, pg_temp") + REVOKE, []),
        (function("") + "alter function f() security definer;" + REVOKE, [CALLER]),
        (function("security definer") + "alter function f() set search_path = '';" + REVOKE, []),
        (function("security definer set search_path = ''") + FROM_ALL, []),
        (BY_DEFAULT + function("security definer set search_path = ''"), []),
        (
            "create function f() returns trigger language plpgsql security definer set search_path = '' "
            "as $$ begin return new; end $$;",
            [],
        ),
    ],
)  # fmt: skip
def test_security_definer(said, migration, sentences) -> None:
    assert said(RULE, migration) == sentences


def test_an_old_function_is_not_this_migrations_doing(said) -> None:
    assert said(RULE, "create table t (id int)", function("security definer")) == []


@pytest.mark.parametrize(
    ("grant", "sentences"),
    [
        ("grant select on notes to public", ["everybody who can connect gets SELECT on table public.notes"]),
        ("grant select on notes to app", []),
        (
            "grant select on notes to anon",
            ["whoever is not logged in gets SELECT on table public.notes, which has no row level security"],
        ),
        ("grant select on notes to anon; alter table notes enable row level security", []),
        ("grant insert on notes to anon", ["whoever is not logged in gets INSERT on table public.notes"]),
        ("grant all on notes to app", ["app gets ALL on table public.notes, more than it can need"]),
        ("grant select on notes to app with grant option", ["app may hand on SELECT on table public.notes to anybody"]),
        ("grant all on all tables in schema public to app", ["app gets ALL on all tables in schema public"]),
        ("grant usage on schema public to anon", []),
        (
            "alter default privileges in schema public grant select on tables to public",
            ["everybody who can connect gets SELECT on future tables in public"],
        ),
        (
            "alter default privileges in schema public grant select on tables to anon",
            ["whoever is not logged in gets SELECT on future tables in public, with or without row level security"],
        ),
        ("alter default privileges in schema public grant execute on functions to anon", []),
        ("alter default privileges grant all on tables to app", ["app gets ALL on future tables"]),
        # One statement, one sentence for all of its roles.
        (
            "alter default privileges in schema public grant all on tables to app, staff, anon",
            ["app, staff and whoever is not logged in get ALL on future tables in public"],
        ),
        (
            "grant select on notes to a, b, c with grant option; grant select on notes to d with grant option",
            [
                "a, b and c may hand on SELECT on table public.notes to anybody",
                "d may hand on SELECT on table public.notes to anybody",
            ],
        ),
        ("revoke select on notes from public", []),
        # Membership of a role.
        ("grant admins to joe with admin option", ["joe may take anybody into admins, and throw anybody out"]),
        (
            'grant admins, "Staff" to joe, ann with inherit false, admin true',
            ['joe and ann may take anybody into admins and "Staff", and throw anybody out'],
        ),
        ("grant admins to joe", []),
        ("grant admins to joe with admin false", []),
        ("grant admins to joe with inherit true granted by admin", []),
        ("revoke admin option for admins from joe", []),
    ],
)
def test_grants(said, grant, sentences) -> None:
    assert said("grant-too-wide", grant, "create table notes (id int);") == sentences


NOTES = """create table notes (id int); alter table notes enable row level security;
create policy own on notes using (id > 0);"""


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (
            "alter table notes disable row level security",
            ["public.notes no longer has row level security: all its rows are there for whoever may read it"],
        ),
        ("drop policy own on notes", ["policy own of public.notes goes"]),
        ("drop policy own on notes; create policy own on notes using (true)", []),
        ("alter policy own on notes using (true)", ["policy own of public.notes is another one"]),
        ("revoke select on notes from app", ["app loses SELECT on table public.notes"]),
        ("create table t (id int); revoke all on t from app; alter table t owner to app", []),
        ("alter table notes owner to app", ["table public.notes belongs to app now"]),
        ("create function f() returns int language sql as $$ select 1 $$; revoke all on function f() from public", []),
        ("create extension pgcrypto", []),
        ("revoke admins, staff from joe cascade", ["joe loses membership in admins and staff"]),
        ("revoke admin option for admins from joe, ann", ["joe and ann lose the ADMIN option of membership in admins"]),
    ],
)
def test_access_that_changes(said, migration, sentences) -> None:
    assert said("access-control-changed", migration, NOTES) == sentences


def test_extensions_of_a_list() -> None:
    replay = Replay(house=House(extensions=("citext",)))
    sql = "create extension citext; create extension pgcrypto;"
    found = judge_moments(replay.walk(read(Source("migration.sql", sql))))
    assert [f.message for f in found if f.rule == "access-control-changed"] == [
        "extension pgcrypto is none of those that may be installed"
    ]
