"""REINDEX without CONCURRENTLY."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.rules.plain import index_table, plain, tables
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="REINDEX INDEX, TABLE, SCHEMA or DATABASE without CONCURRENTLY; REINDEX SYSTEM, which has no other form.",
    effect=(
        "The build holds SHARE on the table, so that writes wait, and ACCESS EXCLUSIVE on the index, so that reads "
        "that could use it wait as well."
    ),
    instead="REINDEX … CONCURRENTLY, outside of a transaction and with lock_timeout = 0 for that statement.",
)
_BEFORE = "create table jobs (id int); create index jobs_id on jobs (id);"
BAD = Example("reindex index jobs_id;", before=_BEFORE)
GOOD = Example("reindex index concurrently jobs_id;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a rebuild that blocks."""
    done = plain(moment.action, "REINDEX")
    if done is None or done.concurrently:
        return
    kind = done.what.removeprefix("REINDEX ")
    held = tables(moment, done)
    if kind == "TABLE" and not held:
        return
    name = str(held[0]) if kind == "TABLE" else ".".join(part for names in done.names[:1] for part in names if part)
    table = index_table(moment, *done.names[0]) if kind == "INDEX" else None
    if table is not None and not moment.existing(table):
        return
    owner = str(table) if table is not None else f"the table of {name}"
    where = {"INDEX": owner, "TABLE": name}.get(kind, "each table in turn")
    instead = "REINDEX SYSTEM in a maintenance window: it has no concurrent form." if kind == "SYSTEM" else ""
    yield Hit(
        f"writes to {where} wait until the rebuild is done, and reads that could use the index wait as well",
        span=moment.action.at,
        object=name,
        instead=instead,
    )
