"""Roles of the real server, for which others stand in on a server of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.errors import ServerRefused
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome


def tried(folder: Path, server, **files: str) -> Outcome:
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text("".join(f'{name} = "{name}.sql"\n' for name in files))
    return check_one(plan(folder), server, Options())


DUMP = """
create table t (id int primary key);
alter table t owner to postgres;
create schema app authorization "App Owner";
create table app.u (id int primary key, t int references t);
alter table app.u owner to "App Owner";
revoke all on schema public from public;
grant all on schema public to postgres;
alter default privileges for role postgres in schema public grant select on tables to anon;
"""


def test_a_dump_with_owners_and_grants(tmp_path: Path, server) -> None:
    outcome = tried(
        tmp_path, server, before=DUMP, after=f"{DUMP} alter table t add a int;", migration="alter table t add a int;"
    )
    assert [f.rule for f in outcome.findings] == ["lock-timeout-missing"]
    assert outcome.notes == ("plain roles stand in for App Owner, anon, postgres",)


def test_what_is_granted_to_roles_that_stand_in_is_the_diff(tmp_path: Path, server) -> None:
    change = "grant select on t to anon; create policy p on t to authenticated using (true);"
    before = "create table t (id int primary key); alter table t enable row level security;"
    outcome = tried(tmp_path, server, before=before, after=before + change, migration=change)
    assert [one.line for one in outcome.changes] == [
        "+ grant to anon on table privileges select",
        "+ policy p to authenticated using (true)",
    ]


def test_what_only_a_superuser_may_say_of_triggers_is_said_of_those_of_users(tmp_path: Path, server) -> None:
    before = "create table p (id int primary key); create table t (id int primary key references p, n int);"
    migration = (
        "alter table t disable trigger all;\nupdate t set n = 1 where id > 0;\nalter table t enable trigger all;"
    )
    outcome = tried(tmp_path, server, before=before, migration=migration)
    assert outcome.rehearsal is not None
    assert not any(run.failed for run in outcome.rehearsal.runs)
    assert [note for note in outcome.notes if note.startswith("TRIGGER ALL was tried as TRIGGER USER")]


def test_what_makes_roles_is_not_run_and_said(tmp_path: Path, server) -> None:
    outcome = tried(
        tmp_path,
        server,
        before="create table t (id int primary key);",
        migration="create role app nologin;\ngrant select on t to app;",
        rollback="revoke all on t from app;\ndrop role app;",
    )
    assert [f.rule for f in outcome.findings] == []
    assert "plain roles stand in for app" in outcome.notes
    (said,) = [note for note in outcome.notes if note.startswith("what makes or alters roles")]
    assert said.endswith("migration.sql:1, " + said.rpartition(", ")[2])
    assert said.endswith("rollback.sql:2")


def test_roles_made_in_code_unless_they_are_there(tmp_path: Path, server) -> None:
    code = (
        "do $$ begin if not exists (select from pg_roles where rolname = 'web') then create role web; end if; end $$;"
    )
    outcome = tried(tmp_path, server, before=f"{code} create table t (id int);", migration="grant select on t to web;")
    assert [one.line for one in outcome.changes] == ["+ grant to web on table privileges select"]


def test_a_stand_in_may_do_nothing_more_than_others(tmp_path: Path, embedded) -> None:
    """It is no superuser, nor does SQL under test become one by it."""
    before = "create table t (id int);"
    for attack in (
        "set role postgres; create role evil superuser;",
        "alter table t owner to postgres; copy t from program 'id';",
        "grant pg_execute_server_program to postgres;",
        "alter role postgres superuser; set role postgres; copy t to '/tmp/evil';",
        "set role ddlproof_admin;",
        "set role ddlproof_stand_ins; grant ddlproof_owner to ddlproof_stand_ins;",
    ):
        with pytest.raises(ServerRefused):
            tried(tmp_path, embedded, before=before, migration=attack + " select pg_read_file('/etc/passwd');")


def test_names_of_our_own_are_nobody_elses(embedded) -> None:
    assert embedded.stand_in({"ddlproof_stand_ins", "ddlproof_other"}) == ()


def test_a_file_whose_tool_begins_a_transaction(tmp_path: Path, server) -> None:
    before = "create table t (id int);\nlock table t in access exclusive mode;\ninsert into t values (1);"
    outcome = tried(tmp_path, server, before=before, migration="create index on t (id);")
    assert "index-not-concurrent" in [f.rule for f in outcome.findings]


def test_tables_that_a_trigger_makes_for_rows_are_no_difference(tmp_path: Path, server) -> None:
    before = """
    create table teams (id int primary key);
    create function own() returns trigger language plpgsql as
        $$ begin execute format('create table events_%s (id int)', new.id); return new; end $$;
    create trigger own after insert on teams for each row execute function own();
    """
    outcome = tried(
        tmp_path, server, before=before,
        migration="alter table teams add a int;", rollback="alter table teams drop a;",
    )  # fmt: skip
    assert "down-does-not-invert" not in [f.rule for f in outcome.findings]
