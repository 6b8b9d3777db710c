"""A serial or identity column is added to a table that is in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.rules.existing import new_column
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD COLUMN of type serial, bigserial or smallserial, or GENERATED … AS IDENTITY, on a table that the same "
        "migration did not make."
    ),
    effect="Every row gets its number at once: the table and its indexes are written anew under ACCESS EXCLUSIVE.",
    instead="ADD COLUMN bigint, a sequence as its DEFAULT, fill old rows in batches; then NOT NULL by way of a CHECK.",
)
_BEFORE = "create table jobs (name text);"
BAD = Example("alter table jobs add column id bigint generated always as identity;", before=_BEFORE)
GOOD = Example(
    "create sequence jobs_id_seq;\nalter table jobs add column id bigint;\n"
    "alter table jobs alter column id set default nextval('jobs_id_seq');",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that numbers the rows."""
    action = moment.action
    if not isinstance(action, AddColumn) or not (action.serial or action.column.identity is not None):
        return
    if new_column(moment, action):
        yield Hit(
            f"to number its rows all of {action.table} is rewritten while nobody can read or write it",
            span=action.at,
            object=f"{action.table}.{action.column.name}",
        )
