"""What cannot be without something else: PostgreSQL documentation, section 5.15 "Dependency Tracking".

What a body in quotes uses PostgreSQL does not know either. A view uses tables and columns, as far as sqlglot can tell
which.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model.names import QName
from ddlproof.model.thing import PARSED, PARSED_AND_PRINTED, ROUTINES, VIEWS, Key, Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.requery import Named, with_name
from ddlproof.sql.things.calls import drop_callers, rename_calls
from ddlproof.sql.things.remarks import forget_thing, move


def drop_users(draft: Draft, thing: Thing, cascade: bool, at: Span, along: tuple[QName, ...] = ()) -> None:
    """Before a thing goes: what uses it goes by CASCADE only; its own parts and indexes go anyway.

    Raises:
        SqlError: something that stays uses it; the draft is as before.
    """
    if thing.qname is None:
        return
    if thing.kind in ROUTINES and len(draft.named(thing.qname, *ROUTINES)) > 1:
        return  # which one of several is used is not known here
    if thing.kind in ROUTINES:
        drop_callers(draft, thing.qname, f"{thing.kind} {thing.name}", cascade, at)
    drop_users_of(draft, thing.qname, f"{thing.kind} {thing.name}", cascade, at, along)
    if thing.kind in VIEWS:
        for part in draft.parts(thing.qname):
            draft.remove_thing(part.key)
        for index in draft.indexes_of(thing.qname):
            draft.remove_index(index)


def drop_users_of(draft: Draft, name: QName, what: str, cascade: bool, at: Span, along: tuple[QName, ...] = ()) -> None:
    """The same for what has that name, be it a thing or a table."""
    if not cascade:
        check_users_of(draft, name, what, at, along)
    for user in _users(draft, name) if cascade else ():
        if user.key in draft.things:
            draft.remove_thing(user.key)
            forget_thing(draft, user)
            drop_users(draft, user, True, at)


def check_users_of(draft: Draft, name: QName, what: str, at: Span, along: tuple[QName, ...]) -> None:
    """Before it goes without CASCADE.

    Raises:
        SqlError: something that is not `along` uses it.
    """
    staying = _staying(draft, _users(draft, name), along)
    if staying:
        names = ", ".join(f"{user.kind} {user.name}" for user in staying)
        raise SqlError(f"{what} cannot be dropped: {names} depends on it", span=at, hint="CASCADE drops that as well.")


def _users(draft: Draft, name: QName) -> list[Thing]:
    return [user for user in draft.users(name) if name not in (user.qname, user.table) and user.kind != "statistics"]


def _staying(draft: Draft, users: list[Thing], along: tuple[QName, ...]) -> list[Thing]:
    """Of what uses something, and uses that in turn where it goes along, what does not go along."""
    found: dict[Key, Thing] = {}
    waiting = list(users)
    while waiting:
        user = waiting.pop()
        if user.key not in found:
            found[user.key] = user
            if user.qname is not None and user.qname in along:
                waiting.extend(draft.users(user.qname))
    return [user for user in found.values() if user.qname not in along and user.table not in along]


def rename_in_users(draft: Draft, was: Thing, now: Thing) -> None:
    """What uses a thing mentions it by its new name."""
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
