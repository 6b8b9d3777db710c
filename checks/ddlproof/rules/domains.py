"""Which domain a type is. Not a rule."""

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
