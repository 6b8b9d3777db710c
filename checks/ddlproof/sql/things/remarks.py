"""Remarks in a draft, which are what is said of another object (comments, owners, grants): they go and move with it."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.model.usertype import Domain
from ddlproof.sql.draft import Draft

_RELATIONS = ("table", "view", "materialized view", "sequence", "index", "foreign table", "column")
_TYPES = ("type", "enum", "domain", "composite type", "range type", "base type")


def family(kind: str) -> str:
    """The kind of name that objects of a kind have: no two of a family have the same one."""
    for name, kinds in (("relation", _RELATIONS), ("type", _TYPES), ("routine", (*ROUTINES, "routine"))):
        if kind in kinds:
            return name
    return kind


def forget(draft: Draft, kind: str, name: QName | str, label: str = "") -> None:
    """The object is gone, and what is said of it."""
    for remark in _on(draft, kind, name, label):
        draft.remove_thing(remark.key)


def forget_part(draft: Draft, table: QName, kind: str, name: str) -> None:
    """A column, constraint or the like of a table is gone, and what is said of it."""
    for remark in _on_part(draft, table, kind, quote(name)):
        draft.remove_thing(remark.key)


def forget_thing(draft: Draft, thing: Thing) -> None:
    """A thing is gone, and what is said of it."""
    if thing.table is not None:
        found = _on_part(draft, thing.table, thing.kind, thing.label)
    else:
        found = _on(draft, thing.kind, thing.qname or thing.label, thing.label)
    for remark in found if not thing.about else ():
        draft.remove_thing(remark.key)


def move(draft: Draft, thing: Thing, to: Thing) -> None:
    """A thing has another identity: what is said of it follows."""
    if thing.table is not None:
        for remark in _on_part(draft, thing.table, thing.kind, thing.label):
            _put(draft, remark, replace(remark, table=to.table, label=to.label))
    elif thing.qname is not None:
        for remark in _on(draft, thing.kind, thing.qname, thing.label):
            label = to.label if remark.label == thing.label else remark.label
            _put(draft, remark, replace(remark, qname=to.qname, label=label))
    else:
        for remark in _on(draft, thing.kind, thing.label, ""):
            _put(draft, remark, replace(remark, label=to.label))


def move_part(draft: Draft, table: QName, kind: str, name: str, to: str) -> None:
    """A column or constraint of a table has another name: what is said of it follows."""
    for remark in _on_part(draft, table, kind, quote(name)):
        _put(draft, remark, replace(remark, label=quote(to)))


def settle(draft: Draft, remark: Thing) -> Thing:
    """The same remark, with its object as the draft knows it.

    `ON TABLE` and `ON COLUMN` may speak of a view, `ON ROUTINE` of a function, `ON TYPE` of a domain; the types of a
    routine's arguments may be left out where there is only one of its name.
    """
    if remark.about == "table" and remark.table in draft.sequences:
        return replace(remark, table=None, qname=remark.table, about="sequence")
    if remark.about in ("table", "column") and remark.table is not None and remark.table not in draft.tables:
        there = _one(draft, remark.table, "relation")
        if there is not None and remark.about == "column":
            return replace(remark, table=None, qname=remark.table, label=f".{remark.label}")
        if there is not None:
            return replace(remark, table=None, qname=remark.table, about=there.kind)
    elif (
        family(remark.about) == "routine"
        and remark.qname is not None
        and (remark.about == "routine" or not remark.label)
    ):
        there = _one(draft, remark.qname, "routine", remark.label)
        if there is not None:
            return replace(remark, label=there.label, about=there.kind)
    elif remark.about == "type" and remark.kind != "grant" and remark.qname is not None:
        return replace(remark, about="domain" if isinstance(draft.types.get(remark.qname), Domain) else "type")
    return remark


def _one(draft: Draft, name: QName, of: str, label: str = "") -> Thing | None:
    """The only thing of a name in a family, with that label if one is given."""
    kinds = ROUTINES if of == "routine" else _RELATIONS
    found = [thing for thing in draft.named(name, *kinds) if label in ("", thing.label)]
    return found[0] if len(found) == 1 else None


def _put(draft: Draft, old: Thing, new: Thing) -> None:
    draft.remove_thing(old.key)
    draft.add_thing(new)


def _on(draft: Draft, kind: str, name: QName | str, label: str) -> list[Thing]:
    """What is said of an object, and of its parts if it is a relation that is no table, or a domain."""
    return [
        remark
        for remark in draft.remarks(name)
        if family(remark.about.rpartition(" on ")[2]) == family(kind)
        and (family(kind) in ("relation", "type") or isinstance(name, str) or remark.label == label)
    ]


def _on_part(draft: Draft, table: QName, kind: str, name: str) -> list[Thing]:
    return [part for part in draft.parts(table) if part.about == kind and part.label == name]
