"""A schema in a database: loaded once a session, copied for each test that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ddlproof.change.applied import schema_files
from ddlproof.errors import DdlproofError, InputError
from ddlproof.gate.stage import load
from ddlproof.gate.static import script
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_catalog
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.roles import roles_named

TEXT = "sql"  # the name of SQL that comes from no file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database of the test's own, and its schema as PostgreSQL's catalog has it."""

    database: Database
    schema: Schema

    def connect(self) -> Session:
        """A new session in the database."""
        return self.database.connect()


class Loader:
    """Loads schemas. Holds the databases that it has made for one test; `templates` are those of the whole session."""

    def __init__(self, server: Server, root: Path, templates: dict[tuple[Source, ...], Loaded]) -> None:
        self._server = server
        self._root = root
        self._templates = templates
        self._made: list[Database] = []

    def __call__(self, *paths: str | Path, sql: str = "") -> Loaded:
        """Load files, then SQL text.

        Args:
            paths: files, folders of .sql files, or `git:REF:PATH`; relative ones start from pytest's root directory.
            sql: statements to run after those of the files.

        A path that cannot be read and SQL that PostgreSQL refuses fail the test, without a traceback.
        """
        try:
            template = self._template(paths, sql)
        except DdlproofError as error:
            pytest.fail(str(error), pytrace=False)
        database = self._server.create("schema", template.database)
        self._made.append(database)
        return Loaded(database, template.schema)

    def clear(self) -> None:
        """Drop what was made for the test; the templates stay."""
        for database in self._made:
            self._server.drop(database)
        self._made.clear()

    def _template(self, paths: tuple[str | Path, ...], sql: str) -> Loaded:
        sources = [source for path in paths for source in schema_files(str(path), directory=self._root)]
        sources += [Source(TEXT, sql)] if sql else []
        if not sources:
            raise InputError("there is nothing to load", hint="Name files with SQL, or give it as `sql=`.")
        key = tuple(sources)
        if key not in self._templates:
            self._templates[key] = self._load(key)
        return self._templates[key]

    def _load(self, sources: tuple[Source, ...]) -> Loaded:
        statements = script(sources)
        self._server.stand_in(roles_named(statements.statements))
        database = self._server.create("template")
        try:
            load(database, statements)
            return Loaded(database, read_catalog(database, READING))
        except DdlproofError:
            self._server.drop(database)
            raise
