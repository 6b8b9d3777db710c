"""Row level security that keeps everybody out, or nobody."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import DropThing
from ddlproof.model.names import QName
from ddlproof.model.structure import SetTable
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.rules.rule import About, Example
from ddlproof.rules.security.access import EVERYBODY, made_here, place, policies, text_of
from ddlproof.rules.words import words
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "ENABLE ROW LEVEL SECURITY on a table that has no policy in the end, or DROP of its last one; a policy on a "
        "table where it is off; USING (true) or WITH CHECK (true) for writes of everybody; a policy without the "
        "expression that its command asks; as a note, no policy of a table that is new, several permissive policies "
        "that one query meets (FOR ALL is for each command, PUBLIC is every role), and auth.uid(), auth.jwt() or "
        "current_setting() that is called for each row."
    ),
    effect=(
        "Without a policy nobody but the owner sees a row; without ENABLE a policy does nothing; permissive policies "
        "are OR-ed, so that the widest holds; what is not wrapped in a SELECT is computed once a row."
    ),
    instead="ENABLE ROW LEVEL SECURITY and, in the same migration, one policy for each command and role.",
    needs="the migration, and the table",
)
_BEFORE = "create table notes (id bigint primary key, owner uuid not null);"
BAD = Example("alter table notes enable row level security;", before=_BEFORE)
GOOD = Example(
    "alter table notes enable row level security;\n"
    "create policy own on notes using (owner = (select current_setting('app.user')::uuid));",
    before=_BEFORE,
)
_READS, _WRITES = ("select", "delete"), ("insert", "update", "delete", "all")
_PER_ROW = (("AUTH", ".", "UID"), ("AUTH", ".", "JWT"), ("AUTH", ".", "ROLE"), ("CURRENT_SETTING",))


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each gap."""
    made = made_here(ending, "policy")
    by_table = policies(ending.after.things)
    yield from _without_policy(ending, by_table)
    yield from _last_policy_gone(ending, by_table)
    for name, of_table in by_table.items():
        table = ending.tables.get(name)
        if table is None:
            continue
        new = [policy for policy in of_table if place(policy) in made]
        for policy in new:
            at = made[place(policy)]
            if not table.row_level_security:
                yield _hit(policy, at, f"has no effect: row level security of {table.name} is off")
            yield from _too_wide(policy, at)
            yield from _empty(policy, at)
            yield from _per_row(policy, at)
        yield from _several(table, of_table, made)


def _hit(policy: Thing, at: Span, said: str, severity: Severity | None = None) -> Hit:
    text = f"policy {policy.name} {said}"
    return Hit(text, span=at, object=f"{policy.table}.{policy.name}", severity=severity)


_NO_POLICY = "A policy for each command and role; nothing, if no other role is meant to see or write its rows."


def _without_policy(ending: Ending, by_table: dict[QName, list[Thing]]) -> Iterator[Hit]:
    for _, action in ending.steps:
        if not isinstance(action, SetTable) or ("row level security", "enabled") not in action.changes:
            continue
        table = ending.tables.get(action.table)
        # Of a table that is not known there may be policies that are not known either.
        if table is not None and table.row_level_security and action.table not in by_table:
            said = f"{action.table} has row level security and no policy: only its owner and BYPASSRLS roles see a row"
            # A table that is new is closed to all from the start: nobody misses rows that they have seen.
            severity = Severity.NOTE if action.table in ending.fresh else None
            yield Hit(said, span=action.at, object=str(action.table), instead=_NO_POLICY, severity=severity)


def _last_policy_gone(ending: Ending, by_table: dict[QName, list[Thing]]) -> Iterator[Hit]:
    last = {
        action.thing.table: action
        for _, action in ending.steps
        if isinstance(action, DropThing) and action.thing.kind == "policy"
    }
    for name, action in last.items():
        table = ending.tables.get(name) if name is not None else None
        if table is not None and table.row_level_security and name not in by_table and name in ending.old:
            said = f"this was the last policy of {name}: only its owner and BYPASSRLS roles see a row from now on"
            yield Hit(said, span=action.at, object=str(name))


