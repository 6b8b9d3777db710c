"""Functions that a query of a script calls and that change the schema, as many a migration has them to help itself."""

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
_DDL = re.compile(r"(?:\A|;|\bbegin|\bthen|\belse|\bloop)\s*(?:execute|create|alter|drop|comment on|grant|revoke)\b")
"""Where a statement of a body begins that changes the schema, or may, in the form that `things/body.py` gives it."""


def left_open(draft: Draft, path: tuple[str, ...], action: a.Action) -> Iterator[a.Unread]:
    """For a query that calls such functions, or a block of those, what nobody can tell from it."""
    query = isinstance(action, a.Rows) and action.verb in ("SELECT", "WITH")
    block = isinstance(action, a.Unread) and action.rows
    if not isinstance(action, a.Rows | a.Unread) or not (query or block):
        return
    names = dict.fromkeys(thing.qname for thing in _called(draft, path, action.at.text) if _changes_schema(thing))
    for name in names:
        why = f"what function {name} does to the schema is known only when it runs"
        yield a.Unread(at=action.at, verb=action.verb, why=why, conditional=action.conditional)


def _called(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[Thing]:
    for match in _CALL.finditer(_STRING.sub("''", text)):
        schema, name = (part and (unquoted(part) if part.startswith('"') else fold(part)) for part in match.groups())
        for home in (schema,) if schema else path:
            yield from draft.named(QName(home, name), "function")


def _changes_schema(function: Thing) -> bool:
    return function.get("language") in ("sql", "plpgsql") and _DDL.search(function.get("body") or "") is not None
