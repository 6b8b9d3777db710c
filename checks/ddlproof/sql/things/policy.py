"""Policies of row-level security: PostgreSQL documentation, CREATE POLICY, ALTER POLICY, DROP POLICY."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.names import quote
from ddlproof.model.thing import AS_WRITTEN, UNKNOWN, Thing
from ddlproof.source import Span
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.texts import bracketed

_COMMANDS = ("ALL", "SELECT", "INSERT", "UPDATE", "DELETE")


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ON table [AS …] [FOR command] [TO roles] [USING (…)] [WITH CHECK (…)]`."""
    refers = Refers()
    thing = _named(cursor)
    attributes: dict[str, str | None] = {}
    if cursor.take("AS"):
        kind = cursor.take_one("PERMISSIVE", "RESTRICTIVE")
        if kind is None:
            raise cursor.error("PERMISSIVE or RESTRICTIVE")
        attributes["as"] = "restrictive" if kind == "RESTRICTIVE" else None
    if cursor.take("FOR"):
        command = cursor.take_one(*_COMMANDS)
        if command is None:
            raise cursor.error("ALL, SELECT, INSERT, UPDATE or DELETE")
        attributes["for"] = None if command == "ALL" else command.lower()
    attributes |= _roles_and_conditions(cursor, refers)
    cursor.end()
    thing = thing.with_attributes(attributes)
    return (PutThing(at=cursor.since(start), thing=thing, refers=refers.all),)


def check_conditions(policy: Thing, at: Span) -> None:
    """Before a policy is made.

    Raises:
        SqlError: it has a condition on rows that its command does not know.
    """
    command = policy.get("for")
    given = {name.removesuffix(AS_WRITTEN) for name, _ in policy.attributes}
    if command == "insert" and "using" in given:
        raise SqlError("a policy for INSERT looks at new rows: it has WITH CHECK only, not USING", span=at)
    if command in ("select", "delete") and "with check" in given:
        message = f"a policy for {command.upper()} looks at rows that are there: it has USING only, not WITH CHECK"
        raise SqlError(message, span=at)


def _named(cursor: Cursor) -> Thing:
    name = cursor.name("a policy's name")
    cursor.expect("ON")
    return Thing("policy", table=cursor.qname("a table"), label=quote(name))


def _roles_and_conditions(cursor: Cursor, refers: Refers) -> dict[str, str | None]:
    said: dict[str, str | None] = {}
    if cursor.take("TO"):
        roles = [_role(cursor)]
        while cursor.take(","):
            roles.append(_role(cursor))
        said["to"] = None if "public" in roles else ", ".join(sorted(set(roles)))
        if UNKNOWN in roles:
            said["to"] = UNKNOWN  # who CURRENT_USER is only the server knows
    for words, name in (("USING", "using"), ("WITH CHECK", "with check")):
        if cursor.take(*words.split()):
            said[name] = said[f"{name}{AS_WRITTEN}"] = None
            key, text = bracketed(cursor, name, refers)
            said[key] = text
    return said


def _role(cursor: Cursor) -> str:
    word = cursor.take_one("CURRENT_ROLE", "CURRENT_USER", "SESSION_USER")
    return UNKNOWN if word else quote(cursor.name("a role"))


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ON table RENAME TO n | [TO roles] [USING (…)] [WITH CHECK (…)]`."""
    refers = Refers()
    thing = _named(cursor)
    if cursor.take("RENAME", "TO"):
        to = replace(thing, label=quote(cursor.name("a new name")))
        cursor.end()
        return (ChangeThing(at=cursor.since(start), thing=thing, to=to),)
    changes = _roles_and_conditions(cursor, refers)
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, changes=tuple(changes.items()), refers=refers.all),)


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name ON table [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    thing = _named(cursor)
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    return (DropThing(at=cursor.since(start), thing=thing, if_exists=exists, cascade=cascade),)
