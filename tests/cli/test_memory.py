"""A run of `lint` on what has not changed prints what the last one did, and loads nothing to do so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Lint = Callable[..., tuple[int, str, bool]]


def command(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"DDLPROOF_CACHE": str(folder / "cache")}
    program = [sys.executable, "-X", "importtime", "-m", "ddlproof", "lint", *arguments]
    return subprocess.Popen(
        program, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Status, report without its time, and whether the files were judged."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "1_a.sql").write_text("create table a (id int);")
    (tmp_path / "m" / "2_b.sql").write_text("drop table a;")

    def run(*arguments: str) -> tuple[int, str, bool]:
        process = command(tmp_path, *(arguments or ("m/2_b.sql",)))
        report, loaded = process.communicate()
        return process.returncode, report.split(" analysed")[0], "sqlglot" in loaded

    return run


def test_the_second_run_only_prints(lint: Lint) -> None:
    status, report, judged = lint()
    assert (status, judged) == (1, True)
    assert lint() == (status, report, False)


@pytest.mark.parametrize("arguments", [("--no-cache",), ("--format", "json"), ("--ignore", "style")])
def test_what_is_asked_for_counts(lint: Lint, arguments: tuple[str, ...]) -> None:
    lint()
    assert lint("m/2_b.sql", *arguments)[2]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m/2_b.sql", "drop table b;"),
        ("m/1_a.sql", "create table c (id int);"),
        ("m/3_c.sql", "select 1;"),
        ("m/ddlproof.toml", 'ignore = ["drop-table"]'),
        ("m/atlas.sum", ""),
        ("m/change.toml", 'before = "1_a.sql"\nmigration = "2_b.sql"\n'),
    ],
)
def test_whatever_changes_is_seen(tmp_path: Path, lint: Lint, name: str, text: str) -> None:
    lint()
    (tmp_path / name).write_text(text)
    status, report, judged = lint()
    assert judged
    assert lint("m/2_b.sql", "--no-cache") == (status, report, True)
    assert lint() == (status, report, False)


def test_the_schema_of_a_long_history_is_kept_as_well(tmp_path: Path, lint: Lint) -> None:
    for n in range(3, 12):
        (tmp_path / "m" / f"{n:02}_a.sql").write_text(f"create table t{n} (id bigint primary key);")
    (tmp_path / "m" / "12_b.sql").write_text("drop table t3;")
    known = lint("m/12_b.sql", "--no-cache")
    assert not (tmp_path / "cache").exists()
    assert lint("m/12_b.sql") == known
    assert len(list((tmp_path / "cache" / "schemas").iterdir())) == 1
    # Another question about the same file finds it.
    assert lint("m/12_b.sql", "--ignore", "style") == known


def test_a_file_of_the_past_that_goes(tmp_path: Path, lint: Lint) -> None:
    lint()
    (tmp_path / "m" / "1_a.sql").unlink()
    assert lint()[2]


def test_a_damaged_memory_is_passed_over(tmp_path: Path, lint: Lint) -> None:
    known = lint()
    for file in (tmp_path / "cache" / "lint").iterdir():
        file.write_text(file.read_text()[:40])
    assert lint() == known
    assert lint() == (*known[:2], False)


def test_hooks_that_run_at_the_same_time(tmp_path: Path, lint: Lint) -> None:
    first = [command(tmp_path, "m/2_b.sql") for _ in range(4)]
    reports = {process.communicate()[0].split(" analysed")[0] for process in first}
    assert len(reports) == 1
    assert lint()[1:] == (*reports, False)
    assert [file.suffix for file in (tmp_path / "cache" / "lint").iterdir()] == [""]


def test_a_day_that_has_a_say_is_remembered(tmp_path: Path, lint: Lint) -> None:
    text = "-- ddlproof: ignore drop-table it is empty until 9999-12-31\ndrop table a;"
    (tmp_path / "m" / "2_b.sql").write_text(text)
    lint()
    (file,) = (tmp_path / "cache" / "lint").iterdir()
    assert "\nday\t" in file.read_text()
    assert not lint()[2]
    lines = ["day\t1999-01-01\t" if line.startswith("day\t") else line for line in file.read_text().split("\n")]
    file.write_text("\n".join(lines))
    assert lint()[2]
