"""GRANT, REVOKE, ALTER DEFAULT PRIVILEGES: PostgreSQL documentation, section 5.8 "Privileges".

Memberships in roles, and privileges on databases, tablespaces, settings and large objects, are no part of a schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.model.action import Action, Beside, Grant
from ddlproof.model.names import quote
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.owner import read_role
from ddlproof.sql.things.privileges import PRIVILEGES
from ddlproof.sql.things.target import named

Privileges = list[tuple[str, tuple[str, ...]]]
"""Each with the columns that it is for; none: all of the object."""

_KINDS = {
    "SEQUENCE": "sequence",
    "DOMAIN": "type",
    "TYPE": "type",
    "FOREIGN DATA WRAPPER": "foreign data wrapper",
    "FOREIGN SERVER": "server",
    "FUNCTION": "function",
    "PROCEDURE": "procedure",
    "ROUTINE": "routine",
    "LANGUAGE": "language",
    "SCHEMA": "schema",
    "TABLE": "table",
}
_CLUSTER = ("DATABASE", "TABLESPACE", "PARAMETER", "LARGE OBJECT")
_ALL = {
    "TABLES": "table",
    "SEQUENCES": "sequence",
    "FUNCTIONS": "function",
    "PROCEDURES": "procedure",
    "ROUTINES": "routine",
}
_WORDS = (*{word.upper() for words in PRIVILEGES.values() for word in words}, "CONNECT", "TEMPORARY", "TEMP", "SET")


def read_grant(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """What follows GRANT."""
    return _read(cursor, start, revoke=False)


def read_revoke(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """What follows REVOKE."""
    return _read(cursor, start, revoke=True)


def _read(cursor: Cursor, start: int, *, revoke: bool) -> tuple[Action, ...]:
    if not _on_objects(cursor):
        return _membership(cursor, start, revoke)
    option = revoke and cursor.take("GRANT", "OPTION", "FOR")
    privileges = _privileges(cursor)
    cursor.expect("ON")
    objects = list(_objects(cursor))
    roles, granted = _roles(cursor, revoke)
    at = cursor.since(start)
    if not objects:
        return (Beside(at=at, verb=f"{'REVOKE' if revoke else 'GRANT'} on the server's own"),)
    found = [
        Grant(
            at=at, thing=_to(thing, role, column), privileges=words,
            revoke=revoke, option=option or granted, every=every,
        )
        for thing, every in objects
        for role in roles
        for column, words in _by_column(privileges)
    ]  # fmt: skip
    return tuple(found) or (Beside(at=at, verb="GRANT to the role itself"),)


def _on_objects(cursor: Cursor) -> bool:
    """Whether privileges on objects are spoken of, and not memberships in roles: those have no ON."""
    words = (cursor.word(ahead) for ahead in range(len(cursor.tokens) - cursor.index))
    return any(word == "ON" for word in words)


def _membership(cursor: Cursor, start: int, revoke: bool) -> tuple[Action, ...]:
    if revoke and cursor.word(1) == "OPTION" and cursor.take_one("ADMIN", "INHERIT", "SET"):
        cursor.expect("OPTION", "FOR")
    cursor.name("a role")
    while cursor.take(","):
        cursor.name("a role")
    _roles(cursor, revoke)
    return (Beside(at=cursor.since(start), verb=f"{'REVOKE' if revoke else 'GRANT'} role"),)


def _privileges(cursor: Cursor) -> Privileges:
    """`ALL [PRIVILEGES] [(columns)]` as one without a word, or `word [(columns)], …`."""
    if cursor.take("ALL"):
        cursor.take("PRIVILEGES")
        return [("", cursor.names() if cursor.at("(") else ())]
    found: Privileges = []
    while not found or cursor.take(","):
        word = "alter system" if cursor.take("ALTER", "SYSTEM") else cursor.take_one(*_WORDS)
        if word is None:
            raise cursor.error("a privilege (SELECT, INSERT, USAGE, …)")
        found.append((word.lower(), cursor.names() if cursor.at("(") else ()))
    return found


def _by_column(privileges: Privileges) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Columns with their privileges; that of the whole object is empty."""
    columns: dict[str, list[str]] = {}
    for word, listed in privileges:
        for column in listed or ("",):
            columns.setdefault(column, []).extend([word] if word else [])
    yield from ((column, tuple(words)) for column, words in columns.items())


