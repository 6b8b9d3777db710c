"""A migration that fails, and what is said of the rollback then."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = "create type mood as enum ('good'); create table jobs (id int primary key, mood mood);"
FAILS = 'with rows in the tables this fails: column "a" of relation "jobs" contains null values (23502)'
UNSAFE = 'in the transaction that adds the value this fails: unsafe use of new value "bad" of enum type mood (55P04)'
RULES = ("migration-fails-on-rows", "rollback-fails", "rollback-refused", "down-does-not-invert")


def found(folder: Path, server, migration: str, rollback: str) -> list[str]:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "rollback.sql").write_text(rollback)
    contract = "".join(f'{name} = "{name}.sql"\n' for name in ("before", "migration", "rollback"))
    (folder / "change.toml").write_text(contract)
    findings = check_one(plan(folder), server, Options(select=RULES, runner="transaction")).findings
    return [f"{f.severity.value} {f.rule}: {f.message.partition('. ')[0]}" for f in findings]


@pytest.mark.parametrize(
    ("migration", "rollback", "said"),
    [
        # Of a migration that has failed there is nothing to undo.
        (
            "alter table jobs add a int not null;",
            "alter table jobs drop a;",
            [f"error migration-fails-on-rows: {FAILS}"],
        ),
        (
            "alter table jobs add b int; alter table jobs add a int not null;",
            "alter table jobs drop a; alter table jobs drop b;",
            [f"error migration-fails-on-rows: {FAILS}"],
        ),
        (
            "begin; alter table jobs add a int not null; commit;",
            "begin; alter table jobs drop a; commit;",
            [f"error migration-fails-on-rows: {FAILS}"],
        ),
        # No row is to blame.
        (
            "create index i on jobs (mood); alter table jobs add unique (id);",
            "drop index i; drop index i;",
            ['error rollback-fails: the rollback breaks: index "i" does not exist (42704)'],
        ),
        (
            "alter type mood add value 'bad'; update jobs set mood = 'bad' where id < 0;",
            "update jobs set mood = 'good';",
            [
                f"error migration-fails-on-rows: {UNSAFE}",
                "note down-does-not-invert: the rollback leaves what the migration has added: 'bad' of public.mood",
            ],
        ),
        (
            "alter type mood add value 'bad'; create table more (id int primary key);",
            "select 1;",
            [
                "warning down-does-not-invert: after migration and rollback the schema is not what it was; "
                "still to be done: - table public.more",
            ],
        ),
        (
            "alter type mood rename value 'good' to 'fine';",
            "select 1;",
            [
                "warning down-does-not-invert: after migration and rollback the schema is not what it was; "
                "still to be done: ~ enum public.mood: ('fine') -> ('good')",
            ],
        ),
    ],
)
def test_what_is_said(tmp_path: Path, embedded, migration: str, rollback: str, said: list[str]) -> None:
    assert found(tmp_path, embedded, migration, rollback) == said
