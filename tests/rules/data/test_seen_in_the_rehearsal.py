"""What a row does that only the schema before allows: a warning with that row, and never an error."""

from __future__ import annotations

from pathlib import Path

from ddlproof.finding import Severity
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome

BEFORE = "create table jobs (id int primary key, a int, b int);"


def tried(folder: Path, migration: str, server) -> Outcome:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return check_one(plan(folder), server, Options(select=("data", "rehearsal")))


def test_a_row_is_shown_with_the_statement_that_it_stops(tmp_path: Path, embedded) -> None:
    migration = "alter table jobs add constraint c check (a > 0) not valid;\nalter table jobs validate constraint c;"
    (found,) = tried(tmp_path, migration, embedded).findings
    assert (found.rule, found.severity, found.span.line) == ("constraint-may-fail", Severity.WARNING, 2)
    row = dict(zip(found.witness.columns, found.witness.rows[0], strict=True))
    assert int(row["a"]) <= 0


def test_what_was_seen_takes_the_place_of_what_may_be(tmp_path: Path, embedded) -> None:
    found = tried(
        tmp_path, "alter table jobs alter a set not null;\ncreate unique index u on jobs (b);", embedded
    ).findings
    assert sorted((f.rule, f.witness is not None) for f in found) == [
        ("not-null-may-fail", True), ("unique-may-fail", True),
    ]  # fmt: skip
    double = next(f.witness for f in found if f.rule == "unique-may-fail")
    first, second = (dict(zip(double.columns, row, strict=True)) for row in double.rows)
    assert first["b"] == second["b"] is not None
    assert first["id"] != second["id"]


def test_a_migration_that_mends_such_rows_is_silent(tmp_path: Path, embedded) -> None:
    migration = "update jobs set a = 1 where a <= 0;\nalter table jobs add constraint c check (a > 0);"
    assert [found.rule for found in tried(tmp_path, migration, embedded).findings] == ["unbatched-backfill"]


def test_a_script_with_its_own_transactions_and_concurrent_builds(tmp_path: Path, embedded) -> None:
    migration = (
        "begin;\nalter table jobs add constraint c check (a > 0) not valid;\ncommit;\n"
        "create index concurrently on jobs (a);\nalter table jobs validate constraint c;"
    )
    (found,) = tried(tmp_path, migration, embedded).findings
    assert (found.rule, found.span.line) == ("constraint-may-fail", 5)
