"""Projects with changes in them, and pytest run on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

# pytester forgets what a run inside this process has imported: the next one would get second copies of these modules,
# whose classes are other ones than those that the modules it did not forget know.
import ddlproof.gate.one
import ddlproof.gate.plan
import ddlproof.postgres.embedded
import ddlproof.postgres.own
import ddlproof.pytest_plugin.collect
import ddlproof.pytest_plugin.loaded  # noqa: F401

ROOT = Path(__file__).parent.parent.parent
SCHEMA = "create table jobs (id int primary key, a int, b int, constraint one check (num_nonnulls(a, b) = 1));\n"


@pytest.fixture(autouse=True)
def _default_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DDLPROOF_POSTGRES", raising=False)


@pytest.fixture
def example(pytester: pytest.Pytester, embedded: object) -> Callable[[str], None]:
    """Copies one of the living examples into the project, as `schema/NAME`."""

    def copy(name: str) -> None:
        shutil.copytree(ROOT / "schema" / name, pytester.path / "schema" / name)

    return copy


@pytest.fixture
def change(pytester: pytest.Pytester, embedded: object) -> Callable[[str, str], None]:
    """Writes a change: its contract, and its migration. Before is one table, `jobs`."""

    def write(contract: str, migration: str = "select 1;") -> None:
        (pytester.path / "before.sql").write_text(SCHEMA)
        (pytester.path / "migration.sql").write_text(migration)
        (pytester.path / "change.toml").write_text(
            f'before = "before.sql"\nmigration = "migration.sql"\n{contract}', encoding="utf-8"
        )

    return write
