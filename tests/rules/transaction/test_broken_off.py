"""A migration that runs in no transaction is broken off after each statement, and its file run again from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rehearsal.breaks import MOST, places
from ddlproof.source import Source
from ddlproof.sql.read import read

RULE = "half-applied-on-failure"
BEFORE = "create table jobs (id int primary key, a int); create index jobs_a on jobs (a);"
LAST = "alter table jobs add if not exists c int;"
STAYS = "if a statement below fails, this stays done, and the file"


def checked(folder: Path, server, runner: str | None, *files: str) -> Outcome:
    (folder / "before.sql").write_text(BEFORE)
    names = [f"{number}.sql" for number in range(1, len(files) + 1)]
    for name, text in zip(names, files, strict=True):
        (folder / name).write_text(text)
    (folder / "change.toml").write_text(f'before = "before.sql"\nmigration = {names}\n')
    return check_one(plan(folder), server, Options(select=(RULE,), runner=runner))


def found(folder: Path, server, runner: str | None, *files: str) -> list[tuple[int, str]]:
    return [(f.span.line, f.message) for f in checked(folder, server, runner, *files).findings if f.span]


def test_the_servers_error_is_shown(tmp_path: Path, server) -> None:
    migration = f"alter table jobs add b int;\ncreate index concurrently i on jobs (b);\n{LAST}"
    (finding,) = checked(tmp_path, server, None, migration).findings
    assert finding.message == (
        f'{STAYS} cannot be run again: column "b" of relation "jobs" already exists (and 1 more statement below)'
    )
    assert finding.witness is not None
    assert finding.witness.rows == (
        ("line 1: alter table jobs add b int", "the last that was done"),
        ("line 1: alter table jobs add b int", "42701 duplicate column, when the file ran again"),
    )


@pytest.mark.parametrize(
    ("migration", "said"),
    [
        # What the file alone shows, and what only a server can say.
        (
            f"drop index concurrently jobs_a;\n{LAST}",
            'cannot be run again: index "jobs_a" does not exist',
        ),
        (
            "do $$ begin execute 'create table made' || '(id int)'; end $$;\nalter table jobs add if not exists b int;",
            'cannot be run again: relation "made" already exists',
        ),
        (
            f"insert into jobs values (-5, 1);\n{LAST}",
            'cannot be run again: duplicate key value violates unique constraint "jobs_pkey"',
        ),
        # It goes through, and is done twice.
        (
            f"create table if not exists log (said text);\ninsert into log values ('x');\n{LAST}",
            ", run again, leaves 2 rows in public.log in place of 1",
        ),
    ],
)
def test_what_only_shows_when_it_runs_again(tmp_path: Path, embedded, migration: str, said: str) -> None:
    messages = [message for _, message in found(tmp_path, embedded, "psql", migration)]
    assert [message.removeprefix(STAYS).strip() for message in messages] == [said.strip()]


@pytest.mark.parametrize(
    "migration",
    [
        "alter table jobs add if not exists b int;\ncreate index concurrently if not exists i on jobs (b);",
        # The file drops what it makes, in a way that only the server can follow.
        f"do $$ begin execute 'drop table if exists ' || 'made'; end $$;\ncreate table made (id int);\n{LAST}",
        # What is behind the last statement that does something cannot be half done.
        "set lock_timeout = '1s';\nalter table jobs add b int;\nreset lock_timeout;",
        "begin;\nalter table jobs add b int;\nalter table jobs add c int;\ncommit;",
    ],
)
def test_a_rerun_that_leaves_the_same_is_no_finding(tmp_path: Path, embedded, migration: str) -> None:
    assert found(tmp_path, embedded, "psql", migration) == []


def test_one_file_after_the_other(tmp_path: Path, embedded) -> None:
    """What an earlier file has done is done: its runner begins with the one that failed."""
    one, two = "alter table jobs add b int;", "alter table jobs add c int;\nalter table jobs add d int;"
    assert found(tmp_path, embedded, "psql", one) == []
    assert found(tmp_path, embedded, "psql", one, two) == [
        (1, f'{STAYS} cannot be run again: column "c" of relation "jobs" already exists')
    ]


def test_a_transaction_of_the_runner_leaves_nothing(tmp_path: Path, embedded) -> None:
    migration = "alter table jobs add b int;\nalter table jobs add c int;"
    for runner in ("flyway", "golang-migrate", "supabase", None):
        assert found(tmp_path, embedded, runner, migration) == []
    assert len(found(tmp_path, embedded, "psql", migration)) == 1


def test_long_migrations_are_broken_off_at_some_places_and_that_is_said(tmp_path: Path, embedded) -> None:
    migration = "\n".join(f"alter table jobs add if not exists c{n} int;" for n in range(MOST + 9))
    outcome = checked(tmp_path, embedded, "psql", migration)
    assert outcome.findings == ()
    assert f"the migration was broken off at {MOST} of the {MOST + 8} places where it can be" in outcome.notes


def test_the_places_are_between_what_does_something_outside_of_transactions() -> None:
    script = (
        "set lock_timeout = '1s'; begin; alter table a add b int; commit; alter table a add c int;"
        "reset lock_timeout; vacuum a; select 1;"
    )
    assert places(read(Source("m.sql", script))) == (4, 5)
