"""CREATE TYPE and CREATE DOMAIN.

PostgreSQL documentation, CREATE TYPE, CREATE DOMAIN.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, CreateEnum
from ddlproof.model.names import QName
from ddlproof.model.structure import CreateType
from ddlproof.model.types import Type
from ddlproof.model.usertype import Attribute, Composite, Domain, Range, multirange_of
from ddlproof.sql.column import read_collation
from ddlproof.sql.constraint import read_check
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_default
from ddlproof.sql.storage import read_value
from ddlproof.sql.types import read_type


def create(cursor: Cursor, start: int) -> Action:
    """What comes behind CREATE TYPE: an enum, a composite or a range type."""
    name = cursor.qname("a type name")
    if cursor.take("AS", "ENUM"):
        return _enum(cursor, start, name)
    if cursor.take("AS", "RANGE"):
        made: Range | Composite = _range(cursor, name)
    elif cursor.at("AS", "("):
        cursor.expect("AS")
        made = Composite(name, _attributes(cursor))
    else:
        raise NotModelled("CREATE TYPE of a shell or base type")
    cursor.end()
    return CreateType(at=cursor.since(start), type=made)


def _enum(cursor: Cursor, start: int, name: QName) -> CreateEnum:
    if cursor.at("(") and cursor.word(1) == ")":
        cursor.inside()
        labels: tuple[str, ...] = ()
    else:
        labels = cursor.listed(lambda: cursor.string("a label in quotes"))
    cursor.end()
    return CreateEnum(at=cursor.since(start), name=name, labels=labels)


def _attributes(cursor: Cursor) -> tuple[Attribute, ...]:
    if cursor.word(1) == ")":
        cursor.inside()
        return ()
    return cursor.listed(lambda: read_attribute(cursor))


def read_attribute(cursor: Cursor) -> Attribute:
    """`name type [COLLATE collation]`."""
    name, type_ = cursor.name("an attribute"), read_type(cursor)
    return Attribute(name, type_, read_collation(cursor) if cursor.take("COLLATE") else None)


_RANGE_OPTIONS = ("subtype_opclass", "collation", "canonical", "subtype_diff", "multirange_type_name")


def _range(cursor: Cursor, name: QName) -> Range:
    subtype: Type | None = None
    options: dict[str, str] = {}

    def option() -> None:
        nonlocal subtype
        word = cursor.label("an option of a range type")
        cursor.expect("=")
        if word == "subtype":
            subtype = read_type(cursor)
        elif word in _RANGE_OPTIONS:
            options[word] = read_value(cursor).rpartition(".")[2]
        else:
            raise cursor.error("SUBTYPE or another option of a range type")

    cursor.listed(option)
    if subtype is None:
        raise cursor.error("SUBTYPE = a type")
    if options.get("multirange_type_name") == multirange_of(name.name):
        del options["multirange_type_name"]
    return Range(name, subtype, tuple(sorted(options.items())))


def create_domain(cursor: Cursor, start: int) -> CreateType:
    """`name [AS] type [COLLATE c] [DEFAULT e] [[CONSTRAINT n] NOT NULL | NULL | CHECK (e)] …`."""
    name = cursor.qname("a name of a domain")
    cursor.take("AS")
    domain = Domain(name, read_type(cursor))
    null = False
    while not cursor.done:
        start_of_part = cursor.index
        null |= cursor.at("NULL")
        domain = _part_of_domain(cursor, domain)
        if null and domain.not_null:
            message = f"domain {name} is said to be NULL and NOT NULL"
            raise SqlError(message, span=cursor.since(start_of_part))
    return CreateType(at=cursor.since(start), type=domain)


def _part_of_domain(cursor: Cursor, domain: Domain) -> Domain:
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    if cursor.take("COLLATE"):
        return replace(domain, collation=read_collation(cursor))
    if cursor.take("DEFAULT"):
        return replace(domain, default=read_default(cursor))
    if cursor.take("NOT", "NULL"):
        return replace(domain, not_null=True)
    if cursor.take("NULL"):
        return domain
    cursor.expect("CHECK")
    return replace(domain, checks=(*domain.checks, read_check(cursor, named)))
