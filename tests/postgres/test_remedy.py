"""An extension that the server does not create: the report says which server that is, and which one would do."""

from __future__ import annotations

import pytest

from ddlproof.evidence import Postgres, ServerError
from ddlproof.postgres.extensions.remedy import created, remedy
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import StatementFailed

DENIED = "42501"
EMBEDDED = Postgres("embedded", "18.6")


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE EXTENSION PostGIS", "postgis"),
        ('create extension "uuid-ossp"', "uuid-ossp"),
        ('Create Extension If Not Exists "a""b" with schema x cascade', 'a"b'),
        ("create extension\n  hstore;", "hstore"),
        ("drop extension hstore", None),
        ("create table extension ()", None),
    ],
)
def test_the_extension_is_named(sql: str, name: str | None) -> None:
    assert created(sql) == name


@pytest.mark.parametrize(
    ("name", "server", "said"),
    [
        ("postgis", EMBEDDED, "The server, PostgreSQL 18.6 (embedded), does not have postgis."),
        ("postgis", EMBEDDED, "`--postgres container:postgis/postgis:TAG`"),
        ("postgis", EMBEDDED, "postgis.control must say `trusted = true`"),
        ("timescaledb", EMBEDDED, "`--postgres container:timescale/timescaledb:TAG`"),
        ("pg_cron", EMBEDDED, "`--postgres container:IMAGE` with an image that has it"),
        ("hstore", Postgres("embedded", "16.14"), "`--postgres container:postgres:16` does."),
        ("pgcrypto", Postgres("embedded", "16.14"), "`--postgres embedded:18` has a stand-in."),
        ("vector", Postgres("container postgres:15", "15.9"), "`--postgres embedded:18` does, and lets"),
        ("x", Postgres("container postgres:15", "15.9"), "PostgreSQL 15.9 in a container of postgres:15"),
        ("x", Postgres("postgresql://db:5432/app", "17.2"), "PostgreSQL 17.2 at postgresql://db:5432/app"),
    ],
)
def test_one_that_is_not_there(name: str, server: Postgres, said: str) -> None:
    for sqlstate in ("0A000", "58P01"):
        assert said in (remedy(f"create extension {name}", ServerError(sqlstate, ""), server) or "")


def test_one_that_needs_a_superuser() -> None:
    hint = remedy("create extension dblink", ServerError(DENIED, ""), EMBEDDED) or ""

    assert "On the server, PostgreSQL 18.6 (embedded), dblink needs a superuser" in hint
    assert "dblink.control must say `trusted = true`" in hint


def test_one_that_the_newest_embedded_server_allows() -> None:
    hint = remedy("create extension vector", ServerError(DENIED, ""), Postgres("embedded", "16.14")) or ""

    assert "`--postgres embedded:18`, which allows it" in hint


def test_other_failures_have_other_reasons() -> None:
    assert remedy("create extension hstore", ServerError("42710", ""), EMBEDDED) is None
    assert remedy("create table t ()", ServerError(DENIED, ""), EMBEDDED) is None


@pytest.mark.parametrize("choice", ["embedded16", "container"])
def test_servers_answer_as_expected(request: pytest.FixtureRequest, choice: str) -> None:
    server: Server = request.getfixturevalue(choice)
    database = server.create("missing")
    with database.connect() as session, pytest.raises(StatementFailed) as caught:
        session.run("create extension postgis")
    server.drop(database)

    assert "does not have postgis" in (remedy("create extension postgis", caught.value.error, database.postgres) or "")
