"""What looks renamed, and whether it was: on a server that ran the migration this can be known."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.diff.renames import Rename, renames
from ddlproof.model.schema import Schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.identities import Identity, Place, identities

_WHOLE = ("table", "index", "column", "enum value")


def renamed(before: Schema, after: Schema, was: Database, now: Database) -> tuple[str, ...]:
    """A note for each pair of a drop and an addition that look alike. `now` was cloned from `was`, and migrated."""
    found = renames(before, after)
    if not found:
        return ()
    old, new = identities(was), identities(now)
    return tuple(_notes(found, old, new))


def _notes(found: tuple[Rename, ...], old: dict[Place, Identity], new: dict[Place, Identity]) -> Iterator[str]:
    for rename in found:
        kind = rename.kind if rename.kind in _WHOLE else "constraint"
        one, other = (kind, rename.of, rename.part), (kind, rename.to, rename.part_to)
        where = f" of table {rename.table}" if rename.table is not None else ""
        what = f"{rename.kind} {rename.old}{where}"
        if _same(one, other, old, new):
            yield f"{what} is renamed to {rename.new}: it keeps its identity in the catalog, nothing is lost"
        else:
            lost = ", and what it held is lost" if rename.loses else ""
            yield f"{what} is dropped{lost}; {rename.new}, which looks the same, is another one: {rename.sql} renames"


def _same(one: Place, other: Place, old: dict[Place, Identity], new: dict[Place, Identity]) -> bool:
    return old.get(one) is not None and old.get(one) == new.get(other)
