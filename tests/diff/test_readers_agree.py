"""Of what is said of objects and of the rarer kinds, the file and the catalog tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.schema import EMPTY
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

SCRIPTS = [part.strip() for part in (Path(__file__).parent / "agree.sql").read_text("utf-8").split("\n-- --\n")]


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    """A superuser's session with roles to grant things to, all of it undone in the end."""
    database = embedded.create("agree")
    with Session(embedded.address.at(database.name)) as session:
        session.run("BEGIN")
        for role in ("carol", "dora", '"Erik"'):
            session.run(f"CREATE ROLE {role}")
        yield session
        session.run("ROLLBACK")
    embedded.drop(database)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.splitlines()[0][:50])
def test_the_file_and_the_catalog_tell_the_same(script: str, session: Session) -> None:
    statements = read(Source("script.sql", script))
    replay = Replay(version=18)
    replay.run(statements)
    session.run("SAVEPOINT before")
    try:
        for statement in statements:
            session.run(statement.sql)
        catalog = read_schema(session, READING)
    finally:
        session.run("ROLLBACK TO SAVEPOINT before")
    assert not replay.problems
    assert not replay.opaque
    assert render(diff(replay.result, catalog)) == ""
    assert diff(EMPTY, catalog)
