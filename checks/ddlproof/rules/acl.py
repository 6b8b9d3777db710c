"""Who is granted what before a migration and after it, as the catalog has it. Not a rule."""

from __future__ import annotations

from ddlproof.model.schema import Schema
from ddlproof.model.thing import Thing
from ddlproof.rules.security.access import grantee, subject

Grants = dict[tuple[str, str], str]
"""By role and what it is about: the privileges, in words."""
NOTHING = "nothing"
USUAL = "what PostgreSQL gives"
_GIVEN = ("function", "procedure", "type", "language", "database")
"""What PUBLIC may use without any GRANT: GRANT, "Notes"."""


def differences(before: Schema, after: Schema) -> dict[tuple[str, str], tuple[str, str]]:
    """The privileges that are not what they were, before and after."""
    old, new = _grants(before), _grants(after)
    return {
        key: (old.get(key) or _without(key), new.get(key) or _without(key))
        for key in sorted({**old, **new})
        if old.get(key) != new.get(key)
    }


def _grants(schema: Schema) -> Grants:
    return {
        (grantee(thing), subject(thing)): _privileges(thing)
        for thing in schema.things
        if thing.kind in ("grant", "default privileges")
    }


def _privileges(thing: Thing) -> str:
    parts = (text if name == "privileges" else f"{text} {name}" for name, text in thing.attributes)
    said = ", ".join(parts)
    return NOTHING if said == "none" else said.upper() if said == said.lower() else said


def _without(key: tuple[str, str]) -> str:
    """What a role may do that the catalog says nothing of."""
    role, on = key
    return USUAL if role == "public" and on.startswith(_GIVEN) else NOTHING
