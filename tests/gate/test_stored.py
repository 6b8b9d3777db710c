"""The schema that migrations have made is kept between runs: an old series costs no more than a young one."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.gate.stored import MOST
from ddlproof.gate.walk import WORTH
from ddlproof.options import Options
from ddlproof.sql.replay import Replay

COUNT = WORTH + 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations of a table with columns, each used by a view that the next one makes anew."""
    made = tmp_path / "migrations"
    made.mkdir()
    (made / "001_a.up.sql").write_text("create table jobs (id bigint primary key);")
    for n in range(2, COUNT + 1):
        text = f"drop view if exists v; alter table jobs add c{n} int; create view v as select * from jobs;"
        (made / f"{n:03}_a.up.sql").write_text(text)
    return made


def said(folder: Path, number: int, *, keep: bool = True) -> list[str]:
    options = Options(cache=f"{folder.parent}/cache/kept-" if keep else None)
    outcome = gate.lint([str(folder / f"{number:03}_a.up.sql")], options)
    return [f"{finding.rule}: {finding.message}" for finding in outcome.findings]


@pytest.fixture
def passed(monkeypatch) -> list[int]:
    """How many files are passed over: one entry for each."""
    counted: list[int] = []
    pass_over = Replay.pass_over

    def count(self, parts):
        counted.append(1)
        return pass_over(self, parts)

    monkeypatch.setattr(Replay, "pass_over", count)
    return counted


def last(folder: Path, text: str) -> int:
    """One migration more."""
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number:03}_a.up.sql").write_text(text)
    return number


def test_the_second_run_reads_no_migration_before(folder: Path, passed: list[int]) -> None:
    number = last(folder, "alter table jobs drop c3; create view v as select 1;")
    first = said(folder, number)
    assert any("drop-column" in line for line in first)
    assert len(passed) == COUNT
    passed.clear()
    assert said(folder, number) == first
    assert passed == []
    assert said(folder, number, keep=False) == first
    passed.clear()
    # The next migration takes up where this one began.
    assert said(folder, last(folder, "alter table jobs drop c4;")) != []
    assert len(passed) == 1


def test_a_migration_before_that_is_another_one(folder: Path) -> None:
    number = last(folder, "alter table jobs alter c2 set not null;")
    assert any("set-not-null-scan" in line for line in said(folder, number))
    (folder / "002_a.up.sql").write_text("alter table jobs add c2 int not null default 1; create view v as select 1;")
    assert not any("set-not-null-scan" in line for line in said(folder, number))


def test_what_could_not_be_read_is_remembered(folder: Path) -> None:
    (folder / "003_a.up.sql").write_text("do $$ begin execute 'alter table ' || 'jobs add x int'; end $$;")
    number = last(folder, "alter table jobs drop x; alter table jobs drop nobody;")
    assert said(folder, number) == said(folder, number) == said(folder, number, keep=False)


class _Run:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (str(self.path),))


def test_what_was_put_there_by_others_does_nothing(folder: Path, tmp_path: Path) -> None:
    number = last(folder, "alter table jobs drop c3;")
    first = said(folder, number)
    (kept,) = (tmp_path / "cache").iterdir()
    for data in (pickle.dumps(_Run(tmp_path / "made")), pickle.dumps({"_draft": _Run(tmp_path / "made")}), b"", b"x"):
        kept.write_bytes(data)
        assert said(folder, number) == first
        assert not (tmp_path / "made").exists()
    kept.write_bytes(kept.read_bytes()[:-40])
    assert said(folder, number) == first


def test_runs_side_by_side(folder: Path, tmp_path: Path) -> None:
    number = last(folder, "alter table jobs drop c3;")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: said(folder, number), range(8)))
    assert reports == [said(folder, number, keep=False)] * 8
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_there_are_never_many(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    for n in range(MOST + 5):
        (tmp_path / "cache" / f"kept-{n}").write_bytes(b"")
    said(folder, last(folder, "select 1;"))
    assert len(list((tmp_path / "cache").iterdir())) <= MOST


def test_a_short_series_is_not_kept(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for n in range(WORTH):
        last(folder, f"create table t{n} (id bigint primary key);")
    said(folder, WORTH)
    assert not (tmp_path / "cache").exists()
