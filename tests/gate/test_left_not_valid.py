"""Constraints that stay NOT VALID: for how many migrations, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.options import Options

RULE = "not-valid-never-validated"
TABLE = "create table jobs (id bigint primary key, a int);"
ADD = "alter table jobs add constraint c check (a > 0) not valid;"
VALIDATE = "alter table jobs validate constraint c;"
OTHER = "alter table jobs add column {} int;"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ages(files: dict[str, str], *named: str) -> list[tuple[tuple[str | None, ...], ...]]:
    """What is shown of each constraint that is left."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    found = gate.lint(named or ("m",), Options(select=(RULE,))).findings
    return [finding.witness.rows if finding.witness else () for finding in found]


DATED = {
    "m/20240105120000_jobs.sql": TABLE,
    "m/20240110120000_check.sql": ADD,
    "m/20240301120000_b.sql": OTHER.format("b"),
    "m/20240411120000_d.sql": OTHER.format("d"),
}


def test_the_migrations_and_the_days_since_are_shown() -> None:
    assert ages(DATED) == [
        (
            ("migrations", "2 more have run since"),
            ("time", "92 days, from 2024-01-10 to 2024-04-11 by their names"),
        )
    ]
    assert ages(DATED, "m/20240110120000_check.sql") == ages(DATED)


def test_numbers_are_no_dates() -> None:
    assert ages({"m/1_jobs.sql": TABLE, "m/2_check.sql": ADD, "m/20240101_b.sql": OTHER.format("b")}) == [
        (("migrations", "1 more has run since"),)
    ]


def test_a_date_in_the_name_of_the_folder() -> None:
    files = {
        "m/2024-01-05-120000_jobs/up.sql": TABLE,
        "m/2024-01-10-120000_check/up.sql": ADD,
        "m/2024-01-11-120000_b/up.sql": OTHER.format("b"),
    }
    assert ages(files) == [
        (("migrations", "1 more has run since"), ("time", "1 day, from 2024-01-10 to 2024-01-11 by their names"))
    ]


def test_the_newest_has_no_age() -> None:
    assert ages({"m/1_jobs.sql": TABLE, "m/2_check.sql": ADD}) == [()]


def test_one_that_a_later_migration_validates_is_none() -> None:
    assert ages(DATED | {"m/20240501120000_validate.sql": VALIDATE}) == []


def test_not_null_may_be_left_so_too() -> None:
    add = "alter table jobs add constraint n not null a not valid;"
    later = {"m/1_jobs.sql": TABLE, "m/2_check.sql": add, "m/3_b.sql": OTHER.format("b")}
    assert ages(later) == [(("migrations", "1 more has run since"),)]
    assert ages(later | {"m/4_v.sql": "alter table jobs validate constraint n;"}) == []
    assert ages(later | {"m/4_v.sql": "alter table jobs rename to t;\nalter table t drop constraint n;"}) == []
