"""The fixtures: a server, a scratch database, a schema loaded into one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ddlproof.pytest_plugin.servers import options, servers

if TYPE_CHECKING:
    from ddlproof.postgres.database import Database
    from ddlproof.postgres.server import Server
    from ddlproof.pytest_plugin.loaded import Loader


@pytest.fixture(scope="session")
def ddlproof_postgres(pytestconfig: pytest.Config) -> Server:
    """The PostgreSQL server of this session, the same that the change.toml files use: see `--ddlproof-postgres`."""
    from ddlproof.errors import DdlproofError

    try:
        return servers(pytestconfig).get(options(pytestconfig, pytestconfig.rootpath).postgres)
    except DdlproofError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def ddlproof_database(ddlproof_postgres: Server) -> Iterator[Database]:
    """A new, empty database, dropped after the test. Its owner is no superuser."""
    database = ddlproof_postgres.create("test")
    yield database
    ddlproof_postgres.drop(database)


@pytest.fixture
def ddlproof_schema(ddlproof_postgres: Server, pytestconfig: pytest.Config) -> Iterator[Loader]:
    """Call it with SQL files, or with SQL text as `sql=`, for a database of the test's own that has this schema.

    Paths start from pytest's root directory. The result has `database` and `schema`; the database is dropped after the
    test.
    """
    from ddlproof.pytest_plugin.loaded import Loader

    loader = Loader(ddlproof_postgres, pytestconfig.rootpath, servers(pytestconfig).templates)
    yield loader
    loader.clear()
