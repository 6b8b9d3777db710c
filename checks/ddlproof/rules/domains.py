"""Which domain a type is, what it asks of its values, and which tables have columns of one. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.model.names import QName
from ddlproof.model.types import Type, user_type
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


def users_of_domain(moment: Moment, name: QName) -> Iterator[QName]:
    """The tables with a column of a domain: the check of a new condition locks them and reads them."""
    for table in moment.view.freeze().tables:
        domains = (domain_of(moment, column.type) for column in table.columns)
        if any(domain is not None and domain.name == name for domain in domains):
            yield table.name


def users_of_type(moment: Moment, name: QName) -> Iterator[QName]:
    """The tables that lose a column when CASCADE drops its type."""
    wanted = user_type(name.schema, name.name)
    for table in moment.view.freeze().tables:
        if any(column.type.name == wanted for column in table.columns):
            yield table.name
