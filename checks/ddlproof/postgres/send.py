"""A statement of a script, sent to a server with the lines of data that belong to it."""

from __future__ import annotations

from ddlproof.model.action import Statement
from ddlproof.postgres.session import Result, Session


def send(session: Session, statement: Statement) -> Result | None:
    """Send one statement; None for a command of psql, which no server understands.

    Raises:
        StatementFailed: the server refuses it.
    """
    if statement.psql:
        return None
    if statement.data is None:
        return session.run(statement.sql)
    return session.copy_in(statement.sql, statement.data.text.splitlines(keepends=True))
