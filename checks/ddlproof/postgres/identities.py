"""What stays the same when a thing gets another name: its oid, and of a column the number in its table.

PostgreSQL documentation, chapter 53: pg_class.oid, pg_attribute.attnum, pg_constraint.oid, pg_enum.oid. A database that
is made from a template has the oids of the template.
"""

from __future__ import annotations

from ddlproof.model.names import QName
from ddlproof.postgres.database import Database
from ddlproof.postgres.query import query

Place = tuple[str, QName, str]
"""Kind; the table or type that it is part of, or the thing itself; its name in there, or nothing."""
Identity = tuple[str, int, int]


def identities(database: Database) -> dict[Place, Identity]:
    """Tables, columns, constraints, indexes and values of enums, each with what identifies it."""
    with database.connect() as session:
        rows = session.fetch(query("identities").text)
    return {
        (kind, QName(schema, owner or name), name if owner else ""): (kind, oid, number)
        for kind, schema, owner, name, oid, number in rows
    }
