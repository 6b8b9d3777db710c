"""An object gets another owner: what the old one held of it the new one holds.

`aclnewowner` of src/backend/utils/adt/acl.c: the new owner stands wherever the old one stood, beside what it was
granted before.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.thing import Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.privileges import granted_as, held_by, put_held


def hand_over(draft: Draft, owner: Thing, to: str | None) -> None:
    """The object of this remark belongs to a role; None: to the one that runs the script, which has no name here."""
    there = draft.things.get(owner.key)
    was = there.get("is") if there is not None else None
    held = {_to(remark, to): held_by(draft, remark, was, to) for remark in _granted(draft, owner)} if to != was else {}
    if there is not None:
        draft.remove_thing(there.key)
    if to is not None:
        draft.add_thing(owner.with_attributes({"is": to}))
    for remark, privileges in held.items():
        for role in (was, to):
            if role is not None and _to(remark, role).key in draft.things:
                draft.remove_thing(_to(remark, role).key)
        if to is not None:
            put_held(draft, remark, privileges)


def _granted(draft: Draft, owner: Thing) -> set[Thing]:
    """What can be said of privileges on the object and on its columns, without the role."""
    whole = Thing("grant", owner.qname, owner.label, owner.table, about=granted_as(owner.about))
    said = draft.parts(owner.table) if owner.table is not None else draft.remarks(owner.qname or owner.label)
    columns = (one for one in said if one.kind == "grant" and (one.about == "column" or one.label.startswith(".")))
    return {whole, *(replace(one, prefix="", attributes=()) for one in columns)}


def _to(remark: Thing, role: str | None) -> Thing:
    return replace(remark, prefix=f"to {role} on")
