"""A column is dropped, and its values with it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, DropColumn
from ddlproof.model.names import quote
from ddlproof.rules.copied import column_in_place, copied
from ddlproof.rules.dependents import of_column
from ddlproof.rules.existing import dropped_later
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="ALTER TABLE … DROP COLUMN of a column that the same migration did not make, of a table that stays.",
    effect="The values are gone for good, and application code that still names the column fails at once.",
    instead="Deploy code that no longer names it, keep a copy of the values, then drop the column in a later change.",
)
_BEFORE = "create table jobs (id int, old_id int);"
BAD = Example("alter table jobs drop column old_id;", before=_BEFORE)
GOOD = Example("alter table jobs add column t int;\nalter table jobs drop column t;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that held data before."""
    action = moment.action
    if not isinstance(action, DropColumn) or not moment.existing(action.table) or _made_here(moment, action):
        return
    table = moment.view.table(action.table)
    if dropped_later(moment, action.table):
        return
    if moment.known and (table is None or table.column(action.column) is None):
        return
    replaced = column_in_place(moment, action.table, action.column)
    code = "names it meets what comes in its place" if replaced else "still names it fails"
    yield Hit(
        f"{action.table}.{quote(action.column)} goes with every value in it"
        f"{copied(moment, action.table, action.column)}, and code that {code}"
        + of_column(moment, action.table, action.column),
        span=action.at,
        object=f"{action.table}.{action.column}",
    )


def _made_here(moment: Moment, action: DropColumn) -> bool:
    return any(
        isinstance(earlier, AddColumn) and (earlier.table, earlier.column.name) == (action.table, action.column)
        for earlier, _ in moment.earlier
    )
