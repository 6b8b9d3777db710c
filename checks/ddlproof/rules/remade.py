"""Whether a script makes what its DROP … IF EXISTS drops: that is there to make it anew. Not a rule."""

from __future__ import annotations

from collections.abc import Iterable

from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.model.structure import CreateType
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.rules.once import OncePerScript, Script

Made = tuple[str, QName, str]
"""A kind, a name, and of what belongs to a table the name of that part."""


@OncePerScript
def all_made(script: Script) -> frozenset[Made]:
    """What a script makes."""
    return made(action for action, _ in script)


def made(actions: Iterable[a.Action]) -> frozenset[Made]:
    """What actions make, names resolved."""
    return frozenset(found for action in actions if (found := _makes(action)) is not None)


def makes(script: Script, thing: Thing) -> bool:
    """Whether a script makes one of that kind and name."""
    return _thing(thing) in all_made(script)


def remade(action: a.Action, by: frozenset[Made]) -> bool:
    """Whether it drops IF EXISTS what is among `by`, before that or after."""
    return bool(getattr(action, "if_exists", False)) and _drops(action) in by


def remade_as_written(action: a.Action, others: Iterable[a.Action]) -> bool:
    """The same where names are not resolved, and may have their schema or not."""
    dropped = _drops(action)
    return bool(getattr(action, "if_exists", False)) and any(_bare(dropped) == _bare(one) for one in made(others))


def _bare(made_: Made | None) -> tuple[str, str, str] | None:
    return None if made_ is None else (made_[0], made_[1].name, made_[2])


def _makes(action: a.Action) -> Made | None:
    match action:
        case a.CreateTable(table=table):
            return "table", table.name, ""
        case a.CreateIndex(index=index):
            return "index", index.name, ""
        case a.CreateEnum(name=name):
            return "type", name, ""
        case CreateType(type=type_):
            return "type", type_.name, ""
        case a.AddColumn(table=owner, column=column):
            return "column", owner, column.name
        case a.AddConstraint(table=owner, constraint=constraint):
            return "constraint", owner, constraint.name
        case a.PutThing(thing=thing) if not thing.about:
            return _thing(thing)
    return None


def _drops(action: a.Action) -> Made | None:
    match action:
        case a.DropTable(table=name):
            return "table", name, ""
        case a.DropIndex(index=name):
            return "index", name, ""
        case a.DropType(name=name):
            return "type", name, ""
        case a.DropColumn(table=table, column=part):
            return "column", table, part
        case a.DropConstraint(table=table, name=part):
            return "constraint", table, part
        case a.DropThing(thing=thing):
            return _thing(thing)
    return None


def _thing(thing: Thing) -> Made:
    """A routine whatever its arguments are; what has no name of its own by what tells it apart."""
    kind = "routine" if thing.kind in ROUTINES else thing.kind
    if thing.table is not None:
        return kind, thing.table, thing.label
    return kind, thing.qname or QName("", thing.label), ""
