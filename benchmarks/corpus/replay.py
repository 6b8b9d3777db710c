"""A project's migrations on a real server beside the model that is read from them: object by object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import postgast
from benchmarks.corpus.files import Script, upward
from benchmarks.corpus.statements import Sql, statements

from ddlproof.diff.compare import diff
from ddlproof.errors import SqlError
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.postgres import catalog
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay


@dataclass(slots=True)
class Replayed:
    """What came of it. `refused`: by the server; `doubted`: the server took it and the program says it would not.

    `open`: what the replay could not read or decide, even knowing the schema. `objects` counts what the catalog holds,
    `wrong` are the differences from the model to the catalog.
    """

    ran: int = 0
    refused: list[tuple[Sql, str]] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    open: list[tuple[Sql, str]] = field(default_factory=list)
    objects: Counter[str] = field(default_factory=Counter)
    wrong: list[Change] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def replay(server: Server, scripts: Iterable[Script]) -> Replayed:
    """Run the scripts' upward parts in order. What the server refuses is left out of the model too."""
    database = server.create("corpus")
    found = Replayed()
    model = Replay(version=server.major)
    with Session(server.address.at(database.name), limit=120) as session:
        # Whoever makes a database owns what is in it without a word: that must be none of the roles of the scripts.
        session.run("CREATE ROLE corpus SUPERUSER")
        session.run(f"ALTER DATABASE {database.name} OWNER TO corpus")
        session.run("SET SESSION AUTHORIZATION corpus")
        for script in scripts:
            _script(session, script, model, found)
        _compare(session, model, found)
    return found


def _script(session: Session, script: Script, model: Replay, found: Replayed) -> None:
    try:
        cut = list(statements(script.source, upward(script)))
    except postgast.PgQueryError as error:
        found.trouble.append(f"{script.source.name}: {error.message}")
        return
    for sql in cut:
        if _run(session, sql, found):
            _model(sql, model, found)
    if session.status != "idle":
        session.run("ROLLBACK")


def _run(session: Session, sql: Sql, found: Replayed) -> bool:
    """Whether the server takes a statement; one that fails leaves an open transaction as it was."""
    block = session.status == "transaction" and sql.kind not in ("COMMIT", "END", "ROLLBACK")
    try:
        if block:
            session.run("SAVEPOINT corpus")
        session.run(sql.text)
        found.ran += 1
    except StatementFailed as failed:
        if block:
            session.run("ROLLBACK TO SAVEPOINT corpus")
        found.refused.append((sql, failed.error.message))
        return False
    return True


def _model(sql: Sql, model: Replay, found: Replayed) -> None:
    # Alone, but in its file: a problem is to be shown with its place.
    blank = " " * sql.span.start if "\n" not in sql.span.source.text[: sql.span.start] else ""
    lines, known = "\n" * (sql.span.line - 1), len(model.opaque)
    try:
        model.run(read(Source(sql.span.source.name, lines + blank + sql.text)))
    except SqlError as error:
        found.doubted.append(str(error))
    found.doubted.extend(str(problem) for problem in model.problems)
    if model.opaque[known:]:
        found.open.append((sql, "; ".join(unread.why for unread in model.opaque[known:])))
    model.problems.clear()


def _compare(session: Session, model: Replay, found: Replayed) -> None:
    try:
        real = catalog.read_schema(session, READING)
    except SqlError as error:
        found.trouble.append(f"the catalog cannot be read: {error}")
        return
    found.objects.update(count(real))
    found.wrong.extend(diff(model.result, real))


def count(schema: Schema) -> Counter[str]:
    """The objects of a schema by kind: one for each name in each of its lists, and in those of its tables."""
    counted: Counter[str] = Counter()
    for kind in fields(schema):
        held = getattr(schema, kind.name)
        counted[kind.name] += len(held) if isinstance(held, tuple | dict) else 0
    counted["columns"] = sum(len(table.columns) for table in schema.tables)
    for table in schema.tables:
        counted.update(type(constraint).__name__ for constraint in table.constraints)
    return counted
