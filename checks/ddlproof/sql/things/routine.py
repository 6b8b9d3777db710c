"""Routines changed and dropped: PostgreSQL documentation, ALTER FUNCTION, ALTER ROUTINE, DROP FUNCTION."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ddlproof.model.action import Action, ChangeThing, DropThing
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.common import depends
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.options import RESET_ALL, Changes, take_option
from ddlproof.sql.things.signature import identity, read_arguments

Reader = Callable[[Cursor, int], tuple[Action, ...]]


def named(cursor: Cursor, kind: str, refers: Refers) -> Thing:
    """`name [(arguments)]`; without brackets the label is empty: the only routine of that name."""
    name = cursor.qname(f"the name of a {kind}")
    if kind == "aggregate" and cursor.at("(") and cursor.word(1) == "*":
        cursor.inside()
        return Thing(kind, name, "()")
    if not cursor.at("("):
        return Thing(kind, name)
    return Thing(kind, name, identity(read_arguments(cursor, refers), refers))


def drop(kind: str) -> Reader:
    """`[IF EXISTS] name [(arguments)] [, …] [CASCADE | RESTRICT]`."""

    def reader(cursor: Cursor, start: int) -> tuple[Action, ...]:
        refers = Refers()
        exists = cursor.take("IF", "EXISTS")
        things = [named(cursor, kind, refers)]
        while cursor.take(","):
            things.append(named(cursor, kind, refers))
        cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
        cursor.end()
        at = cursor.since(start)
        return tuple(
            DropThing(at=at, thing=thing, if_exists=exists, cascade=cascade, refers=refers.all) for thing in things
        )

    return reader


def alter(kind: str) -> Reader:
    """`name [(arguments)] RENAME TO n | SET SCHEMA s | option …`."""

    def reader(cursor: Cursor, start: int) -> tuple[Action, ...]:
        refers = Refers()
        thing = named(cursor, kind, refers)
        changes: Changes = {}
        to: Thing | None = None
        if cursor.take("RENAME", "TO"):
            to = replace(thing, qname=QName("", cursor.name("a new name")))
        elif cursor.take("SET", "SCHEMA"):
            to = replace(thing, qname=QName(cursor.name("a schema"), thing.qname.name if thing.qname else ""))
        elif (depending := depends(cursor)) is not None:
            changes |= depending
        else:
            _alterations(cursor, kind, changes, refers)
        cursor.end()
        at, without = cursor.since(start), ("set ",) if RESET_ALL in changes else ()
        said = tuple((name, value) for name, value in changes.items() if name != RESET_ALL)
        return (ChangeThing(at=at, thing=thing, changes=said, without=without, to=to, refers=refers.all),)

    return reader


def _alterations(cursor: Cursor, kind: str, changes: Changes, refers: Refers) -> None:
    if cursor.at("OWNER") or cursor.at("NO"):
        raise NotModelled(f"ALTER {kind.upper()} … {cursor.word()}")
    while not cursor.done and not cursor.take("RESTRICT"):
        if not take_option(cursor, changes, refers):
            raise cursor.error("RENAME TO, OWNER TO, SET SCHEMA or an option")
    if changes.get("rows") == "1000":
        changes["rows"] = None
