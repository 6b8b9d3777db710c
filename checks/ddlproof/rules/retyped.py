"""The change of type that an action makes, with what is known of the column and of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ddlproof.evidence import Moment
from ddlproof.model.action import Beside, Setting, SetType
from ddlproof.model.names import QName
from ddlproof.model.table import Column, Table
from ddlproof.model.types import Type
from ddlproof.rules.domains import base_of, constrained, domain_of
from ddlproof.rules.retype import Cost, Retype
from ddlproof.rules.words import name_at, words


def retyped(moment: Moment) -> tuple[Table, Column, SetType] | None:
    """The table in use, the column as it is, and the action; None for other actions and where they are not known."""
    action = moment.action
    if not isinstance(action, SetType) or not moment.existing(action.table):
        return None
    table = moment.view.table(action.table)
    column = table.column(action.column) if table is not None else None
    return (table, column, action) if table is not None and column is not None else None


def cost_of(moment: Moment, column: Column, action: SetType) -> Cost:
    """What it costs, with the session's TimeZone if the script sets it."""
    cost = Retype(column.name, column.type, action.type, action.using).cost
    if cost == "unknown":
        cost = _of_own_types(moment, column, action)
    if cost != "rewrite unless utc":
        return cost
    zone = _time_zone(moment)
    return cost if zone is None else "nothing" if zone in _UTC else "rewrite"


def _of_own_types(moment: Moment, column: Column, action: SetType) -> Cost:
    """What a change to or from an enum or a domain costs: a domain that asks nothing is as its base type.

    Source: `ATColumnChangeRequiresRewrite` in src/backend/commands/tablecmds.c.
    """
    old, new = column.type, action.type
    if any(_enum(moment, type_) for type_ in (old, new)):
        return "rewrite"
    if constrained(moment, domain_of(moment, new)) is not None:
        return "rewrite"
    # The length that a domain's base type has is not known of its values.
    base = replace(base_of(moment, old), modifiers=()) if domain_of(moment, old) is not None else old
    return Retype(column.name, base, base_of(moment, new), action.using).cost


def _enum(moment: Moment, type_: Type) -> bool:
    (schema, name), _ = name_at(words(type_.name), 0)
    return bool(schema) and moment.view.enum(QName(schema, name)) is not None


_UTC = frozenset("UTC UCT GMT ZULU UNIVERSAL GREENWICH ETC/UTC ETC/UCT ETC/GMT ETC/ZULU ETC/UNIVERSAL 0".split())


def _time_zone(moment: Moment) -> str | None:
    """The TimeZone in force, in capitals; None where the script does not set it."""
    for action, transaction in reversed(moment.earlier):
        if isinstance(action, Setting) and action.name in ("timezone", "all"):
            if not action.local or (transaction == moment.transaction and moment.block):
                return action.value.strip("'\" ").upper() if action.value is not None else None
        elif isinstance(action, Beside) and action.verb == "SET":
            said = words(action.at.text)
            if said[1:3] == ("TIME", "ZONE"):
                return _zone(said[3:])
            if said[1:4] == ("LOCAL", "TIME", "ZONE") and transaction == moment.transaction and moment.block:
                return _zone(said[4:])
    return None


def _zone(said: Sequence[str]) -> str | None:
    """What SET TIME ZONE says: DEFAULT and LOCAL lead back to what the server has, an INTERVAL is reckoned."""
    return None if said[:1] in (("DEFAULT",), ("LOCAL",), ("INTERVAL",), ()) else said[0].strip("'").upper()
