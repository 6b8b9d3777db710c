"""An index is dropped without CONCURRENTLY from a table that is in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import DropIndex
from ddlproof.rules.existing import dropped_later
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger="DROP INDEX without CONCURRENTLY of an index on a table that the same migration neither made nor drops.",
    effect="DROP INDEX takes ACCESS EXCLUSIVE on the table: it waits for every query, and every later query for it.",
    instead="DROP INDEX CONCURRENTLY, one index in each statement, without CASCADE and outside of a transaction.",
)
_OF_WHOLE = "SET lock_timeout and run it again when it gives up: PostgreSQL has no other form for a partitioned table."
_BEFORE = "create table jobs (id int); create index jobs_id on jobs (id);"
BAD = Example("drop index jobs_id;", before=_BEFORE)
GOOD = Example("drop index concurrently jobs_id;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a drop that locks the table."""
    action = moment.action
    if not isinstance(action, DropIndex) or action.concurrently:
        return
    index = moment.view.index(action.index)
    if moment.known and index is None:
        return
    if index is not None and (not moment.existing(index.table) or dropped_later(moment, index.table)):
        return
    table = str(index.table) if index is not None else "its table"
    yield Hit(
        f"dropping {action.index.name} waits for all queries on {table}, and all later ones wait for it",
        span=action.at,
        object=str(action.index),
        instead=_OF_WHOLE if index is not None and partitioned(moment, index.table) else "",
    )
