"""SET NOT NULL fails if there is a NULL, and nothing in the migration takes care of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, SetNotNull, ValidateConstraint
from ddlproof.model.constraint import Check
from ddlproof.model.expression import NULL
from ddlproof.model.names import QName
from ddlproof.rules.existing import added_here, filled_before
from ddlproof.rules.locking.set_not_null_scan import implied, rules_out_null
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.strays import refused

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "SET NOT NULL on a column that may hold NULLs, of a table that the same migration did not make, unless the "
        "migration changes or deletes such rows before, or a validated CHECK rules them out."
    ),
    effect="One NULL in production, and the deployment fails; from then on code that writes one fails.",
    instead="UPDATE … WHERE column IS NULL before it, in batches.",
)
_BEFORE = "create table jobs (id int, a int);"
BAD = Example("alter table jobs alter column a set not null;", before=_BEFORE)
GOOD = Example("update jobs set a = 0 where a is null;\nalter table jobs alter column a set not null;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that nobody filled."""
    action = moment.action
    if not isinstance(action, SetNotNull) or not moment.existing(action.table):
        return
    if not (action.not_null and action.validated):
        return
    table = moment.view.table(action.table)
    if table is None and rules_out_null(_checked(moment, action.table), action.column):
        return
    if table is not None:
        column = table.column(action.column)
        if column is None or column.not_null or implied(table, action.column):
            return
    added = added_here(moment, action.table, action.column)
    if added is not None and added.column.default not in (None, NULL):
        return
    if not filled_before(moment, action.table, action.column):
        yield Hit(
            f"this fails if one row of {action.table} has no {action.column}, and nothing here fills it",
            span=action.at,
            object=f"{action.table}.{action.column}",
        )


def _checked(moment: Moment, table: QName) -> Iterator[Check]:
    """The CHECKs that the script has added and validated, of a table of which nothing else is known."""
    validated = {one.name for one, _ in moment.earlier if isinstance(one, ValidateConstraint) and one.table == table}
    for one, _ in moment.earlier:
        if isinstance(one, AddConstraint) and one.table == table and isinstance(one.constraint, Check):
            check = one.constraint
            yield replace(check, validated=check.validated or check.name in validated)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each place where a row with NULL stopped the rehearsal."""
    yield from refused(trial, ABOUT.instead, "23502")
