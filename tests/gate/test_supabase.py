"""A project on Supabase, whose migrations refer to what the platform has made."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.change.platform import prelude
from ddlproof.errors import ServerRefused
from ddlproof.gate.find import changes
from ddlproof.gate.migrations import lint_files
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.source import Source

BEFORE = """
create extension if not exists pg_graphql with schema graphql;
create extension if not exists pgcrypto with schema extensions;
create table profiles (id uuid primary key references auth.users on delete cascade, name text);
alter table profiles enable row level security;
create policy own on profiles for select to authenticated using ((select auth.uid()) = id);
create policy up on storage.objects for insert to authenticated
    with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text);
alter publication supabase_realtime add table profiles;
grant all on profiles to anon, authenticated, service_role;
"""
MIGRATION = "alter table profiles add column avatar text;"


def tried(folder: Path, server, before: str = BEFORE, **more: str) -> Outcome:
    files = {"before": before, "migration": MIGRATION, **more}
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text("".join(f'{name} = "{name}.sql"\n' for name in files))
    return check_one(plan(folder), server, Options(ignore=("lock-timeout-missing",)))


def test_what_every_project_has_is_there(tmp_path: Path, embedded) -> None:
    (tmp_path / "ddlproof.toml").write_text('platform = "supabase"')
    outcome = tried(tmp_path, embedded, after=BEFORE.replace("name text", "name text, avatar text"))
    assert [(f.rule, f.message) for f in outcome.findings] == []
    assert [one.line for one in outcome.changes] == ["+ column avatar text"]
    assert outcome.rehearsal is not None
    assert outcome.rehearsal.rows["auth.users"] == {"before": 3, "after_up": 3}


def test_its_extensions_are_there_and_are_found(tmp_path: Path, embedded) -> None:
    """pgcrypto and uuid-ossp are installed in every project, in schema extensions, which its search_path names."""
    (tmp_path / "ddlproof.toml").write_text('platform = "supabase"')
    before = (
        "create table jobs (id uuid primary key default uuid_generate_v4(), key bytea default gen_random_bytes(4));"
        "create extension if not exists citext with schema extensions; alter table jobs add column mail citext;"
        "alter table jobs enable row level security; create policy p on jobs using (true);"
    )
    migration = "alter table jobs add column parent uuid default extensions.uuid_nil(), add column other citext;"
    outcome = tried(tmp_path, embedded, before, migration=migration)
    assert [f.message for f in outcome.findings if f.rule == "model-differs-from-catalog"] == []
    assert outcome.rehearsal is not None
    assert [run.failed for run in outcome.rehearsal.runs if run.direction == "up"] == [(), ()]


def test_without_the_platform_the_way_is_shown(tmp_path: Path, embedded) -> None:
    with pytest.raises(ServerRefused) as refused:
        tried(tmp_path, embedded)
    assert 'platform = "supabase"' in str(refused.value.hint)


def test_a_folder_of_supabase_is_known_by_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20240101000000_a.sql").write_text(MIGRATION)
    (tmp_path / "before.sql").write_text(BEFORE)
    (tmp_path / "change.toml").write_text(
        'before = "before.sql"\nmigration = "supabase/migrations/20240101000000_a.sql"'
    )
    made = plan(tmp_path)
    assert made.before.sources[0].name == "what Supabase has"
    assert any(str(table.name) == "auth.users" for table in made.before_model.tables)


@pytest.mark.parametrize(("said", "severity"), [(None, "error"), ("exposed-schemas = ['api']", "warning")])
def test_there_public_is_exposed_unless_it_is_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded, said: str | None, severity: str
) -> None:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    if said is not None:
        (tmp_path / "ddlproof.toml").write_text(said)
    (folder / "1_a.sql").write_text("create table a (id int primary key); alter table a enable row level security;")
    (folder / "2_b.sql").write_text("create table b (id int primary key);")
    options = Options(select=("table-without-rls",))
    linted = lint_files(["supabase/migrations/2_b.sql"], options)
    checked = check_one(plan(changes([Path("supabase/migrations/2_b.sql")], None).changes[0]), embedded, options)
    assert [[f.severity for f in outcome.findings] for outcome in (linted, checked)] == [[severity], [severity]]


def test_what_the_files_make_themselves_is_not_made_twice() -> None:
    (own,) = prelude("supabase", [Source("before.sql", 'CREATE SCHEMA IF NOT EXISTS "auth"; create schema storage;')])
    assert "create schema auth" not in own.text
    assert "create table storage" not in own.text
    assert "create schema extensions;" in own.text


@pytest.mark.parametrize("platform", ["", "neon", "../platforms/supabase"])
def test_a_platform_of_which_nothing_is_known_has_nothing(platform: str) -> None:
    assert prelude(platform, []) == ()
