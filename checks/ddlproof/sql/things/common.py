"""What many kinds of things have in common: names, lists of options, RENAME, SET SCHEMA, DROP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.thing import Routine, Spelt, Thing, depends_on
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.target import named, read_operator_name
from ddlproof.sql.types import read_type

Reader = Callable[[Cursor, int], tuple[Action, ...]]
Changes = dict[str, str | None]


def identity(cursor: Cursor, kind: str) -> Thing:
    """The object of a kind whose name comes next, without attributes."""
    return replace(named(cursor, kind), kind=kind, about="")


def made(cursor: Cursor, start: int, thing: Thing, attributes: Changes, *, absent: bool = False) -> tuple[Action, ...]:
    """The end of a CREATE."""
    cursor.end()
    return (PutThing(at=cursor.since(start), thing=thing.with_attributes(attributes), if_not_exists=absent),)


def changed(cursor: Cursor, start: int, thing: Thing, changes: Changes) -> tuple[Action, ...]:
    """The end of an ALTER that sets attributes."""
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, changes=tuple(changes.items())),)


def drop(kind: str) -> Reader:
    """`[IF EXISTS] name, … [CASCADE | RESTRICT]`."""

    def read(cursor: Cursor, start: int) -> tuple[Action, ...]:
        exists = cursor.take("IF", "EXISTS")
        things = [identity(cursor, kind)]
        while cursor.take(","):
            things.append(identity(cursor, kind))
        cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
        cursor.end()
        at = cursor.since(start)
        return tuple(DropThing(at=at, thing=thing, if_exists=exists, cascade=cascade) for thing in things)

    return read


def alter(kind: str, more: Callable[[Cursor, Thing], Changes] | None = None) -> Reader:
    """`name RENAME TO name | SET SCHEMA s`, or what `more` reads behind the name."""

    def read(cursor: Cursor, start: int) -> tuple[Action, ...]:
        thing = identity(cursor, kind)
        to = moved(cursor, thing)
        if to is not None:
            cursor.end()
            return (ChangeThing(at=cursor.since(start), thing=thing, to=to),)
        if more is None:
            raise cursor.error("RENAME TO, SET SCHEMA or OWNER TO")
        return changed(cursor, start, thing, more(cursor, thing))

    return read


def moved(cursor: Cursor, thing: Thing) -> Thing | None:
    """`RENAME TO name | SET SCHEMA s`: the identity afterwards; None where neither comes."""
    if cursor.take("RENAME", "TO"):
        name = cursor.name("a new name")
        return replace(thing, label=quote(name)) if thing.qname is None else replace(thing, qname=QName("", name))
    if thing.qname is not None and cursor.take("SET", "SCHEMA"):
        return replace(thing, qname=QName(cursor.name("a schema"), thing.qname.name))
    return None


def routine(cursor: Cursor) -> Spelt:
    """A function's name; one of pg_catalog without its schema."""
    name = cursor.qname("a function")
    return Spelt(Routine(QName("", name.name) if name.schema == "pg_catalog" else name))


def nothing_if(value: str, usual: str) -> str | None:
    """The attribute's text; None where it is the default."""
    return None if value == usual else value


def definition(cursor: Cursor) -> dict[str, Cursor]:
    """`(name [= value], …)`: for each name, in lower case, a cursor over its value."""
    found: dict[str, Cursor] = {}
    cursor.expect("(")
    while True:
        name = cursor.label("an option").lower()
        cursor.take("=")
        start = cursor.index
        cursor.skip_until(",")
        found[name] = Cursor(cursor.source, cursor.tokens[start : cursor.index])
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found


def value(cursor: Cursor | None, usual: str = "") -> str:
    """An option's value as text: what stands in quotes, or as it is written in lower case; `usual` if not given."""
    if cursor is None:
        return usual
    if cursor.done:
        return "true"
    if cursor.token is not None and cursor.token.token_type == TokenType.STRING:
        text = cursor.string()
    else:
        text = cursor.label() if len(cursor.tokens) == 1 and not cursor.word()[:1].isdigit() else _written(cursor)
    cursor.end()
    return text


def _written(cursor: Cursor) -> str:
    parts = []
    while not cursor.done:
        parts.append(cursor.advance().lower())
    return "".join(parts)


def truth(cursor: Cursor | None, usual: bool = False) -> bool:
    """An option that is on or off."""
    if cursor is None:
        return usual
    return value(cursor).lower() in ("true", "on", "1", "yes", "t", "y")


def type_in(cursor: Cursor | None) -> Spelt | None:
    """An option's value that is a type."""
    return None if cursor is None else Spelt(read_type(cursor))


def routine_in(cursor: Cursor | None) -> Spelt | None:
    """An option's value that is a function."""
    return None if cursor is None else routine(cursor)


def depends(cursor: Cursor) -> Changes | None:
    """`[NO] DEPENDS ON EXTENSION name`, as an attribute; None where something else comes."""
    gone = cursor.take("NO", "DEPENDS", "ON", "EXTENSION")
    if not gone and not cursor.take("DEPENDS", "ON", "EXTENSION"):
        return None
    return {depends_on(cursor.name("an extension")): None if gone else "yes"}


def operator_in(cursor: Cursor | None) -> str | None:
    """An option's value that is an operator: its name, without its schema."""
    if cursor is None:
        return None
    if cursor.take("OPERATOR"):
        cursor.expect("(")
    return read_operator_name(cursor).name


def options(cursor: Cursor) -> Changes:
    """`OPTIONS ([ADD | SET | DROP] name 'value', …)` of foreign data, as attributes."""
    found: Changes = {}
    if not cursor.take("OPTIONS"):
        return found
    cursor.expect("(")
    while True:
        verb = cursor.take_one("ADD", "SET", "DROP") if cursor.word(1) not in (",", ")", "") else None
        name = cursor.label("an option")
        found[f"option {quote(name)}"] = None if verb == "DROP" else literal(cursor.string("a value in quotes")).strip()
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found
