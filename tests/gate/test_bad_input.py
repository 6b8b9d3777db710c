"""Bad input, end to end: one message that says what, where and what to do; a status; and nothing is left behind."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from watched import ROOT, Ended, ddlproof

EXAMPLE = ROOT / "schema" / "variant_jobs"
Write = Callable[..., Path]
WRITER = '[[writer]]\nname = "importer"\nsql = "insert into jobs (id, a) values (:id, :aa)"\nafter = "accepted"\n'


def refuses(ended: Ended, status: int, *said: str) -> None:
    """One message on stderr that says all of this, in this order, and nothing else."""
    assert ended.status == status, ended.error
    assert ended.out == ""
    assert ended.error.startswith("error: ")
    assert ended.error.count("error: ") == 1
    assert "Traceback" not in ended.error
    one_line = " ".join(ended.error.split())
    at = 0
    for part in said:
        found = one_line.find(part, at)
        assert found >= 0, f"`{part}` is not in: {one_line}"
        at = found + len(part)
    if sys.platform == "linux":
        assert ended.watched.leaves_nothing(), ended.watched.left()


def test_a_missing_file(change: Write) -> None:
    folder = change('after = "aftr.sql"\n')
    (folder / "after.sql").write_text("")
    said = ("There is no file aftr.sql.", "change.toml:3:1", "hint: Did you mean after.sql?")
    refuses(ddlproof("check", ".", cwd=folder), 2, *said)


def test_a_missing_folder() -> None:
    refuses(
        ddlproof("check", "schema/nowhere"),
        2,
        "schema/nowhere does not exist",
        "hint: Name a migration, or a folder with a change.toml",
    )


@pytest.mark.parametrize("key", ["before", "after", "migration", "rollback"])
def test_sql_that_does_not_parse(change: Write, key: str) -> None:
    """File, line, column, the offending token with a caret, and what was expected."""
    folder = change(f'{key} = "bad.sql"\n' if key in ("after", "rollback") else "")
    (folder / "bad.sql").write_text(bad := "select 1;\nalter table jobs\n  add column x int nul;\n")
    if key in ("before", "migration"):
        (folder / f"{key}.sql").write_text(bad)
    ended = ddlproof("check", ".", cwd=folder)
    name = f"{key}.sql" if key in ("before", "migration") else "bad.sql"
    refuses(ended, 2, "expected", "found `nul`", f"{name}:3:20", "add column x int nul;", "^^^")


def test_an_unknown_key(change: Write) -> None:
    folder = change('rolback = "down.sql"\n')
    refuses(
        ddlproof("check", ".", cwd=folder), 2, "no key `rolback`", "change.toml:3:1", "hint: Did you mean `rollback`?"
    )


@pytest.mark.parametrize(
    ("constraint", "said", "hint"),
    [
        ("jobs.ones", "public.jobs has no constraint ones", "hint: Did you mean jobs.one?"),
        ("job.one", "table `job`, which the schema after does not have", "hint: Did you mean jobs?"),
        ("jobs.jobs_pkey", "`jobs.jobs_pkey` is no CHECK constraint", ""),
    ],
)
def test_a_claim_on_a_constraint_that_is_not_there(
    change: Write, embedded: object, constraint: str, said: str, hint: str
) -> None:
    folder = change(f'[[claim]]\nconstraint = "{constraint}"\nmeans = "exactly one of (a, b)"\n')
    refuses(ddlproof("check", ".", cwd=folder), 2, said, "change.toml:4:1", hint)


def test_a_claim_on_a_column_that_is_not_there(change: Write, embedded: object) -> None:
    folder = change('[[claim]]\nconstraint = "jobs.one"\nmeans = "exactly one of (a, c)"\n')
    refuses(ddlproof("check", ".", cwd=folder), 2, "speaks of c", "change.toml:4:1", "hint: It has: id, a, b.")


@pytest.mark.parametrize(
    ("contract", "who"),
    [
        (WRITER + 'with = { id = "new" }\n', 'writer "importer"'),
        ('[[reader]]\nname = "page"\nsql = "select * from jobs where a = :aa"\n', 'reader "page"'),
    ],
)
def test_a_parameter_without_a_value(change: Write, embedded: object, contract: str, who: str) -> None:
    folder = change(contract)
    refuses(
        ddlproof("check", ".", cwd=folder), 2, f"{who}: parameter :aa has no value", "change.toml:4:1", "hint: Add it"
    )


def test_an_accept_of_a_rule_that_is_none(change: Write, embedded: object) -> None:
    folder = change('[[accept]]\nrule = "drop-tabel"\nreason = "It is empty."\n')
    refuses(ddlproof("check", ".", cwd=folder), 2, "drop-tabel", "change.toml:4:1", "hint: Did you mean drop-table?")


@pytest.mark.parametrize(
    ("migration", "said"),
    [
        (
            "select 1;\nalter table jobs\n  add column c int references nowhere (id);\n",
            ('relation "nowhere" does not exist (42P01)', "migration.sql:2:1", "add column c int references nowhere"),
        ),
        ("select 1;\nselect 1 / 0;\n", ("division by zero (22012)", "migration.sql:2:1", "select 1 / 0;")),
        (
            "select 1;\nalter table jobs add c nosuchtype;\n",
            ('type "nosuchtype" does not exist (42704)', "migration.sql:2:24", "^"),
        ),
    ],
)
def test_a_migration_that_the_server_refuses_on_empty_tables(
    change: Write, embedded: object, migration: str, said: tuple[str, ...]
) -> None:
    """The statement, its line, the SQLSTATE and the server's message."""
    refuses(ddlproof("check", ".", cwd=change(migration=migration)), 2, "PostgreSQL refuses this:", *said, "hint: ")


