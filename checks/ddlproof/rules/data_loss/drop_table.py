"""A table is dropped, and its rows with it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import DropTable
from ddlproof.rules.copied import copied, table_in_place
from ddlproof.rules.dependents import of_table
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="DROP TABLE of a table that the same migration did not make.",
    effect="The rows are gone for good, and application code that still names the table fails at once.",
    instead="Deploy code that no longer names the table first; rename it, wait, then drop it in a later change.",
)
_BEFORE = "create table old_jobs (id int);"
BAD = Example("drop table old_jobs;", before=_BEFORE)
GOOD = Example("create table scratch (id int);\ndrop table scratch;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a table that held data before."""
    action = moment.action
    if isinstance(action, DropTable) and moment.existing(action.table):
        code = (
            "names it meets what comes in its place" if table_in_place(moment, action.table) else "still names it fails"
        )
        yield Hit(
            f"every row of {action.table} is lost{copied(moment, action.table)}, and code that {code}"
            + of_table(moment, action.table),
            span=action.at,
            object=str(action.table),
        )
