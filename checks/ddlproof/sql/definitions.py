"""Definitions that stand alone, as the catalog prints them or a contract writes them, to nouns.

PostgreSQL documentation, section 9.27.7 "System Catalog Information Functions": `pg_get_constraintdef`, `pg_get_expr`,
`pg_get_indexdef`, `format_type`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ddlproof.model.action import AddColumn, AddConstraint, ChangeThing, CreateIndex, Grant, PutThing
from ddlproof.model.constraint import Constraint
from ddlproof.model.expression import Expression
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.reading import Reading
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.model.table import Column, Partitioning
from ddlproof.model.thing import AS_PRINTED, AS_WRITTEN, Thing
from ddlproof.model.types import Type
from ddlproof.source import Source
from ddlproof.sql.apply import apply
from ddlproof.sql.column import read_column
from ddlproof.sql.constraint import NotNull, read_constraint
from ddlproof.sql.create import read_create
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.draft import Draft
from ddlproof.sql.expression import read_expression
from ddlproof.sql.partition import read_bounds, read_partitioning
from ddlproof.sql.read import read
from ddlproof.sql.resolve import Resolver
from ddlproof.sql.tokens import tokenize
from ddlproof.sql.types import type_of
from ddlproof.sql.views import OfView

_HOME = Resolver(Draft(EMPTY), ("public",))
_NOWHERE = Source("definition", "").span(0, 0)
_NO_TABLE = QName("public", "?")


@lru_cache(maxsize=4096)
def _expression(text: str) -> Expression:
    return read_expression(text, "definition")


@lru_cache(maxsize=4096)
def _type(text: str) -> Type:
    return _HOME.type(type_of(text))


def _column(text: str) -> Column:
    cursor = _cursor(text)
    action = AddColumn(at=_NOWHERE, table=_NO_TABLE, column=read_column(cursor).column)
    cursor.end()
    resolved = _HOME.action(action)
    assert isinstance(resolved, AddColumn)
    return resolved.column


def _constraint(name: str, text: str) -> Constraint | None:
    found = _unnamed(text)
    return None if found is None else replace(found, name=name)


@lru_cache(maxsize=16384)
def _unnamed(text: str) -> Constraint | None:
    """Most definitions stand in many tables: PRIMARY KEY (id)."""
    cursor = _cursor(text)
    read = read_constraint(cursor)
    cursor.end()
    if isinstance(read[0], NotNull):
        return None
    resolved = _HOME.action(AddConstraint(at=_NOWHERE, table=_NO_TABLE, constraint=read[0]))
    assert isinstance(resolved, AddConstraint)
    return resolved.constraint


@lru_cache(maxsize=16384)
def _index(text: str) -> Index:
    (action,) = read_create(_cursor(text))
    assert isinstance(action, CreateIndex)
    resolved = _HOME.action(action)
    assert isinstance(resolved, CreateIndex)
    index = resolved.index
    return replace(index, name=index.table.sibling(index.name.name))


def _cursor(text: str) -> Cursor:
    source = Source("definition", text)
    return Cursor(source, tuple(tokenize(source)))


def _things(statements: Iterable[str], schema: Schema) -> tuple[Thing, ...]:
    """The things that these statements make, over tables and types of the schema."""
    draft = Draft(replace(EMPTY, tables=schema.tables, types=schema.types), printed=True)
    resolver = Resolver(draft, ("public",), printed=True)
    for text in statements:
        for statement in read(Source("definition", text)):
            for action in statement.actions:
                resolved = resolver.action(action)
                if isinstance(resolved, PutThing | ChangeThing | Grant | OfView):
                    apply(draft, resolved)
    return tuple(_printed(thing) for thing in draft.freeze().things)


def _printed(thing: Thing) -> Thing:
    """The catalog prints a query or body of SQL in its own way: only comparable with what it printed."""
    return replace(
        thing, attributes=tuple((name.replace(AS_WRITTEN, AS_PRINTED), text) for name, text in thing.attributes)
    )


def _partitioning(text: str) -> Partitioning:
    cursor = _cursor(text)
    found = read_partitioning(cursor)
    cursor.end()
    return found


def _bounds(text: str) -> str:
    cursor = _cursor(text)
    found = read_bounds(cursor)
    cursor.end()
    return found


READING = Reading(_expression, _type, _column, _constraint, _index, _partitioning, _bounds, _things)
"""The readers of this room."""
