"""A statement that PostgreSQL refuses inside a transaction stands in one."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import CreateIndex, DropIndex
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="CREATE or DROP INDEX CONCURRENTLY between BEGIN and COMMIT, or in a file that the runner wraps.",
    effect="PostgreSQL refuses the statement (25001), and the deployment fails.",
    instead="Put the statement into a file of its own, with the runner's marker for running without a transaction.",
    needs="the migration, and how the runner makes transactions",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("begin;\ncreate index concurrently on jobs (id);\ncommit;", before=_BEFORE)
GOOD = Example("create index concurrently on jobs (id);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a statement that cannot run where it stands."""
    action = moment.action
    if moment.block and isinstance(action, CreateIndex | DropIndex) and action.concurrently:
        verb = "CREATE" if isinstance(action, CreateIndex) else "DROP"
        yield Hit(
            f"{verb} INDEX CONCURRENTLY cannot run inside a transaction, and here it does: PostgreSQL refuses it",
            span=action.at,
        )
