"""A column's new type rewrites nothing, but a CHECK on the column is tested on every row again."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import named_columns
from ddlproof.rules.retyped import cost_of, retyped
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "ALTER COLUMN … TYPE that leaves the rows as they are, of a column that a validated CHECK speaks of, on a "
        "table that the same migration did not make."
    ),
    effect="PostgreSQL makes the CHECK anew and scans the whole table for it under ACCESS EXCLUSIVE.",
    instead="Drop the CHECK, change the type, add it again NOT VALID, and VALIDATE it in a later transaction.",
    needs="the schema before",
)
BAD = Example(
    "alter table jobs alter column name type text;",
    before="create table jobs (name varchar(20), constraint jobs_name_check check (name <> ''));",
)
GOOD = Example("alter table jobs alter column name type text;", before="create table jobs (name varchar(20));")


def check(moment: Moment) -> Iterator[Hit]:
    """Yield one hit for the CHECKs that are tested again."""
    found = retyped(moment)
    if found is None:
        return
    table, column, action = found
    checks = [one.name for one in table.checks if one.validated and column.name in named_columns(one)]
    if checks and cost_of(moment, column, action) == "nothing":
        yield Hit(
            f"for {' and '.join(checks)} all of {table.name} is scanned while nobody can read or write it",
            span=action.at,
            object=f"{table.name}.{column.name}",
        )
