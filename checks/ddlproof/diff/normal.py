"""Objects in the one form in which they are compared: what PostgreSQL takes for the same is the same here."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.canonical import canonical, default_form
from ddlproof.model.constraint import Check, Constraint, Exclude
from ddlproof.model.index import Index, Key
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.model.scope import base_type
from ddlproof.model.table import Column, Table
from ddlproof.model.types import Type


def normal_column(column: Column, types: dict[str, Type] | None = None) -> Column:
    """The column with its expressions in canonical form; `types` are those of its table's columns."""
    generated = None if column.generated is None else canonical(column.generated, types)
    return replace(column, default=default_form(column.default, column.type), generated=generated)


def normal_constraint(constraint: Constraint, types: dict[str, Type]) -> Constraint:
    """The constraint with its expression in canonical form."""
    if isinstance(constraint, Exclude):
        elements = tuple((_key(key, types), operator) for key, operator in constraint.elements)
        predicate = None if constraint.predicate is None else canonical(constraint.predicate, types)
        return replace(constraint, elements=elements, predicate=predicate)
    if not isinstance(constraint, Check):
        return constraint
    return replace(constraint, expression=canonical(constraint.expression, types))


def normal_index(index: Index, types: dict[str, Type]) -> Index:
    """The index with its expressions in canonical form."""
    return replace(
        index,
        keys=tuple(_key(key, types) for key in index.keys),
        predicate=None if index.predicate is None else canonical(index.predicate, types),
    )


def _key(key: Key, types: dict[str, Type]) -> Key:
    return replace(key, expression=canonical(key.expression, types))


def types_of(table: Table | None, schema: Schema = EMPTY) -> dict[str, Type]:
    """The types of a table's columns; of a domain, what it is made of: expressions are of that type."""
    columns = table.columns if table is not None else ()
    if not schema.types:
        return {column.name: column.type for column in columns}
    return {column.name: base_type(column.type, schema)[0] for column in columns}
