"""Triggers: PostgreSQL documentation, CREATE TRIGGER, ALTER TRIGGER, DROP TRIGGER, ALTER TABLE … ENABLE TRIGGER."""

from __future__ import annotations

from dataclasses import replace

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.thing import FunctionName, Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.common import changed, depends
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.texts import bracketed

_EVENTS = ("INSERT", "DELETE", "UPDATE", "TRUNCATE")


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name {BEFORE | AFTER | INSTEAD OF} event [OR …] ON table …`, behind [OR REPLACE] [CONSTRAINT] TRIGGER."""
    words = [token.text.upper() for token in cursor.tokens[start : cursor.index]]
    refers = Refers()
    name = cursor.name("a trigger's name")
    attributes = {"constraint": ""} if "CONSTRAINT" in words else {}
    attributes["fires"] = _when(cursor)
    cursor.expect("ON")
    table = cursor.qname("a table")
    if "CONSTRAINT" in words:
        _timing(cursor, attributes, refers)
    if cursor.take("REFERENCING"):
        attributes["referencing"] = _transitions(cursor)
    if cursor.take("FOR"):
        cursor.take("EACH")
        each = cursor.take_one("ROW", "STATEMENT")
        if each is None:
            raise cursor.error("ROW or STATEMENT")
        attributes |= {"for each": "row"} if each == "ROW" else {}
    if cursor.take("WHEN"):
        said, text = bracketed(cursor, "when", refers)
        attributes[said] = text
    attributes["execute"] = executed(cursor, refers)
    cursor.end()
    thing = Thing("trigger", table=table, label=quote(name), attributes=tuple(sorted(attributes.items())))
    return (PutThing(at=cursor.since(start), thing=thing, replace="REPLACE" in words, refers=refers.all),)


def _when(cursor: Cursor) -> str:
    timing = cursor.take_one("BEFORE", "AFTER", "INSTEAD OF")
    if timing is None:
        raise cursor.error("BEFORE, AFTER or INSTEAD OF")
    events = [_event(cursor)]
    while cursor.take("OR"):
        events.append(_event(cursor))
    ordered = sorted(events, key=lambda event: _EVENTS.index(event.split()[0].upper()))
    return f"{timing.lower()} {' or '.join(ordered)}"


def _event(cursor: Cursor) -> str:
    event = cursor.take_one(*_EVENTS)
    if event is None:
        raise cursor.error("INSERT, UPDATE, DELETE or TRUNCATE")
    if event == "UPDATE" and cursor.take("OF"):
        columns = [cursor.name("a column")]
        while cursor.take(","):
            columns.append(cursor.name("a column"))
        return f"update of {', '.join(sorted(quote(column) for column in columns))}"
    return event.lower()


def _timing(cursor: Cursor, attributes: dict[str, str], refers: Refers) -> None:
    """`[FROM table] [[NOT] DEFERRABLE] [INITIALLY …]`, of constraint triggers only."""
    if cursor.take("FROM"):
        attributes["from"] = refers(cursor.qname("a table"))
    while True:
        if cursor.take("NOT", "DEFERRABLE"):
            continue
        if cursor.take("DEFERRABLE"):
            attributes.setdefault("deferrable", "")
        elif cursor.take("INITIALLY", "DEFERRED"):
            attributes["deferrable"] = "initially deferred"
        elif not cursor.take("INITIALLY", "IMMEDIATE"):
            return


def _transitions(cursor: Cursor) -> str:
    found: list[str] = []
    while (row := cursor.take_one("OLD", "NEW")) is not None:
        if not cursor.take("TABLE"):
            raise cursor.error("TABLE")
        cursor.take("AS")
        found.append(f"{row.lower()} table as {quote(cursor.name('a name for the rows'))}")
    if not found:
        raise cursor.error("OLD TABLE or NEW TABLE")
    return " ".join(sorted(found, reverse=True))


def executed(cursor: Cursor, refers: Refers) -> str:
    """`EXECUTE {FUNCTION | PROCEDURE} f (arguments)`."""
    cursor.expect("EXECUTE")
    if cursor.take_one("FUNCTION", "PROCEDURE") is None:
        raise cursor.error("FUNCTION")
    name = cursor.qname("a function")
    arguments: tuple[str, ...] = ()
    if cursor.at("(") and cursor.word(1) == ")":
        cursor.inside()
    else:
        arguments = cursor.listed(lambda: _argument(cursor))
    return f"{refers(FunctionName(name))}({', '.join(arguments)})"


def _argument(cursor: Cursor) -> str:
    """PostgreSQL takes every argument for a string: a number and a word too."""
    token = cursor.token
    if token is not None and token.token_type in (TokenType.STRING, TokenType.NUMBER):
        cursor.index += 1
        return literal(token.text).strip()
    return literal(cursor.label("an argument"))


def named(cursor: Cursor) -> Thing:
    """`name ON table`."""
    name = cursor.name("a trigger's name")
    cursor.expect("ON")
    return Thing("trigger", table=cursor.qname("a table"), label=quote(name))


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ON table RENAME TO n | [NO] DEPENDS ON EXTENSION e`."""
    thing = named(cursor)
    if (depending := depends(cursor)) is not None:
        return changed(cursor, start, thing, depending)
    if not cursor.take("RENAME", "TO"):
        raise NotModelled(f"ALTER TRIGGER … {cursor.word()}")
    to = replace(thing, label=quote(cursor.name("a new name")))
    cursor.end()
    return (ChangeThing(at=cursor.since(start), thing=thing, to=to),)


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name ON table [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    thing = named(cursor)
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    return (DropThing(at=cursor.since(start), thing=thing, if_exists=exists, cascade=cascade),)


def read_enabled(cursor: Cursor, table: QName) -> Action | None:
    """ALTER TABLE's `{ENABLE [REPLICA | ALWAYS] | DISABLE} {TRIGGER | RULE} name`; None for another subcommand.

    TRIGGER ALL and TRIGGER USER are all of the table's: those behind foreign keys are not modelled.
    """
    start = cursor.index
    value: str | None = "disabled"
    if not cursor.take("DISABLE"):
        cursor.expect("ENABLE")
        word = cursor.take_one("REPLICA", "ALWAYS")
        value = word.lower() if word else None
    kind = cursor.take_one("TRIGGER", "RULE")
    if kind is None:
        cursor.index = start
        return None
    every = kind == "TRIGGER" and cursor.take_one("ALL", "USER") is not None
    label = "" if every else quote(cursor.name(f"a {kind.lower()}'s name"))
    thing = Thing(kind.lower(), table=table, label=label)
    return ChangeThing(at=cursor.since(start), thing=thing, changes=(("enabled", value),))
