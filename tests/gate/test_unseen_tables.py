"""Tables that no file makes, and others refer to: of an earlier migration, or a platform's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.options import Options
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema


def lint(folder: Path, rule: str, *files: str) -> list[str]:
    for number, sql in enumerate(files, 1):
        (folder / f"00{number}_change.sql").write_text(sql)
    outcome = gate.lint([str(folder / f"00{len(files)}_change.sql")], Options(select=(rule,)))
    return [finding.message for finding in outcome.findings]


@pytest.mark.parametrize(
    "made",
    [
        "create table runs (id int primary key, job_id int references jobs (id))",
        "create table runs partition of jobs for values in (1)",
        "create table runs partition of jobs (job_id not null) for values in (1)",
        "create table runs (job_id int) inherits (jobs)",
        "create table runs (like jobs including all)",
        "create materialized view runs as select job_id from jobs",
    ],
)
def test_a_table_that_is_made_of_one_of_an_earlier_migration_is_new(tmp_path: Path, made: str) -> None:
    assert lint(tmp_path, "index-not-concurrent", f"{made};\ncreate index on runs (job_id);\n") == []


def test_a_materialized_view_over_a_known_table_is_new(tmp_path: Path) -> None:
    sql = "create table jobs (id int);\ncreate materialized view v as select id from jobs;\ncreate index on v (id);\n"
    assert lint(tmp_path, "index-not-concurrent", sql) == []


def test_a_table_that_may_have_been_there_is_not_new(tmp_path: Path) -> None:
    sql = "create table if not exists runs (like jobs);\ncreate index on runs (job_id);\n"
    assert lint(tmp_path, "index-not-concurrent", sql) == [
        "building the index blocks every write to public.runs until it is done"
    ]


@pytest.mark.parametrize("target", ["auth.users", "auth.users (id)"])
def test_a_table_that_refers_to_the_platforms_own_is_known_afterwards(tmp_path: Path, target: str) -> None:
    before = f"create table public.profiles (id uuid primary key references {target}, name text);\n"
    migration = "alter table public.profiles alter column name set not null;\n"
    said = "SET NOT NULL scans all of public.profiles while nobody can read or write it"
    assert lint(tmp_path, "set-not-null-scan", before, migration) == [said]


def test_the_schema_holds_such_a_key() -> None:
    (table,) = read_schema(Source("x.sql", "create table t (id uuid references auth.users);")).tables
    assert [(key.name, str(key.target), key.target_columns) for key in table.foreign_keys] == [
        ("t_id_fkey", "auth.users", ())
    ]
