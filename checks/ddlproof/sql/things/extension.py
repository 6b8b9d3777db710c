"""Extensions: PostgreSQL documentation, CREATE EXTENSION, ALTER EXTENSION, DROP EXTENSION.

The comment of an extension is an attribute of it: without one it has that of its control file, as far as it is known.
"""

from __future__ import annotations

from ddlproof.model.action import Action, Beside, ChangeThing, DropThing, PutThing
from ddlproof.model.thing import AS_BROUGHT, Thing, commented
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.brought import is_brought

_EVERYWHERE = "plpgsql"
"""The extension that every database has: the catalog does not speak of it either."""


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name [WITH] [SCHEMA s] [VERSION v] [CASCADE]`; without a version the server chooses one."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.name("an extension")
    cursor.take("WITH")
    attributes: dict[str, str] = {}
    while not cursor.done and not cursor.take("CASCADE"):
        if cursor.take("SCHEMA"):
            attributes["schema"] = cursor.name("a schema")
        elif cursor.take("VERSION"):
            attributes["version"] = _version(cursor)
        else:
            raise cursor.error("SCHEMA, VERSION or CASCADE")
    cursor.end()
    if name == _EVERYWHERE:
        return (Beside(at=cursor.since(start), verb="CREATE EXTENSION"),)
    thing = Thing("extension", label=name, attributes=tuple(sorted(attributes.items())))
    return (PutThing(at=cursor.since(start), thing=thing, if_not_exists=absent),)


def _version(cursor: Cursor) -> str:
    return cursor.string("a version") if not cursor.word() else cursor.name("a version")


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name UPDATE [TO v] | SET SCHEMA s | ADD … | DROP …`."""
    thing = Thing("extension", label=cursor.name("an extension"))
    if cursor.take("SET", "SCHEMA"):
        schema = cursor.name("a schema")
        changes: tuple[tuple[str, str | None], ...] = (("schema", None if schema == "public" else schema),)
    elif cursor.take("UPDATE"):
        changes = (("version", _version(cursor)),) if cursor.take("TO") else ()
    else:
        raise NotModelled(f"ALTER EXTENSION … {cursor.word()}")
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, changes=changes),)


def comment(cursor: Cursor, start: int, name: str) -> tuple[Action, ...]:
    """`IS 'text' | NULL`, behind the name."""
    cursor.expect("IS")
    text = None if cursor.take("NULL") else cursor.string("a string or NULL")
    cursor.end()
    at = cursor.since(start)
    if name == _EVERYWHERE:
        return (Beside(at=at, verb="COMMENT ON EXTENSION"),)
    own, brought = "comment", f"comment{AS_BROUGHT}"
    if is_brought(name, text):
        own, brought = brought, own
    changes = ((brought, None), (own, commented(text)))
    return (ChangeThing(at=at, thing=Thing("extension", label=name), changes=changes),)


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name [, …] [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    names = [cursor.name("an extension")]
    while cursor.take(","):
        names.append(cursor.name("an extension"))
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    at = cursor.since(start)
    if names == [_EVERYWHERE]:
        return (Beside(at=at, verb="DROP EXTENSION"),)
    return tuple(
        DropThing(at=at, thing=Thing("extension", label=name), if_exists=exists, cascade=cascade) for name in names
    )
