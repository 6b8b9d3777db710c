"""Rules, and functions with a body in SQL's own form: PostgreSQL keeps both parsed, as it keeps a view's query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ddlproof.model.action import Action, ChangeThing, PutThing, Unread
from ddlproof.model.names import QName
from ddlproof.model.thing import AS_PRINTED, AS_WRITTEN, PARSED, Thing
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


_CONDITIONS = {"policy": ("using", "with check"), "rule": ("where",)}


def conditional_uses(thing: Thing, resolver: Resolver) -> tuple[QName, ...]:
    """What the conditions of a policy or rule use that only sqlglot reads: those with a query inside, and a rule's."""
    found: dict[QName, None] = {}
    for name in _CONDITIONS.get(thing.kind, ()):
        text = thing.get(f"{name}{AS_WRITTEN}") or thing.get(f"{name}{AS_PRINTED}")
        if text is not None and thing.table is not None:
            asked = f"select 1 from {thing.table} where {text}"
            query = normal_commands(asked, resolver, thing.table)
            found |= dict.fromkeys(() if query is None else query.uses)
    own = () if thing.table is None else (thing.table,)
    return tuple(name for name in found if name not in own)


def settle_parsed(action: PutThing | ChangeThing, resolver: Resolver) -> PutThing | ChangeThing:
    """The thing with what it does in one spelling, and what that uses, as the schema is at this moment."""
    if resolver.printed:
        return action
    if isinstance(action, ChangeThing):
        said = replace(action.thing, attributes=tuple((n, text) for n, text in action.changes if text is not None))
        return replace(action, thing=replace(action.thing, uses=(*said.uses, *conditional_uses(said, resolver))))
    thing = settled(action.thing, resolver)
    return replace(action, thing=replace(thing, uses=(*thing.uses, *conditional_uses(thing, resolver))))


def settled(thing: Thing, resolver: Resolver) -> Thing:
    """The same; unchanged where nothing of it is kept parsed, or sqlglot cannot read it."""
    for name, text in thing.attributes:
        found = normal_commands(text, resolver, thing.table, thing.qname) if name in PARSED else None
        if found is not None:
            uses = tuple(dict.fromkeys((*thing.uses, *(used for used in found.uses if used != thing.qname))))
            return replace(thing, uses=uses).with_attributes({name: found.text})
    return thing
