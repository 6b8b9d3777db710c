"""An index is built without CONCURRENTLY on a table that is in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import CreateIndex
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE INDEX without CONCURRENTLY on a table that the same migration did not make. Of a partitioned table "
        "speaks index-on-partitioned-parent."
    ),
    effect="The build holds a SHARE lock on the table from its first row to its last: every write waits.",
    instead="CREATE INDEX CONCURRENTLY, outside of a transaction and with lock_timeout = 0 for that statement.",
)
BAD = Example("create index on orders (customer_id);", before="create table orders (id int, customer_id int);")
GOOD = Example(
    "create index concurrently on orders (customer_id);", before="create table orders (id int, customer_id int);"
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a blocking build."""
    action = moment.action
    if not isinstance(action, CreateIndex) or action.concurrently or not moment.existing(action.index.table):
        return
    if partitioned(moment, action.index.table):
        return
    if action.only and moment.view.table(action.index.table) is None:
        return  # ONLY is for partitioned tables, of which only the parent gets an index, an empty one
    name = action.index.name.name or "the index"
    yield Hit(
        f"building {name} blocks every write to {action.index.table} until it is done",
        span=action.at,
        object=str(action.index.name if action.index.name.name else action.index.table),
    )
