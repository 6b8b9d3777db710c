"""The gate for pull requests that change a PostgreSQL schema.

The names in `__all__` are the public ones. Each is imported when it is first asked for: `import ddlproof` is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ddlproof.version import __version__

if TYPE_CHECKING:
    from ddlproof.api import check, compare, lint, machine_of, read_schema, rows_of
    from ddlproof.errors import DdlproofError
    from ddlproof.finding import Finding, Severity
    from ddlproof.model.row import Row
    from ddlproof.model.schema import Schema
    from ddlproof.options import Options
    from ddlproof.outcome import Outcome

__all__ = [
    "DdlproofError",
    "Finding",
    "Options",
    "Outcome",
    "Row",
    "Schema",
    "Severity",
    "__version__",
    "check",
    "compare",
    "lint",
    "machine_of",
    "read_schema",
    "rows_of",
]

_HOMES = {
    "ddlproof.api": ("check", "compare", "lint", "machine_of", "read_schema", "rows_of"),
    "ddlproof.errors": ("DdlproofError",),
    "ddlproof.finding": ("Finding", "Severity"),
    "ddlproof.model.row": ("Row",),
    "ddlproof.model.schema": ("Schema",),
    "ddlproof.options": ("Options",),
    "ddlproof.outcome": ("Outcome",),
}


if not TYPE_CHECKING:  # a type checker would take every name for one that is there

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(home), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
