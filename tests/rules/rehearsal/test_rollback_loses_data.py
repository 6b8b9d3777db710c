"""What a rollback destroys, said once, with what somebody wrote there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = "create table jobs (id int primary key);"


def found(folder: Path, server, migration: str, rollback: str) -> list[Finding]:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "rollback.sql").write_text(rollback)
    contract = "".join(f'{name} = "{name}.sql"\n' for name in ("before", "migration", "rollback"))
    (folder / "change.toml").write_text(contract)
    return list(check_one(plan(folder), server, Options(select=("rollback-loses-data",))).findings)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seats int not null default 1", "1001"),
        ("seats int not null default 1 check (seats between 1 and 9)", "9"),
        ("seats boolean not null default false", "t"),
        ("seats text not null default 'few'", "seats-1001"),
        ("seats int", "1000"),
    ],
)
def test_what_the_migration_would_fill_in_again_is_not_lost(tmp_path: Path, embedded, column: str, value: str) -> None:
    """The old rows hold nothing that was written since; a new one that departs from the default does."""
    (finding,) = found(
        tmp_path, embedded, f"alter table jobs add column {column};", "alter table jobs drop column seats;"
    )
    assert finding.message == "the rollback destroys 1 value of public.jobs.seats, which the migration added"
    assert finding.witness is not None
    ((_, lost),) = finding.witness.rows
    assert lost == value


def test_a_table_is_said_once(tmp_path: Path, embedded) -> None:
    migration = "create table runs (id int primary key); insert into runs values (1);"
    (finding,) = found(tmp_path, embedded, migration, "drop table runs;")
    assert finding.message.startswith("the rollback destroys ")
    assert finding.message.endswith(" of public.runs, which the migration added")


def test_what_the_migration_added_is_said_at_once(tmp_path: Path, embedded) -> None:
    names = ("a", "b", "c", "d", "e", "f")
    migration = f"alter table jobs {', '.join(f'add column {name} int' for name in names)};"
    rollback = f"alter table jobs {', '.join(f'drop column {name}' for name in names)};"
    (finding,) = found(tmp_path, embedded, migration, rollback)
    assert finding.severity.value == "note"
    assert finding.message == (
        "the rollback destroys 1 value of public.jobs.a, 1 value of public.jobs.b, 1 value of public.jobs.c, "
        "1 value of public.jobs.d and 2 more, which the migration added"
    )


def test_what_half_a_rollback_destroys_is_said_one_by_one(tmp_path: Path, embedded) -> None:
    migration = "alter table jobs add column a int, add column b int;"
    rollback = "alter table jobs drop column a, drop b; drop table nowhere;"
    messages = [f.message for f in found(tmp_path, embedded, migration, rollback)]
    assert [m.partition(" of ")[2] for m in messages] == ["public.jobs.a", "public.jobs.b"]


@pytest.mark.parametrize(
    ("migration", "rollback", "severity", "what"),
    [
        ("alter table jobs add a int;", "alter table jobs drop a;", "note", "public.jobs.a"),
        # What was there before is another matter, and so is half a rollback.
        ("alter table jobs add a int;", "alter table jobs drop a; delete from jobs where id = 10001;", "error",
         "public.jobs"),
        ("alter table jobs add a int;", "alter table jobs drop a; alter table jobs drop nothing;", "error",
         "public.jobs.a"),
    ],
)  # fmt: skip
def test_what_the_migration_added_may_go(
    tmp_path: Path, embedded, migration: str, rollback: str, severity: str, what: str
) -> None:
    said = found(tmp_path, embedded, migration, rollback)
    assert severity in [f.severity.value for f in said if f" of {what}" in f.message]
    assert all(f.severity.value == "note" for f in said if f.message.endswith("which the migration added"))


@pytest.mark.parametrize(
    ("migration", "rollback", "lost"),
    [
        ("insert into jobs values (7);", "delete from jobs where id = 7;", []),
        # Somebody else's row goes, too.
        ("insert into jobs values (7);", "delete from jobs where id in (7, 10001);", ["1 row of public.jobs"]),
        # What was moved is not of the migration's making.
        (
            "create table more (id int primary key); insert into more select id from jobs; delete from jobs;",
            "drop table more;",
            ["3 rows of public.more"],
        ),
    ],
)
def test_what_the_migration_inserted_may_go(
    tmp_path: Path, embedded, migration: str, rollback: str, lost: list[str]
) -> None:
    messages = [f.message for f in found(tmp_path, embedded, migration, rollback)]
    assert [m.removeprefix("the rollback destroys ") for m in messages] == lost


def test_what_the_migration_gives_back_is_not_lost(tmp_path: Path, embedded) -> None:
    split = (
        "alter table jobs add low int, add high int; update jobs set low = id % 100, high = id / 100;\n"
        "alter table jobs alter low set not null, alter high set not null, add check (low between 0 and 99),\n"
        "add check (low + 100 * high = id);"
    )
    assert found(tmp_path, embedded, split, "alter table jobs drop low, drop high;") == []
