"""A column's new type makes PostgreSQL write the whole table anew."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import SetType
from ddlproof.model.table import Column
from ddlproof.rules.retyped import cost_of, retyped
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER COLUMN … TYPE to a type that needs the values converted, on a table that the same migration did not "
        "make. Free are more length or digits, varchar to text, and timestamp to timestamptz while TimeZone is UTC: "
        "if the script does not set that, it is a warning."
    ),
    effect="Every row and every index of the table is written anew under ACCESS EXCLUSIVE: reads and writes wait.",
    instead="Add a column of the new type, keep it in step by a trigger, fill it in batches, then swap the names.",
    needs="the schema before",
)
_SET_UTC = "If the stored times are UTC: SET timezone = 'UTC' before it, and nothing is rewritten."
_BEFORE = "create table jobs (id int, name varchar(20));"
BAD = Example("alter table jobs alter column id type bigint;", before=_BEFORE)
GOOD = Example("alter table jobs alter column name type text;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a change that is not free."""
    found = retyped(moment)
    if found is None:
        return
    table, column, action = found
    cost = cost_of(moment, column, action)
    if cost == "rewrite":
        message = f"{_change(column, action)} rewrites all of {table.name} while nobody can read or write it"
        yield Hit(message, span=action.at, object=f"{table.name}.{column.name}")
    elif cost == "rewrite unless utc":
        message = (
            f"unless TimeZone is UTC, {_change(column, action)} rewrites all of {table.name} under ACCESS EXCLUSIVE"
        )
        yield Hit(
            message, span=action.at, object=f"{table.name}.{column.name}", instead=_SET_UTC, severity=Severity.WARNING
        )


def _change(column: Column, action: SetType) -> str:
    if column.type == action.type:
        return f"USING on {column.name}"
    return f"{column.name} from {column.type} to {action.type}"
