"""What other Python programs and tests may call. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ddlproof import gate
from ddlproof.commands import options_of
from ddlproof.errors import InputError
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.progress import Progress, silent
from ddlproof.source import Source

if TYPE_CHECKING:
    from ddlproof.model.schema import Schema
    from ddlproof.postgres.session import Connection, Session
    from ddlproof.rows.machine import Machine
    from ddlproof.rows.strategies import Rows


def check(*paths: str | Path, options: Options | None = None, progress: Progress = silent) -> tuple[Outcome, ...]:
    """The whole gate on changes, as `ddlproof check`.

    Args:
        paths: migrations, or folders with a `change.toml`, or above some; without any, the current one.
        options: the settings; None for those of the configuration near the first path.
        progress: hears what is being done.

    Raises:
        DdlproofError: unusable input, or no PostgreSQL.
    """
    found = [Path(path) for path in paths]
    return gate.check(found, options or _options(found), progress)


def lint(*files: str | Path, options: Options | None = None) -> Outcome:
    """The rules that need no server, on migration files, as `ddlproof lint`.

    Args:
        files: paths, or `git:REF:PATH`; at least one.
        options: the settings; None for those of the configuration near the first file.

    Raises:
        DdlproofError: unusable input.
    """
    if not files:
        raise InputError("there is no file to lint", hint="Name at least one.")
    return gate.lint([str(file) for file in files], options or _options([Path(files[0])]))


def compare(before: str | Path, after: str | Path) -> Outcome:
    """The changes between two schemas, as `ddlproof diff`: `changes`, and `printed_diff` as text.

    Args:
        before, after: a file, a directory of .sql files, or `git:REF:PATH`.

    Raises:
        DdlproofError: unusable input.
    """
    return gate.diff(str(before), str(after), Options())


def read_schema(*paths: str | Path, sql: str = "") -> Schema:
    """The schema that files, then SQL text, make from nothing; no server is asked.

    Args:
        paths: files, directories of .sql files, or `git:REF:PATH`.
        sql: statements that come after those of the files.

    Raises:
        SqlError: a statement cannot be valid, or PostgreSQL would refuse it.
        InputError: a file cannot be read.
    """
    from ddlproof.change.applied import schema_files
    from ddlproof.gate.static import build, script

    sources = [source for path in paths for source in schema_files(str(path))]
    return build(script([*sources, *([Source("sql", sql)] if sql else [])]))


def rows_of(schema: Schema, table: str) -> Rows:
    """A Hypothesis strategy: a row of a table, valid or not, after the parent rows that it refers to.

    The rows are for PostgreSQL to judge; `Row.sql` is the INSERT of one. They shrink towards a plain, valid row.

    Args:
        schema: what `read_schema` read.
        table: `jobs`, or `public.jobs`.

    Raises:
        InputError: the schema has no such table.
        NoRow: not even a row that need not satisfy the CHECKs can be made.
    """
    from ddlproof.gate.static import nearest
    from ddlproof.rows.strategies import rows

    found = schema.find_table(table)
    if found is None:
        hint = nearest(table, [t.name.name for t in schema.tables])
        raise InputError(f"the schema has no table called {table}", hint=hint)
    return rows(found, schema)


def machine_of(schema: Schema, connection: Session | Connection) -> type[Machine]:
    """A state machine of Hypothesis: rows inserted, updated and deleted in any order, in all tables of a schema.

    Of every statement it says beforehand whether PostgreSQL will accept it, which constraint rejects it, and what the
    tables hold afterwards, actions of foreign keys included; a `Disagreement` (an AssertionError) is raised where
    PostgreSQL does something else. Run it by `hypothesis.stateful.run_state_machine_as_test`. Subclasses may add
    invariants, which ask the server by `self.read(sql)`. Everything is taken back after each example.

    Args:
        schema: what `read_schema` read, or `ddlproof_schema(…).schema`.
        connection: to a database with these tables, with or without rows, whose owner or superuser it is: one of
            psycopg, or `ddlproof_schema(…).connect()`. Nobody else may use it meanwhile.

    Raises:
        NoRow: there is no table of which a row can be made.
    """
    from ddlproof.postgres.session import Session
    from ddlproof.postgres.steps import Steps
    from ddlproof.rows.machine import machine

    session = connection if isinstance(connection, Session) else Session.over(connection)
    return machine(schema, Steps(session))


def _options(paths: list[Path]) -> Options:
    return options_of(argparse.Namespace(), paths[0] if paths else Path.cwd())
