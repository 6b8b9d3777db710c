"""A script to statements: what each one does, or that it could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from ddlproof.errors import SqlError
from ddlproof.model.action import (
    Action,
    AddColumn,
    Beside,
    CreateTable,
    DropIndex,
    DropTable,
    DropType,
    Rows,
    Statement,
    Unread,
)  # fmt: skip
from ddlproof.model.names import QName
from ddlproof.source import Source, Span
from ddlproof.sql import sequence
from ddlproof.sql.alter import drop_behaviour, if_exists, read_alter
from ddlproof.sql.control import read_discard, read_reset, read_set, read_set_config, read_transaction
from ddlproof.sql.create import read_create
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.kinds import other_kind
from ddlproof.sql.table import read_into
from ddlproof.sql.things.registry import read_thing
from ddlproof.sql.tokens import Cut, Untokenized, cut

Reader = Callable[[Cursor], tuple[Action, ...]]


def read(source: Source, *, lenient: bool = False) -> tuple[Statement, ...]:
    """Every statement of a script, in order.

    Args:
        lenient: take a statement that cannot be valid for one that could not be read.

    Raises:
        SqlError: the text cannot be cut into statements, or a statement cannot be valid.
    """
    return tuple(_statements(source, lenient))


def _statements(source: Source, lenient: bool) -> Iterator[Statement]:
    parts = list(cut(source))
    for part, following in zip_longest(parts, parts[1:]):
        if part.piece.kind == "psql":
            yield Statement(part.span, (_psql(part.span),))
        elif part.piece.kind == "statement":
            data = following.span if following is not None and following.piece.kind == "data" else None
            yield _statement(source, part, data, lenient)


def _statement(source: Source, part: Cut, data: Span | None, lenient: bool) -> Statement:
    if data is not None:
        return Statement(part.span, (Rows(at=part.span, verb="COPY", data=data),))
    word = _FIRST_WORD.match(source.text, part.span.start)
    verb = word[0].upper() if word else ""
    if verb in WHOLE and part.piece.balanced:
        if _is_template(part.span.text):
            return _template(part.span, verb)
        return Statement(part.span, (WHOLE[verb](part.span, verb),))
    try:
        statement = _read(Cursor(source, part.tokens), part.span, verb)
        _check(statement)
        return statement
    except Untokenized as reason:
        return Statement(part.span, (Unread(at=part.span, verb=verb, why=str(reason)),))
    except SqlError as error:
        if is_unfinished(part.span.text):
            return _template(part.span, verb)
        if not lenient:
            raise
        return Statement(part.span, (Unread(at=part.span, verb=verb, why=error.message),))


def _check(statement: Statement) -> None:
    """What stands for itself, rather than in a block that may never come to it.

    Raises:
        SqlError: it makes what PostgreSQL refuses, and does so wherever it runs.
    """
    for action in statement.actions:
        if not isinstance(action, CreateTable | AddColumn) or action.refused is None:
            continue
        if not (action.if_not_exists or action.guards or action.conditional):
            raise action.refused


# Go and Jinja, shells and Flyway, ERB; PostgreSQL has no such signs.
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w+\}|<%.*?%>", re.DOTALL)
_VARIABLE = re.compile(r"(?<![:\w]):['\"]?[A-Za-z_]\w*")
_STRING = re.compile(r"'(?:[^']|'')*'")


def _is_template(text: str) -> bool:
    """Whether something is still to be filled in, outside of strings."""
    return _TEMPLATE.search(text) is not None and _TEMPLATE.search(_STRING.sub("''", text)) is not None


def is_unfinished(text: str) -> bool:
    """Whether text that is no SQL is a template, or names a variable of psql, as queries name their parameters."""
    return _is_template(text) or _VARIABLE.search(_STRING.sub("''", text)) is not None


def _template(at: Span, verb: str) -> Statement:
    why = "what it says is known only when the template is filled in: [placeholders] in the configuration can say it"
    return Statement(at, (Unread(at=at, verb=verb, why=why),))


_FIRST_WORD = re.compile(r"[A-Za-z]+|\(")


def _read(cursor: Cursor, at: Span, verb: str) -> Statement:
    reader = READERS.get(verb)
    if reader is None and verb not in WHOLE:
        raise SqlError(f"expected an SQL statement, found `{at.text.split()[0]}`", span=cursor.here())
    try:
        actions = reader(cursor) if reader is not None else (WHOLE[verb](at, verb),)
    except NotModelled as reason:
        actions = (Unread(at=at, verb=verb, why=f"{reason} is not modelled"),)
        cursor.passed_over.clear()
    if any(isinstance(action, Unread | Rows | Beside) for action in actions) or cursor.passed_over:
        cursor.balanced()
    passed = tuple(Unread(at=span, verb=verb, why=why) for span, why in cursor.passed_over)
    return Statement(at, actions + passed)


# What these do changes nothing of what follows: psql's documentation, "Meta-Commands".
_HARMLESS = frozenset(
    """a C H T t f x echo qecho warn encoding errverbose pset prompt q restrict unrestrict set unset setenv timing
    p r password g gx gdesc watch d dt df dn dv l ! conninfo html""".split()
)


def _psql(at: Span) -> Action:
    verb = at.text.split()[0]
    if verb[1:] in _HARMLESS:
        return Beside(at=at, verb=verb)
    return Unread(at=at, verb=verb, why=f"what psql's {verb} does is known only when psql runs it")


def _drop(cursor: Cursor) -> tuple[Action, ...]:
    """DROP of any kind; an object that is named twice goes once."""
    return tuple(dict.fromkeys(_dropped(cursor)))


def _dropped(cursor: Cursor) -> tuple[Action, ...]:
    start = cursor.index
    cursor.expect("DROP")
    if cursor.take("SEQUENCE"):
        return sequence.drop(cursor, start)
    kind = cursor.take_one("TABLE", "INDEX", "TYPE", "DOMAIN")
    if kind is None:
        found = read_thing(cursor, "DROP", start)
        if found is None:
            raise other_kind(cursor, "DROP")
        return found
    concurrently = kind == "INDEX" and cursor.take("CONCURRENTLY")
    exists = if_exists(cursor)
    names = cursor.qnames(f"the name of a {kind.lower()}")
    cascade = drop_behaviour(cursor)
    cursor.end()
    at = cursor.since(start)

    def dropped(name: QName) -> Action:
        if kind == "TABLE":
            return DropTable(at=at, table=name, if_exists=exists, cascade=cascade, along=names)
        if kind in ("TYPE", "DOMAIN"):
            return DropType(at=at, name=name, if_exists=exists, cascade=cascade)
        return DropIndex(at=at, index=name, concurrently=concurrently, if_exists=exists, cascade=cascade)

    return tuple(dropped(name) for name in names)


def _query(cursor: Cursor) -> tuple[Action, ...]:
    """A query; SELECT … INTO makes a table of what it finds."""
    setting = read_set_config(cursor)
    if setting is not None:
        return setting
    depth, before = 0, ""
    for ahead in range(len(cursor.tokens)):
        word = cursor.word(ahead)
        depth += (word == "(") - (word == ")")
        if word == "INTO" and depth == 0 and before not in ("INSERT", "MERGE"):
            return read_into(cursor, ahead)
        before = word
    return (_rows(cursor.whole(), cursor.word().split(" ")[0]),)


# What may follow the name in TABLE name, which is short for SELECT * FROM name: documentation, SELECT.
_BEHIND_TABLE = ("ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "UNION", "INTERSECT", "EXCEPT", ")")


def _table(cursor: Cursor) -> tuple[Action, ...]:
    """TABLE as a command of its own."""
    at = cursor.whole()
    cursor.expect("TABLE")
    cursor.take("ONLY")
    cursor.qname("a table")
    cursor.take("*")
    if not cursor.done and cursor.word().split(" ")[0] not in _BEHIND_TABLE:
        raise cursor.error("the end of the statement, ORDER BY, LIMIT or UNION")
    return (Rows(at=at, verb="TABLE"),)


def _thing(cursor: Cursor) -> tuple[Action, ...]:
    """A statement that is all about a thing: COMMENT ON, GRANT …"""
    verb = cursor.word()
    found = read_thing(cursor, "OTHER", 0)
    if found is None:
        cursor.index += 1
        raise cursor.error(f"what follows {verb}")
    return found


def _rows(at: Span, verb: str) -> Action:
    return Rows(at=at, verb=verb)


def _beside(at: Span, verb: str) -> Action:
    return Beside(at=at, verb=verb)


def _dynamic(at: Span, verb: str) -> Action:
    return Unread(at=at, verb=verb, why="what a DO block or procedure does is known only when it runs")


def _do(cursor: Cursor) -> tuple[Action, ...]:
    from ddlproof.sql.block import Readers, read_block

    return read_block(cursor, Readers(read, inside_code))


def inside_code(cursor: Cursor) -> tuple[Action, ...]:
    """A statement of a block, of a known first word."""
    verb = cursor.word().split(" ")[0]
    reader = READERS.get(verb)
    return reader(cursor) if reader is not None else (WHOLE[verb](cursor.whole(), verb),)


READERS: Mapping[str, Reader] = (
    {"CREATE": read_create, "ALTER": read_alter, "DROP": _drop, "SET": read_set, "RESET": read_reset}
    | {"DISCARD": read_discard, "DO": _do}
    | dict.fromkeys(("COMMENT", "GRANT", "REVOKE", "SECURITY", "REFRESH", "IMPORT", "REASSIGN", "LOAD"), _thing)
    | dict.fromkeys(("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"), read_transaction)
    | dict.fromkeys(("SELECT", "WITH", "("), _query)
    | {"TABLE": _table}
)
"""How a statement is read from its tokens, by its first word."""

WHOLE: Mapping[str, Callable[[Span, str], Action]] = (
    dict.fromkeys(("INSERT", "UPDATE", "DELETE", "VALUES", "MERGE", "COPY", "TRUNCATE"), _rows)
    | dict.fromkeys(("ANALYZE", "ANALYSE", "EXPLAIN", "SHOW", "SAVEPOINT", "RELEASE", "LOCK"), _beside)
    | dict.fromkeys(
        ("VACUUM", "CHECKPOINT", "NOTIFY", "LISTEN", "UNLISTEN", "CLUSTER", "REINDEX", "REPACK", "WAIT"), _beside
    )
    | dict.fromkeys(("FETCH", "DECLARE", "CLOSE", "MOVE", "PREPARE", "DEALLOCATE"), _beside)
    | dict.fromkeys(("CALL", "EXECUTE"), _dynamic)
)
"""What a statement is whose first word says enough; a file of rows is read without its tokens."""
