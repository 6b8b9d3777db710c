"""Schemas: PostgreSQL documentation, CREATE SCHEMA, ALTER SCHEMA, DROP SCHEMA."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.expression import Call, Cast, Constant
from ddlproof.model.names import QName, quote
from ddlproof.model.schema import Schema
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.owner import owned, read_role

Element = Callable[[Cursor], tuple[a.Action, ...]]


def read_create(cursor: Cursor, start: int, element: Element) -> tuple[a.Action, ...]:
    """`[IF NOT EXISTS] [name] [AUTHORIZATION role] [elements]`; `element` reads one statement inside."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    name = "" if cursor.at("AUTHORIZATION") else cursor.name("a schema name")
    role, owner = None, cursor.take("AUTHORIZATION")
    if owner:
        if not name and cursor.word() in ("CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"):
            raise NotModelled("CREATE SCHEMA AUTHORIZATION, which takes its name from the role that runs it,")
        given = cursor.index
        role = read_role(cursor)
        if not name:
            cursor.index = given
            name = cursor.name("a role")
    head: list[a.Action] = [a.CreateNamespace(at=cursor.since(start), name=name, if_not_exists=absent)]
    if role is not None:
        head.append(owned(Thing("", label=quote(name), about="schema"), role, at=cursor, start=start))
    inside = [replace(action, home=name) for part in _elements(cursor) for action in _read(part, element)]
    return (*head, *inside)


def _read(cursor: Cursor, element: Element) -> tuple[a.Action, ...]:
    try:
        return element(cursor)
    except NotModelled as reason:
        return (a.Unread(at=cursor.whole(), verb="CREATE", why=f"{reason} is not modelled"),)


def _elements(cursor: Cursor) -> Iterator[Cursor]:
    """The statements that stand in a CREATE SCHEMA, without anything between them."""
    while not cursor.done:
        if cursor.word() not in ("CREATE", "GRANT"):
            raise cursor.error("CREATE or GRANT")
        start = cursor.index
        cursor.index += 1
        while True:
            cursor.skip_until("CREATE", "GRANT")
            # WITH GRANT OPTION begins no statement.
            if cursor.done or cursor.word(-1) != "WITH":
                break
            cursor.index += 1
        yield Cursor(cursor.source, cursor.tokens[start : cursor.index])


def read_alter(cursor: Cursor, start: int) -> tuple[a.Action, ...]:
    """`name RENAME TO name`."""
    name = cursor.name("a schema")
    cursor.expect("RENAME", "TO")
    to = cursor.name("a new name")
    cursor.end()
    return (a.RenameNamespace(at=cursor.since(start), name=name, to=to),)


def read_drop(cursor: Cursor, start: int) -> tuple[a.Action, ...]:
    """`[IF EXISTS] name, … [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    names = [cursor.name("a schema")]
    while cursor.take(","):
        names.append(cursor.name("a schema"))
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    at = cursor.since(start)
    return tuple(a.DropNamespace(at=at, name=name, if_exists=exists, cascade=cascade) for name in names)


def moved(schema: Schema, was: str, now: str) -> Schema:
    """The same schema with one of its namespaces under another name, wherever it is mentioned."""
    prefix = f"{quote(was)}."
    mentioned = re.compile(rf'(?<![\w".]){re.escape(prefix)}')

    def each(value: Any) -> Any:
        match value:
            case QName(namespace, name):
                return QName(now, name) if namespace == was else value
            case Type(name):
                return replace(value, name=f"{quote(now)}.{name[len(prefix) :]}") if name.startswith(prefix) else value
            case Thing():
                return _thing(value)
            case Cast(Constant("string", name) as named, Type("regclass")) if name.startswith(prefix):
                return replace(value, operand=replace(named, text=f"{quote(now)}.{name[len(prefix) :]}"))
            case Call(name, arguments) if name.startswith(prefix):
                return Call(f"{quote(now)}.{name[len(prefix) :]}", each(arguments))
            case str() | Span():
                return value
            case tuple():
                return tuple(each(item) for item in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        return replace(value, **{field.name: each(getattr(value, field.name)) for field in fields(value)})

    def _thing(thing: Thing) -> Thing:
        def text(value: str) -> str:
            return mentioned.sub(lambda _: f"{quote(now)}.", value)

        own = thing.about == "schema" and thing.label == quote(was)
        said = ((text(name), value if name == "body" else text(value)) for name, value in thing.attributes)
        return replace(
            thing,
            qname=each(thing.qname),
            table=each(thing.table),
            uses=each(thing.uses),
            label=quote(now) if own else text(thing.label),
            attributes=tuple(sorted(said)),
        )

    renamed: Schema = each(schema)
    return replace(renamed, namespaces=tuple(sorted(now if n == was else n for n in schema.namespaces)))


def missing(name: str, at: Span) -> SqlError:
    """What to raise where a schema is not there."""
    return SqlError(
        f"schema {quote(name)} does not exist here", span=at, hint="Is it made by a file that was not given?"
    )
