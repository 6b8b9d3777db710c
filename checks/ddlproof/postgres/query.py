"""The queries to the catalog, each in a file of its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query(name: str) -> str:
    """The text of `queries/NAME.sql`."""
    return files("ddlproof.postgres").joinpath(f"queries/{name}.sql").read_text("utf-8")
