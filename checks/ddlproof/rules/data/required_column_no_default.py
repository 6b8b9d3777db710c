"""A column is added that must have a value, and has none for the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.model.constraint import PrimaryKey
from ddlproof.model.expression import NULL
from ddlproof.rules.existing import emptied_before, new_column
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD COLUMN … NOT NULL or PRIMARY KEY without DEFAULT, identity or generation expression, on a table that the "
        "same migration did not make and did not empty before."
    ),
    effect=(
        "It fails as soon as the table holds one row, which a test database may not; and code that does not know the "
        "column can insert nothing any more."
    ),
    instead="Add it with a constant DEFAULT; or nullable, fill it in batches, then make it NOT NULL.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("alter table jobs add column state text not null;", before=_BEFORE)
GOOD = Example("alter table jobs add column state text not null default 'new';", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column without a value."""
    action = moment.action
    if not isinstance(action, AddColumn) or not _required(action) or not new_column(moment, action):
        return
    if emptied_before(moment, action.table):
        return
    yield Hit(
        f"this fails if {action.table} holds a row: {action.column.name} is NOT NULL and has no default",
        span=action.at,
        object=f"{action.table}.{action.column.name}",
    )


def _required(action: AddColumn) -> bool:
    column = action.column
    given = column.default not in (None, NULL) or action.serial
    needs = column.not_null or any(isinstance(one, PrimaryKey) for one in action.constraints)
    return needs and not given and column.identity is None and column.generated is None
