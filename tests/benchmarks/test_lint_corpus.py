"""What the linter says of every migration of real projects, counted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = {
    "1_jobs.up.sql": "create table jobs (id bigint primary key, a int);",
    "2_index.up.sql": "set lock_timeout = '2s'; create index on jobs (a);",
    "3_nothing.up.sql": "select 1;",
    "plain/1_jobs.sql": "create table jobs (id bigint primary key);",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in MIGRATIONS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def report(*arguments: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.lint_corpus", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [line.rstrip() for line in done.stdout.splitlines()]


def test_each_migration_is_judged_by_itself(project: Path) -> None:
    lines = report(str(project))
    assert lines[0] == "4 migrations of 1 projects, 5 statements"
    assert "migrations with an error: 1 (25.0 %)" in lines
    assert "migrations with no finding: 3 (75.0 %)" in lines
    (rule,) = (line.split()[:6] for line in lines if line.startswith("index-not-concurrent "))
    assert rule == ["index-not-concurrent", "1", "250", "1", "25.0", "%"]


def test_the_newest_only(project: Path) -> None:
    lines = report(str(project), "--newest", "1")
    assert lines[0] == "2 migrations of 1 projects, 2 statements"
    assert "migrations with no finding: 2 (100.0 %)" in lines


def test_a_folder_without_migrations_is_said(project: Path) -> None:
    (project / "empty").mkdir()
    lines = report(str(project / "empty"), str(project))
    assert "not read: 1" in lines
    assert lines[0] == "4 migrations of 1 projects, 5 statements"
