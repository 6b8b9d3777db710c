"""Statements of PL/pgSQL without others in them: DDL, EXECUTE, an assignment, what changes rows.

PostgreSQL documentation, section 43.5 "Basic Statements".
"""

from __future__ import annotations

from copy import copy

from sqlglot.errors import TokenError

from ddlproof.errors import SqlError
from ddlproof.model.condition import Guard, Unset
from ddlproof.source import Span
from ddlproof.sql.constant import evaluate, first_word
from ddlproof.sql.cursor import Cursor, fold
from ddlproof.sql.tokens import tokens_of
from ddlproof.sql.variables import assigned
from ddlproof.sql.walked import Found, Walked, skip_to, text_of

_DDL = ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET", "RESET")
BLOCKING = ("LOCK", "REINDEX", "CLUSTER", "REFRESH")
"""What changes nothing in the schema, and keeps others waiting all the same."""
_QUIET = ("NULL", "ASSERT")
_ROWS = (
    *("INSERT", "UPDATE", "DELETE", "SELECT", "WITH", "MERGE", "TRUNCATE", "PERFORM", "GET", "COMMIT", "ANALYZE"),
    *("OPEN", "FETCH", "CLOSE", "MOVE", "RETURN"),
)
_WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE")
_CALLING = ("PERFORM", "SELECT", "CALL")
_SAID = ("NOTICE", "INFO", "WARNING", "LOG", "DEBUG")


def take_statement(walked: Walked, word: str, guards: tuple[Guard, ...]) -> None:
    """Take in the statement that comes next, whose first word this is, and go on behind it."""
    cursor, start = walked.cursor, walked.cursor.index
    said = cursor.word(1).split(" ")[0] if start + 1 < len(cursor.tokens) else ""
    given = assigned(cursor)
    skip_to(cursor, ";")
    end = cursor.index - (cursor.tokens[cursor.index - 1].text == ";")
    statement = Cursor(cursor.source, cursor.tokens[start:end])
    walked.scope.fill(text_of(cursor, start, end))
    if word in (*_DDL, *BLOCKING):
        walked.found.append(Found(statement, guards))
    elif word == "EXECUTE":
        _execute(walked, statement, guards)
    elif given:
        value = evaluate(Cursor(cursor.source, cursor.tokens[start + given : end]), walked.scope.known)
        walked.scope.assign(fold(cursor.tokens[start].text), None if guards else value)
        walked.rows |= value is None
    elif word == "RAISE":
        walked.raising += said not in _SAID
    elif word in _WRITING and not walked.scope.names & {fold(token.text) for token in statement.tokens}:
        walked.written.append(Found(statement, guards))
    elif word in _CALLING and (call := _call(walked, statement)) is not None:
        walked.found.append(Found(statement, guards, call, calls=True))
    elif word not in _QUIET:
        changes = word not in _ROWS or "SET_CONFIG" in map(statement.word, range(len(statement.tokens)))
        walked.rows, walked.dynamic, walked.open = True, walked.dynamic or changes, walked.open or changes


def _call(walked: Walked, statement: Cursor) -> str | None:
    """`PERFORM f(…)`, `SELECT [* FROM] f(…) [INTO v]` or `CALL p(…)` as a statement of its own; None for others."""
    cursor, verb = _behind(statement), "CALL" if statement.at("CALL") else "SELECT"
    if cursor is None:
        return None
    start = 2 * cursor.at("*", "FROM")
    end = cursor.skip_until("INTO")
    cursor.index = start
    try:
        cursor.qname("a function")
        cursor.inside()
    except SqlError:
        return None
    into = {cursor.word(ahead).split(" ")[0] for ahead in range(len(cursor.tokens) - end + 1)}
    if cursor.index != end or into & {"FROM", "WHERE", "LIMIT"}:
        return None
    call = f"{verb} {walked.scope.written(cursor, 0, end)}"
    for token in cursor.tokens if verb == "CALL" else ():
        walked.scope.assign(fold(token.text), None)  # it may be an argument that comes back
    return call


def _execute(walked: Walked, statement: Cursor, guards: tuple[Guard, ...]) -> None:
    """`EXECUTE text [INTO …] [USING …]`: what it is given, or that it is a query, or nothing is known of it."""
    given = _given(statement)
    value = evaluate(copy(given), walked.scope.known) if given is not None else None
    if value is not None and isinstance(value.value, str):
        unset = tuple(_unset(walked, name, at) for name, at in value.unset)
        walked.found.append(Found(statement, (*guards, *unset), value.value))
    elif given is not None and first_word(given) in _ROWS:
        walked.rows = True
    else:
        walked.found.append(Found(statement, guards))


def _given(statement: Cursor) -> Cursor | None:
    """The tokens of the expression behind EXECUTE."""
    cursor = _behind(statement)
    return cursor and Cursor(cursor.source, cursor.tokens[: cursor.skip_until("INTO", "USING")])


def _behind(statement: Cursor) -> Cursor | None:
    """The tokens behind the first word, where sqlglot may have cut none but taken all for one text."""
    source = statement.source
    try:
        return Cursor(source, tuple(tokens_of(source.span(statement.tokens[0].end + 1, statement.whole().end))))
    except TokenError:
        return None


def _unset(walked: Walked, setting: str, at: Span) -> Guard:
    """The condition that a setting is not set: asked once, however often it stands there."""
    condition = Unset(setting)
    found = next((guard for guard in walked.conditions if guard.condition == condition), None)
    return found or walked.ask(Guard(condition, True, at))
