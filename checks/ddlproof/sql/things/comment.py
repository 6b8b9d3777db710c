"""Comments and security labels: PostgreSQL documentation, COMMENT, SECURITY LABEL."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, Beside, DropThing, PutThing
from ddlproof.model.names import unquoted
from ddlproof.model.row import literal
from ddlproof.model.thing import Thing
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import extension
from ddlproof.sql.things.target import CLUSTER, read_target


def read_comment(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`kind name IS 'text' | NULL`."""
    thing = read_target(cursor, _COMMENTED)
    if thing.about == "extension":
        return extension.comment(cursor, start, unquoted(thing.label))
    return _said(cursor, start, replace(thing, kind="comment", prefix="on"))


def read_label(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[FOR provider] ON kind name IS 'label' | NULL`."""
    provider = cursor.string_or_name("a provider") if cursor.take("FOR") else ""
    cursor.expect("ON")
    thing = read_target(cursor, _LABELLED)
    return _said(cursor, start, replace(thing, kind="security label", prefix=f"{provider} on".strip()))


def _said(cursor: Cursor, start: int, thing: Thing) -> tuple[Action, ...]:
    cursor.expect("IS")
    text = None if cursor.take("NULL") else cursor.string("a string or NULL")
    cursor.end()
    at = cursor.since(start)
    if thing.about in CLUSTER:
        return (Beside(at=at, verb=f"{thing.kind.upper()} ON {thing.about.upper()}"),)
    if not text:
        return (DropThing(at=at, thing=thing, if_exists=True),)
    return (PutThing(at=at, thing=thing.with_attributes({"is": literal(text).strip()}), replace=True),)


_COMMENTED = frozenset(
    """ACCESS METHOD|AGGREGATE|CAST|COLLATION|COLUMN|CONSTRAINT|CONVERSION|DATABASE|DOMAIN|EXTENSION|EVENT TRIGGER|
    FOREIGN DATA WRAPPER|FOREIGN TABLE|FUNCTION|INDEX|LARGE OBJECT|MATERIALIZED VIEW|OPERATOR CLASS|OPERATOR FAMILY|
    OPERATOR|POLICY|PROCEDURAL LANGUAGE|LANGUAGE|PROCEDURE|PUBLICATION|ROLE|ROUTINE|RULE|SCHEMA|SEQUENCE|SERVER|
    STATISTICS|SUBSCRIPTION|TABLE|TABLESPACE|TEXT SEARCH CONFIGURATION|TEXT SEARCH DICTIONARY|TEXT SEARCH PARSER|
    TEXT SEARCH TEMPLATE|TRANSFORM|TRIGGER|TYPE|VIEW|PROPERTY GRAPH""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_LABELLED = frozenset(
    """TABLE|COLUMN|AGGREGATE|DATABASE|DOMAIN|EVENT TRIGGER|FOREIGN TABLE|FUNCTION|LARGE OBJECT|MATERIALIZED VIEW|
    PROCEDURAL LANGUAGE|LANGUAGE|PROCEDURE|PUBLICATION|ROLE|ROUTINE|SCHEMA|SEQUENCE|SUBSCRIPTION|TABLESPACE|TYPE|
    VIEW""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
