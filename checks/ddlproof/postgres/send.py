"""A statement of a script, sent to a server with the lines of data that belong to it."""

from __future__ import annotations

import re

from ddlproof.model.action import Beside, Statement
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


def send(session: Session, statement: Statement) -> Result | None:
    """Send one statement; None for one that is not `sendable`.

    Raises:
        StatementFailed: the server refuses it.
    """
    if not sendable(statement):
        return None
    if statement.data is None:
        return session.run(statement.sql)
    return session.copy_in(statement.sql, statement.data.text.splitlines(keepends=True))
