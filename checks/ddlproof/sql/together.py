"""The objects that one statement drops: all are looked up before the first of them goes.

`RemoveRelations` and `RemoveObjects` of src/backend/commands: so an object may be named twice, and one that goes with
another by CASCADE be named as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.meant import resolved_names
from ddlproof.sql.things import remarks
from ddlproof.sql.things.apply import find

Drop = a.DropTable | a.DropIndex | a.DropType | a.DropNamespace | a.DropThing | s.DropSequence


@dataclass(slots=True)
class Together:
    """The actions of a statement, and what those that drop something with another one were found to mean."""

    actions: tuple[a.Action, ...]
    found: dict[int, a.Action] = field(default_factory=dict)

    def resolved(self, draft: Draft, path: tuple[str, ...], position: int, action: a.Action) -> a.Action:
        """The action at a position, with its names resolved."""
        if position in self.found:
            return replace(self.found.pop(position), guards=action.guards, conditional=action.conditional)
        if isinstance(action, Drop):
            for other in self._behind(position, action):
                meant = resolved_names(draft, path, self.actions[other])
                if isinstance(meant, Drop) and _there(draft, meant):
                    meant = replace(meant, if_exists=True)
                self.found[other] = meant
        return resolved_names(draft, path, action)

    def _behind(self, position: int, first: Drop) -> list[int]:
        """What the same statement drops behind its first; the next round of a loop names that again."""
        named, found = [_target(first)], []
        for number in range(position + 1, len(self.actions)):
            other = self.actions[number]
            if not isinstance(other, Drop) or other.at != first.at or _target(other) in named:
                break
            named.append(_target(other))
            found.append(number)
        return found


def _target(action: Drop) -> QName | Thing | str:
    match action:
        case a.DropTable(table=name) | a.DropIndex(index=name) | s.DropSequence(sequence=name):
            return name
        case a.DropThing(thing=thing):
            return thing
    return action.name


def _there(draft: Draft, action: Drop) -> bool:
    match action:
        case a.DropNamespace(name=name):
            return name in draft.namespaces
        case a.DropThing(thing=thing, at=at):
            try:
                return find(draft, remarks.settle(draft, thing), at) is not None
            except SqlError:  # there are several, which DROP itself says
                return False
    target = _target(action)
    return isinstance(target, QName) and draft.has(target)
