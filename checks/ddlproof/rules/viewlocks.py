"""Which view an action locks against those who read it. Not a rule.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks": ACCESS EXCLUSIVE, as of a table.
"""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.thing import VIEWS, Thing
from ddlproof.rules.plain import plain, resolve


def view_locked(moment: Moment) -> QName | None:
    """The view that was there before the script and is replaced, renamed, dropped, or refreshed if materialized."""
    match moment.action:
        case a.PutThing(thing=Thing(kind="view", qname=QName() as name), replace=True):
            pass
        case a.DropThing(thing=Thing(kind="view" | "materialized view", qname=QName() as name, about="")):
            pass
        case a.ChangeThing(thing=Thing(kind="view" | "materialized view", qname=QName() as name), to=Thing()):
            pass
        case a.RenameTable(table=name) | s.MoveTable(table=name) | s.SetTable(table=name):
            pass
        case action:
            done = plain(action, "REFRESH")
            if done is None or done.concurrently:
                return None
            name = resolve(moment, *done.names[0])
    return name if _there(moment, name) else None


def _there(moment: Moment, name: QName) -> bool:
    """Whether it is, and was before the script."""
    if not moment.view.named(name, *VIEWS):
        return False
    return any(one.qname == name and one.kind in VIEWS and not one.about for one in moment.before.things)
