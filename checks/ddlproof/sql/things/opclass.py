"""Operator classes and families: PostgreSQL documentation, CREATE OPERATOR CLASS, CREATE OPERATOR FAMILY.

A class without FAMILY makes a family of its own name, which goes without saying.
"""

from __future__ import annotations

from ddlproof.model.action import Action
from ddlproof.model.names import quote
from ddlproof.model.thing import Spelt, Thing
from ddlproof.model.types import Type
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.target import read_operator_name, read_signature
from ddlproof.sql.types import read_type


def create_class(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name [DEFAULT] FOR TYPE t USING method [FAMILY f] AS member, …`."""
    name = cursor.qname("an operator class")
    default = cursor.take("DEFAULT")
    cursor.expect("FOR", "TYPE")
    type_ = read_type(cursor)
    cursor.expect("USING")
    thing = Thing("operator class", name, f" using {quote(cursor.name('an index method'))}")
    found: Changes = {"for type": Spelt(type_), "default": "true" if default else None}
    if cursor.take("FAMILY"):
        family = cursor.qname("an operator family")
        found["family"] = None if family == name else Spelt(family)
    cursor.expect("AS")
    found |= _members(cursor, type_)
    return common.made(cursor, start, thing, found)


def create_family(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name USING method`."""
    return common.made(cursor, start, common.identity(cursor, "operator family"), {})


def alter_family(cursor: Cursor, thing: Thing) -> Changes:
    """`ADD member, … | DROP member, …`."""
    if cursor.take("ADD"):
        return _members(cursor, None)
    cursor.expect("DROP")
    return dict.fromkeys(_members(cursor, None, only_number=True))


def _members(cursor: Cursor, type_: Type | None, *, only_number: bool = False) -> Changes:
    """`OPERATOR n op [(l, r)] […] | FUNCTION n [(l, r)] f(…) | STORAGE t, …`; types are said where they are others."""
    found: Changes = {}
    while True:
        if cursor.take("STORAGE"):
            stored = read_type(cursor)
            found["storage"] = None if stored == type_ else Spelt(stored)
        elif cursor.take("OPERATOR"):
            number = cursor.advance()
            operator = "" if only_number else read_operator_name(cursor).name
            name = _named(f"operator {number}", _types(cursor), type_)
            if cursor.take("FOR"):
                purpose = cursor.take_one("SEARCH", "ORDER BY")
                if purpose is None:
                    raise cursor.error("SEARCH or ORDER BY")
                if purpose == "ORDER BY":
                    operator += f" for order by {cursor.qname('an operator family').name}"
            found[name] = operator
        elif cursor.take("FUNCTION"):
            name = _named(f"function {cursor.advance()}", _types(cursor), type_)
            found[name] = ""
            if not only_number:
                function, signature = common.routine(cursor), read_signature(cursor)
                found[name] = Spelt(*function.parts, *(signature.parts if isinstance(signature, Spelt) else ()))
        else:
            raise cursor.error("OPERATOR, FUNCTION or STORAGE")
        if not cursor.take(","):
            return found


def _types(cursor: Cursor) -> tuple[Type, ...]:
    return cursor.listed(lambda: read_type(cursor)) if cursor.at("(") else ()


def _named(what: str, types: tuple[Type, ...], usual: Type | None) -> str:
    if not types or all(type_ == usual for type_ in types):
        return what
    left, right = types[0], types[-1]
    return Spelt(what, " (", left, ", ", right, ")")
