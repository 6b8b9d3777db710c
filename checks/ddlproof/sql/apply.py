"""Actions applied to a draft, as PostgreSQL would apply them, with the errors that it would raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Call, Cast, Constant
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum
from ddlproof.model.table import Column
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql.constraints import add_constraint, drop_column, drop_constraint, drop_table, rename_column
from ddlproof.sql.draft import Draft, TableDraft
from ddlproof.sql.implicit import choose, index_name


def apply(draft: Draft, action: a.Action) -> bool:
    """Change the draft as the action says; names are resolved already. Whether anything changed.

    Raises:
        SqlError: PostgreSQL would refuse it; the draft is as before.
    """
    handler: Callable[[Draft, Any], bool | None] | None = _HANDLERS.get(type(action))
    return handler is not None and handler(draft, action) is not False


def _table(draft: Draft, name: QName, at: Span) -> TableDraft:
    if name not in draft.tables:
        raise SqlError(f"table {name} does not exist here", span=at, hint="Is it made by a file that was not given?")
    return draft.tables[name]


def _column(draft: Draft, table: QName, column: str, at: Span) -> Column:
    columns = _table(draft, table, at).columns
    if column not in columns:
        raise SqlError(f"column {column} of table {table} does not exist here", span=at)
    return columns[column]


def _change(draft: Draft, table: QName, column: Column) -> bool:
    columns = draft.tables[table].columns
    changed = columns[column.name] != column
    columns[column.name] = column
    return changed


def _namespace(draft: Draft, action: a.CreateNamespace) -> bool:
    if action.name in draft.namespaces and not action.if_not_exists:
        raise SqlError(f"schema {action.name} exists already", span=action.at)
    fresh = action.name not in draft.namespaces
    draft.namespaces.add(action.name)
    return fresh


def _create_table(draft: Draft, action: a.CreateTable) -> bool:
    name = action.table.name
    if action.temporary:
        return False
    if draft.has(name):
        if action.if_not_exists:
            return False
        raise SqlError(f"{name} exists already", span=action.at)
    made = draft.tables[name] = TableDraft()
    for column in action.table.columns:
        if column.name in made.columns:
            raise SqlError(f"column {column.name} of table {name} is defined twice", span=action.at)
        made.columns[column.name] = _with_sequence(draft, name, column, column.name in action.serials)
    try:
        _constraints(draft, name, action.table.constraints, action.at)
    except SqlError:
        del draft.tables[name]
        raise
    return True


def _with_sequence(draft: Draft, table: QName, column: Column, serial: bool) -> Column:
    """The column that a serial type stands for (documentation, section 8.1.4)."""
    if not serial:
        return column
    sequence = table.sibling(choose(table.name, column.name, "seq", draft.relation_names(table.schema)))
    default = Call("nextval", (Cast(Constant("string", str(sequence)), Type("regclass")),))
    return replace(column, default=default)


def _constraints(draft: Draft, table: QName, constraints: tuple[Constraint, ...], at: Span) -> None:
    # PostgreSQL makes the indexes of keys before foreign keys, which may refer to them.
    keys = [c for c in constraints if isinstance(c, PrimaryKey | Unique)]
    for constraint in keys + [c for c in constraints if c not in keys]:
        add_constraint(draft, table, constraint, at)


def _drop_table(draft: Draft, action: a.DropTable) -> bool:
    if action.table not in draft.tables and action.if_exists:
        return False
    _table(draft, action.table, action.at)
    drop_table(draft, action.table, action.cascade, action.at)
    return True


def _rename_table(draft: Draft, action: a.RenameTable) -> bool:
    if action.table not in draft.tables and action.if_exists:
        return False
    _table(draft, action.table, action.at)
    to = action.table.sibling(action.to)
    if draft.has(to):
        raise SqlError(f"{to} exists already", span=action.at)
    draft.tables[to] = draft.tables.pop(action.table)
    for index in [i for i in draft.indexes.values() if i.table == action.table]:
        draft.indexes[index.name] = replace(index, table=to)
    for table in draft.tables.values():
        for name, constraint in table.constraints.items():
            if isinstance(constraint, ForeignKey) and constraint.target == action.table:
                table.constraints[name] = replace(constraint, target=to)
    return True


def _add_column(draft: Draft, action: a.AddColumn) -> bool:
    if action.table not in draft.tables and action.if_exists:
        return False
    table = _table(draft, action.table, action.at)
    if action.column.name in table.columns:
        if action.if_not_exists:
            return False
        raise SqlError(f"column {action.column.name} of table {action.table} exists already", span=action.at)
    table.columns[action.column.name] = _with_sequence(draft, action.table, action.column, action.serial)
    _constraints(draft, action.table, action.constraints, action.at)
    return True


def _drop_column(draft: Draft, action: a.DropColumn) -> bool:
    table = _table(draft, action.table, action.at)
    if action.column not in table.columns and action.if_exists:
        return False
    _column(draft, action.table, action.column, action.at)
    drop_column(draft, action.table, action.column, action.cascade, action.at)
    return True


def _rename_column(draft: Draft, action: a.RenameColumn) -> bool:
    table = _table(draft, action.table, action.at)
    _column(draft, action.table, action.column, action.at)
    if action.to in table.columns:
        raise SqlError(f"column {action.to} of table {action.table} exists already", span=action.at)
    rename_column(draft, action.table, action.column, action.to)
    return True


def _set_type(draft: Draft, action: a.SetType) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    return _change(draft, action.table, replace(column, type=action.type))


def _set_default(draft: Draft, action: a.SetDefault) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    return _change(draft, action.table, replace(column, default=action.default))


def _set_not_null(draft: Draft, action: a.SetNotNull) -> bool:
    column = _column(draft, action.table, action.column, action.at)
    key = draft.tables[action.table].freeze(action.table).primary_key
    if not action.not_null and key is not None and action.column in key.columns:
        raise SqlError(f"column {action.column} is in the primary key {key.name}, which needs NOT NULL", span=action.at)
    return _change(draft, action.table, replace(column, not_null=action.not_null))


def _add_constraint(draft: Draft, action: a.AddConstraint) -> bool:
    _table(draft, action.table, action.at)
    constraint = action.constraint
    if action.using_index is not None and isinstance(constraint, PrimaryKey | Unique):
        index = draft.indexes.pop(action.table.sibling(action.using_index), None)
        if index is None:
            raise SqlError(f"index {action.using_index} does not exist here", span=action.at)
        # The index takes the constraint's name (documentation, ALTER TABLE).
        constraint = replace(constraint, name=constraint.name or action.using_index, columns=index.columns)
    add_constraint(draft, action.table, constraint, action.at)
    return True


def _validate(draft: Draft, action: a.ValidateConstraint) -> bool:
    table = _table(draft, action.table, action.at)
    if action.name not in table.constraints:
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    constraint = table.constraints[action.name]
    if not isinstance(constraint, Check | ForeignKey) or constraint.validated:
        return False
    table.constraints[action.name] = replace(constraint, validated=True)
    return True


def _drop_constraint(draft: Draft, action: a.DropConstraint) -> bool:
    table = _table(draft, action.table, action.at)
    if action.name not in table.constraints:
        if action.if_exists:
            return False
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    drop_constraint(draft, action.table, action.name, action.cascade, action.at)
    return True


def _rename_constraint(draft: Draft, action: a.RenameConstraint) -> bool:
    table = _table(draft, action.table, action.at)
    if action.name not in table.constraints:
        raise SqlError(f"constraint {action.name} of table {action.table} does not exist here", span=action.at)
    table.constraints[action.to] = replace(table.constraints.pop(action.name), name=action.to)
    return True


def _create_index(draft: Draft, action: a.CreateIndex) -> bool:
    table = _table(draft, action.index.table, action.at)
    for column in action.index.columns:
        if column not in table.columns:
            raise SqlError(f"column {column} of table {action.index.table} does not exist here", span=action.at)
    taken = draft.relation_names(action.index.table.schema)
    named = action.index.name.name or index_name(action.index, taken)
    # An index lives in the schema of its table (documentation, CREATE INDEX).
    name = action.index.table.sibling(named)
    if named in taken:
        if action.if_not_exists:
            return False
        raise SqlError(f"{name} exists already", span=action.at)
    draft.indexes[name] = replace(action.index, name=name)
    return True


def _drop_index(draft: Draft, action: a.DropIndex) -> bool:
    if action.index not in draft.indexes:
        if action.if_exists:
            return False
        raise SqlError(f"index {action.index} does not exist here", span=action.at)
    del draft.indexes[action.index]
    return True


def _rename_index(draft: Draft, action: a.RenameIndex) -> bool:
    if action.index not in draft.indexes:
        if action.if_exists:
            return False
        raise SqlError(f"index {action.index} does not exist here", span=action.at)
    to = action.index.sibling(action.to)
    draft.indexes[to] = replace(draft.indexes.pop(action.index), name=to)
    return True


def _create_enum(draft: Draft, action: a.CreateEnum) -> bool:
    if draft.has(action.name):
        raise SqlError(f"{action.name} exists already", span=action.at)
    draft.enums[action.name] = Enum(action.name, action.labels)
    return True


def _enum(draft: Draft, name: QName, at: Span) -> Enum:
    if name not in draft.enums:
        raise SqlError(f"type {name} does not exist here, or is no enum", span=at)
    return draft.enums[name]


def _add_value(draft: Draft, action: a.AddEnumValue) -> bool:
    labels = list(_enum(draft, action.name, action.at).labels)
    if action.label in labels:
        if action.if_not_exists:
            return False
        raise SqlError(f"{action.name} has the value '{action.label}' already", span=action.at)
    beside = action.before or action.after
    if beside is not None and beside not in labels:
        raise SqlError(f"{action.name} has no value '{beside}'", span=action.at)
    place = len(labels) if beside is None else labels.index(beside) + (action.before is None)
    labels.insert(place, action.label)
    draft.enums[action.name] = Enum(action.name, tuple(labels))
    return True


def _rename_value(draft: Draft, action: a.RenameEnumValue) -> bool:
    labels = _enum(draft, action.name, action.at).labels
    if action.label not in labels:
        raise SqlError(f"{action.name} has no value '{action.label}'", span=action.at)
    renamed = tuple(action.to if label == action.label else label for label in labels)
    draft.enums[action.name] = Enum(action.name, renamed)
    return True


def _drop_type(draft: Draft, action: a.DropType) -> bool:
    if action.name not in draft.enums:
        if action.if_exists:
            return False
        raise SqlError(f"type {action.name} does not exist here", span=action.at)
    users = [
        f"{table}.{column.name}"
        for table, made in draft.tables.items()
        for column in made.columns.values()
        if column.type.name == str(action.name)
    ]
    if users and not action.cascade:
        raise SqlError(f"type {action.name} is used by {', '.join(users)}", span=action.at)
    for table, made in draft.tables.items():
        for column in [c for c in made.columns.values() if c.type.name == str(action.name)]:
            drop_column(draft, table, column.name, True, action.at)
    del draft.enums[action.name]
    return True


_HANDLERS: dict[type, Callable[[Draft, Any], bool | None]] = {
    a.CreateNamespace: _namespace,
    a.CreateTable: _create_table,
    a.DropTable: _drop_table,
    a.RenameTable: _rename_table,
    a.AddColumn: _add_column,
    a.DropColumn: _drop_column,
    a.RenameColumn: _rename_column,
    a.SetType: _set_type,
    a.SetDefault: _set_default,
    a.SetNotNull: _set_not_null,
    a.AddConstraint: _add_constraint,
    a.ValidateConstraint: _validate,
    a.DropConstraint: _drop_constraint,
    a.RenameConstraint: _rename_constraint,
    a.CreateIndex: _create_index,
    a.DropIndex: _drop_index,
    a.RenameIndex: _rename_index,
    a.CreateEnum: _create_enum,
    a.AddEnumValue: _add_value,
    a.RenameEnumValue: _rename_value,
    a.DropType: _drop_type,
}
