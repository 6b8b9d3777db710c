"""A new column's default differs from row to row, so that every row has to be written."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.rules.existing import new_column
from ddlproof.rules.rule import About, Example
from ddlproof.rules.volatility import volatility

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD COLUMN … DEFAULT with a volatile function anywhere in it (random(), clock_timestamp(), "
        "gen_random_uuid() …), on a table that the same migration did not make. A function that is not PostgreSQL's "
        "own may be volatile: then it is a warning. Constants, now() and other stable functions are fine."
    ),
    effect="Every row of the table and all its indexes are written anew under ACCESS EXCLUSIVE: reads and writes wait.",
    instead="ADD COLUMN without it, then ALTER COLUMN … SET DEFAULT, then fill the old rows in batches.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("alter table jobs add column token uuid default gen_random_uuid();", before=_BEFORE)
GOOD = Example(
    "alter table jobs add column token uuid;\nalter table jobs alter column token set default gen_random_uuid();",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a default that is no constant."""
    action = moment.action
    if not isinstance(action, AddColumn) or action.column.default is None or not new_column(moment, action):
        return
    kind, function = volatility(action.column.default, moment)
    if kind == "steady":
        return
    message = f"{function}() is volatile: every row of {action.table} is rewritten while nobody can read or write it"
    severity = None
    if kind == "unknown":
        message = (
            f"unless {function}() is STABLE or IMMUTABLE, or its body in SQL is, every row of {action.table} is "
            "rewritten while nobody can read or write it"
        )
        severity = Severity.WARNING
    yield Hit(message, span=action.at, object=f"{action.table}.{action.column.name}", severity=severity)
