"""Definitions as the catalog prints them (`pg_get_constraintdef`, `pg_get_expr`, `format_type` …) to nouns.

PostgreSQL documentation, section 9.27.7 "System Catalog Information Functions".
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import CreateIndex
from ddlproof.model.constraint import Constraint
from ddlproof.model.expression import Expression
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.model.types import Type
from ddlproof.source import Source
from ddlproof.sql.create import read_create
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.definition import read_column, read_constraint
from ddlproof.sql.expression import read_expression
from ddlproof.sql.tokens import tokenize
from ddlproof.sql.types import type_of


def expression(text: str) -> Expression:
    """The expression that `pg_get_expr` printed.

    Raises:
        SqlError: it cannot be read.
    """
    return read_expression(text, "catalog")


def type_(text: str) -> Type:
    """The type that `format_type` printed."""
    return type_of(text)


def constraint(name: str, text: str) -> Constraint | None:
    """The constraint that `pg_get_constraintdef` printed; None for a kind that is not modelled.

    Raises:
        SqlError: it cannot be read.
    """
    cursor = _cursor(text)
    read = read_constraint(cursor)
    return replace(read[0], name=name) if read else None


def index(text: str) -> Index:
    """The index that `pg_get_indexdef` printed, which always qualifies the table.

    Raises:
        SqlError: it cannot be read.
    """
    (action,) = read_create(_cursor(text))
    assert isinstance(action, CreateIndex)
    return replace(action.index, name=QName(action.index.table.schema, action.index.name.name))


def column(text: str) -> Column:
    """The column of `name type [constraint …]`, a constraint beside it ignored."""
    return read_column(_cursor(text)).column


def _cursor(text: str) -> Cursor:
    source = Source("catalog", text)
    return Cursor(source, tuple(tokenize(source)))
