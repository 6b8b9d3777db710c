"""The queries that an application sends, prepared and planned and never run: whether the server still takes them.

PostgreSQL documentation, PREPARE: names are looked up and types checked when a statement is prepared. Only its plan
needs the key that ON CONFLICT names.
"""

from __future__ import annotations

import re

from ddlproof.evidence import ServerError
from ddlproof.model.action import Rows, Statement
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.parameters import number

_PREPARED = ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH", "TABLE")


def preparable(statement: Statement) -> bool:
    """Whether it is a statement that can be prepared."""
    return all(isinstance(action, Rows) and action.verb in _PREPARED for action in statement.actions)


def refusal(session: Session, statement: Statement) -> ServerError | None:
    """What the server says against a query, with `:names` or `$1` for its values; None where it takes it.

    Where that is no SQL, the marks of drivers stand for values, too: `?`, `%s`, `%(name)s`.
    """
    sql = number(statement.sql).sql
    found = _refusal(session, sql)
    if found is not None and found.sqlstate == SYNTAX_ERROR and _MARK.search(sql):
        return _refusal(session, _numbered(sql))
    return found


def _refusal(session: Session, sql: str) -> ServerError | None:
    session.run("begin")
    try:
        values = ", ".join(["null"] * len(session.parameter_types(sql)))
        session.run("set local plan_cache_mode = force_generic_plan")
        session.run(f"prepare ddlproof_query as {sql}")
        session.run(f"explain execute ddlproof_query{f'({values})' if values else ''}")
        session.run("deallocate ddlproof_query")
    except StatementFailed as failed:
        return failed.error
    finally:
        session.run("rollback")
    return None


SYNTAX_ERROR = "42601"
_MARK = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?P<mark>%s|%\((?P<name>\w+)\)s|\?(?![|&?]))""", re.DOTALL
)


def _numbered(sql: str) -> str:
    """The marks of drivers numbered: one that has a name as often as that stands there, any other by itself."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        if match["mark"] is None:
            return match[0]
        return f"${numbers.setdefault(match['name'] or f'{match.start()}', len(numbers) + 1)}"

    return _MARK.sub(numbered, sql)
