"""Indexes in a draft."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.expression import Column
from ddlproof.model.index import Index, Key
from ddlproof.model.names import qualified
from ddlproof.model.opclass import default_opclass
from ddlproof.model.types import Type
from ddlproof.model.usertype import Domain
from ddlproof.sql.attached import attach_index, check_attached, drop_attached
from ddlproof.sql.constraints import add_constraint, drop_resting, index_columns
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import index_name
from ddlproof.sql.keyed import check_index
from ddlproof.sql.things.remarks import forget


def create_index(draft: Draft, action: a.CreateIndex) -> bool:
    """CREATE INDEX. An index lives in the schema of its table (documentation, CREATE INDEX)."""
    table = action.index.table
    made = draft.tables.get(table)
    view = draft.view(table)
    if made is None and (view is None or view.kind != "materialized view"):
        raise SqlError(f"table {table} does not exist here", span=action.at)
    # Of a materialized view the columns are not known.
    missing = set() if made is None or made.opaque else index_columns(action.index) - made.columns.keys()
    if missing:
        raise SqlError(f"column {min(missing)} of table {table} does not exist here", span=action.at)
    check_index(draft, action.index, action.at)
    taken = draft.relations(table.schema)
    name = table.sibling(action.index.name.name or index_name(action.index, taken))
    if draft.has_relation(name):
        if action.if_not_exists:
            return False
        raise SqlError(f"{name} exists already", span=action.at)
    alone = action.only and made is not None and bool(made.children)
    keys = tuple(_plain(draft, action.index, key) for key in action.index.keys)
    index = replace(action.index, name=name, keys=keys, valid=not alone)
    draft.add_index(index)
    if made is not None and made.partitioned is not None and not action.only:
        for child in made.children:
            attach_index(draft, child, index)
    return True


def _plain(draft: Draft, index: Index, key: Key) -> Key:
    """The key without an operator class and a collation that are those of its column anyway: none prints them."""
    made = draft.tables.get(index.table)
    column = made.columns.get(key.expression.name) if made is not None and isinstance(key.expression, Column) else None
    if column is None:
        return replace(key, collation="") if key.collation == "default" and made is None else key
    if key.collation == (column.collation or "default"):
        key = replace(key, collation="")
    type_ = base_type(draft, column.type)
    enum = qualified(type_.name) in draft.enums
    if key.opclass and not key.parameters and key.opclass == default_opclass(index.method, type_, enum=enum):
        key = replace(key, opclass="")
    return key


def base_type(draft: Draft, type_: Type) -> Type:
    """The type itself, or what a domain is made of."""
    seen: set[str] = set()
    while not type_.array and type_.name not in seen:
        seen.add(type_.name)
        name = qualified(type_.name)
        domain = draft.types.get(name) if name is not None else None
        if not isinstance(domain, Domain):
            break
        type_ = domain.type
    return type_


def drop_index(draft: Draft, action: a.DropIndex) -> bool:
    """DROP INDEX."""
    if action.index not in draft.indexes:
        owner = draft.owner_of(action.index)
        if owner is not None:
            message = f"index {action.index} cannot be dropped: the constraint {action.index.name} of {owner} needs it"
            raise SqlError(message, span=action.at, hint="Drop the constraint; the index goes with it.")
        if (partition := draft.attached_to(action.index)) is not None:
            message = f"index {action.index} cannot be dropped: {partition} has it because its parent has one"
            raise SqlError(message, span=action.at, hint="Drop that of the parent; this one goes with it.")
        if action.if_exists:
            return False
        raise SqlError(f"index {action.index} does not exist here", span=action.at)
    index = draft.indexes[action.index]
    if index.table in draft.tables:
        what, cascade, at = f"index {action.index}", action.cascade, action.at
        check_attached(draft, index.table, index, what, cascade, at)
        drop_resting(draft, index.table, index, what, cascade, at)
    draft.remove_index(action.index)
    if index.table in draft.tables:
        draft.tables[index.table].rename_index(action.index.name, None)
    forget(draft, "index", action.index)
    if index.table in draft.tables and draft.tables[index.table].partitioned is not None:
        drop_attached(draft, index.table, index)
    return True


def add_with_index(draft: Draft, action: a.AddConstraint, key: PrimaryKey | Unique, using: str) -> bool:
    """ADD PRIMARY KEY or UNIQUE USING INDEX: the index gets the constraint's name (documentation, ALTER TABLE)."""
    name = action.table.sibling(using)
    attached = draft.tables[action.table].attached.get(using)
    index = attached if isinstance(attached, Index) else draft.indexes.get(name)
    if index is None or index.table != action.table:
        raise SqlError(f"index {using} of table {action.table} does not exist here", span=action.at)
    if not index.unique or index.predicate is not None or len(index.columns) < len(index.keys):
        raise SqlError(
            f"index {using} cannot become a constraint",
            span=action.at,
            hint="It must be unique, and have neither expressions nor a predicate.",
        )
    named = key.name or using
    made = replace(key, name=named, columns=index.columns, include=index.include, number=index.number)
    if isinstance(made, Unique):
        made = replace(made, nulls_not_distinct=index.nulls_not_distinct, attnames=index.attnames)
    if attached is not None:
        draft.detach(action.table, using)
    else:
        draft.remove_index(name)
    try:
        add_constraint(draft, action.table, made, action.at)
    except SqlError:
        if attached is not None:
            draft.attach(action.table, index, using)
        else:
            draft.add_index(index)
        raise
    return True