def _command(policy: Thing) -> str:
    return policy.get("for") or "all"


def _roles(policy: Thing) -> frozenset[str]:
    return frozenset(role.strip().strip('"') for role in (policy.get("to") or "public").split(","))


def _permissive(policy: Thing) -> bool:
    return policy.get("as") != "restrictive"


def _too_wide(policy: Thing, at: Span) -> Iterator[Hit]:
    roles = sorted(_roles(policy) & set(EVERYBODY))
    if not roles or not _permissive(policy) or _command(policy) not in _WRITES:
        return
    for clause, attribute in (("USING", "using"), ("WITH CHECK", "with check")):
        if _true(text_of(policy, attribute)):
            command = "write" if _command(policy) == "all" else _command(policy)
            who = "everybody" if "public" in roles else " and ".join(roles)
            yield _hit(policy, at, f"says {clause} (true): {who} may {command} any row")
            return


def _true(text: str | None) -> bool:
    return text is not None and [word for word in words(text) if word not in "()"] == ["TRUE"]


def _empty(policy: Thing, at: Span) -> Iterator[Hit]:
    """Without its expression a permissive policy lets nobody through."""
    command = _command(policy)
    using, checked = text_of(policy, "using") is not None, text_of(policy, "with check") is not None
    if command == "insert" and not checked:
        yield _hit(policy, at, "has no WITH CHECK: it lets nobody insert a row")
    elif command != "insert" and not using:
        wanted = "it lets nobody see a row" if command in ("select", "all") else f"it lets nobody {command} a row"
        yield _hit(policy, at, f"has no USING: {wanted}")


def _per_row(policy: Thing, at: Span) -> Iterator[Hit]:
    for attribute in ("using", "with check"):
        said = words(text_of(policy, attribute) or "")
        for called in _PER_ROW:
            n = len(called)
            for start in range(len(said) - n):
                if said[start : start + n] == called and said[start + n] == "(" and not _wrapped(said, start):
                    name = "".join(called).lower()
                    yield _hit(
                        policy, at, f"calls {name}() for each row; (SELECT {name}(…)) is called once", Severity.NOTE
                    )
                    return


def _wrapped(said: tuple[str, ...], start: int) -> bool:
    """Whether the call is the beginning of what a SELECT returns, whatever casts and brackets are around it."""
    before = start - 1
    while before >= 0 and said[before] in ("(", "PG_CATALOG", ".", "NULLIF", "COALESCE"):
        before -= 1
    return before >= 0 and said[before] == "SELECT"


def _several(table: Table, of_table: list[Thing], made: dict[tuple[str, str], Span]) -> Iterator[Hit]:
    """Permissive policies that a query meets together: said once a table, at the first that is new."""
    permissive = [policy for policy in of_table if _permissive(policy)]
    for policy in permissive:
        beside: dict[str, list[str]] = {}
        for other in permissive:
            if other is not policy and (command := _shared(policy, other)) and _meet(_roles(policy), _roles(other)):
                beside.setdefault(command, []).append(other.name)
        if beside and place(policy) in made:
            told = ", ".join(f"{_policies(names)} for {command}" for command, names in beside.items())
            said = f"stands beside {told} of {table.name}: what one of them lets through is let through"
            yield _hit(policy, made[place(policy)], said, Severity.NOTE)
            return


def _policies(names: list[str]) -> str:
    return f"{'policy' if len(names) == 1 else 'policies'} {' and '.join(names)}"


def _shared(one: Thing, other: Thing) -> str:
    """The command that two policies are for; empty where there is none."""
    commands = {_command(one), _command(other)}
    if commands == {"all"}:
        return "every command"
    return next(iter(commands - {"all"})) if len(commands - {"all"}) == 1 else ""


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a query can be of a role in both: PUBLIC is every role."""
    return bool(some & others) or "public" in some | others
