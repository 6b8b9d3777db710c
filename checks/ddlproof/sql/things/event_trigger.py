"""Event triggers: PostgreSQL documentation, CREATE EVENT TRIGGER, ALTER EVENT TRIGGER, DROP EVENT TRIGGER."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.names import quote
from ddlproof.model.row import literal
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.trigger import executed


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ON event [WHEN TAG IN ('…', …) [AND …]] EXECUTE FUNCTION f()`."""
    refers = Refers()
    name = cursor.name("an event trigger's name")
    cursor.expect("ON")
    attributes = {"on": cursor.name("an event")}
    if cursor.take("WHEN"):
        filters = [_filter(cursor)]
        while cursor.take("AND"):
            filters.append(_filter(cursor))
        attributes["when"] = " and ".join(sorted(filters))
    attributes["execute"] = executed(cursor, refers)
    cursor.end()
    thing = Thing("event trigger", label=quote(name), attributes=tuple(sorted(attributes.items())))
    return (PutThing(at=cursor.since(start), thing=thing, refers=refers.all),)


def _filter(cursor: Cursor) -> str:
    variable = cursor.name("TAG")
    cursor.expect("IN")
    values = cursor.listed(lambda: literal(cursor.string("a value in quotes")).strip())
    return f"{variable} in ({', '.join(sorted(values))})"


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name {DISABLE | ENABLE [REPLICA | ALWAYS]} | RENAME TO n`."""
    thing = Thing("event trigger", label=quote(cursor.name("an event trigger's name")))
    to: Thing | None = None
    changes: tuple[tuple[str, str | None], ...] = ()
    if cursor.take("RENAME", "TO"):
        to = replace(thing, label=quote(cursor.name("a new name")))
    elif cursor.take("DISABLE"):
        changes = (("enabled", "disabled"),)
    elif cursor.take("ENABLE"):
        word = cursor.take_one("REPLICA", "ALWAYS")
        changes = (("enabled", word.lower() if word else None),)
    else:
        raise NotModelled(f"ALTER EVENT TRIGGER … {cursor.word()}")
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, changes=changes, to=to),)


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    thing = Thing("event trigger", label=quote(cursor.name("an event trigger's name")))
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    return (DropThing(at=cursor.since(start), thing=thing, if_exists=exists, cascade=cascade),)
