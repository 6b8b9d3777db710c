"""Who reaches what after the rehearsed migration, put beside what the rules about access say. Not a rule."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.evidence import Rehearsal, Sight
from ddlproof.finding import Finding, Severity, Witness
from ddlproof.rules.acl import differences
from ddlproof.rules.ran import one_by_one, spaceless
from ddlproof.rules.security.security_definer_unsafe import EXECUTABLE

_AFTER = "seen after the migration"


def by_access(finding: Finding, rehearsal: Rehearsal | None) -> Finding | None:
    """The finding with what was seen of who may do what; None where that refutes it."""
    if rehearsal is None or finding.witness is not None:
        return finding
    match finding.rule:
        case "security-definer-unsafe" if finding.message.endswith(EXECUTABLE):
            return _executable(finding, rehearsal.definers)
        case "table-without-rls" | "rls-incomplete" | "view-bypasses-rls":
            return _seen(finding, rehearsal.sights)
        case "grant-too-wide" | "access-control-changed":
            return replace(finding, witness=_granted(finding, rehearsal))
    return finding


def _executable(finding: Finding, definers: dict[str, bool]) -> Finding | None:
    name = finding.message.removesuffix(EXECUTABLE).strip()
    may = {spaceless(function): allowed for function, allowed in definers.items()}.get(spaceless(name))
    if may is None:
        return finding
    title = f"{_AFTER}, by has_function_privilege"
    rows = ((name, "PUBLIC has EXECUTE"),)
    return replace(finding, witness=Witness(title, ("object", "what"), rows)) if may else None


def _seen(finding: Finding, sights: tuple[Sight, ...]) -> Finding | None:
    """A role that owns nothing was given SELECT: what it saw."""
    mine = [one for one in sights if finding.object == one.relation or finding.object.startswith(f"{one.relation}.")]
    if not mine or finding.severity is Severity.NOTE or "WITH CHECK" in finding.message:
        return finding
    (sight, *_) = mine
    if finding.object == sight.relation and _refutes(finding.rule, sight):
        return None
    shown = [sight, *(one for one in sights if one.relation in sight.below)]
    rows = tuple((one.relation, _told(one)) for one in shown)
    return replace(finding, witness=Witness(f"{_AFTER}, by a role that owns nothing, once it has SELECT", _HEAD, rows))


_HEAD = ("object", "what it sees")


def _refutes(rule: str, sight: Sight) -> bool:
    """Whether protection is there all the same, or lets rows through all the same."""
    if rule == "table-without-rls":
        return sight.rows == 0 and bool(sight.of)
    return rule == "rls-incomplete" and bool(sight.rows)


def _told(sight: Sight) -> str:
    if sight.error is not None:
        return f"{sight.error.sqlstate} {sight.error.message}"
    return f"{sight.rows} of {sight.of} rows"


def _granted(finding: Finding, rehearsal: Rehearsal) -> Witness | None:
    """The privileges of the catalog, before and after."""
    run = one_by_one(rehearsal)
    changed = differences(run.began, run.left) if run is not None else {}
    every, _, schema = finding.object.partition(" in schema ")
    kind = every.removeprefix("all ").removesuffix("s")
    rows = [
        (f"{role} on {on}", before, after)
        for (role, on), (before, after) in changed.items()
        if on == finding.object or (schema and on.startswith(f"{kind} {schema}."))
    ]
    return Witness(_AFTER, ("granted to", "before", "after"), tuple(rows)) if rows else None
