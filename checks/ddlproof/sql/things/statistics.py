"""Extended statistics: PostgreSQL documentation, CREATE STATISTICS."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, PutThing
from ddlproof.model.names import QName, quote, unquoted
from ddlproof.model.thing import Spelt, Thing
from ddlproof.sql.call import at_call
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_bracketed, read_until_end
from ddlproof.sql.operand import read_operand
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.fill import Refers

_KINDS = ("dependencies", "mcv", "ndistinct")


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] [name] [(kinds)] ON column | (expression), … FROM table`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    unnamed = cursor.at("ON") or cursor.at("(")
    thing = Thing("statistics", QName("", "")) if unnamed else common.identity(cursor, "statistics")
    kinds = sorted(cursor.names()) if cursor.at("(") else list(_KINDS)
    for kind in kinds:
        if kind not in _KINDS:
            raise cursor.error("ndistinct, dependencies or mcv before this")
    cursor.expect("ON")
    refers = Refers()
    parts = [_part(cursor, refers)]
    while cursor.take(","):
        parts.append(_part(cursor, refers))
    if unnamed:
        # By these PostgreSQL chooses a name, in the order in which they are written.
        named = (part if part[:1] != "(" else "expr" for part in parts)
        thing = replace(thing, columns=tuple(unquoted(part) for part in named))
    cursor.expect("FROM")
    table = cursor.qname("a table")
    if not cursor.done:
        raise NotModelled("CREATE STATISTICS on more than one table")
    found: Changes = {
        "kinds": common.nothing_if(", ".join(kinds), ", ".join(_KINDS)),
        "on": Spelt(", ".join(parts), " from ", table),
    }
    if len(parts) == 1:
        found.pop("kinds")  # those of one expression have no kinds
    cursor.end()
    thing = replace(thing, uses=(table,)).with_attributes(found)
    return (PutThing(at=cursor.since(start), thing=thing, if_not_exists=absent, refers=refers.all),)


def _part(cursor: Cursor, refers: Refers) -> str:
    if cursor.at("("):
        return f"({refers(read_bracketed(cursor))})"
    if at_call(cursor):
        return f"({refers(read_operand(cursor, read_until_end))})"
    return quote(cursor.name("a column"))


def alter(cursor: Cursor, thing: Thing) -> Changes:
    """`SET STATISTICS n`: how much of the table is looked at."""
    cursor.expect("SET", "STATISTICS")
    if cursor.take("DEFAULT"):
        return {"target": None}
    sign = "-" if cursor.take("-") else ""
    target = sign + cursor.advance()
    return {"target": common.nothing_if(target, "-1")}
