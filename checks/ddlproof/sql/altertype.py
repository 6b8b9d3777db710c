"""ALTER TYPE and ALTER DOMAIN.

PostgreSQL documentation, ALTER TYPE, ALTER DOMAIN.
"""

from __future__ import annotations

from ddlproof.model.action import Action, AddEnumValue, RenameEnumValue
from ddlproof.model.names import QName
from ddlproof.model.structure import AlterAttribute, DomainCheck, RenameType, SetDomain
from ddlproof.sql.column import read_collation
from ddlproof.sql.constraint import read_check, read_timing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.types import read_type
from ddlproof.sql.usertype import read_attribute


def alter_type(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """What comes behind ALTER TYPE."""
    name = cursor.qname("a type")
    if cursor.take("ADD", "VALUE"):
        return (_add_value(cursor, name, start),)
    if cursor.take("RENAME", "VALUE"):
        label = cursor.string("a label in quotes")
        cursor.expect("TO")
        to = cursor.string("a label in quotes")
        cursor.end()
        return (RenameEnumValue(at=cursor.since(start), name=name, label=label, to=to),)
    if (renamed := _renamed(cursor, name, start)) is not None:
        return (renamed,)
    if cursor.word() in ("OWNER", "SET"):
        raise NotModelled(f"ALTER TYPE … {cursor.word()}")
    actions = [_attribute(cursor, name)]
    while cursor.take(","):
        actions.append(_attribute(cursor, name))
    cursor.end()
    return tuple(actions)


def _renamed(cursor: Cursor, name: QName, start: int) -> Action | None:
    """RENAME TO and SET SCHEMA, of types and domains alike."""
    if cursor.take("RENAME", "TO"):
        to = name.sibling(cursor.name("a new name"))
    elif cursor.take("SET", "SCHEMA"):
        to = QName(cursor.name("a schema"), name.name)
    else:
        return None
    cursor.end()
    return RenameType(at=cursor.since(start), name=name, to=to)


def _add_value(cursor: Cursor, name: QName, start: int) -> Action:
    absent = cursor.take("IF", "NOT", "EXISTS")
    label = cursor.string("a label in quotes")
    side = cursor.take_one("BEFORE", "AFTER")
    beside = cursor.string("a label in quotes") if side else None
    cursor.end()
    return AddEnumValue(
        at=cursor.since(start), name=name, label=label, if_not_exists=absent,
        before=beside if side == "BEFORE" else None, after=beside if side == "AFTER" else None,
    )  # fmt: skip


def _attribute(cursor: Cursor, name: QName) -> Action:
    start = cursor.index
    verb = cursor.take_one("ADD", "DROP", "ALTER", "RENAME")
    if verb is None or not cursor.take("ATTRIBUTE"):
        raise cursor.error("ADD VALUE, RENAME VALUE, RENAME TO or another alteration of a type")
    if verb == "ADD":
        made = read_attribute(cursor)
        cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
        return AlterAttribute(
            at=cursor.since(start), name=name, attribute=made.name, add=True, type=made.type, collation=made.collation,
            cascade=cascade,
        )  # fmt: skip
    exists = verb == "DROP" and cursor.take("IF", "EXISTS")
    attribute = cursor.name("an attribute")
    type_, collation, to = None, None, None
    if verb == "RENAME":
        cursor.expect("TO")
        to = cursor.name("a new name")
    elif verb == "ALTER":
        cursor.take("SET", "DATA")
        cursor.expect("TYPE")
        type_ = read_type(cursor)
        collation = read_collation(cursor) if cursor.take("COLLATE") else None
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    return AlterAttribute(
        at=cursor.since(start), name=name, attribute=attribute, type=type_, collation=collation, to=to,
        if_exists=exists, cascade=cascade,
    )  # fmt: skip


def alter_domain(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """What comes behind ALTER DOMAIN."""
    name = cursor.qname("a domain")
    if (renamed := _renamed(cursor, name, start)) is not None:
        return (renamed,)
    if cursor.at("OWNER"):
        raise NotModelled("ALTER DOMAIN … OWNER")
    found = _constraint_of_domain(cursor, name, start) or _set_domain(cursor, name, start)
    cursor.end()
    return (found,)


def _set_domain(cursor: Cursor, name: QName, start: int) -> Action:
    if cursor.take("SET", "DEFAULT"):
        default = read_until_end(cursor)
        return SetDomain(at=cursor.since(start), name=name, set_default=True, default=default)
    if cursor.take("DROP", "DEFAULT"):
        return SetDomain(at=cursor.since(start), name=name, set_default=True)
    verb = cursor.take_one("SET", "DROP")
    if verb is None or not cursor.take("NOT", "NULL"):
        raise cursor.error("SET, DROP, ADD, RENAME TO or another alteration of a domain")
    return SetDomain(at=cursor.since(start), name=name, not_null=verb == "SET")


def _constraint_of_domain(cursor: Cursor, name: QName, start: int) -> Action | None:
    if cursor.take("DROP", "CONSTRAINT"):
        exists = cursor.take("IF", "EXISTS")
        dropped = cursor.name("a constraint name")
        cursor.take_one("CASCADE", "RESTRICT")
        return DomainCheck(at=cursor.since(start), name=name, drop=dropped, if_exists=exists)
    if cursor.take("RENAME", "CONSTRAINT"):
        old = cursor.name("a constraint name")
        cursor.expect("TO")
        to = cursor.name("a new name")
        return DomainCheck(at=cursor.since(start), name=name, rename=old, to=to)
    if cursor.take("VALIDATE", "CONSTRAINT"):
        validate = cursor.name("a constraint name")
        return DomainCheck(at=cursor.since(start), name=name, validate=validate)
    if not cursor.take("ADD"):
        return None
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    if cursor.take("NOT", "NULL"):
        read_timing(cursor)
        return SetDomain(at=cursor.since(start), name=name, not_null=True)
    cursor.expect("CHECK")
    check = read_check(cursor, named)
    return DomainCheck(at=cursor.since(start), name=name, check=check)
