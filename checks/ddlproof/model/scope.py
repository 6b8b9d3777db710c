"""What is known of the columns that an expression names: the scope in which it is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ddlproof.model import strict
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of the columns: their types, the labels of enums, and which have a collation of their own; of
    user-defined functions by their names the kind of what a strict one gives, None of the others."""

    types: Mapping[str, Type] = field(default_factory=dict)
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    collated: frozenset[str] = frozenset()
    functions: Mapping[str, str | None] = field(default_factory=dict)


UNTYPED = Scope()


def scope_of(table: Table, schema: Schema) -> Scope:
    """The scope of a CHECK of `table`. A domain is taken for the type that it is over."""
    if schema.table(table.name) is not table:
        return _scope(table, schema)
    made = schema.once(_scopes)
    if table.name not in made:
        made[table.name] = _scope(table, schema)
    return made[table.name]


def _scopes(schema: Schema) -> dict[QName, Scope]:
    """Those asked for so far: none yet."""
    return {}


def _labels(schema: Schema) -> dict[str, tuple[str, ...]]:
    return {str(enum.name): enum.labels for enum in schema.enums}


def _scope(table: Table, schema: Schema) -> Scope:
    bases = {column.name: base_type(column.type, schema) for column in table.columns}
    return Scope(
        {name: type_ for name, (type_, _) in bases.items()},
        schema.once(_labels),
        frozenset(column.name for column in table.columns if column.collation or bases[column.name][1]),
        schema.once(strict.functions),
    )


def base_type(type_: Type, schema: Schema) -> tuple[Type, bool]:
    """The type that a domain is over, any other itself; and whether a domain on the way has a collation of its own."""
    collated = False
    while not type_.array and (domain := schema.domain(type_.name)) is not None:
        type_, collated = domain.type, collated or domain.collation is not None
    return type_.plain, collated
