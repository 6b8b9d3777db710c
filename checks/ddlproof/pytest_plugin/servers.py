"""The servers of a test session: each started when it is first needed, all stopped at the session's end."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ddlproof.options import Options
    from ddlproof.postgres.server import Server
    from ddlproof.pytest_plugin.loaded import Loaded
    from ddlproof.source import Source


class Servers:
    """Holds the servers that run, by the choice of PostgreSQL that they are an answer to.

    `templates` are the schemas that fixtures have loaded: a second test with the same SQL gets a copy, which is faster.
    """

    def __init__(self) -> None:
        self.templates: dict[tuple[Source, ...], Loaded] = {}
        self._stack = ExitStack()
        self._running: dict[str, Server] = {}

    def get(self, choice: str) -> Server:
        """The server for a choice, as `--postgres` has it.

        Raises:
            InputError: there is no such choice.
            NoPostgres: there is no such server.
        """
        from ddlproof.postgres.choose import start

        if choice not in self._running:
            self._running[choice] = self._stack.enter_context(start(choice))
        return self._running[choice]

    def stop(self) -> None:
        """Stop all of them."""
        self._running.clear()
        self.templates.clear()
        self._stack.close()


_KEY = pytest.StashKey[Servers]()


def servers(config: pytest.Config) -> Servers:
    """Those of this session; with pytest-xdist each worker has its own."""
    if _KEY not in config.stash:
        config.stash[_KEY] = Servers()
        config.add_cleanup(config.stash[_KEY].stop)
    return config.stash[_KEY]


def options(config: pytest.Config, folder: Path) -> Options:
    """A run's settings: those of pytest's command line, else of the environment, else of the configuration.

    Raises:
        ContractError: the configuration says something impossible.
    """
    from ddlproof.commands import options_of

    return options_of(argparse.Namespace(postgres=config.getoption("ddlproof_postgres")), folder)
