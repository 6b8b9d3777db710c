"""Functions that a query of a script calls and that change the schema or rows, as many a migration has them to help."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.model import action as a
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import fold
from ddlproof.sql.draft import Draft
from ddlproof.sql.letters import IN_WORD, LETTER

_NAME = rf'(?:"(?:[^"]|"")+"|{LETTER}{IN_WORD}*)'
_CALL = re.compile(rf"(?:({_NAME})\s*\.\s*)?({_NAME})\s*\(")
_STRING = re.compile(r"'(?:[^']|'')*'")
_BEGINS = r"(?:\A|;|\bbegin|\bthen|\belse|\bloop)\s*"
_DDL = re.compile(rf"{_BEGINS}(?:execute|create|alter|drop|comment on|grant|revoke)\b")
"""Where a statement of a body begins that changes the schema, or may, in the form that `things/body.py` gives it."""
_DML = re.compile(rf"{_BEGINS}(?:insert|update|delete|truncate|merge|with|lock)\b")


def left_open(draft: Draft, path: tuple[str, ...], action: a.Action) -> Iterator[a.Unread]:
    """For a query that calls such functions, or a block of those, what nobody can tell from it."""
    query = isinstance(action, a.Rows) and action.verb in ("SELECT", "WITH")
    block = isinstance(action, a.Unread) and action.rows
    if not isinstance(action, a.Rows | a.Unread) or not (query or block):
        return
    for name, rows in {thing.qname: rows for thing, rows in _changing(draft, path, action.at.text)}.items():
        what = "changes of rows" if rows else "does to the schema"
        why = f"what function {name} {what} is known only when it runs"
        yield a.Unread(at=action.at, verb=action.verb, why=why, rows=rows, conditional=action.conditional)


def _changing(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[tuple[Thing, bool]]:
    """The functions called that change something, and whether that is nothing but rows."""
    for thing in _called(draft, path, text):
        body = (thing.get("body") or "") if thing.get("language") in ("sql", "plpgsql") else ""
        if _DDL.search(body) or _DML.search(body):
            yield thing, _DDL.search(body) is None


def _called(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[Thing]:
    for match in _CALL.finditer(_STRING.sub("''", text)):
        schema, name = (part and (unquoted(part) if part.startswith('"') else fold(part)) for part in match.groups())
        for home in (schema,) if schema else path:
            yield from draft.named(QName(home, name), "function")
