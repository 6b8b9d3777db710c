"""Things put, changed and dropped in a draft, with the errors that PostgreSQL would raise."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.source import Span
from ddlproof.sql.draft import TEMPORARY, Draft
from ddlproof.sql.like import statistics_name
from ddlproof.sql.things import remarks
from ddlproof.sql.things.defaults import give_to
from ddlproof.sql.things.depend import drop_classes, drop_users, unsaid_family
from ddlproof.sql.things.follow import rename_in_users
from ddlproof.sql.things.foreign_checks import validated, with_names, without_checks
from ddlproof.sql.things.foreign_columns import ASPECT, with_aspects
from ddlproof.sql.things.handed_over import hand_over
from ddlproof.sql.things.mentions import in_order
from ddlproof.sql.things.policy import check_conditions
from ddlproof.sql.things.publication import with_streaming
from ddlproof.sql.things.published import check_members
from ddlproof.sql.things.there import check_there


def put_thing(draft: Draft, action: a.PutThing) -> bool:
    """The thing is there afterwards. Whether anything changed."""
    thing = remarks.settle(draft, action.thing).with_attributes({})
    if thing.kind == "statistics" and thing.qname is not None and not thing.qname.name:
        thing = replace(thing, qname=statistics_name(draft, thing.uses[0], thing.columns), columns=())
    if thing.kind == "statistics":
        thing = in_order(thing)
    if thing.kind == "subscription":
        thing = with_streaming(thing, draft.version)
    if thing.kind == "foreign table" and thing.qname is not None:
        named = with_names(draft, thing.qname, thing.attributes, ())
        thing = replace(thing, attributes=()).with_attributes(named)
    if thing.kind == "owner" and thing.table is not None and _index(draft, thing.table):
        return False  # an index belongs to whom its table belongs, and a warning says so
    if action.optional and thing.table is not None and thing.table not in draft.tables:
        return False
    if thing.kind in ("comment", "owner"):
        check_there(draft, thing, action.at)
    if thing.kind == "policy":
        check_conditions(thing, action.at)
    there = draft.things.get(thing.key)
    if there is None and thing.kind in VIEWS and thing.qname is not None and draft.has_relation(thing.qname):
        if action.if_not_exists:
            return False
        raise SqlError(f"{thing.qname} exists already", span=action.at)
    if there is not None and action.if_not_exists:
        return False
    # A temporary one may be of an earlier file, whose session is over.
    if there is not None and not (action.replace or (thing.qname and thing.qname.schema == TEMPORARY)):
        raise SqlError(f"{_named(thing)} exists already", span=action.at)
    if thing.kind == "owner":
        for one in (thing, *_owned(draft, thing)):
            hand_over(draft, one, thing.get("is"))
    else:
        draft.add_thing(thing)
    if there is None and not thing.about:
        give_to(draft, replace(thing, kind="", about=thing.kind, attributes=(), uses=()))
    return there != thing


def _index(draft: Draft, name: QName) -> bool:
    return name in draft.indexes or draft.owner_of(name) is not None


def _owned(draft: Draft, owner: Thing) -> list[Thing]:
    """Of the owner of a table, whose its columns' sequences are: they belong to whom the table belongs."""
    owned = draft.tables[owner.table].owned if owner.table in draft.tables else ()
    return [replace(owner, table=None, qname=sequence, about="sequence") for sequence in owned]


def drop_thing(draft: Draft, action: a.DropThing) -> bool:
    """The thing is not there afterwards. Whether it was."""
    thing = remarks.settle(draft, action.thing)
    if thing.kind in ("comment", "owner") and not action.optional:
        check_there(draft, thing, action.at)
    there = find(draft, thing, action.at) or unsaid_family(draft, thing)
    if there is None:
        if action.if_exists:
            return False
        raise _missing(action.thing, action.at)
    if there.kind == "owner":
        for one in (there, *_owned(draft, there)):
            hand_over(draft, one, None)
        return True
    if thing.kind == "operator family":
        drop_classes(draft, thing, action.cascade, action.at)
    drop_users(draft, there, action.cascade, action.at, action.along)
    draft.remove_thing(there.key)
    remarks.forget_thing(draft, there)
    if thing.kind == "operator class" and there.get("family") is None:
        draft.add_thing(replace(there, kind="operator family", attributes=(), uses=()))  # it is said now
    return True


