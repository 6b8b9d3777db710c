"""Who may do what after the rehearsed migration, asked of PostgreSQL and tried as a role that owns nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

NOTES = "create table notes (id int primary key, owner int not null);\n"
RLS = "alter table notes enable row level security;\n"
AS = "language sql security definer set search_path = '' as $$ select 1 $$;"


def found(folder: Path, server, migration: str, rule: str, before: str = NOTES, exposed: bool = False) -> list[Finding]:
    (folder / "ddlproof.toml").write_text('exposed-schemas = ["public"]\n' if exposed else "")
    (folder / "before.sql").write_text(before)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return list(check_one(plan(folder), server, Options(select=(rule,))).findings)


def rows(finding: Finding) -> tuple[tuple[str | None, ...], ...]:
    assert finding.witness is not None
    return finding.witness.rows


def code(statement: str) -> str:
    """The statement where no linter finds it."""
    return f"do $do$ begin execute (select $s${statement}$s$); end $do$;\n"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (f"create function f(a int, b text) returns int {AS}", ["public.f(integer, text)"]),
        (f"create function f() returns int {AS}\n" + code("revoke all on function f() from public"), []),
        (code(f"create function f(a int, b text) returns int {AS}"), ["public.f(integer,text)"]),
        (code(f"create function f() returns int {AS}") + code("revoke all on function f() from public"), []),
    ],
)
def test_postgresql_says_whether_public_may_execute(
    tmp_path: Path, embedded, migration: str, sentences: list[str]
) -> None:
    hits = found(tmp_path, embedded, migration, "security-definer-unsafe")
    assert [f.message for f in hits] == [f"{name} runs as its owner, and PUBLIC may execute it" for name in sentences]


def test_what_a_stranger_sees_without_and_with_protection(tmp_path: Path, embedded) -> None:
    (bare,) = found(tmp_path, embedded, NOTES, "table-without-rls", "", exposed=True)
    ((table, seen),) = rows(bare)
    assert table == "public.notes"
    assert seen is not None
    of, all_ = (int(word) for word in seen.split() if word.isdigit())
    assert of == all_ > 0
    (shut,) = found(tmp_path, embedded, RLS, "rls-incomplete")
    ((_, seen),) = rows(shut)
    assert seen == f"0 of {seen.split()[2]} rows"


def test_a_policy_that_code_has_made_is_seen(tmp_path: Path, embedded) -> None:
    policy = code("create policy own on notes using (id > 0)")
    assert found(tmp_path, embedded, f"{RLS}{policy}", "rls-incomplete") == []
    protect = code("alter table notes enable row level security")
    assert found(tmp_path, embedded, f"{NOTES}{protect}", "table-without-rls", "", exposed=True) == []


def test_a_view_shows_what_the_table_hides(tmp_path: Path, embedded) -> None:
    (view,) = found(tmp_path, embedded, "create view every as select id from notes;", "view-bypasses-rls", NOTES + RLS)
    (past, all_), (table, none) = rows(view)
    assert (past, table) == ("public.every", "public.notes")
    assert all_ is not None
    assert none == f"0 of {all_.split()[2]} rows"
    assert all_.split()[0] == all_.split()[2] != "0"


def test_a_policy_that_fails_says_so(tmp_path: Path, embedded) -> None:
    policy = "create policy own on notes using (owner = (select current_setting('app.user')::int));"
    before = NOTES + RLS + policy
    (view,) = found(tmp_path, embedded, "create view every as select id from notes;", "view-bypasses-rls", before)
    assert rows(view)[1] == ("public.notes", '42704 unrecognized configuration parameter "app.user"')


def test_nobody_keeps_what_the_stranger_was_given(tmp_path: Path, embedded) -> None:
    verify = "\n[[verify]]\nsql = \"select 1 from pg_class where relname = 'notes' and relacl is not null\"\nrows = 0\n"
    found(tmp_path, embedded, RLS, "rls-incomplete")
    (tmp_path / "change.toml").write_text(f'before = "before.sql"\nmigration = "migration.sql"\n{verify}')
    outcome = check_one(plan(tmp_path), embedded, Options(select=("verification-fails", "rls-incomplete")))
    assert [f.rule for f in outcome.findings] == ["rls-incomplete"]


def test_grants_are_shown_before_and_after(tmp_path: Path, embedded) -> None:
    before = NOTES + "grant select on notes to public;"
    (wide,) = found(tmp_path, embedded, "grant insert on notes to public;", "grant-too-wide", before)
    assert rows(wide) == (("public on table public.notes", "SELECT", "INSERT, SELECT"),)
    (revoked,) = found(tmp_path, embedded, "revoke select on notes from public;", "access-control-changed", before)
    assert rows(revoked) == (("public on table public.notes", "SELECT", "nothing"),)


def test_grants_that_code_makes_are_seen(tmp_path: Path, embedded) -> None:
    migration = "select 1;\n" + code("grant select (id) on notes to public")
    (wide,) = found(tmp_path, embedded, migration, "access-control-changed")
    assert (wide.severity, wide.span and wide.span.line) == ("warning", 2)
    assert wide.message == (
        "public had nothing on column public.notes id and has SELECT now, as no GRANT or REVOKE that can be read says"
    )
    function = "create function f() returns int language sql as 'select 1';"
    revoke = code("revoke all on function f() from public")
    (narrow,) = found(tmp_path, embedded, revoke, "access-control-changed", function)
    assert narrow.severity == "note"
    assert narrow.message.startswith("public had what PostgreSQL gives on function public.f() and has nothing now")
    both = "grant select on notes to public;\n" + code("create table t (a int)")
    assert found(tmp_path, embedded, both, "access-control-changed") == []
    new = code("create table t (a int); grant select on t to public")
    assert found(tmp_path, embedded, new, "access-control-changed") == []
