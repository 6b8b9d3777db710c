"""The queries that an application sends, prepared and never run: whether the server still understands them.

PostgreSQL documentation, PREPARE: names are looked up and types checked when a statement is prepared.
"""

from __future__ import annotations

from ddlproof.evidence import ServerError
from ddlproof.model.action import Rows, Statement
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.parameters import number

_PREPARED = ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH", "TABLE")


def preparable(statement: Statement) -> bool:
    """Whether it is a statement that can be prepared."""
    return all(isinstance(action, Rows) and action.verb in _PREPARED for action in statement.actions)


def refusal(session: Session, statement: Statement) -> ServerError | None:
    """What the server says against a query, with `:names` or `$1` for its values; None where it understands it."""
    try:
        session.parameter_types(number(statement.sql).sql)
    except StatementFailed as failed:
        return failed.error
    return None
