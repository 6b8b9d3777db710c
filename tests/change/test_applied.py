"""What is run of migration files, as their tools run them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ddlproof.change.applied import schema_files
from ddlproof.change.contract import Contract, read_contract
from ddlproof.errors import InputError

DBMATE = "-- migrate:up transaction:false\ncreate index concurrently i on t (a);\n\n-- migrate:down\ndrop index i;\n"
GOOSE = "-- +goose NO TRANSACTION\n-- +goose Up\ncreate table g (a int);\n-- +goose Down\ndrop table g;\n"
PLAIN = GOOSE.replace("-- +goose NO TRANSACTION\n", "")


def contract(folder: Path, text: str, **files: str) -> Contract:
    for name, sql in {"before": "", **files}.items():
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text('before = "before.sql"\n' + text)
    return read_contract(folder)


def sql_of(sources) -> list[str]:
    return [" ".join(source.text.split()) for source in sources]


@pytest.mark.parametrize(
    ("text", "up", "down", "tool", "sent"),
    [
        (DBMATE, "create index concurrently i on t (a);", "drop index i;", "dbmate", "simple-query"),
        (GOOSE, "create table g (a int);", "drop table g;", "goose", "autocommit"),
        (PLAIN, "create table g (a int);", "drop table g;", "goose", "transaction"),
    ],
)  # fmt: skip
def test_one_file_with_both_ways(tmp_path: Path, text: str, up: str, down: str, tool: str, sent: str) -> None:
    made = contract(tmp_path, 'migration = "m.sql"', m=text)
    assert [
        one.rpartition("-- +goose Up ")[2].rpartition("transaction:false ")[2] for one in sql_of(made.migration)
    ] == [up]
    assert [one.rpartition("own ")[2] for one in sql_of(made.rollback)] == [down]
    assert (made.tool, made.sent(None)) == (tool, sent)
    assert made.sent("psql") == "autocommit"


def test_the_parts_keep_their_lines(tmp_path: Path) -> None:
    (back,) = contract(tmp_path, 'migration = "m.sql"', m=DBMATE).rollback
    assert back.text.splitlines()[4] == "drop index i;"
    assert not back.text.splitlines()[1].strip()


def test_before_may_be_several(tmp_path: Path) -> None:
    for name in ("1", "2"):
        (tmp_path / f"{name}.sql").write_text(f"select {name};")
    (tmp_path / "change.toml").write_text('before = ["2.sql", "1.sql"]')
    assert sql_of(read_contract(tmp_path).before) == ["select 2;", "select 1;"]


def test_a_rollback_that_is_named_is_the_one(tmp_path: Path) -> None:
    made = contract(tmp_path, 'migration = "m.sql"\nrollback = "back.sql"', m=DBMATE, back="select 1;")
    assert sql_of(made.rollback) == ["select 1;"]
    both = contract(tmp_path, 'migration = "m.sql"\nrollback = "m.sql"', m=DBMATE)
    assert sql_of(both.rollback) == ["-- migrate:down drop index i;"]


def test_several_files_are_undone_from_the_last(tmp_path: Path) -> None:
    made = contract(
        tmp_path, 'migration = ["1.sql", "2.sql"]', **{"1": GOOSE, "2": GOOSE.replace("table g", "table h")}
    )
    assert [one.partition("drop ")[2] for one in sql_of(made.rollback)] == ["table h;", "table g;"]


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["10_b.up.sql", "9_a.up.sql", "9_a.down.sql", "10_b.down.sql"], ["9_a.up.sql", "10_b.up.sql"]),
        (["V10__b.sql", "V9.1__a.sql", "R__views.sql", "U9.1__a.sql"], ["V9.1__a.sql", "V10__b.sql", "R__views.sql"]),
        (["2024_b/up.sql", "2024_b/down.sql", "2023_a/up.sql"], ["2023_a/up.sql", "2024_b/up.sql"]),
        (["20240102_b/migration.sql", "20230101_a/migration.sql"],
         ["20230101_a/migration.sql", "20240102_b/migration.sql"]),
        (["20250625_b/migration.sql", "20230518193415_a/migration.sql"],
         ["20230518193415_a/migration.sql", "20250625_b/migration.sql"]),
        (["b.sql", "a.sql", "c.mysql.sql"], ["a.sql", "b.sql"]),
        (["1_a.up.sql", "2_b.up.sql", "2_b.postgres.up.sql", "2_b.mysql.up.sql", "2_b.down.sql"],
         ["1_a.up.sql", "2_b.postgres.up.sql"]),
        (["1_a.autocommit.up.sql", "1_a.postgres.up.sql", "2_b.postgres.autocommit.up.sql"],
         ["1_a.postgres.up.sql", "2_b.postgres.autocommit.up.sql"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("committed", [False, True])
def test_a_folder_in_the_order_of_its_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], order: list[str], committed: bool
) -> None:
    for name in names:
        (tmp_path / "migrations" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "migrations" / name).write_text(f"select '{name}';")
    monkeypatch.chdir(tmp_path)
    folder = "migrations"
    if committed:
        for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -q -m one"):
            subprocess.run(["git", *command.split()], check=True)
        folder = "git:HEAD:migrations"
    assert [source.text for source in schema_files(folder)] == [f"select '{name}';" for name in order]


def test_the_journal_of_drizzle_says_what_is_applied(tmp_path: Path) -> None:
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta" / "_journal.json").write_text('{"entries": [{"tag": "0001_z"}, {"tag": "0000_a"}]}')
    for name in ("0000_a", "0001_z", "0002_left"):
        (tmp_path / f"{name}.sql").write_text(f"select '{name}';")
    assert [source.text for source in schema_files(tmp_path)] == ["select '0001_z';", "select '0000_a';"]


def test_a_folder_that_only_undoes(tmp_path: Path) -> None:
    (tmp_path / "1_a.down.sql").write_text("select 1;")
    with pytest.raises(InputError, match="nothing but files that undo migrations"):
        schema_files(tmp_path)
