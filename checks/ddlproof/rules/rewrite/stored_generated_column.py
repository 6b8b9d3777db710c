"""A stored generated column is added to a table that is in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.model.structure import SetExpression
from ddlproof.rules.existing import new_column
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD COLUMN … GENERATED ALWAYS AS (…) STORED, and SET EXPRESSION of such a column, on a table that the same "
        "migration did not make."
    ),
    effect="The value is computed for every row at once: table and indexes are written anew under ACCESS EXCLUSIVE.",
    instead="Add a plain column that a trigger keeps up to date, and fill the old rows in batches.",
)
_VIRTUAL = "GENERATED ALWAYS AS (…) VIRTUAL, which computes when it is read; or a plain column that a trigger keeps."
_ANEW = "A new column with the new expression, as of one that is added; then drop the old one and take its name."
_SINCE = 18
_BEFORE = "create table jobs (a int);"
BAD = Example("alter table jobs add column twice int generated always as (a * 2) stored;", before=_BEFORE)
GOOD = Example("alter table jobs add column twice int;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that is computed for all rows."""
    action = moment.action
    match action:
        case AddColumn(column=column) if column.generated is not None and not column.virtual:
            if not new_column(moment, action):
                return
            name = column.name
            instead = _VIRTUAL if moment.version >= _SINCE else ""
        case SetExpression(column=name) if action.expression is not None and _stored(moment, action):
            instead = _ANEW
        case _:
            return
    yield Hit(
        f"to compute the column all of {action.table} is rewritten while nobody can read or write it",
        span=action.at,
        object=f"{action.table}.{name}",
        instead=instead,
    )


def _stored(moment: Moment, action: SetExpression) -> bool:
    table = moment.view.table(action.table) if moment.existing(action.table) else None
    column = table.column(action.column) if table is not None else None
    return column is not None and column.generated is not None and not column.virtual
