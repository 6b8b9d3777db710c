"""Which domain a type is, and what it asks of its values. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.names import QName
from ddlproof.model.types import Type
from ddlproof.model.usertype import Domain
from ddlproof.rules.words import name_at, words


def domain_of(moment: Moment, type_: Type) -> Domain | None:
    """The domain of that name; None where it is none, or not known."""
    (schema, name), _ = name_at(words(type_.name), 0)
    found = moment.view.type(QName(schema, name)) if schema else None
    return found if isinstance(found, Domain) else None


def constrained(moment: Moment, domain: Domain | None) -> str | None:
    """What the domain, or one that it is made of, asks of its values."""
    while domain is not None:
        if domain.checks:
            return "a CHECK"
        if domain.not_null:
            return "NOT NULL"
        domain = domain_of(moment, domain.type)
    return None


def base_of(moment: Moment, type_: Type) -> Type:
    """The type that a domain is made of in the end; any other type itself."""
    while (domain := domain_of(moment, type_)) is not None:
        type_ = domain.type
    return type_
