"""Views, rules and parsed bodies that ask the same before and after, though their texts differ in names and aliases.

What the catalog prints of them speaks of tables and columns by the names that they have then.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.schema import Schema
from ddlproof.model.thing import AS_PRINTED, AS_WRITTEN, PARSED, VIEWS, Thing
from ddlproof.sql.commands import normal_commands
from ddlproof.sql.draft import Draft
from ddlproof.sql.query import normal_query
from ddlproof.sql.resolve import Resolver
from ddlproof.sql.things.parsed import conditional_uses

_PRINTED = {name.replace(AS_WRITTEN, AS_PRINTED): name for name in PARSED}


def legible(schema: Schema) -> Schema:
    """The schema with the things that the catalog printed as a file would have them, so that renames reach them."""
    printed = [thing for thing in schema.things if any(name.endswith(AS_PRINTED) for name, _ in thing.attributes)]
    if not printed:
        return schema
    resolver = Resolver(Draft(schema), ("public",))
    normal = {thing.key: _with_conditions(_normal(thing, resolver), resolver) for thing in printed}
    return replace(schema, things=tuple(normal.get(thing.key, thing) for thing in schema.things))


def _text(thing: Thing) -> tuple[str, str] | None:
    """What PostgreSQL keeps parsed of a thing, as the catalog printed it, with the name of the attribute."""
    return next(((name, text) for name, text in thing.attributes if name in _PRINTED), None)


def _normal(thing: Thing, resolver: Resolver) -> Thing:
    if (printed := _text(thing)) is None:
        return thing
    name, text = printed
    if thing.kind in VIEWS:
        found = normal_query(text, resolver, thing.columns)
    else:
        found = normal_commands(text, resolver, thing.table, thing.qname)
    if found is None:
        return thing
    return replace(thing.with_attributes({name: None, _PRINTED[name]: found.text}), uses=(*thing.uses, *found.uses))


def _with_conditions(thing: Thing, resolver: Resolver) -> Thing:
    return replace(thing, uses=(*thing.uses, *conditional_uses(thing, resolver)))


def alike(carried: Schema, before: Schema, after: Schema) -> Schema:
    """The schema with the text that a thing has after, where it asks the same; else with the one that it has before.

    `carried` is `before`, or what renames have made of it once it was `legible`.
    """
    later = {thing.key: thing for thing in after.things if _text(thing) is not None}
    pairs = [(thing, later[thing.key]) for thing in carried.things if thing.key in later and thing != later[thing.key]]
    if not pairs:
        return carried
    once = {thing.key: _text(thing) for thing in before.things}
    here, there = (Resolver(Draft(schema), ("public",)) for schema in (carried, after))
    made = {now.key: _paired(_normal(was, here), _normal(now, there), now, once.get(was.key)) for was, now in pairs}
    return replace(carried, things=tuple(made.get(thing.key, thing) for thing in carried.things))


def _paired(was: Thing, now: Thing, printed: Thing, before: tuple[str, str] | None) -> Thing:
    """The thing before, with a text that tells whether it asks the same after; `was` and `now` are in normal form."""
    said = _text(printed)
    if said is None:
        return was
    name, after = said
    query = was.get(_PRINTED[name])
    if query is not None and query == now.get(_PRINTED[name]):
        return was.with_attributes({_PRINTED[name]: None, name: after})
    first = None if before is None or before[0] != name else before[1]
    return was.with_attributes({_PRINTED[name]: None, name: query if first in (None, after) else first})
