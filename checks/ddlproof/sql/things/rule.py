"""Rules: PostgreSQL documentation, CREATE RULE, ALTER RULE, DROP RULE.

The condition and the commands of a rule the catalog prints in its own way: compared among files, or among servers.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.names import quote
from ddlproof.model.thing import AS_WRITTEN, COMMAND, Thing
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.opaque import spelt
from ddlproof.sql.things.parsed import with_doubt


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name AS ON event TO table [WHERE …] DO [ALSO | INSTEAD] {NOTHING | command | (command; …)}`."""
    replaces = any(token.text.upper() == "REPLACE" for token in cursor.tokens[start : cursor.index])
    name = cursor.name("a rule's name")
    cursor.expect("AS")
    cursor.expect("ON")
    event = cursor.take_one("SELECT", "INSERT", "UPDATE", "DELETE")
    if event is None:
        raise cursor.error("INSERT, UPDATE, DELETE or SELECT")
    cursor.expect("TO")
    table = cursor.qname("a table")
    attributes = {"on": event.lower()}
    if cursor.take("WHERE"):
        behind = cursor.index
        cursor.skip_until("DO")
        attributes[f"where{AS_WRITTEN}"] = spelt(cursor.source, cursor.tokens[behind : cursor.index])
    cursor.expect("DO")
    how = cursor.take_one("ALSO", "INSTEAD")
    attributes["do"] = "instead" if how == "INSTEAD" else "also"
    if cursor.take("NOTHING"):
        attributes["do"] += " nothing"
        cursor.end()
    else:
        attributes[COMMAND] = spelt(cursor.source, cursor.tokens[cursor.index :])
        cursor.balanced()
    thing = Thing("rule", table=table, label=quote(name), attributes=tuple(sorted(attributes.items())))
    return with_doubt(PutThing(at=cursor.since(start), thing=thing, replace=replaces))


def _named(cursor: Cursor) -> Thing:
    name = cursor.name("a rule's name")
    cursor.expect("ON")
    return Thing("rule", table=cursor.qname("a table"), label=quote(name))


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ON table RENAME TO n`."""
    thing = _named(cursor)
    cursor.expect("RENAME", "TO")
    to = replace(thing, label=quote(cursor.name("a new name")))
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, to=to),)


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name ON table [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    thing = _named(cursor)
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    return (DropThing(at=cursor.since(start), thing=thing, if_exists=exists, cascade=cascade),)
