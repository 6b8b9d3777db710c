"""What only a superuser may do: it is left out of the try-out, whose SQL runs as a plain role, and that is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ddlproof.evidence import ServerError
from ddlproof.gate.plan import Plan
from ddlproof.gate.static import Script
from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing, Setting, Statement

INSUFFICIENT_PRIVILEGE = "42501"
_OF_SUPERUSERS = re.compile(
    r"\bsuperuser\b|permission denied to set parameter|permission denied for language|"
    r'permission denied for (?:table|view|sequence) "?pg_',
    re.IGNORECASE,
)
_UNDEFINED = ("42704", "42883", "42P01", "3F000")
Refusals = Sequence[tuple[Statement, ServerError]]


_LOOKS_SO = re.compile(
    r"\bevent\s+trigger\b|\bfor\s+all\s+tables\b|\bsession_replication_role\b|\blanguage\s+'?c\b|\bpg_\w+",
    re.IGNORECASE,
)


def may_be_beyond(script: Script) -> bool:
    """Whether a script looks as if a statement of it might need a superuser."""
    return any(_LOOKS_SO.search(statement.sql) for statement in script.statements)


def is_beyond(error: ServerError) -> bool:
    """Whether PostgreSQL refuses something for want of a superuser, and not for what the change itself has granted."""
    said = f"{error.message}\n{error.hint}"
    return error.sqlstate == INSUFFICIENT_PRIVILEGE and _OF_SUPERUSERS.search(said) is not None


def beyond(refusals: Refusals) -> Refusals:
    """Those of the refusals for want of a superuser, and those that only follow from such a one."""
    found: list[tuple[Statement, ServerError]] = []
    missing: set[str] = set()
    for statement, error in refusals:
        if is_beyond(error) or (error.sqlstate in _UNDEFINED and any(name in error.message for name in missing)):
            found.append((statement, error))
            missing.update(f'"{name}"' for action in statement.actions for name in _makes(action))
    return found


def _makes(action: Action) -> Iterator[str]:
    if isinstance(action, PutThing):
        yield action.thing.qname.name if action.thing.qname is not None else action.thing.label


def leave_out(one: Plan, refusals: Refusals) -> Plan:
    """The change without these statements, and its rollback without what undoes them."""
    gone = {id(statement) for statement, _ in refusals}
    subjects = {subject for statement, _ in refusals for action in statement.actions for subject in _subjects(action)}

    def undoes(statement: Statement) -> bool:
        found = [subject for action in statement.actions for subject in _subjects(action)]
        return bool(found) and subjects.issuperset(found)

    return replace(
        one,
        before=_without(one.before, gone),
        after=_without(one.after, gone),
        migration=_without(one.migration, gone),
        rollback=_without(one.rollback, {id(s) for s in one.rollback.statements if undoes(s)}),
    )


def _subjects(action: Action) -> Iterator[object]:
    """What a statement makes, drops or sets."""
    match action:
        case PutThing(thing=thing) | DropThing(thing=thing) | ChangeThing(thing=thing):
            yield thing.key
        case Setting(name=name):
            yield name


def _without(script: Script, gone: set[int]) -> Script:
    kept = tuple(statement for statement in script.statements if id(statement) not in gone)
    return script if len(kept) == len(script.statements) else Script(script.sources, kept)


def said(error: ServerError) -> str:
    """What PostgreSQL says, as a finding has it."""
    return f"{error.message} ({error.sqlstate})"


def told(refusals: Refusals) -> str:
    """What to say of it."""
    at = ", ".join(dict.fromkeys(f"{s.span.source.name}:{s.span.line}" for s, _ in refusals))
    return f"left out of the try-out, since only a superuser may do it: {at} ({refusals[0][1].message})"
