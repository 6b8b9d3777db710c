"""The schema before a script with the names that the script gives: what is renamed is not dropped and made anew.

Only what the script renames by statements of its own counts, and only what is there before and under the new name
after; a name that was moved out of the way of another one stays a drop and an addition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.renamed import Place, Renamed
from ddlproof.model.schema import Schema
from ddlproof.sql.alike import alike, legible
from ddlproof.sql.apply import apply
from ddlproof.sql.draft import Draft
from ddlproof.sql.places import WHOLE, dropped, is_rename, places, step
from ddlproof.sql.replay import Part, Replay
from ddlproof.sql.versions import NONE_SAID

_Step = tuple[int, a.Action]


def carry(before: Schema, statements: Sequence[a.Statement], after: Schema) -> tuple[Schema, tuple[Renamed, ...]]:
    """The schema before, with the new names of what the statements rename and `after` has; and what that is.

    A view that asks the same after has the text of after.
    """
    if not any(is_rename(action) for statement in statements for action in statement.actions):
        return alike(before, before, after), ()
    start = legible(before)
    done = Replay(before, version=NONE_SAID).pass_over([Part(tuple(statements), "autocommit", joined=True)])
    steps: list[_Step] = [one for one in enumerate(action for _, action in done) if _tracked(one[1])]
    there = frozenset(places(after))
    while True:
        trail = _Trail(Draft(start))
        for number, action in steps:
            trail.follow(number, action)
        gone = (was for now, was in trail.origins.items() if now not in there)
        wrong = trail.lost.union(*(trail.taken[was] for was in gone))
        steps = [(number, action) for number, action in steps if number not in wrong]
        if not wrong:
            renames = tuple(Renamed(was, now) for now, was in trail.origins.items() if was != now)
            return alike(trail.draft.freeze(), before, after), renames


def _tracked(action: a.Action) -> bool:
    return is_rename(action) or isinstance(action, _DROPS)


_DROPS = (
    a.DropTable, a.DropColumn, a.DropConstraint, a.DropIndex, a.DropType, a.DropThing, a.DropNamespace,
    s.DropSequence, s.DomainCheck, s.AlterAttribute,
)  # fmt: skip


@dataclass(slots=True)
class _Trail:
    """Where each renamed thing was before: `origins` by where it is now. `taken` are the renames of each, by number.

    `lost` are the renames of what was dropped in the end, and those that could not be made on the schema before.
    """

    draft: Draft
    origins: dict[Place, Place] = field(default_factory=dict)
    taken: dict[Place, list[int]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)

    def follow(self, number: int, action: a.Action) -> None:
        """Make a rename, or see that something is dropped, which stays in the draft."""
        if not is_rename(action):
            for place in dropped(self.draft, action):
                self._lose(place)
            return
        try:
            moved = step(self.draft, action)
            changed = moved is not None and apply(self.draft, action)
        except SqlError:
            moved, changed = None, False  # the script has made it, or made room for it
        if moved is None or not changed:
            self.lost.add(number)
            return
        self._move(number, *moved)

    def _lose(self, place: Place) -> None:
        for now, was in list(self.origins.items()):
            inside = now.whole == place.whole if place.kind in WHOLE else now.whole.schema == place.whole.name
            if now == place or (inside and not place.part and place.kind in (*WHOLE, "schema")):
                self.lost.update(self.taken[was])

    def _move(self, number: int, old: Place, new: Place) -> None:
        was = self.origins.pop(old, None) or self._before(old)
        self.origins[new] = was
        self.taken.setdefault(was, []).append(number)
        if new.kind == "schema":
            self._move_inside(old.whole.name, new.whole.name)
        elif new.kind in WHOLE:
            for now in [now for now in self.origins if now.part and now.whole == old.whole]:
                self.origins[Place(now.kind, new.whole, now.part)] = self.origins.pop(now)

    def _move_inside(self, old: str, new: str) -> None:
        for now in [now for now in self.origins if now.whole.schema == old]:
            moved = Place(now.kind, QName(new, now.whole.name), now.part, now.label)
            self.origins[moved] = self.origins.pop(now)

    def _before(self, place: Place) -> Place:
        """Where a thing was that itself was not renamed: in what has another name, perhaps."""
        owner = next((o for now, o in self.origins.items() if now.kind in WHOLE and now.whole == place.whole), None)
        if place.part and owner is not None:
            return Place(place.kind, owner.whole, place.part)
        schema = self.origins.get(Place("schema", QName("", place.whole.schema)))
        whole = place.whole if schema is None else QName(schema.whole.name, place.whole.name)
        return Place(place.kind, whole, place.part, place.label)
