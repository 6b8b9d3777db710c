"""CREATE INDEX, DROP INDEX and REINDEX become CONCURRENTLY, out of the transaction in which that cannot be."""

from __future__ import annotations

import re

from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare
from ddlproof.model.action import Beside, CreateIndex, DropIndex, Setting, Statement, Unread
from ddlproof.rules.locking.locks import milliseconds

_KIND = {
    "CREATE": re.compile(r"\bINDEX\b", re.IGNORECASE),
    "DROP": re.compile(r"\bINDEX\b", re.IGNORECASE),
    "REINDEX": re.compile(r"\b(?:INDEX|TABLE|SCHEMA)\b", re.IGNORECASE),
}


def mend(place: Place) -> Mended:
    """The word CONCURRENTLY, the runner's mark that no transaction is wanted, and no lock_timeout for the build."""
    if (why := _why_not(place)) is not None:
        return Refused(why)
    statement = place.statement
    verb = statement.sql.split(None, 1)[0].upper()
    found = _KIND[verb].search(bare(statement.sql)) if verb in _KIND else None
    if found is None:
        return Refused("PostgreSQL has no concurrent form of it")
    at = statement.span.start + found.end()
    edits = [Edit(at, at, place.spelt(" concurrently"))]
    if place.way.wrapped:
        edits.append(marked(place.text, place.way.marker))
    return (*edits, *_unlimited(place, verb))


def _why_not(place: Place) -> str | None:
    if place.in_block:
        return "it stands between BEGIN and COMMIT: move it out of the transaction"
    if any(getattr(action, "if_not_exists", False) for action in place.statement.actions):
        return "CREATE INDEX CONCURRENTLY IF NOT EXISTS would take an INVALID index for done: leave IF NOT EXISTS out"
    if len(place.statement.actions) > 1 or any(getattr(one, "cascade", False) for one in place.statement.actions):
        return "DROP INDEX CONCURRENTLY takes one index, and no CASCADE"
    if not place.way.wrapped:
        return None
    if not place.way.marker:
        return "its runner puts a transaction around every file"
    if not all(_works_alone(statement) for statement in place.statements):
        return "other statements of the file want its transaction: move it into a migration of its own"
    if place.way.joins_bare and len(place.statements) > 1:
        return (
            "its runner sends such a file as one text, whose statements share one: move it into a migration of its own"
        )
    return None


def _works_alone(statement: Statement) -> bool:
    """Whether a statement is index work or a setting: nothing that a failure of the next one leaves half done."""
    kinds = (CreateIndex, DropIndex, Setting)
    return all(isinstance(action, kinds) or _reindexes(action) for action in statement.actions)


def _reindexes(action: object) -> bool:
    return isinstance(action, Beside | Unread) and action.verb == "REINDEX"


def marked(text: str, marker: str) -> Edit:
    """The mark for the runner: on the line that begins the migration, where it has one, else as the first line."""
    words = marker.split()
    for count in range(len(words) - 1, 1, -1):
        line = r"[ \t]*".join(map(re.escape, words[:count]))
        if found := re.search(rf"^{line}[ \t]*$", text, re.IGNORECASE | re.MULTILINE):
            return Edit(found.start(), found.end(), marker)
    return Edit(0, 0, f"{marker}\n")


def _unlimited(place: Place, verb: str) -> tuple[Edit, ...]:
    """No lock_timeout for a build, and the old one behind it."""
    setting = timeout(place) if verb != "DROP" else None
    if setting is None:
        return ()
    return (
        place.before(place.number, f"{place.spelt('set')} lock_timeout = 0;"),
        place.behind(place.number, f"{setting};"),
    )


def timeout(place: Place) -> str | None:
    """What has set the lock_timeout that is in force: a build waits for old snapshots as if they were locks."""
    setting = next(
        (
            (statement, action)
            for statement in reversed(place.statements[: place.number])
            for action in statement.actions
            if isinstance(action, Setting) and action.name in ("lock_timeout", "all")
        ),
        None,
    )
    return setting[0].sql if setting is not None and milliseconds(setting[1].value) else None
