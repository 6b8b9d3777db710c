"""Views that ask the same before and after: the texts may differ in names that were changed, and in aliases.

What the catalog prints of a view speaks of tables and columns by the names that they have then.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.schema import Schema
from ddlproof.model.thing import AS_PRINTED, DEFINITION, VIEWS, Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.query import normal_query
from ddlproof.sql.resolve import Resolver

_PRINTED = f"definition{AS_PRINTED}"


def legible(schema: Schema) -> Schema:
    """The schema with the views that the catalog printed as a file would have them, so that renames reach them."""
    printed = [thing for thing in schema.things if thing.kind in VIEWS and thing.get(_PRINTED) is not None]
    if not printed:
        return schema
    resolver = Resolver(Draft(schema), ("public",))
    normal = {view.key: _normal(view, resolver) for view in printed}
    return replace(schema, things=tuple(normal.get(thing.key, thing) for thing in schema.things))


def _normal(view: Thing, resolver: Resolver) -> Thing:
    text = view.get(_PRINTED)
    found = normal_query(text, resolver, view.columns) if text is not None else None
    if found is None:
        return view
    return replace(view.with_attributes({_PRINTED: None, DEFINITION: found.text}), uses=found.uses)


def alike(carried: Schema, before: Schema, after: Schema) -> Schema:
    """The schema with the text that a view has after, where it asks the same; else with the one that it has before.

    `carried` is `before`, or what renames have made of it once it was `legible`.
    """
    later = {thing.key: thing for thing in after.things if thing.kind in VIEWS and thing.get(_PRINTED) is not None}
    pairs = [(view, later[view.key]) for view in carried.things if view.key in later and view != later[view.key]]
    if not pairs:
        return carried
    once = {thing.key: thing.get(_PRINTED) for thing in before.things if thing.kind in VIEWS}
    here, there = (Resolver(Draft(schema), ("public",)) for schema in (carried, after))
    made = {now.key: _paired(_normal(was, here), _normal(now, there), now, once.get(was.key)) for was, now in pairs}
    return replace(carried, things=tuple(made.get(thing.key, thing) for thing in carried.things))


def _paired(was: Thing, now: Thing, printed: Thing, before: str | None) -> Thing:
    """The view before, with a text that tells whether it asks the same after; `was` and `now` are in normal form."""
    query, after = was.get(DEFINITION), printed.get(_PRINTED)
    if query is not None and query == now.get(DEFINITION):
        return was.with_attributes({DEFINITION: None, _PRINTED: after})
    return was.with_attributes({DEFINITION: None, _PRINTED: query if before in (None, after) else before})