@pytest.mark.parametrize("engine", ["unix:///nowhere/docker.sock", "tcp://127.0.0.1:1"])
def test_no_container_engine(engine: str) -> None:
    pytest.importorskip("testcontainers")
    ended = ddlproof("check", EXAMPLE, "--postgres", "container", PATH="/nowhere", DOCKER_HOST=engine)
    refuses(ended, 3, "no container engine answers", "hint: Start Docker (or set DOCKER_HOST)")


def test_no_image(container: object) -> None:
    ended = ddlproof("check", EXAMPLE, "--postgres", "container:ddlproof/no-such-image:1")
    refuses(ended, 3, "ddlproof/no-such-image:1", "hint: ")


def test_an_unreachable_url() -> None:
    ended = ddlproof("check", EXAMPLE, "--postgres", "postgresql://user:secret@127.0.0.1:1/x")
    refuses(ended, 3, "no PostgreSQL answers at postgresql://127.0.0.1:1/x", "Connection refused", "hint: Start it")
    assert "secret" not in ended.error


@pytest.mark.parametrize(
    ("choice", "status", "said"),
    [
        ("oracle", 2, ("no such choice of PostgreSQL: oracle", "hint: Say auto, embedded")),
        ("embedded:eighteen", 2, ("no such choice of PostgreSQL: embedded:eighteen", "hint: Say auto")),
        ("embedded:42", 3, ("there is no PostgreSQL 42", "hint: Get one with")),
    ],
)
def test_a_server_that_is_none(choice: str, status: int, said: tuple[str, ...]) -> None:
    refuses(ddlproof("check", EXAMPLE, "--postgres", choice), status, *said)


def test_the_environment_can_be_as_wrong() -> None:
    refuses(ddlproof("check", EXAMPLE, DDLPROOF_POSTGRES="oracle"), 2, "no such choice of PostgreSQL: oracle")


def test_usage() -> None:
    ended = ddlproof("check", "--postgress", "auto")
    assert ended.status == 2
    assert re.match(r"usage: ddlproof", ended.error)
    assert "Traceback" not in ended.error


def test_input_that_cannot_be_read_is_said_before_a_server_of_others_is_asked(change: Write) -> None:
    folder = change("")
    (folder / "migration.sql").write_text("alter table jobs add column x int nul;")
    ended = ddlproof("check", ".", "--postgres", "postgresql://nobody@127.0.0.1:1/none", cwd=folder)
    refuses(ended, 2, "found `nul`", "migration.sql:1:")


def test_what_postgresql_refuses_is_told_with_the_rule_about_it(change: Write) -> None:
    migration = "create table u (id int);\ncreate index concurrently on t (id);"
    folder = change("", migration, "create table t (id int, at date not null) partition by range (at);")
    about = "index-on-partitioned-parent: PostgreSQL refuses CONCURRENTLY"
    said = ("partitioned table", "migration.sql:2:1", about, "hint: ")
    ended = ddlproof("check", ".", cwd=folder)
    refuses(ended, 2, *said)
    assert "key-missing-or-narrow" not in ended.error  # which is about the other statement
