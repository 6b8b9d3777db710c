"""A session for what only PostgreSQL can decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    database = embedded.create("sql")
    with database.connect() as opened:
        yield opened
    embedded.drop(database)
