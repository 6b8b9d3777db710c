"""Things put, changed and dropped in a draft, with the errors that PostgreSQL would raise."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.thing import Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft


def put_thing(draft: Draft, action: a.PutThing) -> bool:
    """The thing is there afterwards. Whether anything changed."""
    there = draft.things.get(action.thing.key)
    if there is not None and action.if_not_exists:
        return False
    if there is not None and not action.replace:
        raise SqlError(f"{_named(action.thing)} exists already", span=action.at)
    draft.add_thing(action.thing)
    return there != action.thing


def drop_thing(draft: Draft, action: a.DropThing) -> bool:
    """The thing is not there afterwards. Whether it was."""
    if action.thing.key not in draft.things:
        if action.if_exists:
            return False
        raise _missing(action.thing, action.at)
    draft.remove_thing(action.thing.key)
    return True


def change_thing(draft: Draft, action: a.ChangeThing) -> bool:
    """Attributes are set, or the thing gets another identity. Whether anything changed."""
    there = draft.things.get(action.thing.key)
    if there is None:
        if action.if_exists:
            return False
        raise _missing(action.thing, action.at)
    changed = there.with_attributes(dict(action.changes))
    if action.to is not None:
        if action.to.key in draft.things:
            raise SqlError(f"{_named(action.to)} exists already", span=action.at)
        draft.remove_thing(there.key)
        changed = replace(action.to, attributes=changed.attributes)
    draft.add_thing(changed)
    return changed != there


def _named(thing: Thing) -> str:
    on = f" on {thing.table}" if thing.table is not None else ""
    return f"{thing.kind} {thing.name}{on}"


def _missing(thing: Thing, at: Span) -> SqlError:
    return SqlError(f"{_named(thing)} does not exist here", span=at, hint="Is it made by a file that was not given?")
