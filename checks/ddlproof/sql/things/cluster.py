"""What belongs to the whole server, or changes no object: roles, databases, tablespaces, ALTER SYSTEM, LOAD.

PostgreSQL documentation, chapters 21 "Database Roles" and 22 "Managing Databases". It is read, and beside the schema.
"""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.action import Action, Beside, Unread
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.owner import read_role

Reader = Callable[[Cursor, int], tuple[Action, ...]]

_ROLE_OPTIONS = frozenset(
    """SUPERUSER NOSUPERUSER CREATEDB NOCREATEDB CREATEROLE NOCREATEROLE INHERIT NOINHERIT LOGIN NOLOGIN REPLICATION
    NOREPLICATION BYPASSRLS NOBYPASSRLS CONNECTION ENCRYPTED UNENCRYPTED PASSWORD VALID IN ROLE ADMIN USER SYSID WITH
    GROUP""".split()
)
_OF_ROLES = _ROLE_OPTIONS | {"SET", "RESET", "RENAME", "ADD", "DROP"}
_OF_DATABASES = frozenset(
    """WITH OWNER TEMPLATE ENCODING STRATEGY LOCALE LC_COLLATE LC_CTYPE BUILTIN_LOCALE ICU_LOCALE ICU_RULES
    LOCALE_PROVIDER COLLATION_VERSION TABLESPACE ALLOW_CONNECTIONS CONNECTION IS_TEMPLATE OID RENAME SET RESET REFRESH
    LOCATION""".split()
)


def named(what: str, following: frozenset[str]) -> Reader:
    """`name …`: what may follow the name is checked by its first word."""

    def read(cursor: Cursor, start: int) -> tuple[Action, ...]:
        if read_role(cursor) is not None and cursor.at("IN", "DATABASE"):
            cursor.expect("IN", "DATABASE")
            cursor.name("a database")
        if not cursor.done and cursor.word().split(" ")[0] not in following:
            raise cursor.error("the end of the statement or an option")
        return _beside(cursor, start, what)

    return read


def dropped(what: str) -> Reader:
    """`[IF EXISTS] name, …`."""

    def read(cursor: Cursor, start: int) -> tuple[Action, ...]:
        cursor.take("IF", "EXISTS")
        read_role(cursor)
        while cursor.take(","):
            read_role(cursor)
        if what == "DROP DATABASE":
            cursor.take("WITH")
            cursor.take("(", "FORCE", ")")
        cursor.end()
        return _beside(cursor, start, what)

    return read


def anything(what: str) -> Reader:
    """What follows is not looked at."""
    return lambda cursor, start: _beside(cursor, start, what)


def _beside(cursor: Cursor, start: int, what: str) -> tuple[Action, ...]:
    cursor.index = len(cursor.tokens)
    return (Beside(at=cursor.since(start), verb=what),)


def load(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`'library'`."""
    cursor.string("the name of a library in quotes")
    cursor.end()
    return _beside(cursor, start, "LOAD")


def opaque(what: str, why: str) -> Reader:
    """What it does is not in the text."""

    def read(cursor: Cursor, start: int) -> tuple[Action, ...]:
        cursor.index = len(cursor.tokens)
        return (Unread(at=cursor.since(start), verb=what, why=why),)

    return read


_OWNED = "which objects roles own is known only where they are"
CREATE: dict[tuple[str, ...], Reader] = {
    ("ROLE",): named("CREATE ROLE", _ROLE_OPTIONS),
    ("USER",): named("CREATE USER", _ROLE_OPTIONS),
    ("GROUP",): named("CREATE GROUP", _ROLE_OPTIONS),
    ("DATABASE",): named("CREATE DATABASE", _OF_DATABASES),
    ("TABLESPACE",): named("CREATE TABLESPACE", frozenset(("OWNER", "LOCATION"))),
}
ALTER: dict[tuple[str, ...], Reader] = {
    ("ROLE", "ALL"): anything("ALTER ROLE"),
    ("USER", "ALL"): anything("ALTER USER"),
    ("ROLE",): named("ALTER ROLE", _OF_ROLES),
    ("USER",): named("ALTER USER", _OF_ROLES),
    ("GROUP",): named("ALTER GROUP", _OF_ROLES),
    ("DATABASE",): named("ALTER DATABASE", _OF_DATABASES),
    ("TABLESPACE",): named("ALTER TABLESPACE", frozenset(("RENAME", "SET", "RESET"))),
    ("SYSTEM", "SET"): anything("ALTER SYSTEM"),
    ("SYSTEM", "RESET"): anything("ALTER SYSTEM"),
}
DROP: dict[tuple[str, ...], Reader] = {
    ("ROLE",): dropped("DROP ROLE"),
    ("USER",): dropped("DROP USER"),
    ("GROUP",): dropped("DROP GROUP"),
    ("DATABASE",): dropped("DROP DATABASE"),
    ("TABLESPACE",): dropped("DROP TABLESPACE"),
    ("OWNED", "BY"): opaque("DROP OWNED", _OWNED),
}
OTHER: dict[tuple[str, ...], Reader] = {
    ("LOAD",): load,
    ("REASSIGN", "OWNED", "BY"): opaque("REASSIGN OWNED", _OWNED),
    ("IMPORT", "FOREIGN", "SCHEMA"): opaque(
        "IMPORT FOREIGN SCHEMA", "which tables a foreign server has is known only there"
    ),
}
