"""Changes with something wrong, and somebody's server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ddlproof.postgres.address import Address
from ddlproof.postgres.binaries import find
from ddlproof.postgres.embedded import start
from ddlproof.progress import silent

TABLE = "create table jobs (id int primary key, a int, b int, constraint one check (num_nonnulls(a, b) = 1));\n"


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., Path]:
    """Writes a change whose schema before is one table, `jobs`; returns its folder."""

    def write(contract: str = "", migration: str = "select 1;\n", before: str = TABLE) -> Path:
        (tmp_path / "before.sql").write_text(before)
        (tmp_path / "migration.sql").write_text(migration)
        (tmp_path / "change.toml").write_text(
            f'before = "before.sql"\nmigration = "migration.sql"\n{contract}', encoding="utf-8"
        )
        return tmp_path

    return write


@pytest.fixture(scope="module")
def theirs(request: pytest.FixtureRequest) -> Iterator[Address]:
    """Somebody's server, that a URL names."""
    installations, tried = find(18)
    if not installations:
        complain = pytest.fail if request.config.getoption("--require-postgres") else pytest.skip
        complain("\n".join(tried))
    with start(installations[0], silent) as address:
        yield address
