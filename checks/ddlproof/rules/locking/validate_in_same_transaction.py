"""A constraint is added NOT VALID and validated in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, ValidateConstraint
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger="VALIDATE CONSTRAINT in the transaction that added the constraint NOT VALID, the runner's own included.",
    effect="The strong lock of the ADD CONSTRAINT is held through the scan: the two steps buy nothing.",
    instead="VALIDATE CONSTRAINT in a later transaction: a file of its own, or outside of the transaction block.",
    needs="the migration, and how the runner makes transactions",
)
_BEFORE = "create table jobs (id int, a int);"
BAD = Example(
    "begin;\nalter table jobs add constraint c check (a > 0) not valid;\n"
    "alter table jobs validate constraint c;\ncommit;",
    before=_BEFORE,
)
GOOD = Example(
    "begin;\nalter table jobs add constraint c check (a > 0) not valid;\ncommit;\n"
    "alter table jobs validate constraint c;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a VALIDATE that comes too soon."""
    action = moment.action
    if not isinstance(action, ValidateConstraint) or not moment.block or not moment.existing(action.table):
        return
    for earlier, transaction in moment.earlier:
        if (
            isinstance(earlier, AddConstraint)
            and transaction == moment.transaction
            and (earlier.table, earlier.constraint.name) == (action.table, action.name)
        ):
            yield Hit(
                f"{action.name} is validated in the transaction that added it, so {action.table} stays locked "
                "through the scan",
                span=action.at,
                object=f"{action.table}.{action.name}",
            )
