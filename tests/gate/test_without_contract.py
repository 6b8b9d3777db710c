"""Migrations that no contract speaks of, tried out as their tool runs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.change.pending import Pending
from ddlproof.errors import ServerRefused, SqlError
from ddlproof.gate.find import changes
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.postgres.server import Server
from ddlproof.report.rehearsed import section

Check = Callable[..., Outcome]
USERS = "create table users (id bigint primary key, email text not null);"
JOBS = "create table jobs (id bigint primary key, user_id bigint not null references users, title varchar(20));"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Server) -> Check:
    """Writes files, and checks those that are named."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str], *names: str) -> Outcome:
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        (found,) = changes([Path(name) for name in names], None).changes
        return check_one(plan(found), embedded, Options())

    return run


def said(outcome: Outcome, *rules: str) -> list[str]:
    told = [(f.rule, f.span) for f in outcome.findings if f.rule in rules and f.accepted is None]
    return [f"{rule} {span.source.name}:{span.line}" for rule, span in told if span is not None]


def test_one_file_is_tried_out_with_what_undoes_it(check: Check) -> None:
    files = {
        "m/1_a.up.sql": USERS,
        "m/1_a.down.sql": "drop table users;",
        "m/2_b.up.sql": "alter table users add x int;",
    }
    outcome = check(files | {"m/2_b.down.sql": "alter table users drop x;"}, "m/2_b.up.sql")
    assert outcome.name == "m/2_b.up.sql"
    assert not outcome.stated
    assert outcome.printed_diff == "~ table public.users\n    + column x integer"
    assert outcome.rehearsal is not None
    assert {run.direction for run in outcome.rehearsal.runs} == {"up", "down"}
    assert said(outcome, "rollback-loses-data") == ["rollback-loses-data m/2_b.down.sql:1"]


def test_each_file_has_its_own_transaction(check: Check) -> None:
    """A new label of an enum is used in the next file, which is another transaction: PostgreSQL has no objection."""
    files = {
        "m/1_a.sql": "-- +goose Up\ncreate type state as enum ('old'); create table jobs (id int, s state);",
        "m/2_b.sql": "-- +goose Up\nalter type state add value 'new';",
        "m/3_c.sql": "-- +goose Up\nupdate jobs set s = 'new' where id = 1;",
    }
    outcome = check(files, "m/2_b.sql", "m/3_c.sql")
    assert said(outcome, "enum-value-used-in-same-transaction", "migration-fails-on-rows") == []
    assert outcome.rehearsal is not None
    assert [(run.mode, bool(run.failed)) for run in outcome.rehearsal.runs] == [
        ("transaction", False), ("statements", False),
    ]  # fmt: skip
    together = check({"m/2_b.sql": f"{files['m/2_b.sql']}\nupdate jobs set s = 'new';"}, "m/2_b.sql")
    assert said(together, "enum-value-used-in-same-transaction") == ["enum-value-used-in-same-transaction m/2_b.sql:3"]


def test_a_lock_ends_with_its_file(check: Check) -> None:
    """What holds a lock, and what works under it, are in two transactions unless they stand in one file."""
    add, validate = (
        "alter table jobs add check (id > 0) not valid;",
        "alter table jobs validate constraint jobs_id_check;",
    )
    rules = ("strong-lock-held-across-work", "validate-in-same-transaction")
    two = {"m/1_a.sql": f"-- migrate:up\n{USERS}\n{JOBS}", "m/2_b.sql": f"-- migrate:up\n{add}"}
    assert said(check(two | {"m/3_c.sql": f"-- migrate:up\n{validate}"}, "m/2_b.sql", "m/3_c.sql"), *rules) == []
    one = check({"m/3_c.sql": "-- migrate:up", "m/2_b.sql": f"-- migrate:up\n{add}\n{validate}"}, "m/2_b.sql")
    (found,) = [f for f in one.findings if f.rule in rules]
    assert found.span is not None
    assert (found.rule, found.span.line) == ("validate-in-same-transaction", 3)
    assert found.witness is not None
    assert ("public.jobs", "ACCESS EXCLUSIVE since line 2") in found.witness.rows


def test_only_a_file_without_a_transaction_is_left_half_done(check: Check) -> None:
    files = {
        "m/1_a.sql": f"-- migrate:up\n{USERS}\n{JOBS}",
        "m/2_b.sql": "-- migrate:up\nalter table jobs add a int;\nalter table jobs add b int;",
        "m/3_c.sql": "-- migrate:up transaction:false\ncreate index concurrently on jobs (user_id);",
    }
    assert said(check(files, "m/2_b.sql", "m/3_c.sql"), "half-applied-on-failure") == []
    bare = {
        "m/3_c.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nalter table jobs add c int;\nalter table jobs add d int;"
    }
    for name in ("m/1_a.sql", "m/2_b.sql"):
        bare[name] = files[name].replace("-- migrate:up", "-- +goose Up")
    found = said(check(bare, "m/2_b.sql", "m/3_c.sql"), "half-applied-on-failure")
    assert found == ["half-applied-on-failure m/3_c.sql:3"]


