"""A statement of a script, sent to a server with the lines of data that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.model.action import Beside, ChangeThing, Statement
from ddlproof.postgres.session import Result, Session

_ROLES = tuple(f"{verb} {kind}" for verb in ("CREATE", "ALTER", "DROP") for kind in ("ROLE", "USER", "GROUP"))
_ITSELF = re.compile(r"\s*ALTER\s+\w+\s+(?:CURRENT_USER|CURRENT_ROLE|SESSION_USER|ALL)\b", re.IGNORECASE)


def of_roles(statement: Statement) -> bool:
    """Whether it makes, alters or drops a role, other than the one that runs it.

    Roles belong to the whole server, and only who has CREATEROLE may do that: SQL under test never has.
    """
    verbs = [action.verb for action in statement.actions if isinstance(action, Beside)]
    return any(verb in _ROLES for verb in verbs) and _ITSELF.match(statement.sql) is None


_NOT_OURS = re.compile(r'\s*COMMENT\s+ON\s+EXTENSION\s+"?plpgsql"?\s+IS\b', re.IGNORECASE)
"""Before 11, pg_dump wrote that down of each database; only a superuser may say it."""


def sendable(statement: Statement) -> bool:
    """Whether a server is asked: not for commands of psql, nor for roles, for which others stand in."""
    return not (statement.psql or of_roles(statement) or _NOT_OURS.match(statement.sql))


_ALL = re.compile(r"\bALL\b", re.IGNORECASE)


def of_system_triggers(statement: Statement) -> bool:
    """Whether it is ALTER TABLE … DISABLE or ENABLE TRIGGER ALL, which only a superuser may (documentation there)."""
    return any(_all_triggers(statement))


def _all_triggers(statement: Statement) -> Iterator[str]:
    """What it says of all triggers, those included that keep foreign keys."""
    for action in statement.actions:
        if isinstance(action, ChangeThing) and action.thing.kind == "trigger" and not action.thing.label:
            yield from (action.at.text,) if _ALL.search(action.at.text) else ()


def _text(statement: Statement) -> str:
    """What a plain role can say in its place: of all triggers those that users made."""
    sql = statement.sql
    for said in _all_triggers(statement):
        sql = sql.replace(said, _ALL.sub("USER", said))
    return sql


def send(session: Session, statement: Statement) -> Result | None:
    """Send one statement; None for one that is not `sendable`. TRIGGER ALL is sent as TRIGGER USER.

    Raises:
        StatementFailed: the server refuses it.
    """
    if not sendable(statement):
        return None
    if statement.data is None:
        return session.run(_text(statement))
    return session.copy_in(statement.sql, statement.data.text.splitlines(keepends=True))
