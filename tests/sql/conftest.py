"""A session for what only PostgreSQL can decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from both import Both

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    database = embedded.create("sql")
    with database.connect() as opened:
        yield opened
    embedded.drop(database)


@pytest.fixture
def both(session: Session) -> Callable[[str], Both]:
    """A script on the server and in the model, statement by statement, going on after errors."""

    def run(sql: str) -> Both:
        refused = []
        session.run("drop schema public cascade")
        session.run("drop schema if exists app cascade")
        session.run("create schema public")
        for statement in read(Source("x.sql", sql)):
            try:
                session.run(statement.sql)
            except StatementFailed as failed:
                refused.append(failed.error.message)
        replay = Replay(version=18)
        replay.run(read(Source("x.sql", sql)))
        real = read_schema(session, READING)
        return Both(refused, [problem.message for problem in replay.problems], render(diff(replay.result, real)))

    return run
