"""What uses a thing, or is part of it, mentions it by its new name."""

from __future__ import annotations

import re
from dataclasses import replace

from ddlproof.model.names import QName, quote
from ddlproof.model.thing import PARSED, PARSED_AND_PRINTED, ROUTINES, VIEWS, Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.requery import Named, with_name
from ddlproof.sql.things.calls import rename_calls
from ddlproof.sql.things.foreign_columns import mentioning
from ddlproof.sql.things.remarks import move
from ddlproof.sql.things.served import rename_served


def rename_in_users(draft: Draft, was: Thing, now: Thing) -> None:
    """What uses a thing mentions it by its new name."""
    if was.qname is None:
        rename_served(draft, was, now)
    if was.qname is None or now.qname is None or was.qname == now.qname:
        return
    if was.kind in ROUTINES and len(draft.named(was.qname, *ROUTINES)) > 1:
        return
    rename_used(draft, was.qname, now.qname, "routine" if was.kind in ROUTINES else "relation")
    if was.kind in ROUTINES:
        rename_calls(draft, was.qname, now.qname)
    if was.kind in VIEWS:
        for index in [draft.remove_index(name) for name in draft.indexes_of(was.qname)]:
            draft.add_index(replace(index, table=now.qname, name=now.qname.sibling(index.name.name)))


def rename_used(draft: Draft, was: QName, now: QName, kind: Named = "relation") -> None:
    """What is part of a table or view, or uses it, or a type or routine, mentions it by its new name."""
    pattern = re.compile(rf'(?<![\w".]){re.escape(str(was))}(?![\w"])')

    def renamed(text: str) -> str:
        return pattern.sub(lambda _: str(now), text)

    def attribute(thing: Thing, name: str, text: str) -> str:
        if thing.kind == "foreign table" and kind == "routine":
            return mentioning(was).sub(lambda _: str(now) if now.schema != "public" else quote(now.name), text)
        if name == "body" or name in PARSED_AND_PRINTED:
            return text
        return with_name(text, was, now, kind) if name in PARSED else renamed(text)

    for thing in {thing.key: thing for thing in (*draft.users(was), *draft.parts(was))}.values():
        part = kind == "relation" and thing.table == was
        changed = replace(
            thing,
            label=renamed(thing.label) if thing.kind in ROUTINES else thing.label,
            table=now if part else thing.table,
            attributes=tuple((name, attribute(thing, name, text)) for name, text in thing.attributes),
            uses=tuple(_moved(used, was, now) for used in thing.uses),
        )
        draft.remove_thing(thing.key)
        draft.add_thing(changed)
        if changed.label != thing.label:
            move(draft, thing, changed)


def _moved(used: QName, was: QName, now: QName) -> QName:
    """A name among the uses of a thing, be it that of a column, once something has another name."""
    if used == was:
        return now
    return QName(str(now), used.name) if used.schema == str(was) else used
