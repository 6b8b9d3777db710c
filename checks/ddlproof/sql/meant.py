"""An action with the names that it means, in the schemas of the search path."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.sql.draft import TEMPORARY, Draft
from ddlproof.sql.outputs import of_query
from ddlproof.sql.resolve import Resolver


def resolved_names(draft: Draft, path: tuple[str, ...], action: a.Action) -> a.Action:
    """The action as it is in a session with this search path."""
    resolver = Resolver(draft, (action.home, *path) if action.home else path)
    match action:
        case a.CreateTable(table=table, temporary=temporary):
            name = QName(TEMPORARY, table.name.name) if temporary else resolver.name(table.name, new=True)
            action = replace(action, table=replace(table, name=name))
            action = of_query(action, resolver) if action.query else action
        case a.PutThing(thing=Thing(qname=QName() as thing_name, about="") as thing):
            action = replace(action, thing=replace(thing, qname=resolver.name(thing_name, new=True)))
        case a.DropThing(thing=Thing(kind="owner", label=label) as owner) if draft.role and label != "public":
            action = a.PutThing(at=action.at, thing=owner.with_attributes({"is": draft.role}), replace=True)
        case s.CreateSequence(sequence=sequence):
            action = replace(action, sequence=replace(sequence, name=resolver.name(sequence.name, new=True)))
        case s.CreateType(type=type_):
            action = replace(action, type=replace(type_, name=resolver.name(type_.name, new=True)))
        case s.RenameType(name=name, to=to):
            name = resolver.name(name)
            action = replace(action, name=name, to=to if to.schema else name.sibling(to.name))
        case a.CreateEnum(name=name):
            action = replace(action, name=resolver.name(name, new=True))
        case a.CreateIndex(index=index):
            table_name = resolver.name(index.table)
            placed = replace(index, table=table_name, name=table_name.sibling(index.name.name))
            action = replace(action, index=placed)
    return resolver.action(action)