WIDER = "alter table jobs alter title type text;"
NARROWER = "alter table jobs drop column extra;\nalter table jobs alter title type varchar(20);"


@pytest.mark.parametrize(
    ("marks", "rules"),
    [
        # In one transaction nothing is lost when the second statement fails: there is only no way back.
        (("-- migrate:up", "-- migrate:down"), ["rollback-refused m/2_b.sql:5"]),
        # psql goes on, and what was dropped is gone.
        (None, ["rollback-fails m/2_b.down.sql:2", "rollback-loses-data m/2_b.down.sql:1"]),
    ],
)
def test_a_rollback_fails_as_its_tool_runs_it(check: Check, marks: tuple[str, str] | None, rules: list[str]) -> None:
    before = f"{USERS}\n{JOBS}"
    up = f"alter table jobs add column extra int;\n{WIDER}"
    if marks is None:
        files = {"m/ddlproof.toml": 'runner = "psql"', "m/1_a.sql": before, "m/2_b.sql": up, "m/2_b.down.sql": NARROWER}
    else:
        files = {
            "m/1_a.sql": f"{marks[0]}\n{before}",
            "m/2_b.sql": f"{marks[0]}\n{up.replace(chr(10), ' ')}\n{marks[1]}\n{NARROWER}",
        }
    found = said(check(files, "m/2_b.sql"), "rollback-fails", "rollback-refused", "rollback-loses-data")
    assert sorted(found) == rules


FILES_BACK = {
    "m/1_a.up.sql": f"{USERS}\n{JOBS}",
    "m/1_a.down.sql": "drop table jobs, users;",
    "m/2_b.up.sql": WIDER,
    "m/2_b.down.sql": "alter table jobs alter title type varchar(20);",
    "m/3_c.up.sql": "alter table jobs add column extra int;",
    "m/3_c.down.sql": "alter table jobs drop column extra;",
}


def test_each_file_is_undone_in_its_own_transaction(check: Check) -> None:
    """What the last file added is gone before the one before it turns out to have no way back."""
    outcome = check(FILES_BACK, "m/2_b.up.sql", "m/3_c.up.sql")
    found = said(outcome, "rollback-fails", "rollback-refused", "rollback-loses-data")
    assert sorted(found) == ["rollback-fails m/2_b.down.sql:1", "rollback-loses-data m/3_c.down.sql:1"]
    (told,) = [f.message for f in outcome.findings if f.rule == "rollback-fails"]
    assert told == (
        "the rollback breaks once there is a row that only the new schema can hold: value too long for type character "
        "varying(20) (22001). The schema left is neither the one before nor the one after the change"
    )
    text = "\n".join(piece.text for row in section(outcome, 100) for piece in row)
    assert "rollback file by file, with old and new rows: \nm/2_b.down.sql:1 fails (22001" in text.replace("  ", "")


def test_files_that_a_tool_undoes_together_leave_nothing_half_done(check: Check) -> None:
    files = {"m/ddlproof.toml": 'runner = "node-pg-migrate"'} | FILES_BACK
    outcome = check(files, "m/2_b.up.sql", "m/3_c.up.sql")
    found = said(outcome, "rollback-fails", "rollback-refused", "rollback-loses-data")
    assert found == ["rollback-refused m/2_b.down.sql:1"]


def test_a_file_that_undoes_without_a_transaction_is_run_without_one(check: Check) -> None:
    files = {"m/ddlproof.toml": 'runner = "sqlx"'} | FILES_BACK
    files["m/2_b.up.sql"] = "create index on jobs (title);"
    files["m/2_b.down.sql"] = "-- no-transaction\ndrop index concurrently jobs_title_idx;"
    outcome = check(files, "m/2_b.up.sql", "m/3_c.up.sql")
    assert outcome.rehearsal is not None
    back = [run for run in outcome.rehearsal.runs if run.direction == "down"]
    assert [(run.mode, run.impossible, bool(run.failed)) for run in back if run.population == "old"] == [
        ("transaction", "", False), ("statements", "", False),
    ]  # fmt: skip


