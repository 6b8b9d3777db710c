"""ALTER … OWNER TO, of any kind: PostgreSQL documentation, part VI "SQL Commands".

The role that runs a script owns what it makes, and is not known from the text: only an owner that is named is said.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, Beside, DropThing, PutThing
from ddlproof.model.names import quote
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.target import CLUSTER, read_target

SELF = ("CURRENT_USER", "CURRENT_ROLE", "SESSION_USER")
"""How the role is called that runs the statement."""

_OWNED = frozenset(
    (
        *("AGGREGATE", "COLLATION", "CONVERSION", "DATABASE", "DOMAIN", "EVENT TRIGGER", "FOREIGN DATA WRAPPER"),
        *("FOREIGN TABLE", "FUNCTION", "LANGUAGE", "LARGE OBJECT", "MATERIALIZED VIEW", "OPERATOR", "OPERATOR CLASS"),
        *("OPERATOR FAMILY", "PROCEDURAL LANGUAGE", "PROCEDURE", "PUBLICATION", "ROUTINE", "SCHEMA", "SEQUENCE"),
        *("SERVER", "STATISTICS", "SUBSCRIPTION", "TABLE", "TABLESPACE", "TEXT SEARCH CONFIGURATION"),
        *("TEXT SEARCH DICTIONARY", "TYPE", "VIEW"),
    )
)
_MAY_BE_MISSING = ("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE")


def read_owner(cursor: Cursor, start: int) -> tuple[Action, ...] | None:
    """`kind [IF EXISTS] name OWNER TO role`, behind ALTER; None for another statement."""
    count = len(cursor.tokens)
    if count < 5 or cursor.word(count - 3 - cursor.index) != "OWNER" or cursor.word(count - 2 - cursor.index) != "TO":
        return None
    began, exists = cursor.index, False
    for kind in _MAY_BE_MISSING:
        if cursor.at(*kind.split(), "IF", "EXISTS"):
            exists = True
    thing = _target(cursor, exists)
    if thing is None or not cursor.take("OWNER", "TO"):
        cursor.index = began
        return None
    role = read_role(cursor)
    cursor.end()
    if (thing.about, thing.label, role) == ("schema", "public", "pg_database_owner"):
        role = None  # as PostgreSQL makes it since version 15
    at = cursor.since(start)
    if thing.about in CLUSTER:
        return (Beside(at=at, verb=f"ALTER {thing.about.upper()} OWNER TO"),)
    return (owned(thing, role, optional=exists, at=cursor, start=start),)


def owned(thing: Thing, role: str | None, *, optional: bool = False, at: Cursor, start: int) -> Action:
    """A remark's object belongs to a role; None: to the one that runs the script."""
    remark = replace(thing, kind="owner", prefix="of")
    if role is None:
        return DropThing(at=at.since(start), thing=remark, if_exists=True, optional=optional)
    said = remark.with_attributes({"is": role})
    return PutThing(at=at.since(start), thing=said, replace=True, optional=optional)


def _target(cursor: Cursor, exists: bool) -> Thing | None:
    if not exists:
        if cursor.at("TABLE", "ONLY"):
            return None
        return read_target(cursor, _OWNED)
    kind = next(kind for kind in _MAY_BE_MISSING if cursor.take(*kind.split()))
    cursor.take("IF", "EXISTS")
    if cursor.at("ONLY"):
        return None
    name = cursor.qname(f"a {kind.lower()}")
    if kind == "TABLE":
        return Thing("", table=name, about="table")
    return Thing("", qname=name, about=kind.lower())


def read_role(cursor: Cursor) -> str | None:
    """A role as it is printed; None for the one that runs the statement."""
    if cursor.take_one(*SELF):
        return None
    return quote(cursor.name("a role"))