def _objects(cursor: Cursor) -> Iterator[tuple[Thing, str]]:
    """What stands behind ON, each with the schema if it is everything in one; nothing if it is the server's own."""
    if cursor.take_one(*_CLUSTER):
        while cursor.word() not in ("TO", "FROM"):
            cursor.advance()
        return
    if cursor.at("ALL") and cursor.word(1) in _ALL:
        cursor.advance()
        kind = _ALL[cursor.advance().upper()]
        cursor.expect("IN", "SCHEMA")
        while True:
            yield Thing("", about=kind), cursor.name("a schema")
            if not cursor.take(","):
                return
    word = cursor.take_one(*_KINDS) or "TABLE"
    while True:
        yield named(cursor, _KINDS[word]), ""
        if not cursor.take(","):
            return


def _roles(cursor: Cursor, revoke: bool) -> tuple[list[str], bool]:
    """`TO | FROM role, …` and what follows: the roles but the one that runs the script, whether WITH GRANT OPTION."""
    cursor.expect("FROM" if revoke else "TO")
    roles: list[str] = []
    while True:
        cursor.take("GROUP")
        role = read_role(cursor)
        roles += [role] if role is not None else []
        if not cursor.take(","):
            break
    granted = not revoke and cursor.take("WITH", "GRANT", "OPTION")
    if not revoke and not granted and cursor.take("WITH"):
        _membership_options(cursor)
    if cursor.take("GRANTED", "BY"):
        read_role(cursor)
    if revoke:
        cursor.take_one("CASCADE", "RESTRICT")
    cursor.end()
    return roles, granted


def _membership_options(cursor: Cursor) -> None:
    while True:
        if cursor.take_one("ADMIN", "INHERIT", "SET") is None or cursor.take_one("OPTION", "TRUE", "FALSE") is None:
            raise cursor.error("ADMIN, INHERIT or SET, and OPTION, TRUE or FALSE")
        if not cursor.take(","):
            return


def _to(thing: Thing, role: str, column: str) -> Thing:
    if column:
        thing = replace(thing, about="column", label=quote(column))
    return replace(thing, kind="grant", prefix=f"to {role} on")


_DEFAULTS = ("TABLES", "SEQUENCES", "FUNCTIONS", "ROUTINES", "TYPES", "SCHEMAS", "LARGE OBJECTS")


def alter_default(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[FOR ROLE r, …] [IN SCHEMA s, …] GRANT | REVOKE privileges ON kinds TO | FROM roles`."""
    makers: list[str | None] = [None]
    schemas = [""]
    while True:
        if cursor.take("FOR"):
            if cursor.take_one("ROLE", "USER") is None:
                raise cursor.error("ROLE or USER")
            makers = [read_role(cursor)]
            while cursor.take(","):
                makers.append(read_role(cursor))
        elif cursor.take("IN", "SCHEMA"):
            schemas = [cursor.name("a schema")]
            while cursor.take(","):
                schemas.append(cursor.name("a schema"))
        else:
            break
    verb = cursor.take_one("GRANT", "REVOKE")
    if verb is None:
        raise cursor.error("GRANT or REVOKE")
    revoke = verb == "REVOKE"
    option = revoke and cursor.take("GRANT", "OPTION", "FOR")
    privileges = tuple(word for word, _ in _privileges(cursor) if word)
    cursor.expect("ON")
    kind = cursor.take_one(*_DEFAULTS)
    if kind is None:
        raise cursor.error("TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS")
    kind = "functions" if kind == "ROUTINES" else kind.lower()
    roles, granted = _roles(cursor, revoke)
    at = cursor.since(start)
    found = [
        Grant(
            at=at, thing=default_of(kind, role, maker, schema), privileges=privileges,
            revoke=revoke, option=option or granted,
        )
        for maker in makers
        for schema in schemas
        for role in roles
    ]  # fmt: skip
    return tuple(found) or (Beside(at=at, verb="GRANT to the role itself"),)


def default_of(kind: str, role: str, maker: str | None, schema: str) -> Thing:
    """What a role may do with objects of a kind that are made later, by a role or in a schema."""
    by = f"by {maker} " if maker is not None else ""
    where = " in" if schema else ""
    about = "schema" if schema else ""
    return Thing("default privileges", prefix=f"on {kind} {by}to {role}{where}", label=quote(schema) * bool(schema),
                 about=about)  # fmt: skip
