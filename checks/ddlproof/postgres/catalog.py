"""The catalog of a database to a `Schema`: the second reader, and the one that is right when the two differ.

PostgreSQL documentation, chapter 53 "System Catalogs".
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from ddlproof.model.constraint import Constraint
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.table import Column, Table
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session
from ddlproof.postgres.things import read_things


@cache
def _query(name: str) -> str:
    return files("ddlproof.postgres").joinpath(f"queries/{name}.sql").read_text("utf-8")


def read_catalog(database: Database, read: Reading) -> Schema:
    """Everything that is modelled, in the same few queries whatever the size."""
    with database.connect() as session:
        return read_schema(session, read)


def read_schema(session: Session, read: Reading) -> Schema:
    """The same over an open session. Outside of pg_catalog every name comes qualified."""
    with session.trusted_names():
        return _read(session, read)


def _read(session: Session, read: Reading) -> Schema:
    tables = _tables(session, read)
    return Schema(
        namespaces=tuple(name for (name,) in session.fetch(_query("namespaces"))),
        tables=tables,
        indexes=_indexes(session, read),
        enums=tuple(
            Enum(QName(schema, name), tuple(labels or ())) for schema, name, labels in session.fetch(_query("enums"))
        ),
        things=read_things(session, read, tables),
    )


def _tables(session: Session, read: Reading) -> tuple[Table, ...]:
    columns: dict[QName, list[Column]] = {}
    for schema, table, *attributes in session.fetch(_query("columns")):
        listed = columns.setdefault(QName(schema, table), [])
        if attributes[0] is not None:
            listed.append(_column(attributes, read))
    constraints: dict[QName, list[Constraint]] = {name: [] for name in columns}
    for schema, table, name, definition in session.fetch(_query("constraints")):
        constraint = read.constraint(name, definition)
        if constraint is not None and QName(schema, table) in constraints:
            constraints[QName(schema, table)].append(constraint)
    return tuple(
        Table(name, tuple(columns[name]), tuple(sorted(constraints[name], key=lambda constraint: constraint.name)))
        for name in sorted(columns)
    )


def _column(attributes: list[Any], read: Reading) -> Column:
    name, type_, not_null, identity, generated, text, collation = attributes
    expression = read.expression(text) if text is not None else None
    return Column(
        name,
        read.type(type_),
        not_null=not_null,
        default=None if generated else expression,
        identity={"a": "always", "d": "by default"}.get(identity),  # type: ignore[arg-type]  # of the two literals
        generated=expression if generated else None,
        collation=collation,
        virtual=generated == "v",
    )


def _indexes(session: Session, read: Reading) -> tuple[Index, ...]:
    found = [replace(read.index(text), valid=valid) for text, valid in session.fetch(_query("indexes"))]
    return tuple(sorted(found, key=lambda index: index.name))
