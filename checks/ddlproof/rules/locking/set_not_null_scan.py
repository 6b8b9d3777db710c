"""SET NOT NULL reads the whole table under the strongest lock."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, SetNotNull
from ddlproof.model.constraint import PrimaryKey
from ddlproof.model.expression import And, Expression
from ddlproof.model.meaning import implies_not_null
from ddlproof.model.table import Table
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER COLUMN … SET NOT NULL, or a PRIMARY KEY USING INDEX over a column that may be null, on a table that the "
        "same migration did not make, unless a validated CHECK implies it; then PostgreSQL skips the scan."
    ),
    effect="The table is scanned under ACCESS EXCLUSIVE: reads and writes wait.",
    instead="ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, SET NOT NULL, then drop the CHECK.",
    needs="the schema before",
)
_SINCE = 18
_DIRECT = "ADD CONSTRAINT … NOT NULL column NOT VALID, then VALIDATE CONSTRAINT in a later transaction."
_BEFORE = "create table jobs (id int, a int);"
BAD = Example("alter table jobs alter column a set not null;", before=_BEFORE)
GOOD = Example(
    "alter table jobs alter column a set not null;",
    before="create table jobs (id int, a int, b int, check (a is not null and b > 0));",
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit where no validated CHECK spares the scan. Without the schema before, nothing can be said."""
    action = moment.action
    columns = scans(moment)
    if not columns or not isinstance(action, SetNotNull | AddConstraint):
        return
    what = "SET NOT NULL" if isinstance(action, SetNotNull) else f"to make {' and '.join(columns)} NOT NULL, this"
    yield Hit(
        f"{what} scans all of {action.table} while nobody can read or write it",
        span=action.at,
        object=f"{action.table}.{columns[0]}",
        instead=_DIRECT if moment.version >= _SINCE else "",
    )


def scans(moment: Moment) -> tuple[str, ...]:
    """The columns for which the action looks for NULLs in all of a table in use."""
    match moment.action:
        case SetNotNull(table=name, column=column, not_null=True):
            wanted: tuple[str, ...] = (column,)
        case AddConstraint(table=name, constraint=PrimaryKey(), using_index=str(index)):
            found = moment.view.index(name.sibling(index))
            wanted = found.columns if found is not None else ()
        case _:
            return ()
    table = moment.view.table(name) if moment.existing(name) else None
    if table is None:
        return ()
    held = {column.name: column.not_null for column in table.columns}
    return tuple(column for column in wanted if held.get(column) is False and not implied(table, column))


def implied(table: Table, column: str) -> bool:
    """Whether a validated CHECK, or a part of its conjunction, rejects NULL in the column."""
    parts = [part for check in table.checks if check.validated for part in _conjuncts(check.expression)]
    return any(implies_not_null(part, column) for part in parts)


def _conjuncts(expression: Expression) -> tuple[Expression, ...]:
    return expression.operands if isinstance(expression, And) else (expression,)
