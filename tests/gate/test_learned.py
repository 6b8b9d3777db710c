"""Tables under CHECKs that Python cannot evaluate are rehearsed with rows like any other."""

from __future__ import annotations

from pathlib import Path

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome

TABLE = "create table jobs (id int primary key, tags jsonb not null check (jsonb_typeof(tags) = 'array'));"


def tried(folder: Path, server, before: str, migration: str) -> Outcome:
    (folder / "before.sql").write_text(before)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return check_one(plan(folder), server, Options())


def test_there_are_rows(tmp_path: Path, embedded) -> None:
    outcome = tried(tmp_path, embedded, TABLE, "alter table jobs add name text;")
    assert outcome.rehearsal is not None
    assert outcome.rehearsal.rows["public.jobs"] == {"before": 3, "after_up": 3}


def test_there_are_rows_of_what_the_migration_alone_asks_for(tmp_path: Path, embedded) -> None:
    """Rows that the schema before holds, and that what the migration adds accepts."""
    before = "create table jobs (id int primary key, tags jsonb not null);"
    added = "alter table jobs add check (jsonb_typeof(tags) = 'array');"
    outcome = tried(tmp_path, embedded, before, added)
    assert outcome.rehearsal is not None
    assert outcome.rehearsal.rows["public.jobs"] == {"before": 3, "after_up": 3}
    (proof,) = (one for one in outcome.proofs if one.constraint == "public.jobs.jobs_tags_check")
    assert proof.accepted > 3
    assert proof.mutants.killed >= 9
