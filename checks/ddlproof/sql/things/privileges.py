"""Privileges in a draft: who may do what, where that is not what PostgreSQL gives by default.

PostgreSQL documentation, section 5.8, tables 5.1 and 5.2.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model import action as a
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.things import remarks
from ddlproof.sql.things.there import check_there

_OF_TABLES = ("delete", "insert", "maintain", "references", "select", "trigger", "truncate", "update")
PRIVILEGES = {
    "table": _OF_TABLES,
    "view": _OF_TABLES,
    "materialized view": _OF_TABLES,
    "foreign table": _OF_TABLES,
    "column": ("insert", "references", "select", "update"),
    "sequence": ("select", "update", "usage"),
    "schema": ("create", "usage"),
    "type": ("usage",),
    "language": ("usage",),
    "foreign data wrapper": ("usage",),
    "server": ("usage",),
} | dict.fromkeys((*ROUTINES, "routine"), ("execute",))
"""All that can be granted on a kind of object."""
_MAINTAIN_SINCE = 17
_PUBLIC = {"type": "usage", "language": "usage"} | dict.fromkeys((*ROUTINES, "routine"), "execute")
_PLURALS = {
    "tables": "table", "sequences": "sequence", "functions": "function", "types": "type", "schemas": "schema",
    "large objects": "large object",
}  # fmt: skip
_OPTION = " with grant option"

Held = dict[str, bool]
"""Privileges, each with whether it may be passed on."""


def grant(draft: Draft, action: a.Grant) -> bool:
    """GRANT or REVOKE, on one object or on all of a kind in a schema. Whether anything changed."""
    if action.every:
        each = [_one(draft, replace(action, thing=thing)) for thing in _every(draft, action)]
        return any(each)
    thing = remarks.settle(draft, action.thing)
    if thing.kind == "default privileges" and draft.role is not None and " by " not in thing.prefix:
        thing = replace(thing, prefix=thing.prefix.replace(" to ", f" by {draft.role} to ", 1))
    if action.optional and thing.table is not None and thing.table not in draft.tables:
        return False
    if thing.kind == "grant":
        check_there(draft, thing, action.at)
    return _one(draft, replace(action, thing=thing))


def _every(draft: Draft, action: a.Grant) -> list[Thing]:
    """The remark on each object of its kind that there is in a schema now."""
    remark, schema = action.thing, action.every
    kinds = {"table": ("view", "materialized view", "foreign table"), "routine": ROUTINES}
    wanted = kinds.get(remark.about, (remark.about, *(["aggregate"] if remark.about == "function" else [])))
    found = [
        replace(remark, qname=thing.qname, label=thing.label, about=granted_as(thing.kind))
        for thing in draft.things.values()
        if thing.kind in wanted and thing.qname is not None and thing.qname.schema == schema
    ]
    if remark.about == "table":
        found += [replace(remark, table=name) for name in draft.tables if name.schema == schema]
    return found


def granted_as(kind: str) -> str:
    """The word of GRANT for a kind of object: it knows no other for aggregates and domains."""
    return {"aggregate": "function", "domain": "type"}.get(kind, kind)


def _one(draft: Draft, action: a.Grant) -> bool:
    thing = action.thing
    there = draft.things.get(thing.key)
    usual = _usual(draft, thing)
    whole = _whole(draft, thing)
    before = _read(there.get("privileges") or "", whole) if there is not None else dict(usual)
    after = _revoked(before, action, whole) if action.revoke else _granted(before, action, whole)
    changed = before != after
    if action.revoke and thing.about == "table" and thing.table is not None and not action.option:
        changed |= _revoke_on_columns(draft, action)
    if after == usual:
        if there is not None:
            draft.remove_thing(there.key)
    elif changed:
        draft.add_thing(thing.with_attributes({"privileges": _spelt(after, whole)}))
    return changed


def held_of(draft: Draft, thing: Thing) -> Held:
    """The privileges that a grant, or a default for new objects, says."""
    return _read(thing.get("privileges") or "", _whole(draft, thing))


def held_by_default(draft: Draft, remark: Thing) -> Held:
    """What the role of a grant has on its object without it."""
    return _usual(draft, remark)


def held_by(draft: Draft, remark: Thing, *roles: str | None) -> Held:
    """What any of these roles holds; None is the owner that no statement has named."""
    held: Held = {}
    for role in roles:
        granted = replace(remark, prefix=f"to {role} on")
        if role is None:
            found = dict.fromkeys(_whole(draft, remark), False) if _is_whole(remark) else {}
        elif granted.key in draft.things:
            found = held_of(draft, draft.things[granted.key])
        else:
            found = _usual(draft, granted)
        held |= {word: held.get(word, False) or option for word, option in found.items()}
    return held


def put_held(draft: Draft, remark: Thing, held: Held) -> None:
    """The role of a grant has these privileges on its object, and no others."""
    if held != _usual(draft, remark):
        draft.add_thing(remark.with_attributes({"privileges": _spelt(held, _whole(draft, remark))}))


def _revoke_on_columns(draft: Draft, action: a.Grant) -> bool:
    """A privilege that is revoked on a table is revoked on each of its columns."""
    table, prefix = action.thing.table, action.thing.prefix
    assert table is not None
    columns = [
        part for part in draft.parts(table)
        if part.kind == "grant" and part.about == "column" and part.prefix == prefix
    ]  # fmt: skip
    each = [_one(draft, replace(action, thing=replace(part, attributes=()))) for part in columns]
    return any(each)


def _whole(draft: Draft, thing: Thing) -> tuple[str, ...]:
    """Everything that can be granted on the object, by the PostgreSQL that carries it out."""
    kind = (
        _PLURALS[thing.prefix.split(" by ")[0].split(" to ")[0].removeprefix("on ")] if _default(thing) else thing.about
    )
    words = PRIVILEGES.get(kind, ("select", "update"))
    return tuple(word for word in words if word != "maintain") if 0 < draft.version < _MAINTAIN_SINCE else words


def _default(thing: Thing) -> bool:
    return thing.kind == "default privileges"


def _usual(draft: Draft, thing: Thing) -> Held:
    """What the role has without any GRANT."""
    words = thing.prefix.split()
    role = thing.prefix.removesuffix(" on").removesuffix(" in").rpartition("to ")[2]
    if role == "public":
        if _default(thing):
            usual = "" if thing.about else {"functions": "execute", "types": "usage"}.get(words[1], "")
        else:
            usual = "usage" if (thing.about, thing.label) == ("schema", "public") else _PUBLIC.get(thing.about, "")
        return {usual: False} if usual else {}
    if _default(thing) and not thing.about and f" by {role} " in thing.prefix:
        return dict.fromkeys(_whole(draft, thing), False)
    if not _default(thing) and role == _owner(draft, thing):
        return dict.fromkeys(_whole(draft, thing), False)
    return {}


def _owner(draft: Draft, thing: Thing) -> str | None:
    """The owner of the object, if it is said."""
    if not _is_whole(thing):
        return None
    for kind in _OWNED_AS.get(thing.about, (thing.about,)):
        there = draft.things.get(replace(thing, kind="owner", prefix="of", attributes=(), about=kind).key)
        if there is not None:
            return there.get("is")
    return None


def _is_whole(thing: Thing) -> bool:
    """Whether it speaks of a whole object, and not of a column of a table or view."""
    return thing.about != "column" and not thing.label.startswith(".")


_OWNED_AS = {"type": ("type", "domain"), "function": ("function", "aggregate")}
"""The kinds that ALTER … OWNER has for what GRANT has one for."""


def _granted(before: Held, action: a.Grant, whole: tuple[str, ...]) -> Held:
    after = dict(before)
    for word in action.privileges or whole:
        after[word] = after.get(word, False) or action.option
    return after


def _revoked(before: Held, action: a.Grant, whole: tuple[str, ...]) -> Held:
    words = action.privileges or whole
    if action.option:
        return {word: option and word not in words for word, option in before.items()}
    return {word: option for word, option in before.items() if word not in words}


def _spelt(held: Held, whole: tuple[str, ...]) -> str:
    """`insert, select with grant option`; `all` and `none`."""
    if not held:
        return "none"
    if set(held) == set(whole) and len(set(held.values())) == 1:
        return "all" + (_OPTION if all(held.values()) else "")
    return ", ".join(word + (_OPTION if held[word] else "") for word in sorted(held))


def _read(text: str, whole: tuple[str, ...]) -> Held:
    """What `_spelt` has written."""
    held: Held = {}
    for part in text.split(", "):
        word = part.removesuffix(_OPTION)
        if word != "none":
            held |= dict.fromkeys(whole if word == "all" else (word,), part != word)
    return held
