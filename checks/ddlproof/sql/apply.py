"""Actions applied to a draft, as PostgreSQL would apply them, with the errors that it would raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.source import Span
from ddlproof.sql.attached import attach_constraint, check_attached, drop_attached
from ddlproof.sql.constraints import add_constraint, add_constraints, drop_constraint, remove_column
from ddlproof.sql.draft import Draft
from ddlproof.sql.dropped import drop_table_named
from ddlproof.sql.enums import add_value, create_enum, rename_value
from ddlproof.sql.family import (
    attach_index_partition,
    attach_partition,
    detach_partition,
    for_children,
)
from ddlproof.sql.fitting import check_default, check_new_type, check_shape
from ddlproof.sql.heirs import check_column_is_own, set_inherit
from ddlproof.sql.indexes import add_with_index, create_index, drop_index
from ddlproof.sql.move import move_table, rename_by_index, rename_table
from ddlproof.sql.namespaces import create_namespace, drop_namespace, rename_namespace
from ddlproof.sql.notnull import column_with, set_not_null, validate_not_null
from ddlproof.sql.rename import rename_column, rename_constraint
from ddlproof.sql.sequences import alter_sequence, create_sequence, drop_sequence, rename_sequence
from ddlproof.sql.tables import (
    alter_constraint,
    cluster_on,
    create_table,
    new_column,
    set_column,
    set_expression,
    set_index,
    set_table,
)
from ddlproof.sql.things.apply import change_thing, drop_thing, put_thing
from ddlproof.sql.things.defaults import give
from ddlproof.sql.things.depend import drop_column
from ddlproof.sql.things.foreign_altered import as_foreign
from ddlproof.sql.things.mentions import check_type_is_free
from ddlproof.sql.things.privileges import grant
from ddlproof.sql.typed import set_of
from ddlproof.sql.usertypes import (
    alter_attribute,
    create_type,
    domain_check,
    drop_type_named,
    rename_type,
    set_domain,
)
from ddlproof.sql.views import OfView, alter_view


def apply(draft: Draft, action: a.Action) -> bool:
    """Change the draft as the action says; names are resolved already. Whether anything changed.

    Raises:
        SqlError: PostgreSQL would refuse it; the draft is as before.
    """
    if not action.conditional:
        return _apply(draft, action)
    try:
        return _apply(draft, action)
    except SqlError:
        return False  # it stands behind a condition or a handler of exceptions


def _apply(draft: Draft, action: a.Action, *, carried: bool = False) -> bool:
    handler: Callable[[Draft, Any], bool] | None = _HANDLERS.get(type(action))
    if handler is None:
        return False
    table = None if isinstance(action, _OWN_LOOK) else getattr(action, "table", None)
    if table is not None and table not in draft.tables:
        if isinstance(action, OfView) and (view := draft.view(table)) is not None:
            return alter_view(draft, view, action)
        if (foreign := next(iter(draft.named(table, "foreign table")), None)) is not None:
            return change_thing(draft, as_foreign(foreign, action))
        if action.optional or draft.view(table) is not None:
            return False
        if isinstance(action, a.RenameColumn) and draft.has_relation(table):
            return False  # the columns of an index have names of their own, which mean nothing
        raise SqlError(
            f"table {table} does not exist here", span=action.at, hint="Is it made by a file that was not given?"
        )
    if not carried:
        check_column_is_own(draft, action)
    changed = handler(draft, action)
    if changed:
        give(draft, action)
    for followed in for_children(draft, action):
        changed |= _apply(draft, followed, carried=True)
    return changed


_OWN_LOOK = (a.CreateTable, a.DropTable, a.RenameTable, s.MoveTable)


def _column(draft: Draft, table: QName, column: str, at: Span) -> Column | None:
    """The column; None where it may be one of those that are not known."""
    columns = draft.tables[table].columns
    if column not in columns:
        if draft.tables[table].opaque:
            return None
        raise SqlError(f"column {column} of table {table} does not exist here", span=at)
    return columns[column]


def _change(draft: Draft, table: QName, column: Column) -> bool:
    columns = draft.tables[table].columns
    changed = columns[column.name] != column
    columns[column.name] = column
    return changed


def _add_column(draft: Draft, action: a.AddColumn) -> bool:
    columns = draft.tables[action.table].columns
    name = action.column.name
    if name in columns and action.if_not_exists:
        return False
    if action.refused is not None:
        raise action.refused
    new_column(draft, action.table, action.column, action.serial, action.at, action.sequence)
    try:
        add_constraints(draft, action.table, action.constraints, action.at)
    except SqlError:
        remove_column(draft, action.table, name, True, action.at)
        raise
    return True


def _drop_column(draft: Draft, action: a.DropColumn) -> bool:
    if action.column not in draft.tables[action.table].columns and action.if_exists:
        return False
    if _column(draft, action.table, action.column, action.at) is None:
        return False
    drop_column(draft, action.table, action.column, action.cascade, action.at, only=action.only)
    return True


def _set_type(draft: Draft, action: a.SetType) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    if column is None:
        return False
    check_type_is_free(draft, action.table, action.column, action.at)
    check_shape(action.column, action.table, action.type, action.collation, action.at)
    check_new_type(draft, action.table, column, action.type, action.using, action.at)
    new = replace(column, type=action.type, collation=action.collation)
    if column.type != action.type:
        # Values of another type are stored as that type has it, and what is known of the old ones is gone.
        kept = tuple(pair for pair in column.attributes if pair[0] not in ("storage", "compression"))
        new = replace(new, attributes=kept)
    return _change(draft, action.table, new)


def _set_default(draft: Draft, action: a.SetDefault) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    if column is None:
        return False
    if column.identity is not None or column.generated is not None:
        kind = "an identity" if column.identity is not None else "a generated"
        message = f"column {column.name} of table {action.table} is {kind} column, which has no default of its own"
        raise SqlError(message, span=action.at)
    if action.default is not None:
        check_default(draft, action.table, column, action.default, action.at)
    return _change(draft, action.table, replace(column, default=action.default))


def _set_not_null(draft: Draft, action: a.SetNotNull) -> bool:
    return _column(draft, action.table, action.column, action.at) is not None and set_not_null(draft, action)


def _add_constraint(draft: Draft, action: a.AddConstraint) -> bool:
    constraint = action.constraint
    if action.using_index is not None and isinstance(constraint, PrimaryKey | Unique):
        return add_with_index(draft, action, constraint, action.using_index)
    before = set(draft.tables[action.table].constraints)
    add_constraint(draft, action.table, constraint, action.at)
    made = draft.tables[action.table]
    if made.partitioned is not None and not action.only:
        for name in made.constraints.keys() - before:
            for child in made.children:
                attach_constraint(draft, child, made.constraints[name])
    return True


def _validate(draft: Draft, action: a.ValidateConstraint) -> bool:
    constraints = draft.tables[action.table].constraints
    column = column_with(draft.tables[action.table], action.table, action.name)
    if column is not None and action.name not in constraints:
        return validate_not_null(draft, action.table, column)
    if action.name not in constraints:
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    constraint = constraints[action.name]
    if not isinstance(constraint, Check | ForeignKey) or constraint.validated:
        return False
    constraints[action.name] = replace(constraint, validated=True)
    return True


def _drop_constraint(draft: Draft, action: a.DropConstraint) -> bool:
    made = draft.tables[action.table]
    if action.name not in made.constraints:
        if (column := column_with(made, action.table, action.name)) is not None:
            table, only = action.table, action.only
            dropped = a.SetNotNull(at=action.at, table=table, column=column.name, not_null=False, only=only)
            return set_not_null(draft, dropped)
        if action.if_exists or made.opaque:
            return False
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    constraint = made.constraints[action.name]
    check_attached(draft, action.table, constraint, f"constraint {action.name}", action.cascade, action.at)
    drop_constraint(draft, action.table, action.name, action.cascade, action.at)
    if made.partitioned is not None:
        drop_attached(draft, action.table, constraint)
    return True


_HANDLERS: dict[type, Callable[[Draft, Any], bool]] = {
    a.CreateNamespace: create_namespace,
    a.DropNamespace: drop_namespace,
    a.RenameNamespace: rename_namespace,
    a.CreateTable: create_table,
    a.DropTable: drop_table_named,
    a.RenameTable: rename_table,
    a.AddColumn: _add_column,
    a.DropColumn: _drop_column,
    a.RenameColumn: rename_column,
    a.SetType: _set_type,
    a.SetDefault: _set_default,
    a.SetNotNull: _set_not_null,
    a.AddConstraint: _add_constraint,
    a.ValidateConstraint: _validate,
    a.DropConstraint: _drop_constraint,
    a.RenameConstraint: rename_constraint,
    a.CreateIndex: create_index,
    a.DropIndex: drop_index,
    a.RenameIndex: rename_by_index,
    a.CreateEnum: create_enum,
    a.AddEnumValue: add_value,
    a.RenameEnumValue: rename_value,
    a.DropType: drop_type_named,
    s.SetTable: set_table,
    s.SetColumn: set_column,
    s.SetExpression: set_expression,
    s.SetIndex: set_index,
    s.ClusterOn: cluster_on,
    s.AlterConstraint: alter_constraint,
    s.AttachPartition: attach_partition,
    s.DetachPartition: detach_partition,
    s.AttachIndex: attach_index_partition,
    s.Inherit: set_inherit,
    s.CreateSequence: create_sequence,
    s.AlterSequence: alter_sequence,
    s.DropSequence: drop_sequence,
    s.RenameSequence: rename_sequence,
    s.CreateType: create_type,
    s.RenameType: rename_type,
    s.AlterAttribute: alter_attribute,
    s.SetDomain: set_domain,
    s.DomainCheck: domain_check,
    s.MoveTable: move_table,
    s.OfType: set_of,
    a.PutThing: put_thing,
    a.DropThing: drop_thing,
    a.ChangeThing: change_thing,
    a.Grant: grant,
}
