"""CREATE: which reader reads what; CREATE INDEX and CREATE SCHEMA.

PostgreSQL documentation, part VI "SQL Commands".
"""

from __future__ import annotations

from ddlproof.model.action import Action, CreateIndex
from ddlproof.model.attributes import changed
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.sql import namespace, sequence, usertype
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.key import read_key
from ddlproof.sql.kinds import other_kind
from ddlproof.sql.storage import read_parameters
from ddlproof.sql.table import read_table
from ddlproof.sql.things.registry import read_thing


def read_create(cursor: Cursor) -> tuple[Action, ...]:
    """What comes after CREATE, as far as it is modelled.

    Raises:
        NotModelled: another kind of object.
        SqlError: it cannot be valid.
    """
    start = cursor.index
    cursor.expect("CREATE")
    if cursor.take("SCHEMA"):
        return namespace.read_create(cursor, start, _element)
    if cursor.take("TYPE"):
        return (usertype.create(cursor, start),)
    if cursor.take("DOMAIN"):
        return (usertype.create_domain(cursor, start),)
    unique = cursor.take("UNIQUE")
    if cursor.take("INDEX"):
        return (_index(cursor, start, unique=unique),)
    if unique:
        raise cursor.error("INDEX")
    found = read_thing(cursor, "CREATE", start) if cursor.word() not in _OWN else None
    if found is not None:
        return found
    if cursor.take("OR", "REPLACE"):
        if cursor.word() in ("TABLE", "SEQUENCE", "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL"):
            raise cursor.error("FUNCTION, PROCEDURE, VIEW, TRIGGER or another kind that can be replaced")
        raise other_kind(cursor, "CREATE")
    cursor.take_one("GLOBAL", "LOCAL")
    temporary = bool(cursor.take_one("TEMPORARY", "TEMP"))
    unlogged = cursor.take("UNLOGGED")
    if cursor.take("SEQUENCE"):
        return sequence.create(cursor, start, temporary=temporary, unlogged=unlogged)
    if not cursor.take("TABLE"):
        raise other_kind(cursor, "CREATE")
    return read_table(cursor, start, temporary=temporary, unlogged=unlogged)


_OWN = ("TABLE", "UNLOGGED", "SEQUENCE")
"""Behind CREATE they begin what makes no thing."""


def _element(cursor: Cursor) -> tuple[Action, ...]:
    """One statement inside of CREATE SCHEMA."""
    if not cursor.take("GRANT"):
        return read_create(cursor)
    from ddlproof.sql.things.grant import read_grant

    return read_grant(cursor, 0)


def if_not_exists(cursor: Cursor) -> bool:
    """Step over IF NOT EXISTS."""
    return cursor.take("IF", "NOT", "EXISTS")


def _index(cursor: Cursor, start: int, *, unique: bool) -> CreateIndex:
    concurrently = cursor.take("CONCURRENTLY")
    absent = if_not_exists(cursor)
    name = "" if cursor.at("ON") and not absent else cursor.name("an index name")
    cursor.expect("ON")
    only = cursor.take("ONLY")
    table = cursor.qname("a table")
    method = cursor.name("an index method") if cursor.take("USING") else "btree"
    keys = cursor.listed(lambda: read_key(cursor))
    include = cursor.names() if cursor.take("INCLUDE") else ()
    distinct = cursor.take("NULLS", "NOT", "DISTINCT")
    if not distinct:
        cursor.take("NULLS", "DISTINCT")
    attributes = read_parameters(cursor) if cursor.take("WITH") else ()
    if cursor.take("TABLESPACE"):
        attributes = changed(attributes, {"tablespace": cursor.name("a tablespace")})
    predicate = read_until_end(cursor) if cursor.take("WHERE") else None
    cursor.end()
    index = Index(QName("", name), table, keys, unique, method, include, predicate, distinct, attributes=attributes)
    return CreateIndex(at=cursor.since(start), index=index, concurrently=concurrently, if_not_exists=absent, only=only)
