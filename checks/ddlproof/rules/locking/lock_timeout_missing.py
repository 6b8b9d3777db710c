"""A strong lock is asked for without lock_timeout."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.rules.locking.locks import milliseconds, strong_lock
from ddlproof.rules.rule import About, Example

LIMIT = 60_000
"""A lock_timeout above this many milliseconds protects nobody."""

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A statement that takes a lock stronger than SHARE UPDATE EXCLUSIVE on a table in use while no lock_timeout "
        "is in force: none set, 0, DEFAULT, more than a minute, or SET LOCAL outside of a transaction. Reported once a "
        "migration, where it is first missing."
    ),
    effect=(
        "Behind one long-running query the statement waits in the lock's queue, and every later query on the table "
        "waits behind it: the application stands still."
    ),
    instead="SET lock_timeout = '2s' before the statement, and run the migration again when it gives up.",
    needs="the migration, and what the runner or the role sets",
    once=True,
)
_BEFORE = "create table jobs (id int);"
BAD = Example("alter table jobs add column a int;", before=_BEFORE)
GOOD = Example("set lock_timeout = '2s';\nalter table jobs add column a int;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit at each statement that may wait for ever."""
    lock = strong_lock(moment)
    if lock is None or _covered(moment.lock_timeout):
        return
    table, mode = lock
    yield Hit(
        f"without lock_timeout this waits for {mode} on {table} behind any long query, and all other queries wait "
        "behind it",
        span=moment.action.at,
        object=table,
    )


def _covered(value: str | None) -> bool:
    limit = milliseconds(value)
    return limit is not None and 0 < limit <= LIMIT
