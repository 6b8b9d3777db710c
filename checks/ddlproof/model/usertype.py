"""Types that a schema makes, besides enums: domains, composite types, range types.

PostgreSQL documentation, CREATE DOMAIN, CREATE TYPE.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.attributes import Attributes
from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression
from ddlproof.model.names import QName
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Domain:
    """CREATE DOMAIN name AS type …; its CHECKs, sorted by name, speak of a column called `value`."""

    name: QName
    type: Type
    not_null: bool = False
    default: Expression | None = None
    collation: str | None = None
    checks: tuple[Check, ...] = ()

    def check(self, name: str) -> Check | None:
        return next((check for check in self.checks if check.name == name), None)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a composite type."""

    name: str
    type: Type
    collation: str | None = None


@dataclass(frozen=True, slots=True)
class Composite:
    """CREATE TYPE name AS (attributes in their order)."""

    name: QName
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """CREATE TYPE name AS RANGE (SUBTYPE = subtype, …)."""

    name: QName
    subtype: Type
    options: Attributes = ()


def multirange_of(name: str) -> str:
    """The name that PostgreSQL chooses (documentation, CREATE TYPE)."""
    head, found, tail = name.rpartition("range")
    return f"{head}multirange{tail}" if found else f"{name}_multirange"


UserType = Domain | Composite | Range


def parts_of(type_: UserType) -> tuple[Type, ...]:
    """The types that a type is made of."""
    match type_:
        case Domain(type=base):
            return (base,)
        case Composite(attributes=attributes):
            return tuple(one.type for one in attributes)
        case Range(subtype=subtype):
            return (subtype,)


KINDS = {Domain: "domain", Composite: "composite type", Range: "range type"}


def kind_of(type_: UserType) -> str:
    """The type's kind as the printed diff calls it: `domain`."""
    return KINDS[type(type_)]
