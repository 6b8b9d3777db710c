"""Comments: PostgreSQL documentation, COMMENT."""

from __future__ import annotations

from ddlproof.model.action import Action, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor, NotModelled


def read_comment(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`kind name IS 'text' | NULL`."""
    thing = _commented(cursor)
    cursor.expect("IS")
    if cursor.take("NULL"):
        cursor.end()
        return (DropThing(at=cursor.since(start), thing=thing, if_exists=True),)
    text = cursor.string("a string or NULL")
    cursor.end()
    said = thing.with_attributes({"is": literal(text).strip()})
    return (PutThing(at=cursor.since(start), thing=said, replace=True),)


def _commented(cursor: Cursor) -> Thing:
    """What is commented on; a comment on a table or a part of it belongs to that table."""
    if cursor.take("TABLE"):
        return Thing("comment", table=cursor.qname("a table"), label="on table")
    if cursor.take("COLUMN"):
        parts = [cursor.name("a table")]
        while cursor.take("."):
            parts.append(cursor.name("a column"))
        if len(parts) < 2:
            raise cursor.error("`.` and a column")
        *owner, column = parts
        table = QName(owner[-2] if len(owner) > 1 else "", owner[-1])
        return Thing("comment", table=table, label=f"on column {quote(column)}")
    if cursor.take("CONSTRAINT"):
        name = cursor.name("a constraint")
        cursor.expect("ON")
        if cursor.at("DOMAIN"):
            raise NotModelled("COMMENT ON CONSTRAINT … ON DOMAIN")
        return Thing("comment", table=cursor.qname("a table"), label=f"on constraint {quote(name)}")
    raise NotModelled(f"COMMENT ON {cursor.word()}")
