"""Enums in a draft."""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum
from ddlproof.source import Span
from ddlproof.sql.constraints import drop_column
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.remarks import forget


def create_enum(draft: Draft, action: a.CreateEnum) -> bool:
    """CREATE TYPE … AS ENUM. A table is a type too, an index is none."""
    if action.name in draft.enums or action.name in draft.tables:
        raise SqlError(f"{action.name} exists already", span=action.at)
    if len(set(action.labels)) < len(action.labels):
        raise SqlError(f"{action.name} has a value twice", span=action.at)
    draft.enums[action.name] = Enum(action.name, action.labels)
    return True


def _enum(draft: Draft, name: QName, at: Span) -> Enum:
    if name not in draft.enums:
        raise SqlError(f"type {name} does not exist here, or is no enum", span=at)
    return draft.enums[name]


def add_value(draft: Draft, action: a.AddEnumValue) -> bool:
    """ALTER TYPE … ADD VALUE."""
    labels = list(_enum(draft, action.name, action.at).labels)
    if action.label in labels:
        if action.if_not_exists:
            return False
        raise SqlError(f"{action.name} has the value '{action.label}' already", span=action.at)
    beside = action.before if action.before is not None else action.after
    if beside is not None and beside not in labels:
        raise SqlError(f"{action.name} has no value '{beside}'", span=action.at)
    place = len(labels) if beside is None else labels.index(beside) + (action.before is None)
    labels.insert(place, action.label)
    draft.enums[action.name] = Enum(action.name, tuple(labels))
    return True


def rename_value(draft: Draft, action: a.RenameEnumValue) -> bool:
    """ALTER TYPE … RENAME VALUE."""
    labels = _enum(draft, action.name, action.at).labels
    if action.label not in labels:
        raise SqlError(f"{action.name} has no value '{action.label}'", span=action.at)
    if action.to in labels:
        raise SqlError(f"{action.name} has the value '{action.to}' already", span=action.at)
    renamed = tuple(action.to if label == action.label else label for label in labels)
    draft.enums[action.name] = Enum(action.name, renamed)
    return True


def drop_type(draft: Draft, action: a.DropType) -> bool:
    """DROP TYPE; columns of the type go by CASCADE only."""
    if action.name not in draft.enums:
        if action.if_exists:
            return False
        raise SqlError(f"type {action.name} does not exist here", span=action.at)
    users = [
        (table, column.name)
        for table, made in draft.tables.items()
        for column in made.columns.values()
        if column.type.name == str(action.name)
    ]
    if users and not action.cascade:
        listed = ", ".join(f"{table}.{column}" for table, column in users)
        raise SqlError(f"type {action.name} is used by {listed}", span=action.at)
    for table, column in users:
        if column in draft.tables[table].columns:
            drop_column(draft, table, column, True, action.at)
    del draft.enums[action.name]
    forget(draft, "enum", action.name)
    return True