def test_a_rollback_that_is_broken_is_an_error_in_one_transaction_too(check: Check) -> None:
    files = {
        "m/1_a.sql": f"-- migrate:up\n{USERS}",
        "m/2_b.sql": "-- migrate:up\ncreate index on users (email);\n-- migrate:down\ndrop index nowhere;",
    }
    outcome = check(files, "m/2_b.sql")
    assert said(outcome, "rollback-fails", "rollback-refused") == ["rollback-fails m/2_b.sql:4"]
    (told,) = [f.message for f in outcome.findings if f.rule == "rollback-fails"]
    assert told == ('the rollback breaks: index "nowhere" does not exist (42704). The schema stays as it was')


def test_what_ran_before_need_not_be_whole(check: Check) -> None:
    """The application made a part of the schema: what is refused is left out, in a transaction too, and said."""
    files = {
        "m/1_a.sql": f"{USERS}\nalter table made_by_the_application add x int;\n{JOBS}",
        "m/2_b.sql": "begin;\nalter table users add a int;\ninsert into log values (1);\n"
        "alter table users add b int;\ncommit;",
        "m/3_c.sql": "alter table users add c int;",
    }
    outcome = check(files, "m/3_c.sql")
    assert outcome.rehearsal is not None
    assert not any(run.failed for run in outcome.rehearsal.runs)
    users = next(table for table in outcome.rehearsal.runs[-1].left.tables if table.name.name == "users")
    assert [column.name for column in users.columns] == ["id", "email", "a", "b", "c"]
    (note,) = [note for note in outcome.notes if "not whole" in note]
    assert note.startswith(
        "the schema before is not whole: of 8 statements that ran before PostgreSQL refuses 2, first m/1_a.sql:2: "
        'relation "made_by_the_application" does not exist.'
    )
    assert said(outcome, "model-differs-from-catalog") == []


def test_a_migration_that_needs_what_is_missing_says_so(check: Check) -> None:
    files = {"m/1_a.sql": "alter table users add y int;", "m/2_b.sql": "alter table users add x int;"}
    with pytest.raises(ServerRefused, match='relation "users" does not exist') as refused:
        check(files, "m/2_b.sql")
    assert "`schema-file` in the configuration says what the schema is" in refused.value.hint
    (note,) = refused.value.notes
    assert note.startswith("the schema before is not whole: of 1 statements that ran before PostgreSQL refuses 1")


def test_a_statement_that_was_valid_once_does_not_stop_the_others(check: Check) -> None:
    files = {"m/1_a.sql": f"create extension cube with schema public from unpackaged;\n{USERS}"}
    outcome = check(files | {"m/2_b.sql": "alter table users add x int;"}, "m/2_b.sql")
    assert outcome.printed_diff == "~ table public.users\n    + column x integer"
    assert [note for note in outcome.notes if "PostgreSQL refuses 1, first m/1_a.sql:1: " in note]
    with pytest.raises(SqlError, match="found `from`"):
        check({"m/3_c.sql": files["m/1_a.sql"]}, "m/3_c.sql")


def test_a_variable_of_psql_is_to_be_filled_in(check: Check) -> None:
    with pytest.raises(ServerRefused) as refused:
        check({"m/1_a.sql": USERS, "m/2_b.sql": "alter table :schema.users add x int;"}, "m/2_b.sql")
    assert refused.value.hint == "This is a template: say under [placeholders] in ddlproof.toml what its tool fills in."


def test_the_tools_own_table_is_there(check: Check) -> None:
    trigger = (
        "create function no() returns trigger language plpgsql as 'begin return null; end';\n"
        "create trigger no before delete on __diesel_schema_migrations execute function no();"
    )
    files = {"diesel.toml": "", "m/1_a/up.sql": f"{USERS}\n{trigger}", "m/2_b/up.sql": "alter table users add a int;"}
    assert not [note for note in check(files, "m/2_b/up.sql").notes if "not whole" in note]


def test_a_comment_accepts_what_the_rehearsal_finds_up_and_down(check: Check) -> None:
    down = "alter table users drop x;"
    files = {"m/1_a.sql": USERS, "m/2_b.sql": "alter table users add x int;", "m/2_b.down.sql": down}
    assert said(check(files, "m/2_b.sql"), "rollback-loses-data") == ["rollback-loses-data m/2_b.down.sql:1"]
    files["m/2_b.down.sql"] = f"-- ddlproof: ignore rollback-loses-data it can be computed again\n{down}"
    assert said(check(files, "m/2_b.sql"), "rollback-loses-data") == []


