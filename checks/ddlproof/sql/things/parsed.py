"""Rules, and functions with a body in SQL's own form: PostgreSQL keeps both parsed, as it keeps a view's query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ddlproof.model.action import PutThing
from ddlproof.model.thing import PARSED, Thing
from ddlproof.sql.commands import normal_commands

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver


def settle_parsed(action: PutThing, resolver: Resolver) -> PutThing:
    """The thing with what it does in one spelling, and what that uses, as the schema is at this moment."""
    if resolver.printed:
        return action
    return replace(action, thing=settled(action.thing, resolver))


def settled(thing: Thing, resolver: Resolver) -> Thing:
    """The same; unchanged where nothing of it is kept parsed, or sqlglot cannot read it."""
    for name, text in thing.attributes:
        found = normal_commands(text, resolver, thing.table, thing.qname) if name in PARSED else None
        if found is not None:
            uses = tuple(dict.fromkeys((*thing.uses, *(used for used in found.uses if used != thing.qname))))
            return replace(thing, uses=uses).with_attributes({name: found.text})
    return thing