def change_thing(draft: Draft, action: a.ChangeThing) -> bool:
    """Attributes are set, or the thing gets another identity. Whether anything changed."""
    if action.thing.table is not None and not action.thing.name:
        kind = action.thing.kind
        each = [_change(draft, part, action) for part in draft.parts(action.thing.table) if part.kind == kind]
        return any(each)
    there = find(draft, action.thing, action.at)
    if there is None:
        if action.if_exists:
            return False
        raise _missing(action.thing, action.at)
    return _change(draft, there, action)


def _change(draft: Draft, there: Thing, action: a.ChangeThing) -> bool:
    if there.kind == "publication" and not action.without:
        check_members(there, action.changes, action.at)
    if there.kind == "foreign table" and there.qname is not None:
        said = with_aspects(there, validated(there, action.changes, action.at), action.at)
        changes = with_names(draft, there.qname, said.items(), [name for name, _ in there.attributes])
        gone = {} if any(f"{ASPECT}to" in name for name, _ in action.changes) else without_checks(there, said.items())
        action = replace(action, changes=tuple((gone | changes).items()))
    changed = after(there, action)
    if there.kind == "subscription":
        changed = with_streaming(changed, draft.version)
    if action.to is not None:
        if changed.key == there.key:
            return False  # SET SCHEMA to the one that it is in
        relation = there.kind in VIEWS and changed.qname is not None and draft.has_relation(changed.qname)
        if changed.key in draft.things or relation:
            raise SqlError(f"{_named(changed)} exists already", span=action.at)
        rename_in_users(draft, there, changed)
        draft.remove_thing(there.key)
        remarks.move(draft, there, changed)
    draft.add_thing(changed)
    return changed != there


def after(there: Thing, action: a.ChangeThing) -> Thing:
    """What becomes of a thing."""
    gone = [(name, None) for name, _ in there.attributes if action.without and name.startswith(action.without)]
    changed = there.with_attributes(dict([*gone, *action.changes]))
    if there.kind in _SPEAKING and action.changes:
        changed = replace(changed, uses=(*_still_used(changed, there.uses), *action.thing.uses))
    if action.to is None:
        return changed
    to = action.to if action.to.label or there.kind not in ROUTINES else replace(action.to, label=there.label)
    return replace(to, kind=there.kind, attributes=changed.attributes, uses=there.uses, columns=there.columns)


_SPEAKING = ("policy", "text search configuration", "foreign table")
"""The kinds of which each attribute says what it uses."""


def _still_used(thing: Thing, uses: tuple[QName, ...]) -> tuple[QName, ...]:
    """Of what a thing has used, what one of its attributes still speaks of."""
    return tuple(used for used in uses if any(used.name in text for _, text in thing.attributes))


def find(draft: Draft, thing: Thing, at: Span) -> Thing | None:
    """The thing that a statement speaks of; a routine may be named without its argument types, if it is alone."""
    if thing.kind != "routine" and (thing.key in draft.things or thing.kind not in ROUTINES or thing.label):
        return draft.things.get(thing.key)
    if thing.qname is None:
        return None
    kinds = ROUTINES if thing.kind == "routine" else (thing.kind,)
    found = [other for other in draft.named(thing.qname, *kinds) if thing.label in ("", other.label)]
    if len(found) > 1:
        raise SqlError(f"{thing.kind} {thing.qname} is not unique", span=at, hint="Say its argument types in brackets.")
    return found[0] if found else None


def _named(thing: Thing) -> str:
    on = f" on {thing.table}" if thing.table is not None else ""
    return f"{thing.kind} {thing.name}{on}"


def _missing(thing: Thing, at: Span) -> SqlError:
    return SqlError(f"{_named(thing)} does not exist here", span=at, hint="Is it made by a file that was not given?")
