"""Where the things of a schema are found, and from where to where an action moves one."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import kind_of
from ddlproof.model.names import QName, unquoted
from ddlproof.model.renamed import Place
from ddlproof.model.schema import Schema
from ddlproof.model.thing import VIEWS, Thing
from ddlproof.model.usertype import Composite, Domain
from ddlproof.model.usertype import kind_of as kind_of_type
from ddlproof.sql.draft import Draft
from ddlproof.sql.things import apply as things

Step = tuple[Place, Place]
WHOLE = frozenset(("table", "enum", "domain", "composite type", *VIEWS))
"""The kinds that have parts with names of their own."""


def is_rename(action: a.Action) -> bool:
    """Whether an action gives something another name or schema."""
    match action:
        case a.ChangeThing(to=to) | s.AlterAttribute(to=to):
            return to is not None
        case s.DomainCheck(rename=name):
            return bool(name)
    return isinstance(action, _RENAMES)


_RENAMES = (
    a.RenameTable, a.RenameColumn, a.RenameConstraint, a.RenameIndex, a.RenameEnumValue, a.RenameNamespace,
    s.RenameSequence, s.RenameType, s.MoveTable,
)  # fmt: skip


def step(draft: Draft, action: a.Action) -> Step | None:
    """From where to where an action moves something; None where that is nothing of the schema."""
    match action:
        case a.RenameColumn(table=table, column=column, to=to):
            kind = "column" if table in draft.tables else "view column" if draft.view(table) is not None else ""
            return (Place(kind, table, column), Place(kind, table, to)) if kind else None
        case a.RenameConstraint(table=table, name=name, to=to):
            return _constraint(draft, table, name, to)
        case a.RenameEnumValue(name=type_, label=label, to=to):
            return Place("enum value", type_, label), Place("enum value", type_, to)
        case s.AlterAttribute(name=type_, attribute=attribute, to=to) if to is not None:
            return Place("attribute", type_, attribute), Place("attribute", type_, to)
        case s.DomainCheck(name=type_, rename=was, to=to):
            return Place("domain constraint", type_, was), Place("domain constraint", type_, to)
        case s.RenameType(name=old, to=new):
            kind = "enum" if old in draft.enums else kind_of_type(draft.types[old]) if old in draft.types else ""
            return (Place(kind, old), Place(kind, new)) if kind else None
        case (
            a.RenameTable(table=name, to=to) | s.RenameSequence(sequence=name, to=to) | a.RenameIndex(index=name, to=to)
        ):
            return _relation(draft, name, name.sibling(to))
        case s.MoveTable(table=name, schema=schema):
            return _relation(draft, name, QName(schema, name.name))
        case a.RenameNamespace(name=name, to=to):
            return Place("schema", QName("", name)), Place("schema", QName("", to))
        case a.ChangeThing():
            return _thing(draft, action)
        case _:
            return None


def _relation(draft: Draft, name: QName, to: QName) -> Step | None:
    if (owner := draft.owner_of(name)) is not None:
        return _constraint(draft, owner, name.name, to.name)
    if (view := draft.view(name)) is not None:
        return Place(view.kind, name), Place(view.kind, to)
    kinds = (("table", draft.tables), ("index", draft.indexes), ("sequence", draft.sequences))
    kind = next((kind for kind, there in kinds if name in there), None)
    return (Place(kind, name), Place(kind, to)) if kind is not None else None


def _constraint(draft: Draft, table: QName, name: str, to: str) -> Step | None:
    found = draft.tables[table].constraints.get(name) if table in draft.tables else None
    return (Place(kind_of(found), table, name), Place(kind_of(found), table, to)) if found is not None else None


def _thing(draft: Draft, action: a.ChangeThing) -> Step | None:
    there = things.find(draft, action.thing, action.at)
    if there is None:
        return None
    was, now = place_of(there), place_of(things.after(there, action))
    return (was, now) if was is not None and now is not None and was != now else None


def place_of(thing: Thing) -> Place | None:
    """Where a thing is; None of a remark, which is where its object is, and of what has no name of its own."""
    if thing.about or thing.prefix or thing.kind in _NAMELESS:
        return None
    if thing.table is not None:
        return Place(thing.kind, thing.table, unquoted(thing.label))
    if thing.qname is None:
        return Place(thing.kind, QName("", unquoted(thing.label)))
    return Place(thing.kind, thing.qname, label=thing.label)


_NAMELESS = ("operator", "cast", "user mapping", "transform")


def dropped(draft: Draft, action: a.Action) -> Iterator[Place]:
    """What an action drops."""
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
        case a.DropNamespace(name=name):
            yield Place("schema", QName("", name))
        case s.DomainCheck(name=name, drop=check) if check:
            yield Place("domain constraint", name, check)
        case s.AlterAttribute(name=name, attribute=attribute, add=False, type=None, to=None):
            yield Place("attribute", name, attribute)
        case a.DropThing(thing=thing):
            there = things.find(draft, thing, action.at)
            place = place_of(there) if there is not None else None
            yield from (place,) if place is not None else ()


def places(schema: Schema) -> Iterator[Place]:
    """Everything that there is."""
    yield from (Place("schema", QName("", name)) for name in schema.namespaces)
    for table in schema.tables:
        yield Place("table", table.name)
        yield from (Place("column", table.name, column.name) for column in table.columns)
        yield from (Place(kind_of(one), table.name, one.name) for one in table.constraints)
    yield from (Place("index", index.name) for index in schema.indexes)
    yield from (Place("sequence", sequence.name) for sequence in schema.sequences)
    for type_ in schema.types:
        yield Place(kind_of_type(type_), type_.name)
        if isinstance(type_, Domain):
            yield from (Place("domain constraint", type_.name, check.name) for check in type_.checks)
        elif isinstance(type_, Composite):
            yield from (Place("attribute", type_.name, one.name) for one in type_.attributes)
    for enum in schema.enums:
        yield Place("enum", enum.name)
        yield from (Place("enum value", enum.name, label) for label in enum.labels)
    for thing in schema.things:
        place = place_of(thing)
        yield from (place,) if place is not None else ()
        if thing.kind in VIEWS and thing.qname is not None:
            yield from (Place("view column", thing.qname, column) for column in thing.columns)
