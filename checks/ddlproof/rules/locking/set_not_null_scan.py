"""SET NOT NULL reads the whole table under the strongest lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, SetNotNull
from ddlproof.model.constraint import Check, PrimaryKey
from ddlproof.model.expression import FALSE, TRUE, And, Binary, Column, Expression, Is, Not, Or
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
        case SetNotNull(table=name, column=column, not_null=True, validated=True):
            wanted: tuple[str, ...] = (column,)
        case AddConstraint(table=name, constraint=PrimaryKey(), using_index=str(index)):
            found = moment.view.index(name.sibling(index))
            wanted = found.columns if found is not None else ()
        case _:
            return ()
    table = moment.view.table(name) if moment.existing(name) else None
    return scanned(table, wanted) if table is not None else ()


def scanned(table: Table, wanted: Iterable[str]) -> tuple[str, ...]:
    """The columns that may hold NULL as far as PostgreSQL can tell without a scan."""
    held = {column.name: column.not_null for column in table.columns}
    return tuple(column for column in wanted if held.get(column) is False and not implied(table, column))


def implied(table: Table, column: str) -> bool:
    """Whether PostgreSQL sees in a validated CHECK that the column is not NULL."""
    return rules_out_null(table.checks, column)


def rules_out_null(checks: Iterable[Check], column: str) -> bool:
    """Whether PostgreSQL sees that in one of them that it trusts."""
    return any(check.validated and check.enforced and _says(check.expression, column) for check in checks)


def _says(expression: Expression, column: str, denied: bool = False) -> bool:
    """Whether IS NOT NULL stands there, or in its denial, in a form that PostgreSQL's prover sees through.

    Source: `predicate_implied_by` in src/backend/optimizer/util/predtest.c.
    """
    match expression:
        case Is(Column(name), "null", negated=negated):
            return name == column and negated is not denied
        case Not(operand):
            return _says(operand, column, not denied)
        case Binary("=", operand, value) if value in (TRUE, FALSE):
            return _says(operand, column, denied is not (value == FALSE))
        case And(operands) | Or(operands):
            enough = any if isinstance(expression, And) is not denied else all
            return enough(_says(one, column, denied) for one in operands)
        case _:
            return False
