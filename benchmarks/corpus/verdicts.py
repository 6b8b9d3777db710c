"""What the program makes of each statement: read, beside the model, unread, or an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import postgast
from benchmarks.corpus.statements import Sql

from ddlproof.errors import SqlError
from ddlproof.model.action import Beside, Unread
from ddlproof.source import Source
from ddlproof.sql.read import read

CLASSES = ("read", "conditional", "rows", "beside", "opaque", "unread", "error", "crash")
"""`conditional`: all DDL of a DO block is read, which branches run is for the replay to decide; `rows`: a block that
changes rows and leaves the schema alone; `beside`: it is recognised, and of no effect on the model; `opaque`: a part of
what a DO block does is known only when it runs."""

UNDERSTOOD = CLASSES[:4]
RECOGNISED = CLASSES[:5]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`what` is one of `CLASSES`, `why` says what was not read or what was expected.

    `valid` is what PostgreSQL's own grammar says.
    """

    sql: Sql
    what: str
    why: str
    valid: bool


def judge(sql: Sql) -> Verdict:
    """One statement on its own."""
    what, why = outcome(sql.text)
    return Verdict(sql, what, why, valid(sql.text))


def outcome(text: str) -> tuple[str, str]:
    """What becomes of a text, and why."""
    try:
        found = read(Source("statement", text))
    except SqlError as error:
        return "error", error.message
    except Exception as error:  # noqa: BLE001  a crash is what the report is to show
        return "crash", f"{type(error).__name__}: {error}"
    actions = [action for statement in found for action in statement.actions]
    unread = [action for action in actions if isinstance(action, Unread)]
    if unread:
        return _left_open(unread), "; ".join(dict.fromkeys(action.why for action in unread))
    return ("beside" if actions and all(isinstance(a, Beside) for a in actions) else "read"), ""


def _left_open(unread: list[Unread]) -> str:
    if all(action.guards or action.rows for action in unread):
        return "rows" if unread[0].rows else "conditional"
    return "opaque" if all(action.guards or action.verb == "DO" for action in unread) else "unread"


def valid(text: str) -> bool:
    """Whether PostgreSQL's grammar takes it (libpg_query of 18, by postgast)."""
    try:
        postgast.parse(text)
    except postgast.PgQueryError:
        return False
    return True


def distinct(found: Iterable[Sql]) -> list[Sql]:
    """Statements of different text."""
    seen: dict[str, Sql] = {}
    for sql in found:
        seen.setdefault(sql.text, sql)
    return list(seen.values())
