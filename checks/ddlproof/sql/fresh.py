"""What a migration has made itself, so that nobody else can be using it yet."""

from __future__ import annotations

from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing


def renew(fresh: set[QName], action: a.Action, *, known: bool) -> None:
    """Add the table or materialized view that an action has made; one that is renamed or moved is what it was.

    Where the schema is not `known`, IF NOT EXISTS may have found one.
    """
    match action:
        case a.CreateTable(table=table, temporary=temporary, if_not_exists=lenient):
            if temporary or known or not lenient:
                fresh.add(table.name)
        case a.PutThing(thing=Thing(kind="materialized view", qname=QName() as name), if_not_exists=lenient):
            if known or not lenient:
                fresh.add(name)
        case a.RenameTable(table=name, to=to):
            _called(fresh, name, name.sibling(to))
        case s.MoveTable(table=name, schema=schema):
            _called(fresh, name, QName(schema, name.name))
        case a.ChangeThing(thing=Thing(kind="materialized view", qname=QName() as name), to=Thing(qname=QName() as to)):
            _called(fresh, name, to)
        case a.DropTable(table=name):
            fresh.discard(name)


def _called(fresh: set[QName], old: QName, new: QName) -> None:
    """What had the old name has the new one now, new or not."""
    if old in fresh:
        fresh.add(new)
        fresh.discard(old)
    else:
        fresh.discard(new)
