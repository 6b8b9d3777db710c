"""Functions and procedures made: PostgreSQL documentation, CREATE FUNCTION, CREATE PROCEDURE.

A body in quotes is compared as `body.py` says. One in SQL's own form (BEGIN ATOMIC, RETURN) the catalog prints in its
own way, so that it is compared among files, or among servers.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, PutThing
from ddlproof.model.names import quote
from ddlproof.model.thing import DEFINITION, Thing
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.opaque import spelt
from ddlproof.sql.things.body import normal_body
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.options import Changes, take_option
from ddlproof.sql.things.parsed import with_doubt
from ddlproof.sql.things.signature import (
    Argument,
    described,
    identity,
    read_argument,
    read_argument_type,
    read_arguments,
)
from ddlproof.sql.tokens import inside_quotes


def create_function(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (arguments) RETURNS type options`."""
    return with_doubt(_create(cursor, start, "function"))


def create_procedure(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (arguments) options`."""
    return with_doubt(_create(cursor, start, "procedure"))


def _create(cursor: Cursor, start: int, kind: str) -> PutThing:
    replaces = any(token.text.upper() == "REPLACE" for token in cursor.tokens[start : cursor.index])
    refers = Refers()
    name = cursor.qname(f"the name of a {kind}")
    arguments = read_arguments(cursor, refers)
    attributes: Changes = {"arguments": described(arguments, refers)}
    attributes["returns"] = _returns(cursor, arguments, refers)
    language, body, place = _options(cursor, attributes, refers)
    cursor.end()
    if language is None and body is None and DEFINITION not in attributes:
        raise cursor.error("LANGUAGE and AS")
    language = language or "sql"
    attributes["language"] = language
    if body is not None:
        attributes["body"] = normal_body(body, language)
    if attributes.get("cost") == ("1" if language in ("c", "internal") else "100"):
        del attributes["cost"]
    if attributes.get("rows") == "1000":
        del attributes["rows"]
    thing = Thing(kind, name, identity(arguments, refers)).with_attributes(attributes)
    return PutThing(at=cursor.since(start), thing=thing, replace=replaces, refers=refers.all, body=place)


def _returns(cursor: Cursor, arguments: tuple[Argument, ...], refers: Refers) -> str | None:
    """`integer`, `setof x`, `table (a integer)`; None where the OUT arguments say it, or nothing is returned."""
    if cursor.at("RETURNS", "NULL") or not cursor.take("RETURNS"):
        return None
    if cursor.take("TABLE"):
        columns = cursor.listed(lambda: read_argument(cursor, refers))
        return f"table ({', '.join(f'{quote(c.name)} {refers(c.type)}' for c in columns)})"
    several = cursor.take("SETOF")
    type_: Type = replace(read_argument_type(cursor), modifiers=())
    if not several and any(argument.mode in ("out", "inout") for argument in arguments):
        return None
    return f"setof {refers(type_)}" if several else refers(type_)


def _definer(cursor: Cursor) -> bool:
    said = cursor.take_one("DEFINER", "INVOKER")
    if said is None:
        raise cursor.error("DEFINER or INVOKER")
    return said == "DEFINER"


def _options(cursor: Cursor, attributes: Changes, refers: Refers) -> tuple[str | None, str | None, Span | None]:
    """The language and the body in quotes, if they are said, and its place; the other options go into `attributes`."""
    language: str | None = None
    body: str | None = None
    place: Span | None = None
    while not cursor.done:
        if cursor.at("LANGUAGE", "SQL", "SECURITY"):
            # Two of sqlglot's tokens make one word of what belongs to two options.
            cursor.expect("LANGUAGE", "SQL", "SECURITY")
            language = "sql"
            attributes["security"] = "definer" if _definer(cursor) else None
        elif cursor.take("LANGUAGE"):
            language = (cursor.name("a language") if cursor.word() else cursor.string("a language")).lower()
        elif cursor.take("AS"):
            token = cursor.token
            body = cursor.string("the body in quotes")
            place = inside_quotes(cursor.source, token) if token is not None else None
            if cursor.take(","):
                body += f", {cursor.string('the name of a symbol')}"
        elif cursor.at("BEGIN", "ATOMIC") or cursor.at("RETURN"):
            attributes[DEFINITION] = spelt(cursor.source, cursor.tokens[cursor.index :])
            cursor.balanced()
        elif cursor.at("TRANSFORM") or cursor.at("WITH"):
            raise NotModelled(f"CREATE FUNCTION … {cursor.word()}")
        elif not take_option(cursor, attributes, refers):
            raise cursor.error("LANGUAGE, AS or another option")
    return language, body, place
