"""The pytest plugin: a `change.toml` is a file of tests, and tests of your own get a real PostgreSQL.

pytest imports this module in every run where ddlproof is installed: whatever it needs is imported when it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ddlproof.pytest_plugin.fixtures import ddlproof_database, ddlproof_postgres, ddlproof_schema

if TYPE_CHECKING:
    from ddlproof.pytest_plugin.collect import ChangeFile

__all__ = ["ddlproof_database", "ddlproof_postgres", "ddlproof_schema"]

CONTRACT = "change.toml"
_POSTGRES = "auto, embedded[:MAJOR], container[:IMAGE] or a URL; default: DDLPROOF_POSTGRES, else auto"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--ddlproof`, `--ddlproof-postgres`, and the setting `ddlproof`."""
    group = parser.getgroup("ddlproof", "changes of a PostgreSQL schema")
    group.addoption("--ddlproof", action="store_true", help="collect every change.toml, as `ddlproof = true` does")
    group.addoption("--ddlproof-postgres", metavar="WHICH", help=_POSTGRES)
    parser.addini("ddlproof", "collect every change.toml that is found", type="bool", default=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ChangeFile | None:
    """A change.toml that the command line names; any that is found, where the project has said so."""
    if file_path.name != CONTRACT:
        return None
    config = parent.config
    if not (config.getoption("ddlproof") or config.getini("ddlproof") or parent.session.isinitpath(file_path)):
        return None
    from ddlproof.pytest_plugin.collect import ChangeFile

    return ChangeFile.from_parent(parent, path=file_path)
