"""SET NOT NULL reads the whole table under the strongest lock."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import SetNotNull
from ddlproof.model.expression import And, Expression
from ddlproof.model.meaning import implies_not_null
from ddlproof.model.table import Table
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER COLUMN … SET NOT NULL on a table that the same migration did not make, unless a validated CHECK "
        "implies it; then PostgreSQL skips the scan."
    ),
    effect="The table is scanned under ACCESS EXCLUSIVE: reads and writes wait.",
    instead=(
        "ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT, then SET NOT NULL, then "
        "drop the CHECK. From PostgreSQL 18 on: ADD CONSTRAINT … NOT NULL column NOT VALID, then VALIDATE."
    ),
    needs="the schema before",
)
_BEFORE = "create table jobs (id int, a int);"
BAD = Example("alter table jobs alter column a set not null;", before=_BEFORE)
GOOD = Example(
    "alter table jobs alter column a set not null;",
    before="create table jobs (id int, a int, b int, check (a is not null and b > 0));",
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit where no validated CHECK spares the scan. Without the schema before, nothing can be said."""
    action = moment.action
    if not isinstance(action, SetNotNull) or not action.not_null or not moment.existing(action.table):
        return
    table = moment.view.table(action.table)
    if table is None or _implied(table, action.column):
        return
    column = table.column(action.column)
    if column is None or column.not_null:
        return
    yield Hit(
        f"SET NOT NULL scans all of {action.table} while nobody can read or write it",
        span=action.at,
        object=f"{action.table}.{action.column}",
    )


def _implied(table: Table, column: str) -> bool:
    """Whether a validated CHECK, or a part of its conjunction, rejects NULL in the column."""
    parts = [part for check in table.checks if check.validated for part in _conjuncts(check.expression)]
    return any(implies_not_null(part, column) for part in parts)


def _conjuncts(expression: Expression) -> tuple[Expression, ...]:
    return expression.operands if isinstance(expression, And) else (expression,)
