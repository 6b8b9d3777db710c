"""Renames in a draft: a new name goes everywhere where the old one is mentioned."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import expression as e
from ddlproof.model.constraint import OWN_INDEX, Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.source import Span
from ddlproof.sql.constraints import dependants
from ddlproof.sql.draft import Draft, check_of
from ddlproof.sql.implicit import attnames
from ddlproof.sql.notnull import column_with, named, rename_not_null
from ddlproof.sql.things.columns import rename_column_used
from ddlproof.sql.things.remarks import move, move_part
from ddlproof.sql.words import rename_word


def rename_constraint(draft: Draft, action: a.RenameConstraint) -> bool:
    """RENAME CONSTRAINT; the index behind a key is renamed with it."""
    made = draft.tables[action.table]
    if action.name not in made.constraints:
        if (column := column_with(made, action.table, action.name)) is not None:
            rename_not_null(draft, action, column)
            return False
        if isinstance(made.attached.get(action.name), OWN_INDEX):
            return _rename_attached(draft, action.table, action.name, action.to, action.at)
        if made.opaque:
            return False
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    key = isinstance(made.constraints[action.name], OWN_INDEX)
    if action.to in made.constraints or (key and draft.has_relation(action.table.sibling(action.to))):
        raise SqlError(f"{action.to} exists already", span=action.at)
    draft.rename(action.table, action.name, action.to)
    made.own = tuple(check_of(action.to) if name == check_of(action.name) else name for name in made.own)
    if key:
        made.rename_index(action.name, action.to)
    move_part(draft, action.table, "constraint", action.name, action.to)
    return True


def rename_index(draft: Draft, action: a.RenameIndex) -> bool:
    """ALTER INDEX … RENAME; of the index behind a key, the constraint's name changes too."""
    if action.index not in draft.indexes:
        owner = draft.owner_of(action.index)
        if owner is not None:
            rename = a.RenameConstraint(at=action.at, table=owner, name=action.index.name, to=action.to)
            return rename_constraint(draft, rename)
        if (partition := draft.attached_to(action.index)) is not None:
            return _rename_attached(draft, partition, action.index.name, action.to, action.at)
        if action.if_exists:
            return False
        raise SqlError(f"index {action.index} does not exist here", span=action.at)
    to = action.index.sibling(action.to)
    if draft.has_relation(to):
        raise SqlError(f"{to} exists already", span=action.at)
    renamed = replace(draft.remove_index(action.index), name=to)
    draft.add_index(renamed)
    if renamed.table in draft.tables:
        draft.tables[renamed.table].rename_index(action.index.name, action.to)
    move(draft, Thing("index", action.index), Thing("index", to))
    return True


def _rename_attached(draft: Draft, table: QName, name: str, to: str, at: Span) -> bool:
    """What a partition has because of its parent has a name of its own, of which the model says nothing."""
    if draft.has_relation(table.sibling(to)):
        raise SqlError(f"{table.sibling(to)} exists already", span=at)
    part = draft.detach(table, name)
    renamed = replace(part, name=table.sibling(to)) if isinstance(part, Index) else replace(part, name=to)
    draft.attach(table, renamed, to)
    draft.tables[table].rename_index(name, to)
    if isinstance(part, Index):
        move(draft, Thing("index", table.sibling(name)), Thing("index", table.sibling(to)))
    else:
        move_part(draft, table, "constraint", name, to)
    return False


def rename_column(draft: Draft, action: a.RenameColumn) -> bool:
    """RENAME COLUMN: in constraints, indexes, generated columns and the foreign keys of other tables."""
    table, column, to = action.table, action.column, action.to
    made = draft.tables[table]
    if column not in made.columns and not made.opaque:
        raise SqlError(f"column {column} of table {table} does not exist here", span=action.at)
    if to in made.columns:
        raise SqlError(f"column {to} of table {table} exists already", span=action.at)
    rename_column_used(draft, table, column, to)
    made.own = tuple(to if name == column else name for name in made.own)
    columns = [replace(named(table, c), name=to) if c.name == column else c for c in made.columns.values()]
    made.columns = {c.name: replace(c, generated=_maybe(c.generated, column, to)) for c in columns}
    if column in made.sequences:
        sequence = made.sequences[column]
        draft.disown(table, column)
        draft.own(table, to, sequence)
    for sequence in made.owned:
        if draft.sequences[sequence].column == column:
            draft.sequences[sequence] = replace(draft.sequences[sequence], column=to)
    if made.partitioned is not None:
        keys = tuple(replace(key, expression=rename(key.expression, column, to)) for key in made.partitioned.keys)
        made.partitioned = replace(made.partitioned, keys=keys)
    for attached, part in made.attached.items():
        made.attached[attached] = (
            renamed_index(part, column, to) if isinstance(part, Index) else _renamed(part, column, to)
        )
    for constraint in list(made.constraints.values()):
        made.constraints[constraint.name] = _renamed(constraint, column, to)
    for owner, key in dependants(draft, table, (column,)):
        current = draft.tables[owner].constraints[key.name]
        if isinstance(current, ForeignKey):
            refers = replace(current, target_columns=_names(current.target_columns, column, to))
            draft.tables[owner].constraints[key.name] = refers
    for name in made.indexes:
        draft.indexes[name] = renamed_index(draft.indexes[name], column, to)
    move_part(draft, table, "column", column, to)
    return True


def _names(names: tuple[str, ...], column: str, to: str) -> tuple[str, ...]:
    return tuple(to if name == column else name for name in names)


def _renamed(constraint: Constraint, column: str, to: str) -> Constraint:
    match constraint:
        case Check():
            return replace(constraint, expression=rename(constraint.expression, column, to))
        case ForeignKey():
            deleted = _names(constraint.on_delete_columns, column, to)
            return replace(constraint, columns=_names(constraint.columns, column, to), on_delete_columns=deleted)
        case Exclude():
            elements = tuple(
                (replace(k, expression=rename(k.expression, column, to)), o) for k, o in constraint.elements
            )
            include = _names(constraint.include, column, to)
            predicate = _maybe(constraint.predicate, column, to)
            kept = attnames(constraint)
            return replace(constraint, elements=elements, include=include, predicate=predicate, attnames=kept)
        case PrimaryKey():
            include = _names(constraint.include, column, to)
            return replace(constraint, columns=_names(constraint.columns, column, to), include=include)
        case Unique():
            include, kept = _names(constraint.include, column, to), attnames(constraint)
            return replace(constraint, columns=_names(constraint.columns, column, to), include=include, attnames=kept)


def renamed_index(index: Index, column: str, to: str) -> Index:
    """The same index with a column renamed."""
    return replace(
        index,
        keys=tuple(replace(key, expression=rename(key.expression, column, to)) for key in index.keys),
        include=_names(index.include, column, to),
        predicate=_maybe(index.predicate, column, to),
        attnames=attnames(index),
    )


def _maybe(node: e.Expression | None, column: str, to: str) -> e.Expression | None:
    return None if node is None else rename(node, column, to)


def rename(node: e.Expression, column: str, to: str) -> e.Expression:
    """The same expression with a column renamed."""
    if isinstance(node, e.Column):
        return e.Column(to) if node.name == column else node
    if isinstance(node, e.Opaque):
        return _opaque(node, column, to) if column in node.columns else node
    return e.rebuild(node, tuple(rename(part, column, to) for part in e.children(node)))


def _opaque(node: e.Opaque, column: str, to: str) -> e.Opaque:
    return e.Opaque(rename_word(node.sql, column, to), _names(node.columns, column, to))
