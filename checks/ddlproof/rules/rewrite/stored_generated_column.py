"""A stored generated column is added to a table that is in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.rules.existing import new_column
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="ADD COLUMN … GENERATED ALWAYS AS (…) STORED on a table that the same migration did not make.",
    effect="The value is computed for every row at once: table and indexes are written anew under ACCESS EXCLUSIVE.",
    instead="Add a plain column that a trigger keeps up to date, and fill the old rows in batches.",
)
_VIRTUAL = "GENERATED ALWAYS AS (…) VIRTUAL, which computes when it is read; or a plain column that a trigger keeps."
_SINCE = 18
_BEFORE = "create table jobs (a int);"
BAD = Example("alter table jobs add column twice int generated always as (a * 2) stored;", before=_BEFORE)
GOOD = Example("alter table jobs add column twice int;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that is computed for all rows."""
    action = moment.action
    if not isinstance(action, AddColumn) or action.column.generated is None or action.column.virtual:
        return
    if new_column(moment, action):
        yield Hit(
            f"to compute the column all of {action.table} is rewritten while nobody can read or write it",
            span=action.at,
            object=f"{action.table}.{action.column.name}",
            instead=_VIRTUAL if moment.version >= _SINCE else "",
        )
