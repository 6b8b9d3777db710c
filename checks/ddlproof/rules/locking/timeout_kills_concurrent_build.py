"""CREATE INDEX or REINDEX CONCURRENTLY runs under a timeout that cancels it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import CreateIndex
from ddlproof.rules.locking.locks import cancels
from ddlproof.rules.plain import plain, resolve
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="CREATE INDEX or REINDEX CONCURRENTLY under a lock_timeout or statement_timeout of less than ten minutes.",
    effect=(
        "A concurrent build waits for every older snapshot as if it were a lock. One open transaction elsewhere, and "
        "the timeout cancels the build and leaves an INVALID index behind, which a rerun with IF NOT EXISTS keeps."
    ),
    instead="SET lock_timeout = 0 and SET statement_timeout = 0 for exactly that statement.",
    needs="the migration, and what the runner or the role sets",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("set lock_timeout = '2s';\ncreate index concurrently on jobs (id);", before=_BEFORE)
GOOD = Example("set lock_timeout = 0;\ncreate index concurrently on jobs (id);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each timeout that is too short for a build."""
    built = _built(moment)
    if built is None:
        return
    for name, value in (("lock_timeout", moment.lock_timeout), ("statement_timeout", moment.statement_timeout)):
        if cancels(value):
            yield Hit(
                f"{name} = {(value or '').strip()} cancels the build as soon as one other transaction stays open that "
                "long, and leaves an INVALID index",
                span=moment.action.at,
                object=built,
            )


def _built(moment: Moment) -> str | None:
    """The table whose index is built concurrently, or what REINDEX names."""
    if isinstance(moment.action, CreateIndex):
        return str(moment.action.index.table) if moment.action.concurrently else None
    done = plain(moment.action, "REINDEX")
    if done is None or not done.concurrently:
        return None
    return str(resolve(moment, *done.names[0])) if done.names else "the database"
