"""Placeholders in SQL, filled in as the migration tool would."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ddlproof.change.filled import has_placeholders, read_all_sql, read_sql
from ddlproof.errors import ContractError

CONFIG = """[placeholders]
"${schema}" = "app"
"${schema}_old" = "app_before"
":owner" = "carol"
'{{ index .Options "Namespace" }}' = "auth"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    (tmp_path / "ddlproof.toml").write_text(CONFIG)
    (tmp_path / "db").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("create table ${schema}.t ();", "create table app.t ();"),
        ("drop schema ${schema}_old;", "drop schema app_before;"),
        ("alter table t owner to :owner;", "alter table t owner to carol;"),
        ("select a::owner, :owner_id, '${other}', ':owner';", "select a::owner, :owner_id, '${other}', 'carol';"),
        ('create type {{ index .Options "Namespace" }}.x as enum ();', "create type auth.x as enum ();"),
        ("create table schema (owner int);", "create table schema (owner int);"),
    ],
)
def test_what_is_written_and_what_is_read(project: Path, written: str, read: str) -> None:
    (project / "db" / "1_a.sql").write_text(written)
    assert read_sql("db/1_a.sql").text == read
    assert [one.text for one in read_all_sql("db")] == [read]
    assert has_placeholders("db/1_a.sql") == (written != read)


def test_in_git_as_on_disk(project: Path) -> None:
    (project / "db" / "1_a.sql").write_text("create table ${schema}.t ();")
    for command in (["add", "db"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], check=True, capture_output=True)
    (project / "db" / "1_a.sql").unlink()
    assert read_sql("git:HEAD:db/1_a.sql").text == "create table app.t ();"


def test_the_nearest_configuration_counts(project: Path) -> None:
    (project / "db" / "ddlproof.toml").write_text('[placeholders]\n"${schema}" = "other"')
    (project / "db" / "1_a.sql").write_text("create table ${schema}.t ();")
    assert read_sql("db/1_a.sql").text == "create table other.t ();"


def test_a_word_of_the_sql_is_no_placeholder(project: Path) -> None:
    (project / "ddlproof.toml").write_text('[placeholders]\nschema = "app"')
    (project / "1_a.sql").write_text("create table ${schema}.t ();")
    with pytest.raises(ContractError) as caught:
        read_sql("1_a.sql")
    assert "ddlproof.toml:2:1: `schema` of [placeholders] might be any word of the SQL." in str(caught.value)
    assert "${schema}" in str(caught.value)
