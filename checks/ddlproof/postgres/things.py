"""Objects of all kinds but tables, indexes, sequences and types, as the statements that would make them.

Each query in `queries/things/` gives statements in its first column; the room that reads SQL makes things of them. So
every kind is read in one place, whether a file or the catalog says it. Those whose name begins with `remarks` run last:
they speak of objects that must be known by then.
"""

from __future__ import annotations

from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.model.thing import Thing
from ddlproof.postgres.query import THINGS, Catalog


def read_things(catalog: Catalog, read: Reading, schema: Schema) -> tuple[Thing, ...]:
    """Every thing of the database, whose tables and types the schema has."""
    asked = sorted(name for name in catalog.used if name.startswith(THINGS))
    asked.sort(key=lambda name: name.startswith(f"{THINGS}remarks"))
    return read.things([text for name in asked for text, *_ in catalog.rows(name)], schema)
