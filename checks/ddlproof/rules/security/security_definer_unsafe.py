"""A function runs as its owner, and whoever calls it decides what its names mean."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import ChangeThing, Grant, PutThing, Unread
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.rules.ran import spaceless, steps
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.security.access import grantee
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "A SECURITY DEFINER function or procedure that the migration makes or alters, without SET search_path; as a "
        "warning, with one in which pg_temp is not last, and one that PUBLIC may execute because nothing was revoked. "
        "SET search_path = '' is safe; functions of triggers cannot be called, so that EXECUTE on them does not "
        "matter. A rehearsal asks has_function_privilege, which decides."
    ),
    effect=(
        "The caller puts a table, function or operator of his own in front of what the function means, and it is used "
        "with the owner's rights. pg_temp that is not named is searched first."
    ),
    instead=(
        "SET search_path = '' and qualified names, or SET search_path = pg_catalog, …, pg_temp; REVOKE EXECUTE … FROM "
        "PUBLIC and GRANT it to who needs it, in the same migration."
    ),
)
EXECUTABLE = "runs as its owner, and PUBLIC may execute it"
_BODY = "as $$ select count(*) from public.notes $$"
_BEFORE = "create table notes (id bigint primary key);"
BAD = Example(f"create function notes_total() returns bigint language sql security definer {_BODY};", before=_BEFORE)
GOOD = Example(
    f"create function notes_total() returns bigint language sql security definer set search_path = '' {_BODY};\n"
    "revoke execute on function notes_total() from public;",
    before=_BEFORE,
)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each such function."""
    made = _touched(ending)
    for thing in ending.after.things:
        if thing.kind not in ROUTINES or thing.get("security") != "definer" or thing.key not in made:
            continue
        at = made[thing.key]
        path = thing.get("set search_path")
        if path is None:
            said = "runs as its owner with the search_path of its caller, who decides what its names mean"
            yield _hit(thing, at, said)
        elif (why := _unsafe(path)) is not None:
            yield _hit(thing, at, f"runs as its owner, and {why}", Severity.WARNING)
        if _left_to_public(ending, thing):
            yield _hit(thing, at, EXECUTABLE, Severity.WARNING)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each function that PUBLIC may execute and that only PostgreSQL knows of: code has made it."""
    ran = steps(trial.rehearsal)
    code = next((step for step in ran if any(isinstance(action, Unread) for action in step.statement.actions)), None)
    if trial.rehearsal is None or code is None:
        return
    there = {spaceless(thing.name) for thing in trial.before.things if thing.get("security") == "definer"}
    written = {
        action.thing.qname.name
        for step in ran
        for action in step.statement.actions
        if isinstance(action, PutThing | ChangeThing) and action.thing.qname is not None
    }
    for function, executable in trial.rehearsal.definers.items():
        name = function.partition("(")[0].rpartition(".")[2].strip('"')
        if executable and spaceless(function) not in there and name not in written:
            yield Hit(f"{function} {EXECUTABLE}", code.statement.span, function, severity=Severity.WARNING)


def _touched(ending: Ending) -> dict[tuple[str, str, str], Span]:
    """Where the script makes routines, or alters them."""
    found: dict[tuple[str, str, str], Span] = {}
    names: dict[str, Span] = {}
    for _, action in ending.steps:
        if isinstance(action, PutThing | ChangeThing) and action.thing.qname is not None and not action.thing.about:
            names[str(action.thing.qname)] = action.at
    for thing in ending.after.things:
        if thing.kind in ROUTINES and str(thing.qname) in names and thing not in ending.before.things:
            found[thing.key] = names[str(thing.qname)]
    return found


def _hit(thing: Thing, at: Span, said: str, severity: Severity | None = None) -> Hit:
    return Hit(f"{thing.name} {said}", span=at, object=str(thing.qname), severity=severity)


def _unsafe(path: str) -> str | None:
    """What is wrong with a search_path; None where nothing is, or it cannot be told."""
    schemas = [part.strip().strip("'\"").lower() for part in path.split(",")]
    if schemas in ([""], ["current"]) or not any(schemas):
        return None
    if "pg_temp" not in schemas:
        return "pg_temp, which its search_path does not name, is searched first"
    return "pg_temp is not the last of its search_path" if schemas[-1] != "pg_temp" else None


def _left_to_public(ending: Ending, thing: Thing) -> bool:
    """Whether EXECUTE stays where PostgreSQL puts it: with PUBLIC."""
    if thing.get("returns") in ("trigger", "event_trigger"):
        return False
    remarks = [one for one in ending.after.things if one.kind in ("grant", "default privileges")]
    return not any(_takes(one, thing) for one in remarks) and not _taken_from_all(ending, thing)


def _takes(remark: Thing, thing: Thing) -> bool:
    if remark.kind == "default privileges":
        return remark.prefix.startswith("on functions to public") and remark.get("privileges") == "none"
    same = remark.qname == thing.qname and remark.label == thing.label
    return same and grantee(remark) == "public" and remark.get("privileges") == "none"


def _taken_from_all(ending: Ending, thing: Thing) -> bool:
    """Whether the script revokes it on all functions of the schema, or in a way that is not followed."""
    return any(
        isinstance(action, Grant)
        and action.revoke
        and thing.qname is not None
        and action.every == thing.qname.schema
        and grantee(action.thing) == "public"
        for _, action in ending.steps
    )
