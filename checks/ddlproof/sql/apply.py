"""Actions applied to a draft, as PostgreSQL would apply them, with the errors that it would raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Call, Cast, Constant
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Column
from ddlproof.model.thing import column_of
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql import namespace
from ddlproof.sql.constraints import add_constraint, add_constraints, drop_column, drop_constraint, drop_table
from ddlproof.sql.draft import TEMPORARY, Draft, TableDraft
from ddlproof.sql.emptied import empty_namespace
from ddlproof.sql.enums import add_value, create_enum, drop_type, rename_value
from ddlproof.sql.implicit import choose
from ddlproof.sql.indexes import add_with_index, create_index, drop_index
from ddlproof.sql.rename import rename_column, rename_constraint, rename_index, rename_table
from ddlproof.sql.things import remarks
from ddlproof.sql.things.apply import change_thing, drop_thing, put_thing
from ddlproof.sql.things.depend import drop_users_of
from ddlproof.sql.things.privileges import grant


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


def _apply(draft: Draft, action: a.Action) -> bool:
    handler: Callable[[Draft, Any], bool] | None = _HANDLERS.get(type(action))
    if handler is None:
        return False
    table = None if isinstance(action, a.CreateTable | a.DropTable | a.RenameTable) else getattr(action, "table", None)
    if table is not None and table not in draft.tables:
        if action.optional or draft.view(table) is not None:
            return False
        if isinstance(action, a.RenameColumn) and draft.has_relation(table):
            return False  # the columns of an index have names of their own, which mean nothing
        raise SqlError(
            f"table {table} does not exist here", span=action.at, hint="Is it made by a file that was not given?"
        )
    return handler(draft, action)


def _column(draft: Draft, table: QName, column: str, at: Span) -> Column:
    columns = draft.tables[table].columns
    if column not in columns:
        raise SqlError(f"column {column} of table {table} does not exist here", span=at)
    return columns[column]


def _change(draft: Draft, table: QName, column: Column) -> bool:
    columns = draft.tables[table].columns
    changed = columns[column.name] != column
    columns[column.name] = column
    return changed


def _namespace(draft: Draft, action: a.CreateNamespace) -> bool:
    fresh = action.name not in draft.namespaces
    if not fresh and not action.if_not_exists:
        raise SqlError(f"schema {action.name} exists already", span=action.at)
    draft.namespaces.add(action.name)
    return fresh


def _drop_namespace(draft: Draft, action: a.DropNamespace) -> bool:
    if action.name not in draft.namespaces:
        if action.if_exists:
            return False
        raise namespace.missing(action.name, action.at)
    empty_namespace(draft, action)
    draft.namespaces.remove(action.name)
    remarks.forget(draft, "schema", quote(action.name))
    return True


def _rename_namespace(draft: Draft, action: a.RenameNamespace) -> bool:
    if action.name not in draft.namespaces:
        raise namespace.missing(action.name, action.at)
    if action.to in draft.namespaces:
        raise SqlError(f"schema {quote(action.to)} exists already", span=action.at)
    draft.load(namespace.moved(draft.freeze(), action.name, action.to))
    return True


def _create_table(draft: Draft, action: a.CreateTable) -> bool:
    name = action.table.name
    if draft.has(name):
        if action.if_not_exists:
            return False
        if name.schema != TEMPORARY:
            raise SqlError(f"{name} exists already", span=action.at)
        draft.remove_table(name)  # ON COMMIT DROP may have taken the first one
    draft.add_table(name, TableDraft())
    try:
        for column in action.table.columns:
            _new_column(draft, name, column, column.name in action.serials, action.at)
        add_constraints(draft, name, action.table.constraints, action.at)
    except SqlError:
        draft.remove_table(name)
        raise
    return True


def _new_column(draft: Draft, table: QName, column: Column, serial: bool, at: Span) -> None:
    """Add a column, with the sequence that a serial type stands for (documentation, section 8.1.4) or an identity."""
    columns = draft.tables[table].columns
    if column.name in columns:
        raise SqlError(f"column {column.name} of table {table} exists already", span=at)
    if serial or column.identity is not None:
        sequence = table.sibling(choose(table.name, column.name, "seq", draft.relations(table.schema)))
        draft.own(table, column.name, sequence)
        if serial:
            default = Call("nextval", (Cast(Constant("string", str(sequence)), Type("regclass")),))
            column = replace(column, default=default)
    columns[column.name] = column


def _drop_table(draft: Draft, action: a.DropTable) -> bool:
    if action.table not in draft.tables:
        if action.if_exists:
            return False
        raise SqlError(
            f"table {action.table} does not exist here", span=action.at, hint="Is it made by a file that was not given?"
        )
    drop_users_of(draft, action.table, f"table {action.table}", action.cascade, action.at, action.along)
    drop_table(draft, action.table, action.cascade, action.at)
    return True


def _add_column(draft: Draft, action: a.AddColumn) -> bool:
    columns = draft.tables[action.table].columns
    name = action.column.name
    if name in columns and action.if_not_exists:
        return False
    _new_column(draft, action.table, action.column, action.serial, action.at)
    try:
        add_constraints(draft, action.table, action.constraints, action.at)
    except SqlError:
        drop_column(draft, action.table, name, True, action.at)
        raise
    return True


def _drop_column(draft: Draft, action: a.DropColumn) -> bool:
    if action.column not in draft.tables[action.table].columns and action.if_exists:
        return False
    _column(draft, action.table, action.column, action.at)
    what = f"column {action.column} of table {action.table}"
    drop_users_of(draft, column_of(action.table, action.column), what, action.cascade, action.at)
    drop_column(draft, action.table, action.column, action.cascade, action.at)
    return True


def _set_type(draft: Draft, action: a.SetType) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    return _change(draft, action.table, replace(column, type=action.type, collation=action.collation))


def _set_default(draft: Draft, action: a.SetDefault) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    return _change(draft, action.table, replace(column, default=action.default))


def _set_not_null(draft: Draft, action: a.SetNotNull) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    key = draft.tables[action.table].primary_key
    if not action.not_null and key is not None and action.column in key.columns:
        raise SqlError(f"column {action.column} is in the primary key {key.name}, which needs NOT NULL", span=action.at)
    return _change(draft, action.table, replace(column, not_null=action.not_null))


def _add_constraint(draft: Draft, action: a.AddConstraint) -> bool:
    constraint = action.constraint
    if action.using_index is not None and isinstance(constraint, PrimaryKey | Unique):
        return add_with_index(draft, action, constraint, action.using_index)
    add_constraint(draft, action.table, constraint, action.at)
    return True


def _validate(draft: Draft, action: a.ValidateConstraint) -> bool:
    constraints = draft.tables[action.table].constraints
    if action.name not in constraints:
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    constraint = constraints[action.name]
    if not isinstance(constraint, Check | ForeignKey) or constraint.validated:
        return False
    constraints[action.name] = replace(constraint, validated=True)
    return True


def _drop_constraint(draft: Draft, action: a.DropConstraint) -> bool:
    if action.name not in draft.tables[action.table].constraints:
        if action.if_exists:
            return False
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    drop_constraint(draft, action.table, action.name, action.cascade, action.at)
    return True


_HANDLERS: dict[type, Callable[[Draft, Any], bool]] = {
    a.CreateNamespace: _namespace,
    a.DropNamespace: _drop_namespace,
    a.RenameNamespace: _rename_namespace,
    a.CreateTable: _create_table,
    a.DropTable: _drop_table,
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
    a.RenameIndex: rename_index,
    a.CreateEnum: create_enum,
    a.AddEnumValue: add_value,
    a.RenameEnumValue: rename_value,
    a.DropType: drop_type,
    a.PutThing: put_thing,
    a.DropThing: drop_thing,
    a.ChangeThing: change_thing,
    a.Grant: grant,
}
