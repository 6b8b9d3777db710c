"""Rules, and functions with a body in SQL's own form: PostgreSQL keeps both parsed, as it keeps a view's query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ddlproof.model.action import Action, PutThing, Unread
from ddlproof.model.thing import PARSED, Thing
from ddlproof.sql.commands import is_read, normal_commands

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver


def with_doubt(action: PutThing, verb: str = "CREATE") -> tuple[Action, ...]:
    """The action, and beside it what cannot be known where sqlglot does not read what PostgreSQL keeps parsed."""
    texts = [text for name, text in action.thing.attributes if name in PARSED]
    if all(is_read(text) for text in texts):
        return (action,)
    why = f"what this {action.thing.kind} does is not understood, nor what it depends on"
    return (action, Unread(at=action.at, verb=verb, why=why))


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
