"""Schemas in a draft: made, renamed, dropped with everything that lives in them and what depends on it."""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.names import QName, quote
from ddlproof.model.structure import DropSequence
from ddlproof.sql.draft import Draft
from ddlproof.sql.dropped import drop_with_children
from ddlproof.sql.namespace import missing, moved
from ddlproof.sql.sequences import drop_sequence
from ddlproof.sql.things import published, remarks
from ddlproof.sql.things.apply import drop_thing
from ddlproof.sql.things.depend import drop_type


def create_namespace(draft: Draft, action: a.CreateNamespace) -> bool:
    """CREATE SCHEMA."""
    fresh = action.name not in draft.namespaces
    if not fresh and not action.if_not_exists:
        raise SqlError(f"schema {action.name} exists already", span=action.at)
    draft.namespaces.add(action.name)
    return fresh


def drop_namespace(draft: Draft, action: a.DropNamespace) -> bool:
    """DROP SCHEMA."""
    if action.name not in draft.namespaces:
        if action.if_exists:
            return False
        raise missing(action.name, action.at)
    _empty(draft, action)
    draft.namespaces.remove(action.name)
    published.follow(draft, published.of_schema(action.name), None)
    remarks.forget(draft, "schema", quote(action.name))
    return True


def rename_namespace(draft: Draft, action: a.RenameNamespace) -> bool:
    """ALTER SCHEMA … RENAME TO."""
    if action.name not in draft.namespaces:
        raise missing(action.name, action.at)
    if action.to in draft.namespaces:
        raise SqlError(f"schema {quote(action.to)} exists already", span=action.at)
    draft.load(moved(draft.freeze(), action.name, action.to))
    published.follow(draft, published.of_schema(action.name), published.of_schema(action.to))
    return True


def _empty(draft: Draft, action: a.DropNamespace) -> None:
    """Drop what a schema holds.

    Raises:
        SqlError: it holds something, and CASCADE is not said; the draft is as before.
    """
    held = [str(name) for name in _held(draft, action.name)]
    if held and not action.cascade:
        raise SqlError(
            f"schema {quote(action.name)} cannot be dropped: {', '.join(held[:5])} is in it",
            span=action.at,
            hint="CASCADE drops that as well.",
        )
    for table in [name for name in draft.tables if name.schema == action.name]:
        if table in draft.tables:
            drop_with_children(draft, table, True, action.at)
    for thing in [t for t in draft.things.values() if t.qname is not None and t.qname.schema == action.name]:
        if thing.key in draft.things:
            drop_thing(draft, a.DropThing(at=action.at, thing=thing, cascade=True))
    for family in [
        f for f in draft.of_kind("operator family") if f.qname is not None and f.qname.schema == action.name
    ]:
        drop_thing(draft, a.DropThing(at=action.at, thing=family, cascade=True))  # a class that is dropped leaves it
    for extension in [t for t in draft.things.values() if t.kind == "extension"]:
        if (extension.get("schema") or "public") == action.name:
            drop_thing(draft, a.DropThing(at=action.at, thing=extension, cascade=True))
    for name in [name for name in (*draft.enums, *draft.types) if name.schema == action.name]:
        if name in draft.enums or name in draft.types:
            drop_type(draft, name, True, action.at)
    for sequence in [name for name in draft.sequences if name.schema == action.name]:
        drop_sequence(draft, DropSequence(at=action.at, sequence=sequence, cascade=True))


def _held(draft: Draft, schema: str) -> list[QName]:
    made = (*draft.tables, *draft.enums, *draft.types, *draft.sequences)
    names = [*made, *(thing.qname for thing in draft.things.values() if not thing.about)]
    return [name for name in names if name is not None and name.schema == schema]
