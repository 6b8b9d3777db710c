"""What a migration has made itself, so that nobody else can be using it yet."""

from __future__ import annotations

from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing


def renew(fresh: set[QName], action: a.Action, *, known: bool) -> None:
    """Add the table or materialized view that an action has made; one that is renamed is what it was.

    Where the schema is not `known`, IF NOT EXISTS may have found one.
    """
    match action:
        case a.CreateTable(table=table, temporary=temporary, if_not_exists=lenient):
            if temporary or known or not lenient:
                fresh.add(table.name)
        case a.PutThing(thing=Thing(kind="materialized view", qname=QName() as name), if_not_exists=lenient):
            if known or not lenient:
                fresh.add(name)
        case a.RenameTable(table=name, to=to) if name in fresh:
            fresh.add(name.sibling(to))
            fresh.discard(name)
