"""Objects of all kinds but tables, indexes, sequences and types, as the statements that would make them.

Each query in `queries/things/` gives statements in its first column; the room that reads SQL makes things of them. So
every kind is read in one place, whether a file or the catalog says it. Those whose name begins with `remarks` run last:
they speak of objects that must be known by then.
"""

from __future__ import annotations

from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.model.thing import AS_BROUGHT, Thing, commented
from ddlproof.postgres.query import THINGS, Catalog


def read_things(catalog: Catalog, read: Reading, schema: Schema) -> tuple[Thing, ...]:
    """Every thing of the database, whose tables and types the schema has."""
    asked = sorted(name for name in catalog.used if name.startswith(THINGS))
    asked.sort(key=lambda name: name.startswith(f"{THINGS}remarks"))
    found = read.things([text for name in asked for text, *_ in catalog.rows(name)], schema)
    comments = {name: (own, text) for name, own, text in catalog.rows("extension_comments")}
    return tuple(_commented(one, *comments[one.label]) if one.kind == "extension" else one for one in found)


def _commented(extension: Thing, own: bool, text: str | None) -> Thing:
    """No statement says of a comment that an extension has brought it along."""
    return extension.with_attributes({f"comment{'' if own else AS_BROUGHT}": commented(text)})
