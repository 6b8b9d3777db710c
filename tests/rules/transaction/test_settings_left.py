"""What a migration leaves set, and for whom that matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = """create schema app;
create table jobs (id int primary key);
create function elsewhere() returns text language sql as $$ select set_config('search_path', 'app', false) $$;
"""
KEPT = "the session keeps this for what it runs next: "
PATH = "so that names mean other objects, and the migration tool's own table is not found"
LASTING = "this is set for all sessions to come, and no diff of schemas shows it: "


def said(folder: Path, server, migration: str, runner: str | None = None) -> list[tuple[str, int, str]]:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    outcome = check_one(plan(folder), server, Options(select=("leftovers",), runner=runner))
    return [(str(f.severity), f.span.line, f.message) for f in outcome.findings if f.span]


@pytest.mark.parametrize(
    "migration",
    [
        "set lock_timeout = '5s';\nset statement_timeout = 0;\nalter table jobs add a int;",
        "set local search_path = app;\nalter table jobs add a int;",
        "begin;\nset local search_path = app;\ncreate table t (a int);\ncommit;",
        "set search_path = app;\ncreate table t (a int);\nreset search_path;",
        "set check_function_bodies = off;\ncreate table t (a int);\nset check_function_bodies = on;",
        "set client_min_messages = warning;\nset timezone = 'Europe/Berlin';",
        "alter table jobs add a int;",
    ],
)
def test_what_annoys_nobody_is_not_said(tmp_path: Path, embedded, migration: str) -> None:
    assert said(tmp_path, embedded, migration) == []


def test_what_a_dump_begins_with(tmp_path: Path, embedded) -> None:
    dump = "set check_function_bodies = false;\nselect pg_catalog.set_config('search_path', '', false);\n"
    dump += "set row_security = off;\ncreate table public.t (a int);"
    assert said(tmp_path, embedded, dump) == [
        (
            "warning", 1,
            f"{KEPT}check_function_bodies = off, so that bodies of functions are not checked; row_security = off, so "
            f"that a query that a policy would narrow fails; search_path = '', {PATH}",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(("migration", "line"), [("select 1;\nset search_path = app;", 2), ("select elsewhere();", 1)])
def test_another_search_path_stays_where_the_runner_keeps_its_session(
    tmp_path: Path, embedded, migration: str, line: int
) -> None:
    expected = [("warning", line, f"{KEPT}search_path = app, {PATH}")]
    assert said(tmp_path, embedded, migration) == expected
    assert said(tmp_path, embedded, migration, "golang-migrate") == expected
    assert said(tmp_path, embedded, migration, "psql") == []


def test_a_search_path_that_still_has_public_is_a_note(tmp_path: Path, embedded) -> None:
    ((severity, _, _),) = said(tmp_path, embedded, "set search_path = app, public;")
    assert severity == "note"


def test_what_is_set_for_roles_and_databases_is_a_note(tmp_path: Path, embedded) -> None:
    migration = "select 1;\nalter role current_user set lock_timeout = '3s';"
    assert said(tmp_path, embedded, migration) == [("note", 2, f"{LASTING}lock_timeout = 3s of the role")]
    block = "do $$ begin execute format('alter database %I set search_path = %L', current_database(), 'app'); end $$;"
    assert said(tmp_path, embedded, block, "psql") == [("note", 1, f"{LASTING}search_path = app of the database")]
    assert said(tmp_path, embedded, "alter role current_user set lock_timeout = '3s';" * 2)[0][0] == "note"
    undone = "alter role current_user set lock_timeout = '3s';\nalter role current_user reset lock_timeout;"
    assert said(tmp_path, embedded, undone) == []
