"""What an action has of the session in which it runs, and what nobody knows of that without a server.

SET … FROM CURRENT: a function keeps what a setting is in the session that makes it.

PostgreSQL documentation, CREATE FUNCTION; section 19.11.1 for the default of search_path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.thing import UNKNOWN
from ddlproof.source import Source
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.options import read_value
from ddlproof.sql.tokens import tokenize

_SET = "set "
_UNKNOWN = "of what columns a table is that a query makes is known only when it runs"
_DEFAULTS = {"search_path": '"$user", public'}


def with_current(action: a.Action, settings: Mapping[str, str | None]) -> Iterator[a.Action]:
    """The action with the settings of its session; beside it what is not known of them."""
    match action:
        case a.PutThing(thing=thing):
            found = _current(dict(thing.attributes), settings)
            yield replace(action, thing=thing.with_attributes(found)) if found else action
        case a.ChangeThing(changes=changes):
            found = _current(dict(changes), settings)
            yield replace(action, changes=tuple((dict(changes) | found).items())) if found else action
        case a.CreateTable(table=table, temporary=temporary):
            yield action
            if table.opaque and not temporary:
                yield a.Unread(at=action.at, verb="CREATE", why=_UNKNOWN)
            return
        case _:
            yield action
            return
    for name in (name for name, value in found.items() if value == UNKNOWN):
        why = f"what {name.removeprefix(_SET)} is when this runs is not known"
        yield a.Unread(at=action.at, verb=action.at.text.split()[0].upper(), why=why)


def _current(attributes: dict[str, str | None], settings: Mapping[str, str | None]) -> dict[str, str | None]:
    asked = [name for name, value in attributes.items() if name.startswith(_SET) and value == UNKNOWN]
    return {name: _value(name.removeprefix(_SET), settings) for name in asked}


def _value(name: str, settings: Mapping[str, str | None]) -> str:
    text = settings.get(name) or _DEFAULTS.get(name)
    if text is None:
        return UNKNOWN
    source = Source(name, text)
    try:
        return read_value(Cursor(source, tuple(tokenize(source))))
    except SqlError:
        return UNKNOWN
