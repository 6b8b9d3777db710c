"""Casts, transforms, conversions, languages, access methods: PostgreSQL documentation, CREATE CAST …"""

from __future__ import annotations

from ddlproof.model.action import Action
from ddlproof.model.thing import Spelt
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.target import read_signature


def create_cast(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`(type AS type) WITH FUNCTION f | WITHOUT FUNCTION | WITH INOUT [AS ASSIGNMENT | AS IMPLICIT]`."""
    thing = common.identity(cursor, "cast")
    found: Changes = {"with": None}
    if cursor.take("WITHOUT", "FUNCTION"):
        found["with"] = "no function"
    elif cursor.take("WITH", "INOUT"):
        found["with"] = "inout"
    else:
        cursor.expect("WITH", "FUNCTION")
        found["with"] = _function(cursor)
    if cursor.take("AS"):
        context = cursor.take_one("ASSIGNMENT", "IMPLICIT")
        if context is None:
            raise cursor.error("ASSIGNMENT or IMPLICIT")
        found["as"] = context.lower()
    return common.made(cursor, start, thing, found)


def _function(cursor: Cursor) -> Spelt:
    name = common.routine(cursor)
    signature = read_signature(cursor)
    return Spelt(*name.parts, *(signature.parts if isinstance(signature, Spelt) else (signature,)))


def create_transform(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[OR REPLACE] FOR type LANGUAGE l (FROM SQL WITH FUNCTION f, TO SQL WITH FUNCTION f)`."""
    thing = common.identity(cursor, "transform")
    found: Changes = {}
    cursor.expect("(")
    while not cursor.at(")"):
        side = cursor.take_one("FROM", "TO")
        if side is None:
            raise cursor.error("FROM SQL or TO SQL")
        cursor.expect("SQL", "WITH", "FUNCTION")
        found[f"{side.lower()} sql"] = _function(cursor)
        if not cursor.take(","):
            break
    cursor.expect(")")
    return common.made(cursor, start, thing, found)


def create_conversion(cursor: Cursor, start: int, *, default: bool = False) -> tuple[Action, ...]:
    """`name FOR 'encoding' TO 'encoding' FROM function`."""
    thing = common.identity(cursor, "conversion")
    cursor.expect("FOR")
    source = cursor.string("an encoding in quotes")
    cursor.expect("TO")
    target = cursor.string("an encoding in quotes")
    cursor.expect("FROM")
    found: Changes = {
        "for": f"{_encoding(source)} to {_encoding(target)}",
        "from": common.routine(cursor),
        "default": "true" if default else None,
    }
    return common.made(cursor, start, thing, found)


def create_default_conversion(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """The same behind DEFAULT CONVERSION."""
    return create_conversion(cursor, start, default=True)


def _encoding(name: str) -> str:
    plain = name.upper().replace("-", "").replace("_", "")
    return {"UNICODE": "UTF8", "ISO88591": "LATIN1"}.get(plain, name.upper())


def create_language(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[OR REPLACE] [TRUSTED] [PROCEDURAL] LANGUAGE name [HANDLER f [INLINE f] [VALIDATOR f]]`."""
    trusted = any(cursor.tokens[n].text.upper() == "TRUSTED" for n in range(start, cursor.index))
    thing = common.identity(cursor, "language")
    found: Changes = {"trusted": "true" if trusted else None}
    for word in ("HANDLER", "INLINE", "VALIDATOR"):
        if cursor.take(word):
            found[word.lower()] = common.routine(cursor)
    return common.made(cursor, start, thing, found)


def create_access_method(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name TYPE INDEX | TABLE HANDLER f`."""
    thing = common.identity(cursor, "access method")
    cursor.expect("TYPE")
    kind = cursor.take_one("INDEX", "TABLE")
    if kind is None:
        raise cursor.error("INDEX or TABLE")
    cursor.expect("HANDLER")
    return common.made(cursor, start, thing, {"type": kind.lower(), "handler": common.routine(cursor)})
