"""The catalog of a database to a `Schema`: the second reader, and the one that is right when the two differ.

PostgreSQL documentation, chapter 53 "System Catalogs".
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.names import QName
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Enum, Schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.query import Catalog, catalog_of
from ddlproof.postgres.session import Session
from ddlproof.postgres.tables import read_indexes, read_sequences, read_tables
from ddlproof.postgres.things import read_things
from ddlproof.postgres.types import read_types


def read_catalog(database: Database, read: Reading) -> Schema:
    """Everything that is modelled, in the same few queries whatever the size."""
    with database.connect() as session:
        return read_schema(session, read)


def read_schema(session: Session, read: Reading) -> Schema:
    """The same over an open session. Outside of pg_catalog every name comes qualified."""
    with session.trusted_names():
        return _read(catalog_of(session), read)


def _read(catalog: Catalog, read: Reading) -> Schema:
    indexes, attached = read_indexes(catalog, read)
    schema = Schema(
        namespaces=tuple(name for (name,) in catalog.rows("namespaces")),
        tables=read_tables(catalog, read, attached),
        indexes=indexes,
        enums=tuple(Enum(QName(schema, name), tuple(labels or ())) for schema, name, labels in catalog.rows("enums")),
        sequences=read_sequences(catalog),
        types=read_types(catalog, read),
    )
    return replace(schema, things=read_things(catalog, read, schema))
