"""The corpus report as it is run: what it counts as DDL, what it runs, and that it sees where we are wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "2_first.sql").write_text(
        "\\set ON_ERROR_STOP on\n"
        "CREATE TABLE t (a int, b text); -- ; no statement here\n"
        "COPY t (a, b) FROM stdin;\n1\tit's; data\n\\.\n"
        "CREATE TABEL u (a int);\n"
    )
    (folder / "10_second.up.sql").write_text("ALTER TABLE t ADD COLUMN c int;\n-- +goose Down\nDROP TABLE nowhere;\n")
    (folder / "10_second.down.sql").write_text("ALTER TABLE t DROP COLUMN c;\n")
    (folder / "11_other.mysql.sql").write_text("CREATE TABLE `t` (a int) ENGINE=InnoDB;\n")
    return folder


def report(*arguments: object) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.corpus", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not run.stderr
    return run.returncode, run.stdout


def test_ddl_is_what_the_grammar_takes_in_the_files_of_postgres(project: Path) -> None:
    _, said = report(project)
    row = re.search(r"project +3 +(\d+) +(\d+)", said)
    assert row is not None, said
    assert row.groups() == ("4", "4")
    assert "TABEL" not in said


def test_migrations_run_in_the_order_of_their_numbers_and_upward(project: Path) -> None:
    status, said = report(project, "--server")
    assert status == 0, said
    # The COPY is left out with its data, and the typo is the server's to refuse.
    assert "2 statements ran, 1 refused; catalog: " in said
    assert "3 columns" in said
    assert "wrong: 0" in said


def test_what_a_do_block_hides_is_wrong(project: Path) -> None:
    hidden = "DO $$ BEGIN EXECUTE (SELECT 'ALTER TABLE t ADD COLUMN hidden int'); END $$;\n"
    (project / "12_hidden.sql").write_text(hidden)
    status, said = report(project, "--server")
    assert status == 1
    assert "+ public.t.hidden  column hidden integer" in said


def test_of_do_blocks_it_counts_what_is_read_and_what_is_open(project: Path) -> None:
    for name, body in {
        "12_asks": "IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'm') THEN CREATE TYPE m AS ENUM ('a'); END IF;",
        "13_nobody_knows": "IF random() > 2 THEN CREATE TABLE never (a int); END IF;",
        "14_dynamic": "EXECUTE format('ALTER TABLE t OWNER TO %I', current_user);",
    }.items():
        (project / f"{name}.sql").write_text(f"DO $$ BEGIN {body} END $$;\n")
    _, said = report(project, "--server")

    project_row, block_row = (re.search(rf"^\S*{name} +([\d.].*)$", said, re.MULTILINE) for name in ("project", "DO"))
    assert project_row is not None
    assert block_row is not None
    # Files, DDL, read, conditional, rows, beside, opaque, unread, error, crash, and the shares of what is understood
    # and, where a block counts as read whatever is in it, of what is recognised
    assert project_row[1].split() == ["6", "7", "4", "2", ".", ".", "1", ".", ".", ".", "85.71", "100.00"]
    assert block_row[1].split() == ["3", ".", "2", ".", ".", "1", ".", ".", ".", "66.67", "100.00"]
    assert "left open by the replay: 2" in said


def test_broken_statements_are_counted_by_what_became_of_them(project: Path) -> None:
    _, said = report(project, "--oracle")
    made = int(re.search(r"mutants that PostgreSQL rejects: (\d+)", said).group(1))  # type: ignore[union-attr]
    parts = [int(count) for count in re.findall(r"^  \w+: (\d+) \(", said, re.MULTILINE)]
    assert made == sum(parts) > 0
