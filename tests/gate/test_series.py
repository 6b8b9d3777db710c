"""Migrations of a folder: each meets the schema that those before it leave, sent as the tool sends it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.options import Options

Lint = Callable[..., list[str]]
TABLE = "create table jobs (id bigint primary key, state text);"
NOT_VALID = "alter table jobs add constraint c check (state <> '') not valid;"
VALIDATE = "alter table jobs validate constraint c;"


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Writes files, lints those that are named, and says `rule file:line` of all that the given rules find."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str], *named: str, rules: tuple[str, ...], **options: object) -> list[str]:
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        outcome = gate.lint(named or (".",), Options(select=rules, **options))  # type: ignore[arg-type]
        spans = [(f.rule, f.span) for f in outcome.findings if f.span is not None]
        return sorted(f"{rule} {span.source.name}:{span.line}" for rule, span in spans)

    return run


def test_the_configuration_says_which_folders_hold_migrations(lint: Lint) -> None:
    Path(".git").mkdir()
    index = "create index concurrently on jobs (state);"
    made = {"ddlproof.toml": "migrations = 'db'", "db/a.sql": TABLE, "db/b.sql": index, "db/c.sql": index}
    assert lint(made, "db/c.sql", rules=("redundant-index",)) == ["redundant-index db/c.sql:1"]
    assert lint({"ddlproof.toml": ""}, "db/c.sql", rules=("redundant-index",)) == []


def test_the_schema_before_is_what_the_earlier_files_make(lint: Lint) -> None:
    made = {"m/1_a.sql": TABLE, "m/2_b.sql": "create index on jobs (state);", "m/3_c.sql": "create index on jobs (id);"}
    rules = ("index-not-concurrent", "redundant-index")
    # Given by name, a file is the change; what was there before is in use.
    assert lint(made, "m/3_c.sql", rules=rules) == ["index-not-concurrent m/3_c.sql:1", "redundant-index m/3_c.sql:1"]
    # Given together, files are one change: nobody uses yet what the first of them makes.
    assert lint(made, "m/2_b.sql", "m/3_c.sql", rules=("index-not-concurrent",)) == [
        "index-not-concurrent m/2_b.sql:1",
        "index-not-concurrent m/3_c.sql:1",
    ]
    assert lint(made, "m/1_a.sql", "m/2_b.sql", rules=("index-not-concurrent",)) == []
    # A whole folder is history: each file is a change of its own.
    assert lint(made, "m", rules=("index-not-concurrent",)) == [
        "index-not-concurrent m/2_b.sql:1",
        "index-not-concurrent m/3_c.sql:1",
    ]


@pytest.mark.parametrize("named", [("m",), ("m/2_b.sql", "m/3_c.sql"), ("m/2_b.sql",)])
def test_a_validate_in_a_later_file_is_seen(lint: Lint, named: tuple[str, ...]) -> None:
    rules = ("not-valid-never-validated", "validate-in-same-transaction")
    files = {"m/1_a.sql": TABLE, "m/2_b.sql": NOT_VALID}
    assert lint(files, "m/2_b.sql", rules=rules) == ["not-valid-never-validated m/2_b.sql:1"]
    assert lint(files | {"m/3_c.sql": VALIDATE}, *named, rules=rules) == []


def test_a_backfill_of_a_column_that_came_in_an_earlier_file_of_the_change(lint: Lint) -> None:
    files = {
        "m/1_a.sql": TABLE,
        "m/2_b.sql": "alter table jobs add column done boolean;",
        "m/3_c.sql": "update jobs set done = false;",
        "m/4_d.sql": "alter table jobs alter column done set not null;",
    }
    rules = ("truncate-or-unbounded-dml", "not-null-may-fail")
    assert lint(files, "m/2_b.sql", "m/3_c.sql", "m/4_d.sql", rules=rules) == []
    assert lint(files, "m/3_c.sql", rules=rules) == ["truncate-or-unbounded-dml m/3_c.sql:1"]


def test_a_table_of_the_change_under_another_spelling(lint: Lint) -> None:
    files = {
        "m/1_a.sql": "create schema app; create table app.old (id int);",
        "m/2_b.sql": 'set search_path = app; create table "jobs" (id int primary key);',
        "m/3_c.sql": "create index on APP.Jobs (id); create index on app.old (id);",
    }
    assert lint(files, "m/2_b.sql", "m/3_c.sql", rules=("index-not-concurrent",)) == [
        "index-not-concurrent m/3_c.sql:1"
    ]


def test_numbers_are_numbers(lint: Lint) -> None:
    files = {"m/9_a.sql": "create table a (id int);", "m/10_b.sql": "drop table a;", "m/11_c.sql": "drop table b;"}
    # In this order a is there when it is dropped, and nothing is known to be called b.
    assert lint(files, "m/10_b.sql", rules=("drop-table",)) == ["drop-table m/10_b.sql:1"]


def test_what_an_unread_statement_before_may_have_made_is_there(lint: Lint) -> None:
    files = {"m/1_a.sql": "do $$ begin execute 'create table ' || x; end $$;", "m/2_b.sql": "create index on y (id);"}
    assert lint(files, "m/2_b.sql", rules=("index-not-concurrent",)) == ["index-not-concurrent m/2_b.sql:1"]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(lint: Lint) -> None:
    files = {"m/1_a.sql": "alter tabel x;", "m/2_b.sql": "drop table jobs;"}
    rules = ("drop-table", "opaque-or-unparsed")
    assert lint(files, "m", rules=rules) == ["drop-table m/2_b.sql:1", "opaque-or-unparsed m/1_a.sql:1"]
    assert lint(files, "m/2_b.sql", rules=rules) == ["drop-table m/2_b.sql:1"]


CONCURRENTLY = "create index concurrently i on jobs (id);"
LAYOUTS = {
    "goose": ({}, "m/1_a.sql", f"-- +goose Up\n{CONCURRENTLY}\n-- +goose Down\ndrop table jobs;\n"),
    "dbmate": ({}, "m/1_a.sql", f"-- migrate:up\n{CONCURRENTLY}\n-- migrate:down\ndrop table jobs;\n"),
    "sql-migrate": ({}, "m/1_a.sql", f"-- +migrate Up\n{CONCURRENTLY}\n-- +migrate Down\ndrop table jobs;\n"),
    "node-pg-migrate": ({}, "m/1_a.sql", f"-- Up Migration\n{CONCURRENTLY}\n-- Down Migration\ndrop table jobs;\n"),
    "liquibase": ({}, "m/a.sql", f"--liquibase formatted sql\n--changeset me:1\n{CONCURRENTLY}\n"),
    "atlas": ({"m/atlas.sum": ""}, "m/1_a.sql", f"\n{CONCURRENTLY}"),
    "drizzle": (
        {"m/meta/_journal.json": '{"entries": [{"tag": "0000_x"}]}'},
        "m/0000_x.sql",
        f"select 1;--> statement-breakpoint\n{CONCURRENTLY}",
    ),
    "flyway": ({}, "m/V1__a.sql", f"create table a ();\n{CONCURRENTLY}"),
    "popx": ({"m/1_a.down.sql": "drop table jobs;"}, "m/1_a.postgres.up.sql", f"\n{CONCURRENTLY}"),
    "golang-migrate": ({"m/1_a.down.sql": "drop table jobs;"}, "m/1_a.up.sql", f"select 1;\n{CONCURRENTLY}"),
    "supabase": ({}, "supabase/migrations/1_a.sql", f"select 1;\n{CONCURRENTLY}"),
    "prisma": ({"m/migration_lock.toml": ""}, "m/1_a/migration.sql", f"select 1;\n{CONCURRENTLY}"),
    "diesel": ({"diesel.toml": "", "m/1_a/down.sql": "drop table jobs;"}, "m/1_a/up.sql", f"\n{CONCURRENTLY}"),
}


@pytest.mark.parametrize("tool", LAYOUTS)
def test_the_tool_is_detected(lint: Lint, tool: str) -> None:
    """Each of these puts a transaction around the statements, or sends them together; none of the downs is judged."""
    beside, name, text = LAYOUTS[tool]
    rules = ("not-allowed-in-transaction", "drop-table")
    line = 1 + text[: text.index(CONCURRENTLY)].count("\n")
    assert lint(beside | {name: text}, rules=rules) == [f"not-allowed-in-transaction {name}:{line}"]
    assert gate.lint([name], Options()).notes[-1].startswith(f"{tool}, by ")
    # What is said goes before what is seen.
    assert lint({}, name, rules=rules, runner="autocommit") == []


@pytest.mark.parametrize(
    ("beside", "name", "text"),
    [
        ({}, "m/1_a.sql", f"-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;\n{CONCURRENTLY}"),
        ({}, "m/1_a.sql", f"-- migrate:up transaction:false\n{CONCURRENTLY}\n-- migrate:down\nselect 1;"),
        ({}, "m/1_a.sql", f"-- +migrate Up notransaction\nselect 1;\n{CONCURRENTLY}"),
        ({}, "m/a.sql", f"--liquibase formatted sql\n--changeset me:1 runInTransaction:false\n{CONCURRENTLY}"),
        ({"m/atlas.sum": ""}, "m/1_a.sql", f"-- atlas:txmode none\n\nselect 1;\n{CONCURRENTLY}"),
        ({}, "m/V1__a.sql", f"{CONCURRENTLY}\ndrop index concurrently x;"),
        ({"m/V1__a.sql.conf": "executeInTransaction=false"}, "m/V1__a.sql", f"select 1;\n{CONCURRENTLY}"),
        ({"diesel.toml": "", "m/1/metadata.toml": "run_in_transaction = false"}, "m/1/up.sql", CONCURRENTLY),
        ({}, "m/1_a.autocommit.up.sql", CONCURRENTLY),
        ({}, "m/1_a.postgres.autocommit.up.sql", CONCURRENTLY),
        (
            {"sqitch.plan": "%project=x\n\na 2024-01-01T00:00:00Z me <me>\n"},
            "deploy/a.sql",
            f"select 1;\n{CONCURRENTLY}",
        ),
        ({}, "1_a.sql", f"select 1;\n{CONCURRENTLY}"),
    ],
)
def test_what_runs_without_a_transaction(lint: Lint, beside: dict[str, str], name: str, text: str) -> None:
    assert lint(beside | {name: text}, rules=("not-allowed-in-transaction",)) == []


def test_dbmate_sends_a_migration_without_a_transaction_in_one_message(lint: Lint) -> None:
    text = f"-- migrate:up transaction:false\nset lock_timeout = 0;\n{CONCURRENTLY}\n-- migrate:down\n"
    assert lint({"m/1_a.sql": text}, rules=("not-allowed-in-transaction",)) == [
        "not-allowed-in-transaction m/1_a.sql:3"
    ]


def test_all_pending_migrations_of_drizzle_share_a_transaction(lint: Lint) -> None:
    journal = '{"entries": [{"tag": "0000_a"}, {"tag": "0001_b"}, {"tag": "0002_c"}]}'
    files = {
        "m/meta/_journal.json": journal,
        "m/0000_a.sql": TABLE,
        "m/0001_b.sql": NOT_VALID,
        "m/0002_c.sql": VALIDATE,
    }
    rules = ("validate-in-same-transaction",)
    assert lint(files, "m/0001_b.sql", "m/0002_c.sql", rules=rules) == ["validate-in-same-transaction m/0002_c.sql:1"]
    assert lint(files, "m/0002_c.sql", rules=rules) == []


@pytest.mark.parametrize("tags", ["", '{"tag": "0000_gone"}', '{"tag": "0000_gone"}, {"tag": "0001_b"}'])
def test_a_journal_of_drizzle_may_name_what_is_gone(lint: Lint, tags: str) -> None:
    """Somebody has taken files away, or writes them without it; they run in the order of their numbers."""
    files = {"m/meta/_journal.json": f'{{"entries": [{tags}]}}', "m/0001_b.sql": TABLE, "m/0002_c.sql": "drop table x;"}
    assert lint(files, "m/0002_c.sql", rules=("drop-table",)) == ["drop-table m/0002_c.sql:1"]


def test_an_unknown_runner_is_not_taken_for_autocommit(lint: Lint) -> None:
    files = {"1_a.sql": "create table a (id int); create table b (id int);"}
    assert lint(files, rules=("half-applied-on-failure",)) == []
    assert lint(files, rules=("half-applied-on-failure",), runner="psql") == ["half-applied-on-failure 1_a.sql:1"]


def test_what_sqlmigrate_and_alembic_print_has_its_transaction_in_it(lint: Lint) -> None:
    django = "BEGIN;\n--\n-- Add field x to job\n--\nALTER TABLE jobs ADD COLUMN x int;\nCOMMIT;\n"
    alembic = "BEGIN;\n\n-- Running upgrade a -> b\n\nALTER TABLE jobs ADD COLUMN x int;\n\nCOMMIT;\n\n"
    assert lint({"d.sql": django, "a.sql": alembic}, rules=("transaction-control", "half-applied-on-failure")) == []
    assert lint({}, "d.sql", rules=("transaction-control",), runner="django") == ["transaction-control d.sql:6"]


def test_files_for_other_servers_are_passed_over(lint: Lint) -> None:
    lint(
        {"1_a.mysql.up.sql": "ALTER TABLE x ENGINE=InnoDB;", "1_a.postgres.up.sql": "select 1;"}, rules=("drop-table",)
    )
    (note, _) = gate.lint(["."], Options()).notes
    assert note == (
        "1_a.mysql.up.sql: not judged, for its name, or that of its folder, says that it is not for PostgreSQL"
    )


@pytest.mark.parametrize(
    ("folder", "judged"),
    [
        ("migrations/sqlite", False),
        ("db/clickhouse/migrations", False),
        ("db/mysql-migrations", False),
        ("migrations/postgres", True),
        ("sqlite_to_pg", True),
        ("mysql/postgresql", True),
        ("services/oracle", True),
    ],
)
def test_a_folder_may_be_named_after_a_server(lint: Lint, folder: str, judged: bool) -> None:
    found = lint({f"{folder}/1_a.sql": "drop table jobs;"}, ".", rules=("drop-table",))
    assert found == ([f"drop-table {folder}/1_a.sql:1"] if judged else [])
    said = "not judged, for its name, or that of its folder, says that it is not for PostgreSQL"
    assert any(said in note for note in gate.lint(["."], Options()).notes) is not judged


def test_a_dump_begins_with_nothing(lint: Lint) -> None:
    dump = f"--\n-- PostgreSQL database dump\n--\nset lock_timeout = 0;\n{TABLE}\ncreate index on jobs (state);\n"
    assert lint({"schema.sql": dump}, rules=("locking",)) == []


def test_a_template_is_not_analysed_and_no_error(lint: Lint) -> None:
    outcome = gate.lint
    files = {"1_a.up.sql": "create table {{ .prefix }}a (id int);\nselect 1;"}
    assert lint(files, rules=("opaque-or-unparsed",)) == ["opaque-or-unparsed 1_a.up.sql:1"]
    done = outcome(["1_a.up.sql"], Options())
    assert (done.statements, done.analysed) == (2, 1)


def test_several_processes_find_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(4):
        Path(f"{chr(97 + number)}.sql").write_text(f"drop table t{number}; create index on u (id);")
    one, many = (gate.lint(["."], Options(jobs=jobs)) for jobs in (1, 3))
    assert len(one.findings) > 8
    assert one.findings == many.findings
    assert (one.statements, one.analysed) == (many.statements, many.analysed) == (8, 8)


def test_only_what_differs_from_a_ref_is_judged(lint: Lint) -> None:
    files = {"m/1_a.sql": TABLE, "m/2_b.sql": "create index on jobs (state);"}
    lint(files, rules=("locking",))
    me = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for command in (("init", "-q"), ("add", "."), (*me, "commit", "-q", "-m", "first")):
        subprocess.run(["git", *command], check=True)
    new = {"m/3_c.sql": "create table runs (id int);", "m/4_d.sql": "create index on runs (id); drop table jobs;"}
    rules = ("index-not-concurrent", "drop-table")
    assert lint(new, "m", rules=rules, base="HEAD") == ["drop-table m/4_d.sql:1"]
    assert len(lint({}, "m", rules=rules)) == 3


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (("2_fill.go",), "2_fill.go beside it is no SQL: what such a migration does to the schema is not known"),
        (
            ("0_a.py", "2_b.up.go", "2_b.down.go"),
            "2 migrations beside it, as 2_b.up.go, are no SQL: what such a migration does to the schema is not known",
        ),
        (("1_a.go", "2_fill_test.go", "migrations.go", "2_fill.md"), None),
    ],
)
def test_migrations_in_code_are_said_not_to_be_read(lint: Lint, beside: tuple[str, ...], told: str | None) -> None:
    lint({"m/1_a.sql": TABLE, "m/3_c.sql": NOT_VALID, **{f"m/{name}": "" for name in beside}}, rules=("locking",))
    notes = [note for note in gate.lint(("m/3_c.sql",), Options()).notes if "no SQL" in note]
    assert notes == ([told] if told else [])


FILL = "create function fill() returns void language plpgsql as $$ begin update jobs set a = 1; end $$;"
PURE = "create function pure(x int) returns int language sql as $$ select x + 1 $$;"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select fill();", "not analysed: what function public.fill changes of rows is known only when it runs"),
        ("select pure(1);", ""),
    ],
)
def test_a_query_that_calls_what_changes_rows_is_not_analysed(lint: Lint, query: str, said: str) -> None:
    lint({"m/1_a.sql": f"create table jobs (a int); {FILL} {PURE}", "m/2_b.sql": f"{query} select 1;"}, rules=())
    outcome = gate.lint(["m/2_b.sql"], Options())
    assert [finding.message for finding in outcome.findings] == ([said] if said else [])
    assert (outcome.analysed, outcome.statements) == (1 if said else 2, 2)
    # That rows change leaves the schema known.
    dropped = {"m/2_b.sql": f"{query} drop table if exists nowhere;"}
    assert lint(dropped, "m/2_b.sql", rules=("if-exists-hides-result",)) == ["if-exists-hides-result m/2_b.sql:1"]
