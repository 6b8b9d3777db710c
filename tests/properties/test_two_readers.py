"""The property that keeps both readers honest: the schema read from SQL is the one that PostgreSQL's catalog has.

Random schemas and random migrations over them. What the server refuses is left out, so that the SQL generated here
need not always be valid; what it accepts, the model must understand as it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ddl import scripts
from hypothesis import HealthCheck, given, settings

from ddlproof.diff.compare import diff
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.alike import legible
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

FOUND = Path(__file__).with_name("found.sql").read_text(encoding="utf-8").split("\n\n")[1:]


@contextmanager
def superuser(server: Server) -> Iterator[Session]:
    """A superuser's session: the SQL is ours, and some of it needs one. Two roles to grant things to are undone."""
    database = server.create("readers")
    with Session(server.address.at(database.name)) as opened:
        opened.run("begin")
        for role in ("carol", "dora"):
            opened.run(f"create role {role}")
        yield opened
        opened.run("rollback")
    server.drop(database)


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    with superuser(embedded) as opened:
        yield opened


@pytest.fixture(scope="module")
def older(embedded16: Server) -> Iterator[Session]:
    with superuser(embedded16) as opened:
        yield opened


def accepted(session: Session, statements: list[str]) -> list[str]:
    """Those that the server accepts, carried out."""
    done = []
    for sql in statements:
        session.run("savepoint one")
        try:
            session.run(sql)
            session.run("set constraints all immediate")
        except StatementFailed:
            session.run("rollback to one")
        else:
            done.append(sql)
    return done


def source(statements: list[str]) -> Source:
    return Source("script.sql", ";\n".join(statements))


def replayed(statements: list[str], version: int, start: Schema | None = None) -> Schema:
    replay = Replay(start or Schema(), version=version)
    result = replay.run(read(source(statements)))
    assert not replay.problems, str(replay.problems[0])
    assert [unread.why for unread in replay.opaque] == []
    return result


def agree(model: Schema, catalog: Schema, statements: list[str]) -> None:
    assert render(diff(model, catalog)) == "", ";\n".join(statements)
    assert [[c.name for c in t.columns] for t in model.tables] == [[c.name for c in t.columns] for t in catalog.tables]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(script=scripts())
def test_sql_and_catalog_make_the_same_model(session: Session, script: tuple[list[str], list[str]]) -> None:
    check(session, *script)


@pytest.mark.parametrize("script", FOUND)
def test_what_random_schemas_have_found(session: Session, script: str) -> None:
    *start, change = [statement.sql for statement in read(Source("found.sql", script))]
    assert check(session, start, [change]) == (start, [change]), "PostgreSQL refuses some of it"


@pytest.mark.parametrize(
    "script",
    [
        "select 1; alter default privileges for role carol revoke select on tables from carol",
        "create table t (a int); grant all on t to carol; revoke select on t from carol",
    ],
)
def test_before_17_no_privilege_is_called_maintain(older: Session, script: str) -> None:
    *start, change = script.split("; ")
    assert check(older, start, [change]) == (start, [change])


def check(session: Session, start: list[str], change: list[str]) -> tuple[list[str], list[str]]:
    """What must hold of any schema and any migration of it; what of both the server has accepted."""
    session.run("savepoint example")
    try:
        begun = accepted(session, start)
        before = read_schema(session, READING)
        migration = accepted(session, ["reset search_path", *change])
        after = read_schema(session, READING)
    finally:
        session.run("rollback to example")
        session.run("release example")
    version = int(session.version.partition(".")[0])
    agree(replayed(begun, version), before, begun)
    agree(replayed(migration, version, replayed(begun, version)), after, [*begun, "-- migration", *migration])
    agree(replayed(migration, version, legible(before)), after, [*begun, "-- migration from the catalog", *migration])
    check_diff(before, after)
    return begun, migration[1:]


def check_diff(before: Schema, after: Schema) -> None:
    """What must hold of the diff of any two schemas."""
    assert diff(before, before) == diff(after, after) == ()
    there, back = diff(before, after), diff(after, before)
    whole = {change.object for change in (*there, *back) if change.kind == "table"}
    assert mirrored(there, whole) == {(OPPOSITE[action], *rest) for action, *rest in mirrored(back, whole)}
    for changes in (there, back):
        printed = render(changes)
        intended = compare(changes, read_intended(printed, READING))
        assert (intended.missing, intended.unexpected) == ((), ()), str(intended)


OPPOSITE = {"add": "drop", "drop": "add", "alter": "alter", "rename": "rename"}


def mirrored(changes: tuple[Change, ...], whole: set[str]) -> set[tuple[str, ...]]:
    """The changes but those inside of tables that come or go as a whole, and sequences: they go with their columns."""
    # What cannot be said where a column or index is added is said as an alteration; nothing is where it is dropped.
    added = {(c.kind, c.object) for c in changes if c.action == "add" and c.kind in ("column", "index")}
    return {
        (change.action, change.kind, change.object)
        for change in changes
        if change.action != "alter" or (change.kind, change.object) not in added
        if change.kind != "sequence" or change.action == "alter"
        if str(change.owner) not in whole and not any(f" on {table} " in change.text for table in whole)
        if not (change.kind == "index" and change.action in ("add", "drop") and whole)
    }
