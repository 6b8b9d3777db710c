"""What a script refers to and nothing here makes: of a migration that is not known, or a platform's own."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.sql.draft import Draft


def elsewhere(draft: Draft, table: QName) -> bool:
    """Whether the table is not here and may be there all the same, as Supabase's auth.users is."""
    return table not in draft.tables and not (draft.whole and table.schema in draft.namespaces)


def as_far_as_seen(draft: Draft, action: a.CreateTable) -> a.CreateTable:
    """The table without parents and models that are elsewhere: not all its columns are known then."""
    table = action.table
    parents = table.inherits if table.partition is None else (table.partition.parent,)
    unseen = {name for name in (*parents, *(like.table for like in action.like)) if elsewhere(draft, name)}
    if not unseen:
        return action
    return replace(
        action,
        table=replace(
            table,
            columns=tuple(column for column in table.columns if column.type.name),  # the others are of the parent
            partition=None if unseen & set(parents) else table.partition,
            inherits=tuple(parent for parent in table.inherits if parent not in unseen),
            opaque=True,
        ),
        like=tuple(like for like in action.like if like.table not in unseen),
    )
