"""Schemas on a real server, and the model of them, from the same SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ddlproof.model.schema import Schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

Load = Callable[[str], Schema]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.connect() as opened:
        yield opened


@pytest.fixture
def load(session: Session) -> Load:
    """Run DDL and read it into a Schema."""

    def run(sql: str) -> Schema:
        source = Source("test.sql", sql)
        for statement in cut(source):
            session.run(statement.span.text)
        return read_schema(source)

    return run
