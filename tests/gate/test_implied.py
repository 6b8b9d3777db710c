"""What a changed CHECK comes to where only PostgreSQL knows, through the real command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from watched import ddlproof


def test_postgres_is_asked_where_python_does_not_know(change: Callable[..., Path]) -> None:
    before = "create table jobs (id int primary key, late interval, constraint soon check (late < '2 days'));\n"
    migration = "alter table jobs drop constraint soon, add constraint soon check (late < '1 day');\n"
    ended = ddlproof("check", change(before=before, migration=migration))
    assert "# stronger: no longer accepts late = '1 day' (PostgreSQL says so)" in ended.out
