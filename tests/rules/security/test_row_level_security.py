"""Tables, policies and views under row level security."""

from __future__ import annotations

import pytest

from ddlproof.finding import Severity
from ddlproof.model.house import House
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

TABLE = "create table notes (id bigint primary key, owner uuid);"
ON = f"{TABLE} alter table notes enable row level security;"
OPEN = "has no row level security"
PAST = "shows rows of public.notes past its row level security"
OWN = "create policy own on notes using (owner = (select auth.uid()));"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (TABLE, []),
        (f"{TABLE} grant select on notes to anon;", [f"public.notes {OPEN}, and anon may reach it"]),
        (f"{TABLE} grant select on notes to app;", []),
        (f"{ON} grant select on notes to anon;", []),
        (
            f"{ON} create table tags (id int);",
            [f"public.tags {OPEN}, and public.notes beside it has"],
        ),
        (f"{ON} create schema inner_; create table inner_.tags (id int);", []),
        (f"{ON} create table tags (id int); alter table tags enable row level security;", []),
        (f"{ON} create table tags (id int); drop table tags;", []),
        (f"{ON} create temporary table tags (id int);", []),
    ],
)
def test_a_table_that_anybody_may_reach(said, migration, sentences) -> None:
    assert said("table-without-rls", migration) == sentences


@pytest.mark.parametrize(("exposed", "severities"), [((), []), (("public",), ["error"]), (("api",), [])])
def test_a_schema_is_exposed_where_the_configuration_says_so(exposed, severities) -> None:
    replay = Replay(house=House(exposed=exposed))
    found = judge_moments(replay.walk(read(Source("migration.sql", TABLE))))
    assert [f.severity for f in found if f.rule == "table-without-rls"] == severities


def test_a_partition_is_reached_by_way_of_its_parent(said) -> None:
    parent = "create table p (k int) partition by list (k); alter table p enable row level security;"
    partition = "create table p1 partition of p for values in (1);"
    assert said("table-without-rls", parent + partition) == []
    assert said("table-without-rls", parent + partition + "grant select on p1 to anon;") == [
        "public.p1 has no row level security, and anon may reach it"
    ]


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (
            "alter table notes enable row level security;",
            ["public.notes has row level security and no policy: only its owner and BYPASSRLS roles see a row"],
        ),
        (f"alter table notes enable row level security; {OWN}", []),
        (OWN, ["policy own has no effect: row level security of public.notes is off"]),
    ],
)
def test_one_without_the_other(said, migration, sentences) -> None:
    assert said("rls-incomplete", migration, TABLE) == sentences


LAST = "this was the last policy of public.notes: only its owner and BYPASSRLS roles see a row from now on"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("drop policy own on notes;", [LAST]),
        ("drop policy own on notes; alter table notes disable row level security;", []),
        ("drop policy own on notes; create policy other on notes for select using (owner is not null);", []),
        ("drop table notes cascade;", []),
        ("alter policy own on notes using (true);", ["policy own says USING (true): everybody may write any row"]),
        ("alter policy own on notes using (owner is not null);", []),
        ("alter policy own on notes rename to mine;", []),
    ],
)
def test_policies_that_go_or_change(said, migration, sentences) -> None:
    before = f"{ON} create policy own on notes using (owner = (select auth.uid()));"
    assert said("rls-incomplete", migration, before) == sentences


@pytest.mark.parametrize(
    ("policy", "sentences"),
    [
        ("for select using (true)", []),
        ("using (true)", ["policy p says USING (true): everybody may write any row"]),
        ("for update to anon using (true)", ["policy p says USING (true): anon may update any row"]),
        ("for insert with check (true)", ["policy p says WITH CHECK (true): everybody may insert any row"]),
        ("to service_role using (true)", []),
        ("as restrictive using (true)", []),
        ("for insert", ["policy p has no WITH CHECK: it lets nobody insert a row"]),
        ("for select", ["policy p has no USING: it lets nobody see a row"]),
        ("using (owner = auth.uid())", ["policy p calls auth.uid() for each row; (SELECT auth.uid(…)) is called once"]),
        ("using (owner = (select auth.uid()))", []),
        ("using (owner = (select nullif(current_setting('app.user'), '')::uuid))", []),
        (
            "using (owner = current_setting('app.user')::uuid)",
            ["policy p calls current_setting() for each row; (SELECT current_setting(…)) is called once"],
        ),
    ],
)
def test_what_a_policy_says(said, policy, sentences) -> None:
    assert said("rls-incomplete", f"create policy p on notes {policy};", ON) == sentences


