"""Which roles a script names."""

from __future__ import annotations

import pytest

from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.roles import MOST, roles_named


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ('grant select, insert (a, b) on t to anon, "Odd ""one""" with grant option', {"anon", 'Odd "one"'}),
        ("revoke all on schema public from PUBLIC, Anon", {"anon"}),
        ("grant a, b to group c", {"a", "b", "c"}),
        ("revoke admin option for a from c", {"a", "c"}),
        ("alter table t owner to postgres", {"postgres"}),
        ("alter function f(text) owner to current_user", set()),
        ("create schema authorization joe", {"joe"}),
        ("set session authorization x", {"x"}),
        ("create policy p on t for all to authenticated, service using (true)", {"authenticated", "service"}),
        ("create policy p on t using (a > 0)", set()),
        ("alter default privileges for role a, b in schema s grant select on tables to c", {"a", "b", "c"}),
        ("create user mapping for x server s", {"x"}),
        ("create role app nologin", {"app"}),
        ("drop role if exists app, other", {"app", "other"}),
        ("set role app", {"app"}),
        ("set role none", set()),
        ("reassign owned by a to b", {"a", "b"}),
        ("alter sequence s owned by t.c", set()),
        ("grant pg_monitor to app", {"app"}),
        ("comment on table t is 'grant it to nobody'", set()),
        ("-- owner to nobody\nselect 1", set()),
        ("do $$ begin create role app; execute 'grant select on t to web'; end $$", {"app", "web"}),
        (f"grant usage on schema s to {'x' * 70}", {"x" * 63}),
        ("do $$ begin execute format('grant a to %I', who); execute format('grant b to c, %s', d); end $$", {*"abc"}),
        ("do $$ begin -- revoke it all from others\n /* grant a to b */ grant select on t to web; end $$", {"web"}),
        ("alter table t add column role text, add column owner text", set()),
        ("alter policy p on t rename to q", set()),
        ("alter policy p on t to web", {"web"}),
        ("alter group g add user x", {"g"}),
        ("select 1", set()),
    ],
)
def test_roles(sql: str, names: set[str]) -> None:
    assert roles_named(read(Source("roles.sql", sql))) == names


def test_a_text_made_to_be_slow_is_not() -> None:
    """What is looked at again for each word of it would take hours."""
    text = "grant on " * 50_000
    assert roles_named(read(Source("roles.sql", f"do $$ begin {text} end $$"))) == set()


def test_there_is_an_end_to_roles() -> None:
    many = ", ".join(f"r{number}" for number in range(MOST + 9))
    assert len(roles_named(read(Source("roles.sql", f"grant select on t to {many}")))) == MOST
