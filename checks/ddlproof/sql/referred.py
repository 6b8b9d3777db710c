"""What a foreign key refers to, and the key or index of that table which it rests on: it cannot be without it.

PostgreSQL documentation, CREATE TABLE, REFERENCES; `transformFkeyGetPrimaryKey` and `transformFkeyCheckAttrs` in
src/backend/commands/tablecmds.c.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model.constraint import ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.unseen import elsewhere

Carrier = PrimaryKey | Unique | Index
"""What keeps columns unique."""


def with_target(draft: Draft, key: ForeignKey, at: Span) -> ForeignKey:
    """The foreign key with the columns that it refers to filled in, as far as they are known."""
    target = draft.tables.get(key.target)
    if elsewhere(draft, key.target):
        return key
    if target is None:
        raise SqlError(f"the referenced table {key.target} does not exist here", span=at)
    primary = target.primary_key
    if not key.target_columns and primary is None and target.opaque:
        return key
    if not key.target_columns and primary is None:
        raise SqlError(f"the referenced table {key.target} has no primary key", span=at)
    columns = key.target_columns or (primary.columns if primary is not None else ())
    for column in columns:
        if column not in target.columns and not target.opaque:
            raise SqlError(f"the referenced column {column} of table {key.target} does not exist here", span=at)
    if len(columns) != len(key.columns):
        raise SqlError("the foreign key has another number of columns than the key it refers to", span=at)
    whole = replace(key, target_columns=columns)
    found = _oldest(draft, whole) if key.target_columns else primary
    if found is None or (isinstance(found, PrimaryKey) and found.deferrable):
        return _without_index(draft, whole, at)
    return replace(whole, rests_on=found.number)


def _without_index(draft: Draft, key: ForeignKey, at: Span) -> ForeignKey:
    listed = ", ".join(key.target_columns)
    if any(set(one.columns) == set(key.target_columns) for one in _carriers(draft, key.target)):
        message = f"{listed} of table {key.target} is kept unique by a deferrable constraint only, which no foreign key"
        raise SqlError(f"{message} can refer to", span=at)
    if draft.tables[key.target].opaque:
        return key
    message = f"no unique constraint and no unique index of table {key.target} has exactly the columns {listed}"
    raise SqlError(message, span=at, hint="The columns that a foreign key refers to must be unique.")


def rests_on(draft: Draft, key: ForeignKey, part: Carrier) -> bool:
    """Whether a foreign key rests on this key or index of the table that it refers to."""
    if key.rests_on:
        return key.rests_on == part.number
    found = _oldest(draft, key)
    return found is not None and found.number == part.number


def _oldest(draft: Draft, key: ForeignKey) -> Carrier | None:
    """The first one made of those with exactly the columns; one that is deferrable is none."""
    for one in _carriers(draft, key.target):
        timely = isinstance(one, Index) or (not one.deferrable and one.without_overlaps == key.period)
        if timely and sorted(one.columns) == sorted(key.target_columns):
            return one
    return None


def _carriers(draft: Draft, table: QName) -> list[Carrier]:
    made = draft.tables[table]
    parts = (*made.constraints.values(), *made.attached.values(), *(draft.indexes[name] for name in made.indexes))
    found = [one for one in parts if isinstance(one, PrimaryKey | Unique) or (isinstance(one, Index) and _whole(one))]
    return sorted(found, key=lambda one: one.number)


def _whole(index: Index) -> bool:
    """Whether it keeps its columns unique, in all rows."""
    return index.unique and index.valid and index.predicate is None and len(index.columns) == len(index.keys)
