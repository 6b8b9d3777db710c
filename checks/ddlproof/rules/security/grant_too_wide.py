"""Rights go to more people, or are more, than anyone needs."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Grant
from ddlproof.rules.rule import About, Example
from ddlproof.rules.security.access import grantee, subject

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "GRANT to PUBLIC, and ALTER DEFAULT PRIVILEGES for it; to anon anything but SELECT, USAGE and EXECUTE; ALL on "
        "every table of a schema or by default; WITH GRANT OPTION. As a note, ALL on one object."
    ),
    effect="Everybody who can connect has the right, or whoever has it may hand it on: nobody knows any more who may.",
    instead="Name the privileges and the role that needs them: GRANT SELECT, INSERT ON … TO app.",
)
_BEFORE = "create table notes (id bigint primary key);"
BAD = Example("grant select on notes to public;", before=_BEFORE)
GOOD = Example("grant select on notes to current_user;", before=_BEFORE)
_HARMLESS = frozenset({"select", "usage", "execute"})


def check(moment: Moment) -> Iterator[Hit]:
    """Yield one hit for what is too wide about a grant."""
    action = moment.action
    if isinstance(action, Grant) and not action.revoke and (found := _too_wide(action)) is not None:
        said, severity = found
        yield Hit(said, span=action.at, object=subject(action.thing, action.every), severity=severity)


def _too_wide(action: Grant) -> tuple[str, Severity | None] | None:
    role = grantee(action.thing)
    on = subject(action.thing, action.every)
    default = action.thing.kind == "default privileges"
    rights = ", ".join(action.privileges).upper() or "ALL"
    if role == "public":
        return f"everybody who can connect gets {rights} on {on}", None
    if role == "anon" and not set(action.privileges or ("all",)) <= _HARMLESS:
        return f"whoever is not logged in gets {rights} on {on}", None
    if action.option:
        return f"{role} may hand on {rights} on {on} to anybody", None
    if not action.privileges and (action.every or default):
        return f"{role} gets ALL on {on}", None
    if not action.privileges:
        return f"{role} gets ALL on {on}, more than it can need", Severity.NOTE
    return None
