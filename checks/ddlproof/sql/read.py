"""A script to statements: what each one does, or that it could not be read."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.errors import SqlError
from ddlproof.model.action import (
    Action,
    Beside,
    DropIndex,
    DropTable,
    DropType,
    Rows,
    Setting,
    Statement,
    Transaction,
    Unread,
)
from ddlproof.model.names import QName
from ddlproof.source import Source
from ddlproof.sql.alter import drop_behaviour, if_exists, read_alter
from ddlproof.sql.create import read_create
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.tokens import Cut, cut

Reader = Callable[[Cursor], tuple[Action, ...]]


def read(source: Source) -> tuple[Statement, ...]:
    """Every statement of a script, in order.

    Raises:
        SqlError: the text cannot be cut into statements, or a statement cannot be valid.
    """
    return tuple(_statement(source, part) for part in cut(source))


def _statement(source: Source, part: Cut) -> Statement:
    cursor = Cursor(source, part.tokens)
    verb = cursor.word().split(" ")[0]
    reader = READERS.get(verb)
    if reader is None:
        raise SqlError(f"expected an SQL statement, found `{part.span.text.split()[0]}`", span=cursor.here())
    try:
        actions = reader(cursor)
    except NotModelled as reason:
        return Statement(part.span, (Unread(at=part.span, verb=verb, why=f"{reason} is not modelled"),))
    passed = tuple(Unread(at=span, verb=verb, why=why) for span, why in cursor.passed_over)
    return Statement(part.span, actions + passed)


def _drop(cursor: Cursor) -> tuple[Action, ...]:
    start = cursor.index
    cursor.expect("DROP")
    kind = cursor.take_one("TABLE", "INDEX", "TYPE")
    if kind is None:
        raise NotModelled(f"DROP {cursor.word()}")
    concurrently = kind == "INDEX" and cursor.take("CONCURRENTLY")
    exists = if_exists(cursor)
    names = [cursor.qname(f"the name of a {kind.lower()}")]
    while cursor.take(","):
        names.append(cursor.qname(f"the name of a {kind.lower()}"))
    cascade = drop_behaviour(cursor)
    cursor.end()
    at = cursor.since(start)

    def dropped(name: QName) -> Action:
        if kind == "TABLE":
            return DropTable(at=at, table=name, if_exists=exists, cascade=cascade)
        if kind == "TYPE":
            return DropType(at=at, name=name, if_exists=exists, cascade=cascade)
        return DropIndex(at=at, index=name, concurrently=concurrently, if_exists=exists, cascade=cascade)

    return tuple(dropped(name) for name in names)


def _transaction(cursor: Cursor) -> tuple[Action, ...]:
    at = cursor.since(0)
    whole = cursor.source.span(at.start, cursor.tokens[-1].end + 1)
    verb = cursor.word()
    if verb == "ROLLBACK" and "TO" in (cursor.word(1), cursor.word(2)):
        return (Beside(at=whole, verb="ROLLBACK TO SAVEPOINT"),)
    if "PREPARED" in (cursor.word(1), cursor.word(2)):
        raise NotModelled(f"{verb} PREPARED")
    opens = verb in ("BEGIN", "START")
    closes = "commit" if verb in ("COMMIT", "END") else "rollback"
    return (Transaction(at=whole, what="begin" if opens else "commit" if closes == "commit" else "rollback"),)


def _set(cursor: Cursor) -> tuple[Action, ...]:
    cursor.expect("SET")
    local = cursor.take_one("LOCAL", "SESSION") == "LOCAL"
    if cursor.word() in ("ROLE", "CONSTRAINTS", "TRANSACTION", "CHARACTERISTICS", "TIME") or cursor.at("AUTHORIZATION"):
        return _beside(cursor)
    name = cursor.qname("a setting")
    if not cursor.take("TO"):
        cursor.expect("=")
    start = cursor.index
    cursor.index = len(cursor.tokens)
    value: str | None = cursor.since(start).text if start < len(cursor.tokens) else None
    if value is None:
        raise cursor.error("a value")
    if value.upper() == "DEFAULT":
        value = None
    full = f"{name.schema}.{name.name}" if name.schema else name.name
    return (Setting(at=cursor.since(0), name=full, value=value, local=local),)


def _reset(cursor: Cursor) -> tuple[Action, ...]:
    cursor.expect("RESET")
    if cursor.word() in ("ROLE", "SESSION"):
        return _beside(cursor)
    name = cursor.qname("a setting")
    cursor.end()
    return (Setting(at=cursor.since(0), name=name.name, value=None),)


def _rows(cursor: Cursor) -> tuple[Action, ...]:
    verb = cursor.word().split(" ")[0]
    cursor.index = len(cursor.tokens)
    return (Rows(at=cursor.since(0), verb=verb),)


def _beside(cursor: Cursor) -> tuple[Action, ...]:
    verb = cursor.source.text[cursor.tokens[0].start : cursor.tokens[0].end + 1].upper()
    cursor.index = len(cursor.tokens)
    return (Beside(at=cursor.since(0), verb=verb),)


def _unread(why: str) -> Reader:
    def reader(cursor: Cursor) -> tuple[Action, ...]:
        verb = cursor.word().split(" ")[0]
        cursor.index = len(cursor.tokens)
        return (Unread(at=cursor.since(0), verb=verb, why=why),)

    return reader


_DYNAMIC = _unread("what a DO block or procedure does is known only when it runs")
_ELSEWHERE = _unread("not modelled")

READERS: dict[str, Reader] = (
    {"CREATE": read_create, "ALTER": read_alter, "DROP": _drop, "SET": _set, "RESET": _reset}
    | dict.fromkeys(("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"), _transaction)
    | dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "COPY", "TRUNCATE", "("), _rows)
    | dict.fromkeys(("ANALYZE", "ANALYSE", "COMMENT", "EXPLAIN", "SHOW", "SAVEPOINT", "RELEASE", "LOCK"), _beside)
    | dict.fromkeys(
        ("VACUUM", "CHECKPOINT", "NOTIFY", "LISTEN", "UNLISTEN", "DISCARD", "CLUSTER", "REINDEX", "TABLE"), _beside
    )
    | dict.fromkeys(("FETCH", "DECLARE", "CLOSE", "MOVE", "PREPARE", "DEALLOCATE"), _beside)
    | dict.fromkeys(("DO", "CALL", "EXECUTE"), _DYNAMIC)
    | dict.fromkeys(("GRANT", "REVOKE", "SECURITY", "REFRESH", "IMPORT", "REASSIGN", "LOAD"), _ELSEWHERE)
)
"""How each statement is read, by its first word."""
