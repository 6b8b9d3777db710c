"""The schema before a script with the names that the script gives: what is renamed is not dropped and made anew.

Only what the script renames by statements of its own counts, and only what is there before and under the new name
after; a name that was moved out of the way of another one stays a drop and an addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import kind_of
from ddlproof.model.names import QName
from ddlproof.model.renamed import Place, Renamed
from ddlproof.model.schema import Schema
from ddlproof.model.usertype import kind_of as kind_of_type
from ddlproof.sql.apply import apply
from ddlproof.sql.draft import Draft
from ddlproof.sql.replay import Part, Replay

_RENAMES = (
    a.RenameTable, a.RenameColumn, a.RenameConstraint, a.RenameIndex, a.RenameEnumValue,
    s.RenameSequence, s.RenameType, s.MoveTable,
)  # fmt: skip
_Step = tuple[int, a.Action]


def carry(before: Schema, statements: Sequence[a.Statement], after: Schema) -> tuple[Schema, tuple[Renamed, ...]]:
    """The schema before, with the new names of what the statements rename and `after` has; and what that is."""
    if not any(isinstance(action, _RENAMES) for statement in statements for action in statement.actions):
        return before, ()
    done = Replay(before).pass_over([Part(tuple(statements), "autocommit", joined=True)])
    steps: list[_Step] = [step for step in enumerate(action for _, action in done) if isinstance(step[1], _Tracked)]
    there = frozenset(_places(after))
    while True:
        trail = _Trail(Draft(before))
        for number, action in steps:
            trail.follow(number, action)
        gone = (was for now, was in trail.origins.items() if now not in there)
        wrong = trail.lost.union(*(trail.taken[was] for was in gone))
        steps = [(number, action) for number, action in steps if number not in wrong]
        if not wrong:
            return trail.draft.freeze(), tuple(Renamed(was, now) for now, was in trail.origins.items() if was != now)


_Tracked = (*_RENAMES, a.DropTable, a.DropColumn, a.DropConstraint, a.DropIndex, a.DropType, s.DropSequence)


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
        if not isinstance(action, _RENAMES):
            for place in _dropped(action):
                self._lose(place)
            return
        step = _step(self.draft, action)
        try:
            changed = step is not None and apply(self.draft, action)
        except SqlError:
            changed = False  # the script has made it, or made room for it
        if step is None or not changed:
            self.lost.add(number)
            return
        self._move(number, *step)

    def _lose(self, place: Place) -> None:
        for now, was in list(self.origins.items()):
            if now == place or (not place.part and now.whole == place.whole):
                self.lost.update(self.taken[was])

    def _move(self, number: int, old: Place, new: Place) -> None:
        was = self.origins.pop(old, None) or self._before(old)
        self.origins[new] = was
        self.taken.setdefault(was, []).append(number)
        if not new.part:
            for now in [now for now in self.origins if now.part and now.whole == old.whole]:
                self.origins[Place(now.kind, new.whole, now.part)] = self.origins.pop(now)

    def _before(self, place: Place) -> Place:
        """Where a thing was that itself was not renamed: in what has another name, perhaps."""
        owner = next((o for now, o in self.origins.items() if not now.part and now.whole == place.whole), None)
        return place if owner is None else Place(place.kind, owner.whole, place.part)


def _step(draft: Draft, action: a.Action) -> tuple[Place, Place] | None:
    """From where to where an action moves something; None where that is nothing of the schema."""
    match action:
        case a.RenameColumn(table=table, column=column, to=to) if table in draft.tables:
            return Place("column", table, column), Place("column", table, to)
        case a.RenameConstraint(table=table, name=name, to=to):
            return _constraint(draft, table, name, to)
        case a.RenameEnumValue(name=type_, label=label, to=to):
            return Place("enum value", type_, label), Place("enum value", type_, to)
        case s.RenameType(name=old, to=new):
            kind = "enum" if old in draft.enums else kind_of_type(draft.types[old]) if old in draft.types else ""
            return (Place(kind, old), Place(kind, new)) if kind else None
        case (
            a.RenameTable(table=name, to=to) | s.RenameSequence(sequence=name, to=to) | a.RenameIndex(index=name, to=to)
        ):
            return _relation(draft, name, name.sibling(to))
        case s.MoveTable(table=name, schema=schema):
            return _relation(draft, name, QName(schema, name.name))
        case _:
            return None


def _relation(draft: Draft, name: QName, to: QName) -> tuple[Place, Place] | None:
    if (owner := draft.owner_of(name)) is not None:
        return _constraint(draft, owner, name.name, to.name)
    kinds = (("table", draft.tables), ("index", draft.indexes), ("sequence", draft.sequences))
    kind = next((kind for kind, there in kinds if name in there), None)
    return (Place(kind, name), Place(kind, to)) if kind is not None else None


def _constraint(draft: Draft, table: QName, name: str, to: str) -> tuple[Place, Place] | None:
    found = draft.tables[table].constraints.get(name) if table in draft.tables else None
    return (Place(kind_of(found), table, name), Place(kind_of(found), table, to)) if found is not None else None


def _dropped(action: a.Action) -> Iterator[Place]:
    match action:
        case a.DropTable(table=table):
            yield Place("table", table)
        case a.DropColumn(table=table, column=column):
            yield Place("column", table, column)
        case a.DropConstraint(table=table, name=name):
            yield from (
                Place(kind, table, name) for kind in ("primary key", "unique", "foreign key", "check", "exclude")
            )
        case a.DropIndex(index=index):
            yield Place("index", index)
        case s.DropSequence(sequence=sequence):
            yield Place("sequence", sequence)
        case a.DropType(name=name):
            yield from (Place(kind, name) for kind in ("enum", "domain", "composite type", "range type"))


def _places(schema: Schema) -> Iterable[Place]:
    for table in schema.tables:
        yield Place("table", table.name)
        yield from (Place("column", table.name, column.name) for column in table.columns)
        yield from (Place(kind_of(one), table.name, one.name) for one in table.constraints)
    yield from (Place("index", index.name) for index in schema.indexes)
    yield from (Place("sequence", sequence.name) for sequence in schema.sequences)
    yield from (Place(kind_of_type(type_), type_.name) for type_ in schema.types)
    for enum in schema.enums:
        yield Place("enum", enum.name)
        yield from (Place("enum value", enum.name, label) for label in enum.labels)
