"""What is said once a file or once a run; CREATE TABLE IF NOT EXISTS where it is known what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.options import Options

TABLE = "create table jobs (id bigint primary key, state text);"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(files: dict[str, str], rule: str, *named: str) -> list[str]:
    """The sentences of one rule."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    outcome = gate.lint(named or (".",), Options(select=(rule,)))
    return [f"{one.span.source.name}: {one.message}" if one.span else one.message for one in outcome.findings]


def alter(column: str) -> str:
    return f"alter table jobs add column {column} int;"


def test_a_missing_lock_timeout_is_said_once_a_run() -> None:
    files = {"m/1.sql": TABLE, "m/2_a.sql": alter("a") + alter("b"), "m/3_b.sql": alter("c")}
    waits = "without lock_timeout this waits for ACCESS EXCLUSIVE on public.jobs behind any long query, and all other"
    assert said({"m/1_a.sql": TABLE, **files}, "lock-timeout-missing", "m") == [
        f"m/2_a.sql: {waits} queries wait behind it (and 2 more statements in 2 files)"
    ]
    assert said(files, "lock-timeout-missing", "m/2_a.sql") == [
        f"m/2_a.sql: {waits} queries wait behind it (and 1 more statement below)"
    ]


def test_what_was_not_analysed_is_said_once_a_file() -> None:
    block = "do $$ begin execute 'select ' || 1; end $$;"
    files = {"m/1_a.sql": block * 3, "m/2_b.sql": block}
    found = said(files, "opaque-or-unparsed", "m")
    assert [sentence.partition(":")[0] for sentence in found] == ["m/1_a.sql", "m/2_b.sql"]
    assert [sentence.endswith("(and 2 more statements below)") for sentence in found] == [True, False]


@pytest.mark.parametrize(
    ("files", "old"),
    [
        ({"m/1_a.sql": "create table users (id int primary key);"}, False),
        ({"m/1_a.sql": TABLE}, True),
        ({"m/1_a.sql": "do $$ begin execute 'create table ' || 'jobs (id int)'; end $$;"}, True),
    ],
)
def test_create_table_if_not_exists_makes_a_table_where_it_is_known_not_to_be_there(
    files: dict[str, str], old: bool
) -> None:
    last = "create table if not exists jobs (id int); create index on jobs (id);"
    assert bool(said(files | {"m/2_b.sql": last}, "index-not-concurrent", "m/2_b.sql")) == old
    # By itself nobody knows what was there before.
    assert said({"loose.sql": last}, "index-not-concurrent", "loose.sql")


@pytest.mark.parametrize(
    ("earlier", "first", "severity"),
    [
        (9, TABLE, "warning"),
        (10, TABLE, "note"),
        (10, f"set lock_timeout = '2s'; {TABLE}", "warning"),
        (10, f"set lock_timeout = 0; {TABLE}", "note"),
    ],
)
def test_a_project_that_never_sets_a_timeout_gets_a_note(earlier: int, first: str, severity: str) -> None:
    files = {"m/1001_a.sql": first} | {
        f"m/{1000 + n}_b.sql": f"create table t{n} (id int);" for n in range(2, earlier + 1)
    }
    for name, text in (files | {"m/2000_new.sql": alter("a")}).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    (finding,) = gate.lint(("m/2000_new.sql",), Options(select=("lock-timeout-missing",))).findings
    assert finding.severity == severity
    told = "None of the 10 migrations before this one sets lock_timeout. If the role or the runner does, say so in the"
    assert finding.instead.startswith(told) == (severity == "note")
