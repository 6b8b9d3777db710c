"""A change written as SQL, on a server, with rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from ddlproof.model.action import Statement
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.read import read


def statements(sql: str) -> tuple[Statement, ...]:
    return read(Source("migration.sql", sql))


@dataclass(frozen=True)
class Bench:
    server: Server

    @contextmanager
    def loaded(self, sql: str) -> Iterator[tuple[Database, Session]]:
        """A database in which the statements have run, and a session in it."""
        database = self.server.create("bench")
        try:
            with database.connect() as session:
                for statement in statements(sql):
                    session.run(statement.sql)
                yield database, session
        finally:
            self.server.drop(database)


@pytest.fixture
def bench(embedded: Server) -> Bench:
    return Bench(embedded)


@pytest.fixture
def script() -> Callable[[str], tuple[Statement, ...]]:
    return statements
