"""Rights go to more people, or are more, than anyone needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise, takewhile

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Action, Beside, Grant
from ddlproof.model.structure import SetTable
from ddlproof.rules.listed import listed
from ddlproof.rules.rule import About, Example
from ddlproof.rules.security.access import grantee, named_roles, subject
from ddlproof.rules.words import words

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "GRANT to PUBLIC, and ALTER DEFAULT PRIVILEGES for it; to anon anything but SELECT, USAGE and EXECUTE, or any "
        "of it on a table without row level security, or on all future tables; ALL on every table of a schema or by "
        "default; WITH GRANT OPTION; a role WITH ADMIN OPTION. As a note, ALL on one object."
    ),
    effect="Everybody who can connect has the right, or whoever has it may hand it on: nobody knows any more who may.",
    instead="Name the privileges and the role that needs them: GRANT SELECT, INSERT ON … TO app.",
)
_BEFORE = "create table notes (id bigint primary key);"
BAD = Example("grant select on notes to public;", before=_BEFORE)
GOOD = Example("grant select on notes to current_user;", before=_BEFORE)
_HARMLESS = frozenset({"select", "usage", "execute"})
_OPEN = ", which has no row level security"


def check(moment: Moment) -> Iterator[Hit]:
    """Yield one hit for what is too wide about a grant, and one for all roles of a statement."""
    action = moment.action
    if isinstance(action, Beside) and action.verb == "GRANT role":
        yield from _members(action)
    if not isinstance(action, Grant) or action.revoke or (found := _too_wide(moment, action)) is None:
        return
    _, what, severity = found
    same = [one for one in _statement(moment) if (wide := _too_wide(moment, one)) is not None and wide[1:] == found[1:]]
    if same[:1] == [action]:
        roles = list(dict.fromkeys(wide[0] for one in same if (wide := _too_wide(moment, one)) is not None))
        said = f"{listed(roles)} {what.replace('gets', 'get', 1) if len(roles) > 1 else what}"
        yield Hit(said, span=action.at, object=subject(action.thing, action.every), severity=severity)


def _members(action: Beside) -> Iterator[Hit]:
    """GRANT role TO role WITH ADMIN OPTION, or ADMIN TRUE as PostgreSQL 16 has it."""
    said = words(action.at.text)
    given = (pair for pair in pairwise(said) if pair[0] == "ADMIN" and pair[1] in ("OPTION", "TRUE"))
    if any(given) and "TO" in said:
        to = said.index("TO")
        roles, members = named_roles(said[1:to]), named_roles(said[to + 1 : said.index("WITH", to)])
        yield Hit(
            f"{listed(members)} may take anybody into {listed(roles)}, and throw anybody out",
            span=action.at,
            object=roles[0],
        )


def _statement(moment: Moment) -> list[Grant]:
    """All that the statement grants, each to one role."""
    mine = moment.statement.span

    def inside(action: Action) -> bool:
        return action.at.source is mine.source and mine.start <= action.at.start < mine.end

    first = moment.position
    while first and inside(moment.script[first - 1][0]):
        first -= 1
    listed = (action for action, _ in islice(moment.script, first, None))
    return [action for action in takewhile(inside, listed) if isinstance(action, Grant)]


def _open(moment: Moment, action: Grant) -> bool:
    """Whether it is known that no policy stands between the role and the rows of a table that was there before."""
    name = action.thing.table
    table = moment.view.table(name) if name is not None and action.thing.about == "table" else None
    later = any(
        isinstance(one, SetTable) and one.table == name and ("row level security", "enabled") in one.changes
        for one, _ in moment.later
    )
    return table is not None and name not in moment.fresh and not table.row_level_security and not later


def _too_wide(moment: Moment, action: Grant) -> tuple[str, str, Severity | None] | None:
    """Who may what, and how bad that is."""
    role = grantee(action.thing)
    on = subject(action.thing, action.every)
    default = action.thing.kind == "default privileges"
    rights = ", ".join(action.privileges).upper() or "ALL"
    if role == "public":
        return "everybody who can connect", f"gets {rights} on {on}", None
    if role == "anon" and not set(action.privileges or ("all",)) <= _HARMLESS:
        return "whoever is not logged in", f"gets {rights} on {on}", None
    if role == "anon" and default and action.thing.prefix.startswith("on tables "):
        return "whoever is not logged in", f"gets {rights} on {on}, with or without row level security", None
    if role == "anon" and _open(moment, action):
        return "whoever is not logged in", f"gets {rights} on {on}{_OPEN}", None
    if action.option:
        return role, f"may hand on {rights} on {on} to anybody", None
    if not action.privileges and (action.every or default):
        return role, f"gets ALL on {on}", None
    if not action.privileges:
        return role, f"gets ALL on {on}, more than it can need", Severity.NOTE
    return None
