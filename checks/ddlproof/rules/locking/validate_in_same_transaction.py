"""A constraint is added NOT VALID and validated in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, RenameConstraint, RenameTable, SetNotNull, ValidateConstraint
from ddlproof.model.constraint import Check, Constraint
from ddlproof.rules.added import same
from ddlproof.rules.rule import About, Example
from ddlproof.rules.together import together

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
    if not isinstance(action, ValidateConstraint) or not together(moment) or not moment.existing(action.table):
        return
    if _added_here(moment, action):
        yield Hit(
            f"{action.name} is validated in the transaction that added it, so {action.table} stays locked "
            "through the scan",
            span=action.at,
            object=f"{action.table}.{action.name}",
        )


def _added_here(moment: Moment, action: ValidateConstraint) -> bool:
    """Whether the same transaction added the constraint, whatever it and its table were called then."""
    table, name, made = action.table, action.name, moment.view.table(action.table)
    there = made.constraint(name) if made is not None else None
    for position in range(moment.position - 1, -1, -1):
        earlier, transaction = moment.script[position]
        if transaction != moment.transaction:
            return False
        match earlier:
            case RenameTable(table=old, to=to) if old.sibling(to) == table:
                table = old
            case RenameConstraint(table=owner, name=old_name, to=to) if (owner, to) == (table, name):
                name = old_name
            case SetNotNull(table=owner, name=given) if (owner, given) == (table, name):
                return True
            case AddConstraint(table=owner, constraint=constraint) if owner == table:
                unnamed = not constraint.name and _implied_name(constraint, name, there)
                if constraint.name == name or unnamed:
                    return True
    return False


def _implied_name(constraint: Constraint, name: str, there: Constraint | None) -> bool:
    """Whether a constraint without a name is the one that has that name now."""
    ending = "_check" if isinstance(constraint, Check) else "_fkey"
    return same(there, constraint) if there is not None else name.rstrip("0123456789").endswith(ending)
