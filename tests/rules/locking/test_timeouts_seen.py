"""The timeouts that were in force when the migration was rehearsed decide, wherever they come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rehearsal.script import Player
from ddlproof.report.colour import View
from ddlproof.report.machine import render as render_json
from ddlproof.report.text import render
from ddlproof.source import Source
from ddlproof.sql.read import read

RULE = "lock-timeout-missing"
BEFORE = """create table jobs (id int primary key);
create function brief() returns text language sql as $$ select set_config('lock_timeout', '2s', false) $$;
create function brief_once() returns text language sql as $$ select set_config('lock_timeout', '2s', true) $$;
create function forget() returns text language sql as $$ select set_config('lock_timeout', '0', false) $$;
create function widen() returns void language plpgsql as $$ begin alter table jobs add column b int; end $$;
"""
ADD = "alter table jobs add column a int;"


def checked(folder: Path, server, migration: str, runner: str | None = None, rule: str = RULE) -> Outcome:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return check_one(plan(folder), server, Options(select=(rule,), runner=runner))


def found(folder: Path, server, migration: str, runner: str | None = None) -> list[tuple[int, str]]:
    return [(f.span.line, f.message) for f in checked(folder, server, migration, runner).findings if f.span]


def missing(line: int, more: str = "") -> list[tuple[int, str]]:
    told = "without lock_timeout this waits for ACCESS EXCLUSIVE on public.jobs behind any long query, and all other "
    return [(line, f"{told}queries wait behind it{more}")]


def test_a_timeout_that_a_function_sets_is_seen(tmp_path: Path, embedded) -> None:
    (tmp_path / "before.sql").write_text(BEFORE)
    (tmp_path / "alone.sql").write_text(f"select brief();\n{ADD}")
    alone = gate.lint([str(tmp_path / "alone.sql")], Options(select=(RULE,), before=str(tmp_path / "before.sql")))
    assert [f.rule for f in alone.findings] == [RULE]
    assert found(tmp_path, embedded, f"select brief();\n{ADD}") == []


def test_a_timeout_that_goes_before_it_is_needed_does_not_count(tmp_path: Path, embedded) -> None:
    assert found(tmp_path, embedded, f"select brief(), forget();\n{ADD}") == missing(2)


def test_what_a_block_locks_is_seen(tmp_path: Path, embedded) -> None:
    block = "do $$ begin execute 'alter table jobs ' || 'add column a int'; end $$;"
    assert found(tmp_path, embedded, block) == missing(1)
    assert found(tmp_path, embedded, f"set lock_timeout = '2s';\n{block}") == []
    assert found(tmp_path, embedded, "select widen();\nalter table jobs drop column b;") == missing(
        1, " (and 1 more statement below)"
    )


@pytest.mark.parametrize(
    ("runner", "line"), [("psql", [2]), ("flyway", []), ("supabase", []), ("golang-migrate", [2]), (None, [])]
)
def test_what_holds_until_the_end_of_the_transaction_counts_where_there_is_one(
    tmp_path: Path, embedded, runner: str | None, line: list[int]
) -> None:
    assert [at for at, _ in found(tmp_path, embedded, f"select brief_once();\n{ADD}", runner)] == line


def test_a_block_of_the_script_itself(tmp_path: Path, embedded) -> None:
    script = f"begin;\nselect brief_once();\n{ADD}\ncommit;\nselect widen();"
    assert found(tmp_path, embedded, script, "psql") == missing(5)


def test_the_witness_and_the_report_say_what_was_in_force(tmp_path: Path, embedded) -> None:
    outcome = checked(tmp_path, embedded, f"{ADD}\nset lock_timeout = '1500ms';\nalter table jobs drop column a;")
    (finding,) = outcome.findings
    assert finding.witness is not None
    assert finding.witness.rows == (
        ("public.jobs", "ACCESS EXCLUSIVE: reads and writes wait"),
        ("lock_timeout", "none in force"),
    )
    told = " ".join(render((outcome,), View()).split())
    assert "ACCESS EXCLUSIVE on public.jobs: reads and writes wait; no lock_timeout" in told
    assert "ACCESS EXCLUSIVE on public.jobs: reads and writes wait; lock_timeout 1500ms" in told


def test_json_has_them_and_what_a_backfill_wrote(tmp_path: Path, embedded) -> None:
    script = f"{ADD}\nset lock_timeout = '1500ms';\nset statement_timeout = '1min';\nupdate jobs set a = 1;"
    report = json.loads(render_json((checked(tmp_path, embedded, script),), View()))
    add, _, _, fill = report["rehearsal"]["statements"]
    assert add["timeouts"] == {"lock": "0", "statement": "0"}
    assert fill["timeouts"] == {"lock": "1500ms", "statement": "1min"}
    assert (add["rows"], fill["rows"]) == (0, report["rehearsal"]["rows"]["before"]["public.jobs"])
    assert fill["wal"] > fill["rows"] > 0


def test_what_is_set_for_the_role_is_seen(embedded) -> None:
    database = embedded.create("role")
    try:
        with database.connect() as session:
            session.run("alter role current_user set lock_timeout = '3s'")
        with database.connect() as session:
            (step,) = Player(session, "up").statements(read(Source("migration.sql", "create table t (id int)")))
    finally:
        embedded.drop(database)
    assert (step.timeouts.lock, step.timeouts.statement) == ("3s", "0")


GIVEN = "alter role current_user set lock_timeout = '3s';"


@pytest.mark.parametrize(
    ("given", "config", "block"),
    [
        ("", "", True),
        (GIVEN, "", False),
        ("alter role current_user set statement_timeout = '3s';", "", True),
        ("alter role current_user set lock_timeout = '1h';", "", True),
        ("", "lock-timeout = '2s'", False),
        (GIVEN, "lock-timeout = '0'", True),
    ],
)
def test_a_migration_is_rehearsed_with_what_it_begins_with(
    tmp_path: Path, embedded, given: str, config: str, block: bool
) -> None:
    """A block, in which no linter sees the lock, and RESET, which leads back to what the role was given."""
    (tmp_path / "ddlproof.toml").write_text(config)
    (tmp_path / "before.sql").write_text(BEFORE + given)
    (tmp_path / "migration.sql").write_text("reset lock_timeout;\nselect widen();")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    outcome = check_one(plan(tmp_path), embedded, Options(select=(RULE,)))
    assert [one.rule for one in outcome.findings] == ([RULE] if block else [])


BUILD = "create index concurrently jobs_i on jobs (id);"


def killed(folder: Path, server, migration: str) -> list[Finding]:
    return list(checked(folder, server, migration, rule="timeout-kills-concurrent-build").findings)


def test_a_build_under_lock_timeout_is_seen_to_die_of_an_open_snapshot(tmp_path: Path, embedded) -> None:
    (finding,) = killed(tmp_path, embedded, f"set lock_timeout = '2s';\n{BUILD}")
    assert finding.message == (
        "lock_timeout = 2s cancels the build as soon as one other transaction stays open that long, and leaves "
        "index public.jobs_i INVALID"
    )
    assert finding.witness is not None
    _, timeout, end, left = finding.witness.rows
    assert timeout == ("lock_timeout", "250ms, so as not to wait for 2s")
    assert end[1] is not None
    assert end[1].startswith("55P03 lock not available, after 0.2")
    assert left == ("public.jobs_i", "INVALID")


def test_the_shorter_one_of_both_timeouts_ends_it(tmp_path: Path, embedded) -> None:
    both = "set lock_timeout = '5s';\nset statement_timeout = '100ms';\n"
    (finding,) = killed(tmp_path, embedded, f"{both}{BUILD}")
    assert finding.message.startswith("statement_timeout = 100ms cancels the build")
    assert finding.witness is not None
    assert finding.witness.rows[1] == ("statement_timeout", "100ms")
    assert "57014 query canceled" in str(finding.witness.rows[2])


def test_reindex_and_a_timeout_that_no_linter_reads(tmp_path: Path, embedded) -> None:
    (finding,) = killed(tmp_path, embedded, "select brief();\nreindex (verbose) table concurrently jobs;")
    assert finding.message.endswith("and leaves index public.jobs_pkey_ccnew INVALID")


@pytest.mark.parametrize(
    "migration",
    [
        f"set lock_timeout = '2s';\nselect forget();\n{BUILD}",
        f"set lock_timeout = '20min';\n{BUILD}",
        BUILD,
        "set lock_timeout = '2s';\ncreate index jobs_i on jobs (id);",
    ],
)
def test_no_timeout_no_finding(tmp_path: Path, embedded, migration: str) -> None:
    assert killed(tmp_path, embedded, migration) == []
