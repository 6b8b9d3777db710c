"""Maintenance that locks everybody out: VACUUM FULL, CLUSTER, REFRESH, LOCK TABLE."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.rules.locking.locks import WRITES_WAIT
from ddlproof.rules.plain import Plain, plain, tables
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import first_words, name_at

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "VACUUM FULL, CLUSTER, REFRESH MATERIALIZED VIEW without CONCURRENTLY, and LOCK TABLE in a mode that makes "
        "writes wait, on what the same migration did not make."
    ),
    effect="ACCESS EXCLUSIVE is held for as long as the rewrite takes, or until the transaction ends.",
    instead="Leave it out of the migration, and do it in a window of its own.",
)
_INSTEAD = {
    "VACUUM FULL": "VACUUM without FULL; or pg_repack, which rewrites a table while it is in use.",
    "CLUSTER": "pg_repack, which rewrites a table in an index's order while it is in use.",
    "REFRESH MATERIALIZED VIEW": "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.",
    "LOCK TABLE": "Let each statement take the lock that it needs, with lock_timeout set, in a short transaction.",
}
_BEFORE = "create table jobs (id int);"
BAD = Example("vacuum full jobs;", before=_BEFORE)
GOOD = Example("vacuum jobs;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each statement that locks others out."""
    done = plain(moment.action, "VACUUM", "CLUSTER", "REFRESH", "LOCK")
    if done is None or done.what not in _INSTEAD or done.concurrently:
        return
    if done.what == "REFRESH MATERIALIZED VIEW":
        held = [".".join(part for part in done.names[0] if part)] if not _made_here(moment, done.names[0]) else []
    elif done.names:
        held = [str(table) for table in tables(moment, done)]
    else:
        held = ["every table"]
    message = _message(done, " and ".join(held))
    if held and message:
        yield Hit(message, span=moment.action.at, object=held[0], instead=_INSTEAD[done.what])


def _message(done: Plain, held: str) -> str:
    if done.what != "LOCK TABLE":
        wait = "read it" if done.what.startswith("REFRESH") else "read or write it"
        return f"{done.what} rewrites {held} while nobody can {wait}"
    if done.mode not in WRITES_WAIT:
        return ""
    who = "reads and writes" if done.mode == "ACCESS EXCLUSIVE" else "writes"
    return f"LOCK TABLE holds {done.mode} on {held} until the transaction ends: {who} wait"


def _made_here(moment: Moment, view: tuple[str, str]) -> bool:
    """Whether the migration itself made the materialized view: nobody reads it yet."""
    for action, _ in moment.earlier:
        start = first_words(action.at.text, 12)
        if start[:3] == ("CREATE", "MATERIALIZED", "VIEW"):
            at = 6 if start[3:6] == ("IF", "NOT", "EXISTS") else 3
            if name_at(start, at)[0][1] == view[1]:
                return True
    return False
