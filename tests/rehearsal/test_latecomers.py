"""Rows that only the schema after allows: what a rollback has to do with once the application uses the change."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.model.schema import EMPTY
from ddlproof.options import Options
from ddlproof.postgres.session import StatementFailed
from ddlproof.rehearsal.overflow import overflow
from ddlproof.sql.types import type_of

BEFORE = """
create type mood as enum ('sad', 'ok');
create domain small as int check (value < 10);
create table parents (id int primary key);
create table jobs (
    id int primary key, name varchar(5) not null unique, n smallint, k smallint, note varchar(5),
    price numeric(4, 2), m mood, s small, p int references parents, d timestamptz, constraint low check (n < 100)
);
"""
RULES = ("rollback-fails", "rollback-refused")


def broken(folder: Path, server, migration: str, rollback: str) -> list[str]:
    """What stops the rollback, and the columns that matter of the row shown."""
    for name, sql in (("before", BEFORE), ("migration", migration), ("rollback", rollback)):
        (folder / f"{name}.sql").write_text(sql)
    (folder / "change.toml").write_text("".join(f'{n} = "{n}.sql"\n' for n in ("before", "migration", "rollback")))
    found = check_one(plan(folder), server, Options(select=RULES)).findings
    return [
        f"{one.message.partition(': ')[2].partition('. ')[0]} [{', '.join(one.witness.marked) if one.witness else ''}]"
        for one in found
    ]


@pytest.mark.parametrize(
    ("up", "down", "said"),
    [
        ("alter name type text", "alter name type varchar(5)",
         "value too long for type character varying(5) (22001) [name]"),
        ("alter k type int", "alter k type smallint", "smallint out of range (22003) [k]"),
        ("alter price type numeric(9, 2)", "alter price type numeric(4, 2)", "numeric field overflow (22003) [price]"),
        ("drop constraint low", "add constraint low check (n < 100)",
         'check constraint "low" of relation "jobs" is violated by some row (23514) [n]'),
        ("drop constraint jobs_p_fkey", "add constraint jobs_p_fkey foreign key (p) references parents",
         'insert or update on table "jobs" violates foreign key constraint "jobs_p_fkey" (23503) [p]'),
        ("drop constraint jobs_name_key", "add unique (name)",
         'could not create unique index "jobs_name_key" (23505) [name]'),
        ("alter s type int", "alter s type small",
         'value for domain small violates check constraint "small_check" (23514) [s]'),
        ("alter m type text", "alter m type mood using m::mood", 'invalid input value for enum mood: "x" (22P02) [m]'),
    ],
)  # fmt: skip
def test_what_was_loosened_cannot_always_be_tightened_again(
    tmp_path: Path, embedded, up: str, down: str, said: str
) -> None:
    assert broken(tmp_path, embedded, f"alter table jobs {up};", f"alter table jobs {down};") == [said]


def test_duplicates_that_only_a_partial_index_allows(tmp_path: Path, embedded) -> None:
    up = "alter table jobs drop constraint jobs_name_key;create unique index jobs_alive on jobs (name) where d is null;"
    down = "drop index jobs_alive; alter table jobs add constraint jobs_name_key unique (name);"
    assert broken(tmp_path, embedded, up, down) == ['could not create unique index "jobs_name_key" (23505) [name]']


def test_a_label_that_is_new(tmp_path: Path, embedded) -> None:
    down = (
        "create type old as enum ('sad', 'ok'); alter table jobs alter m type old using m::text::old;"
        "drop type mood; alter type old rename to mood;"
    )
    assert broken(tmp_path, embedded, "alter type mood add value 'great';", down) == [
        'invalid input value for enum old: "great" (22P02) [m]'
    ]


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("alter name type varchar(3)", "alter name type varchar(5)"),
        ("add c int", "drop c"),
        ("alter note type text", "alter note type varchar(5) using left(note, 5)"),
        ("add constraint more check (n > 0)", "drop constraint more"),
    ],
)
def test_where_nothing_was_loosened_or_the_rollback_knows_what_to_do(
    tmp_path: Path, embedded, up: str, down: str
) -> None:
    assert broken(tmp_path, embedded, f"alter table jobs {up};", f"alter table jobs {down};") == []


@pytest.mark.parametrize(
    ("wide", "narrow", "value"),
    [
        ("text", "varchar(3)", "xxxx"),
        ("varchar(9)", "char(3)", "xxxx"),
        ("varchar(3)", "varchar(3)", None),
        ("varchar(3)", "varchar(9)", None),
        ("varchar(3)", "text", None),
        ("text", "char", "xx"),
        ("integer", "smallint", "32768"),
        ("smallint", "bigint", None),
        ("numeric", "bigint", "9223372036854775808"),
        ("numeric(5, 2)", "numeric(3, 1)", "100"),
        ("numeric(5, 2)", "numeric(6, 4)", "100"),
        ("numeric(5, 2)", "numeric(5, 2)", None),
        ("bigint", "numeric(3)", "1000"),
        ("numeric(3)", "smallint", None),
        ("text[]", "varchar(3)[]", None),
        ("uuid", "integer", None),
    ],
)
def test_overflow(bench, wide: str, narrow: str, value: str | None) -> None:
    """PostgreSQL takes it for the wide type and not for the narrow one."""
    assert overflow(type_of(wide), EMPTY, type_of(narrow), EMPTY) == value
    if value is not None:
        before = f"create table t (a {wide}); insert into t values ('{value}');"
        with bench.loaded(before) as (_, session), pytest.raises(StatementFailed):
            session.run(f"alter table t alter a type {narrow}")
