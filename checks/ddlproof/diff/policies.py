"""What a changed policy lets through beside what it let through before.

PostgreSQL documentation, CREATE POLICY: a row passes an expression that is true of it, not one that is NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ddlproof.changed import Change
from ddlproof.diff.meaning import Sides, related
from ddlproof.errors import SqlError
from ddlproof.model.expression import Expression
from ddlproof.model.schema import Schema
from ddlproof.model.thing import Thing

PARTS = ("using", "with check")


def with_policies(
    changes: Iterable[Change], before: Schema, after: Schema, read: Callable[[str], Expression]
) -> tuple[Change, ...]:
    """The changes, those of the expressions of policies with how they relate; `read` reads an expression."""
    return tuple(_related(change, before, after, read) if _altered(change) else change for change in changes)


def _altered(change: Change) -> bool:
    return (change.kind, change.action, change.relation) == ("policy", "alter", None)


def _related(change: Change, before: Schema, after: Schema, read: Callable[[str], Expression]) -> Change:
    old, new = (_policy(schema, change) for schema in (before, after))
    if old is None or new is None or change.owner is None:
        return change
    part = next((one for one in PARTS if change.text.startswith(f"policy {new.name}: {one} ")), "")
    texts = [dict(thing.attributes).get(part) for thing in (old, new)]
    if None in texts:
        return change
    try:
        was, now = (read(str(text)) for text in texts)
    except SqlError:
        return change  # an expression that is not read is one of which nothing is known
    sides = Sides((before.table(change.owner), before), (after.table(change.owner), after))
    made = related(change, sides.relate([was], [now], where=True))
    return replace(
        made, witness=made.witness and replace(made.witness, title="a row that only one of the two lets through")
    )


def _policy(schema: Schema, change: Change) -> Thing | None:
    found = (thing for thing in schema.things if thing.kind == "policy" and thing.table == change.owner)
    return next((thing for thing in found if change.text.startswith(f"policy {thing.name}: ")), None)