def test_what_a_dump_could_not_do_before_it_need_not_do_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Server
) -> None:
    """An extension that only a superuser makes is missing on both sides; what is new must be possible."""
    monkeypatch.chdir(tmp_path)
    dump = "SET statement_timeout = 0;\nSET lock_timeout = 0;\ncreate extension pgstattuple;\n"

    def check_dump(text: str) -> Outcome:
        Path("then.sql").write_text(dump + USERS)
        Path("structure.sql").write_text(dump + USERS + text)
        there = (str(Path("then.sql").resolve()),)
        return check_one(plan(Pending((), there, tmp_path, Path("structure.sql").resolve())), embedded, Options())

    outcome = check_dump("alter table users add constraint short check (length(email) < 9);")
    assert outcome.printed_diff == "~ table public.users\n    + check short length(email) < 9"
    assert [proof.constraint.rpartition(".")[2] for proof in outcome.proofs] == ["short"]
    assert any("of 4 statements that ran before PostgreSQL refuses 1" in note for note in outcome.notes)
    with pytest.raises(ServerRefused, match=r"permission denied to create extension .pageinspect."):
        check_dump("create extension pageinspect;")


def test_a_schema_and_a_role_that_no_migration_makes(check: Check) -> None:
    """The tool makes the schema, the server has the role, which only code names."""
    code = (
        "do $$ declare who text := 'zel' || 'da'; begin execute format('grant select on app.users to %I', who); end $$;"
    )
    files = {
        "m/ddlproof.toml": '[placeholders]\n"${schema}" = "app"',
        "m/V1__a.sql": USERS.replace("table users", "table ${schema}.users"),
        "m/V2__b.sql": f"alter table ${{schema}}.users add x int;\n{code}",
    }
    outcome = check(files, "m/V2__b.sql")
    assert outcome.printed_diff == (
        "~ table app.users\n    + column x integer\n    + grant to zelda on table privileges select"
    )
    assert "schema app is made by no migration, and was made empty before them" in outcome.notes
    assert "plain roles stand in for zelda" in outcome.notes
    assert said(outcome, "model-differs-from-catalog", "migration-fails-on-rows") == []


def test_a_schema_that_a_migration_needs_must_be_there(check: Check) -> None:
    with pytest.raises(ServerRefused, match='schema "app" does not exist'):
        check({"m/V1__a.sql": USERS, "m/V2__b.sql": "create table app.t (id int primary key);"}, "m/V2__b.sql")


def test_a_block_that_commits_runs_outside_of_a_transaction_only(check: Check) -> None:
    """A backfill in batches: refused where the tool puts a transaction around it, and tried out by itself else."""
    block = "do $$ begin for i in 1..3 loop update users set email = 'x' where id = i; commit; end loop; end $$;"
    rules = ("migration-fails-on-rows", "not-allowed-in-transaction", "if-exists-hides-result")
    wrapped = check({"m/1_a.sql": f"-- migrate:up\n{USERS}", "m/2_b.sql": f"-- migrate:up\n{block}"}, "m/2_b.sql")
    assert said(wrapped, *rules) == ["not-allowed-in-transaction m/2_b.sql:2"]
    bare = check({"m/2_b.sql": f"-- migrate:up transaction:false\n{block}"}, "m/2_b.sql")
    assert said(bare, *rules) == []
    (opaque,) = [finding for finding in bare.findings if finding.rule == "opaque-or-unparsed"]
    assert opaque.instead.startswith("The rehearsal has run it, and shows what it locks, writes and leaves.")


def test_what_a_trigger_makes_for_a_row_no_rollback_has_to_undo(check: Check) -> None:
    own = (
        "create table jobs (id int primary key);\n"
        "create function own() returns trigger language plpgsql as $$ begin\n"
        "execute format('create sequence of_%s', new.id); execute format('create table log_%s (n serial)', new.id);\n"
        "return new; end $$;\ncreate trigger own after insert on jobs for each row execute function own();"
    )
    files = {
        "m/1_a.up.sql": own,
        "m/2_b.up.sql": "alter table jobs add x int;",
        "m/2_b.down.sql": "alter table jobs drop x;",
    }
    outcome = check(files, "m/2_b.up.sql")
    assert said(outcome, "down-does-not-invert", "migration-does-not-reach-after") == []
    assert outcome.rehearsal is not None
    assert {table for run in outcome.rehearsal.runs for table in run.drift} == set()


@pytest.mark.parametrize(
    ("migration", "hint"),
    [
        ("alter table users alter email type varchar(9);", "Drop the view before it, and create it again after it"),
        ("alter table users drop column email;", "Use DROP ... CASCADE"),
        ("select 1 / 0;", "Run the files with psql on an empty database"),
        ("alter table nowhere add x int;", "`schema-file` in the configuration"),
    ],
)
def test_what_to_do_where_the_migration_is_refused(check: Check, migration: str, hint: str) -> None:
    """That no migration makes the rest of the schema explains only that something is missing."""
    files = {"m/1_a.sql": f"{USERS} create view mails as select email from users;", "m/2_b.sql": migration}
    with pytest.raises(ServerRefused) as refused:
        check(files, "m/2_b.sql")
    assert hint in refused.value.hint
