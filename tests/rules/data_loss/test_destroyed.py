"""What a statement destroys is told once, with the rows that were there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = """create table users (id int primary key, email text not null, note text);
create table "Old" (id int primary key, note text);
create table logs (id int primary key, note text);"""
LOSES = ("data-loss", "migration-loses-data")


def found(folder: Path, server, migration: str, select: tuple[str, ...] = LOSES) -> list[Finding]:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return list(check_one(plan(folder), server, Options(select=select)).findings)


@pytest.mark.parametrize(
    ("migration", "rule", "title", "column"),
    [
        ("alter table users drop column note;", "drop-column", "what was there before", "note"),
        ('drop table "Old";', "drop-table", "rows: 3 in the table when the migration began", None),
        ('drop table if exists public."Old";', "drop-table", "rows: 3 in the table when the migration began", None),
        ("truncate logs;", "truncate-or-unbounded-dml", "rows: 3 in the table when the migration began", None),
        # What it costs to write them is shown where they are written.
        ("update users set note = null;", "truncate-or-unbounded-dml", "seen in the rehearsal", None),
        ("delete from logs;", "truncate-or-unbounded-dml", "seen in the rehearsal", None),
        # Nothing else says so: then the rehearsal does, at the statement.
        ("analyze;\ndelete from logs where id > 0;", "migration-loses-data", "what was there before", None),
        ("update users set note = null where id > 0;", "migration-loses-data", "what was there before", "note"),
    ],
)
def test_one_finding_with_what_was_lost(
    tmp_path: Path, embedded, migration: str, rule: str, title: str, column: str | None
) -> None:
    (finding,) = found(tmp_path, embedded, migration)
    assert finding.rule == rule
    assert finding.span is not None
    assert finding.span.line == migration.count("\n") + 1
    assert finding.witness is not None
    assert finding.witness.title == title
    assert finding.witness.marked == ((column,) if column else ())
    assert len(finding.witness.rows) >= 3


def test_each_statement_has_its_own(tmp_path: Path, embedded) -> None:
    """A column of the same name is lost in two tables, and one more table is emptied by a WHERE that takes all."""
    migration = 'alter table users drop note;\nalter table "Old" drop note;\ndelete from logs where id > 0;'
    said = [(f.rule, f.span.line if f.span else 0, f.object) for f in found(tmp_path, embedded, migration)]
    assert sorted(said) == [
        ("drop-column", 1, "public.users.note"),
        ("drop-column", 2, 'public."Old".note'),
        ("migration-loses-data", 3, "public.logs"),
    ]


def test_where_the_other_rule_is_not_asked_for_the_loss_is_told(tmp_path: Path, embedded) -> None:
    (finding,) = found(tmp_path, embedded, "alter table users drop column note;", ("migration-loses-data",))
    assert finding.message == "the migration destroys 3 values of public.users.note"


def test_what_may_go_is_accepted_once(tmp_path: Path, embedded) -> None:
    migration = "-- ddlproof: ignore drop-column nobody reads it\nalter table users drop column note;"
    assert [(f.rule, f.accepted) for f in found(tmp_path, embedded, migration)] == [("drop-column", "nobody reads it")]
