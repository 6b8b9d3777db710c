"""A new column has a domain with a CHECK or NOT NULL: every row is written anew, even without a default."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn
from ddlproof.rules.domains import constrained, domain_of
from ddlproof.rules.existing import new_column
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD COLUMN of a domain that has a CHECK or is NOT NULL, itself or through the domain that it is made of, on a "
        "table that the same migration did not make. A domain without either is as cheap as its type."
    ),
    effect="Every row of the table and all its indexes are written anew under ACCESS EXCLUSIVE: reads and writes wait.",
    instead="ADD COLUMN of the plain type, then ADD CONSTRAINT … CHECK … NOT VALID, then VALIDATE CONSTRAINT.",
    needs="the schema before",
)
_BEFORE = "create domain positive as int check (value > 0); create table jobs (id int);"
BAD = Example("alter table jobs add column tries positive;", before=_BEFORE)
GOOD = Example(
    "alter table jobs add column tries int;\n"
    "alter table jobs add constraint jobs_tries_check check (tries > 0) not valid;\n"
    "alter table jobs validate constraint jobs_tries_check;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each such column."""
    action = moment.action
    if not isinstance(action, AddColumn) or action.column.type.array or not new_column(moment, action):
        return
    domain = domain_of(moment, action.column.type)
    if domain is not None and (found := constrained(moment, domain)) is not None:
        yield Hit(
            f"{domain.name} has {found}: every row of {action.table} is rewritten while nobody can read or write it",
            span=action.at,
            object=f"{action.table}.{action.column.name}",
        )