def policy(name: str, clauses: str) -> str:
    uses = "with check" if " insert" in clauses else "using"
    return f"create policy {name} on notes {clauses} {uses} (id < 0);"


@pytest.mark.parametrize(
    ("one", "other", "command"),
    [
        ("for select", "for select", "select"),
        ("", "for select", "select"),
        ("for insert to joe", "", "insert"),
        ("for update to joe", "for all to joe, ann", "update"),
        ("to public", "for delete to ann", "delete"),
        ("to joe", "", "every command"),
        ("for select", "for delete", ""),
        ("to joe", "to ann", ""),
        ("for select to joe", "for all to ann", ""),
        ("", "as restrictive for select", ""),
    ],
)
def test_permissive_policies_that_one_query_meets_are_a_note(findings, one: str, other: str, command: str) -> None:
    found = findings("rls-incomplete", f"create role joe; create role ann; {policy('a', one)} {policy('b', other)}", ON)
    said = (
        f"policy a stands beside policy b for {command} of public.notes: what one of them lets through is let through"
    )
    assert [(hit.message, hit.severity) for hit in found] == ([(said, Severity.NOTE)] if command else [])


def test_of_several_policies_that_meet_a_table_has_one_note(findings) -> None:
    old = policy("mine", "for all") + policy("read", "for select") + policy("write", "for update")
    (found,) = findings("rls-incomplete", policy("new", "for select"), ON + old)
    assert found.message == (
        "policy new stands beside policies mine and read for select of public.notes: what one of them lets through is "
        "let through"
    )


def test_a_policy_without_its_expression_lets_nobody_through(server) -> None:
    """What the rule says of FOR INSERT without WITH CHECK, and FOR SELECT without USING, beside PostgreSQL."""
    database = server.create("policies")
    try:
        with database.connect() as session:
            for sql in (
                "create table notes (id int)", "insert into notes values (1)",
                "alter table notes enable row level security, force row level security",
                "create policy i on notes for insert",
            ):  # fmt: skip
                session.run(sql)
            with pytest.raises(Exception, match="row-level security policy"):
                session.run("insert into notes values (2)")
            session.run("create policy s on notes for select")
            assert session.run("select count(*)::text from notes").rows == (("0",),)
    finally:
        server.drop(database)


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("create view v as select id from notes;", [f"view public.v {PAST}"]),
        ("create view v with (security_invoker) as select id from notes;", []),
        ("create view v with (security_invoker = false) as select id from notes;", [
            f"view public.v {PAST}"
        ]),
        ("create view v as select 1 as one;", []),
        ("create materialized view m as select id from notes;", [
            "materialized view public.m shows rows of public.notes past its row level security"
        ]),
        ("create view v with (security_invoker) as select id from notes; create view w as select id from v;", [
            "view public.w shows rows of public.notes past its row level security"
        ]),
    ],
)  # fmt: skip
def test_views(said, migration, sentences) -> None:
    assert said("view-bypasses-rls", migration, ON) == sentences


@pytest.mark.parametrize(
    ("before", "migration", "told"),
    [
        (" with (security_invoker)", "alter view v reset (security_invoker);", True),
        (" with (security_invoker)", "alter view v set (security_invoker = false);", True),
        (" with (security_invoker)", "create or replace view v as select id from notes;", True),
        (" with (security_invoker)", "alter view v set (security_barrier);", False),
        ("", "alter view v set (security_invoker);", False),
    ],
)
def test_a_view_that_asks_otherwise_from_now_on(said, server, before: str, migration: str, told: bool) -> None:
    view = f"{ON} create view v{before} as select id from notes;"
    assert said("view-bypasses-rls", migration, view) == [f"view public.v {PAST}"] * told
    database = server.create("invoker")
    try:
        with database.connect() as session:
            for statement in read(Source("m.sql", f"{view} {migration}")):
                session.run(statement.sql)
            options = session.run("select coalesce(reloptions::text, '') from pg_class where relname = 'v'").rows[0][0]
            assert ("security_invoker=true" in (options or "")) != told
    finally:
        server.drop(database)


def test_row_level_security_comes_below_an_old_view(findings) -> None:
    before = f"{TABLE} create view v as select id from notes;"
    (found,) = findings("view-bypasses-rls", "alter table notes enable row level security", before)
    assert found.message == f"view public.v {PAST}"
    assert "security_invoker" in found.instead
    (old,) = findings("view-bypasses-rls", "alter table notes enable row level security", before, version=14)
    assert "security_invoker" not in old.instead
