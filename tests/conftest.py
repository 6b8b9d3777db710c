"""The servers that tests run on: real ones, one of each kind for the whole session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ddlproof.errors import NoPostgres
from ddlproof.postgres.choose import start
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server


@pytest.fixture(scope="session")
def embedded(request: pytest.FixtureRequest) -> Iterator[Server]:
    """PostgreSQL 18 from a wheel."""
    yield from _server(request, "embedded:18")


@pytest.fixture(scope="session")
def embedded16(request: pytest.FixtureRequest) -> Iterator[Server]:
    """PostgreSQL 16 from a wheel."""
    yield from _server(request, "embedded:16")


@pytest.fixture(scope="session")
def container(request: pytest.FixtureRequest) -> Iterator[Server]:
    """PostgreSQL 15 in a container."""
    yield from _server(request, "container:postgres:15")


@pytest.fixture(params=["embedded", "embedded16", "container"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each kind of server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database(embedded: Server) -> Iterator[Database]:
    """A new, empty database on PostgreSQL 18."""
    made = embedded.create("test")
    yield made
    embedded.drop(made)


def _server(request: pytest.FixtureRequest, choice: str) -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(start(choice))
        except NoPostgres as error:
            if request.config.getoption("--require-postgres"):
                pytest.fail(str(error), pytrace=False)
            pytest.skip(str(error))
        yield server
