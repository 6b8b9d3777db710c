"""Constraints in a draft: added, dropped with what depends on them, carried along when columns are renamed."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique, named_columns
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import constraint_name


def add_constraint(draft: Draft, table: QName, constraint: Constraint, at: Span) -> None:
    """Add a constraint to a table of the draft, named if it has no name.

    Raises:
        SqlError: a column or table that it needs does not exist, or its name is taken.
    """
    made = draft.tables[table]
    for column in named_columns(constraint):
        if column not in made.columns:
            raise SqlError(f"column {column} of table {table} does not exist here", span=at)
    if isinstance(constraint, ForeignKey):
        constraint = _with_target(draft, constraint, at)
    if not constraint.name:
        taken = draft.constraint_names(table.schema)
        if isinstance(constraint, PrimaryKey | Unique):
            taken = draft.relation_names(table.schema)
        constraint = replace(constraint, name=constraint_name(table.name, constraint, taken))
    elif constraint.name in made.constraints:
        raise SqlError(f"constraint {constraint.name} of table {table} exists already", span=at)
    if isinstance(constraint, PrimaryKey):
        _only_one(draft, table, at)
        for column in constraint.columns:
            made.columns[column] = replace(made.columns[column], not_null=True)
    made.constraints[constraint.name] = constraint


def _only_one(draft: Draft, table: QName, at: Span) -> None:
    existing = draft.tables[table].freeze(table).primary_key
    if existing is not None:
        raise SqlError(f"table {table} has the primary key {existing.name} already", span=at)


def _with_target(draft: Draft, key: ForeignKey, at: Span) -> ForeignKey:
    """The foreign key with the columns that it refers to filled in."""
    target = draft.tables.get(key.target)
    if target is None:
        raise SqlError(f"the referenced table {key.target} does not exist here", span=at)
    columns = key.target_columns
    if not columns:
        primary = target.freeze(key.target).primary_key
        if primary is None:
            raise SqlError(f"the referenced table {key.target} has no primary key", span=at)
        columns = primary.columns
    for column in columns:
        if column not in target.columns:
            raise SqlError(f"the referenced column {column} of table {key.target} does not exist here", span=at)
    if len(columns) != len(key.columns):
        raise SqlError("the foreign key has another number of columns than the key it refers to", span=at)
    return replace(key, target_columns=columns)


def dependants(draft: Draft, table: QName, columns: tuple[str, ...] | None) -> list[tuple[QName, ForeignKey]]:
    """The foreign keys of other tables, and of the table itself, that refer to these columns; None: to any."""
    return [
        (owner, constraint)
        for owner, made in draft.tables.items()
        for constraint in made.constraints.values()
        if isinstance(constraint, ForeignKey)
        and constraint.target == table
        and (columns is None or set(constraint.target_columns) & set(columns))
    ]


def _drop_dependants(draft: Draft, found: list[tuple[QName, ForeignKey]], what: str, cascade: bool, at: Span) -> None:
    if found and not cascade:
        names = ", ".join(f"{key.name} on {owner}" for owner, key in found)
        raise SqlError(f"{what} cannot be dropped: {names} depends on it", span=at, hint="CASCADE drops that as well.")
    for owner, key in found:
        draft.tables[owner].constraints.pop(key.name, None)


def drop_constraint(draft: Draft, table: QName, name: str, cascade: bool, at: Span) -> None:
    """Drop a constraint. A key takes the foreign keys that refer to it with it, by CASCADE only."""
    constraint = draft.tables[table].constraints[name]
    if isinstance(constraint, PrimaryKey | Unique):
        users = [
            (owner, key)
            for owner, key in dependants(draft, table, constraint.columns)
            if set(key.target_columns) == set(constraint.columns)
        ]
        _drop_dependants(draft, users, f"constraint {name}", cascade, at)
    draft.tables[table].constraints.pop(name, None)


def drop_table(draft: Draft, table: QName, cascade: bool, at: Span) -> None:
    """Drop a table with its indexes; foreign keys of other tables go by CASCADE only."""
    others = [(owner, key) for owner, key in dependants(draft, table, None) if owner != table]
    _drop_dependants(draft, others, f"table {table}", cascade, at)
    del draft.tables[table]
    for index in [i for i in draft.indexes.values() if i.table == table]:
        del draft.indexes[index.name]


def drop_column(draft: Draft, table: QName, column: str, cascade: bool, at: Span) -> None:
    """Drop a column; indexes and table constraints that involve it go with it (documentation, ALTER TABLE)."""
    made = draft.tables[table]
    others = [(owner, key) for owner, key in dependants(draft, table, (column,)) if owner != table]
    _drop_dependants(draft, others, f"column {column} of table {table}", cascade, at)
    for name, constraint in list(made.constraints.items()):
        refers = (
            isinstance(constraint, ForeignKey) and constraint.target == table and column in constraint.target_columns
        )
        if column in named_columns(constraint) or refers:
            del made.constraints[name]
    for index in [i for i in draft.indexes.values() if i.table == table and column in index_columns(i)]:
        del draft.indexes[index.name]
    del made.columns[column]


def index_columns(index: Index) -> set[str]:
    """Every column that an index involves: keys, expressions, INCLUDE, predicate."""
    found = set(index.include)
    for expression in [key.expression for key in index.keys] + ([index.predicate] if index.predicate else []):
        found.update(e.columns(expression))
    return found


def rename_column(draft: Draft, table: QName, column: str, to: str) -> None:
    """Rename a column everywhere it is mentioned."""
    made = draft.tables[table]
    made.columns = {
        (to if name == column else name): (replace(value, name=to) if name == column else value)
        for name, value in made.columns.items()
    }

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(to if name == column else name for name in names)

    for name, constraint in made.constraints.items():
        if isinstance(constraint, Check):
            made.constraints[name] = replace(constraint, expression=rename(constraint.expression, column, to))
        else:
            made.constraints[name] = replace(constraint, columns=renamed(constraint.columns))
    for owner, key in dependants(draft, table, (column,)):
        current = draft.tables[owner].constraints[key.name]
        if isinstance(current, ForeignKey):
            renamed_key = replace(current, target_columns=renamed(current.target_columns))
            draft.tables[owner].constraints[key.name] = renamed_key
    for index in [i for i in draft.indexes.values() if i.table == table]:
        draft.indexes[index.name] = replace(
            index,
            keys=tuple(replace(key, expression=rename(key.expression, column, to)) for key in index.keys),
            include=renamed(index.include),
            predicate=None if index.predicate is None else rename(index.predicate, column, to),
        )


def rename(node: e.Expression, column: str, to: str) -> e.Expression:
    """The same expression with a column renamed."""
    if isinstance(node, e.Column):
        return e.Column(to) if node.name == column else node
    return e.rebuild(node, tuple(rename(part, column, to) for part in e.children(node)))
