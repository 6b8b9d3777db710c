"""Row level security, policies, grants and roles, as the rules of this family read them. Not a rule.

PostgreSQL documentation, section 5.9 "Row Security Policies", CREATE POLICY, GRANT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ddlproof.evidence import Ending
from ddlproof.model.action import ChangeThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import Thing
from ddlproof.rules.words import fold
from ddlproof.source import Span

EVERYBODY = ("public", "anon", "authenticated")
"""PUBLIC, and the roles as which PostgREST and Supabase let everyone in who comes from the network."""


def text_of(thing: Thing, attribute: str) -> str | None:
    """An attribute's text, whoever spelt it; None where it has its default."""
    for name, value in thing.attributes:
        if name == attribute or name.startswith((f"{attribute} as ",)):
            return value
    return None


def policies(things: Iterable[Thing]) -> dict[QName, list[Thing]]:
    """The policies of each table that has some."""
    found: dict[QName, list[Thing]] = {}
    for thing in things:
        if thing.kind == "policy" and thing.table is not None:
            found.setdefault(thing.table, []).append(thing)
    return found


def made_here(ending: Ending, kind: str) -> dict[tuple[str, str], Span]:
    """Where the script makes things of a kind, or alters what they say, by their table and name."""
    found: dict[tuple[str, str], Span] = {}
    for _, action in ending.steps:
        altered = isinstance(action, ChangeThing) and bool(action.changes) and action.to is None
        if (
            isinstance(action, PutThing | ChangeThing)
            and action.thing.kind == kind
            and (altered or isinstance(action, PutThing))
        ):
            found[place(action.thing)] = action.at
    return found


def place(thing: Thing) -> tuple[str, str]:
    """A thing's table, if it has one, and name."""
    return str(thing.table or ""), thing.name


def grantee(thing: Thing) -> str:
    """The role of a grant or of default privileges: printed as `to role on …`, `on tables to role in …`."""
    said = thing.prefix.split()
    return said[said.index("to") + 1].strip('"') if "to" in said[:-1] else ""


def subject(thing: Thing, every: str = "") -> str:
    """What a grant is about, in words: `table public.notes`, `all tables in schema api`, `future functions in api`."""
    if thing.kind == "default privileges":
        kind = thing.prefix.split()[1]
        return f"future {kind} in {thing.label}" if thing.label else f"future {kind}"
    if every:
        return f"all {thing.about}s in schema {every}"
    return " ".join(part for part in (thing.about, str(thing.table or ""), thing.subject) if part)


def named_roles(said: Sequence[str]) -> list[str]:
    """The roles in a list of GRANT or REVOKE."""
    return [quote(fold(word)) for word in said if word != ","]
