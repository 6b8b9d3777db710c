"""A CHECK or foreign key is added and checked against every row in one step."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, AddConstraint
from ddlproof.model.constraint import Check, Constraint, ForeignKey
from ddlproof.model.names import QName
from ddlproof.rules.existing import new_column
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD CONSTRAINT … CHECK or FOREIGN KEY without NOT VALID, or ADD COLUMN … CHECK, on a table that the same "
        "migration did not make. A foreign key on a new column without default has no rows to check."
    ),
    effect=(
        "The scan of the whole table happens under the lock of the ALTER TABLE: ACCESS EXCLUSIVE for a CHECK, so that "
        "reads and writes wait; SHARE ROW EXCLUSIVE on both tables for a foreign key, so that writes wait."
    ),
    instead="ADD CONSTRAINT … NOT VALID, then in a later transaction VALIDATE CONSTRAINT, which blocks nobody.",
)
_NOT_VALID_SINCE = 18
"""The first version that takes NOT VALID for a foreign key of a partitioned table."""

_EACH = (
    "ADD FOREIGN KEY … NOT VALID and VALIDATE on each partition, then on the parent, with lock_timeout set: before "
    "PostgreSQL 18 NOT VALID is refused on it."
)
_BEFORE = "create table jobs (id int, a int, b int);"
BAD = Example("alter table jobs add constraint jobs_a_check check (a > 0);", before=_BEFORE)
GOOD = Example(
    "alter table jobs add constraint jobs_a_check check (a > 0) not valid;\n"
    "alter table jobs validate constraint jobs_a_check;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each constraint that is validated where it is added."""
    action = moment.action
    match action:
        case AddConstraint(table=table, constraint=constraint):
            added: tuple[Constraint, ...] = (constraint,)
        case AddColumn(table=table, constraints=constraints):
            # Without a value in it a foreign key checks nothing (PostgreSQL skips the scan).
            added = tuple(c for c in constraints if isinstance(c, Check) or _filled(action))
            added = added if new_column(moment, action) else ()
        case _:
            return
    if not moment.existing(table):
        return
    for constraint in added:
        if isinstance(constraint, Check | ForeignKey) and constraint.validated and constraint.enforced:
            yield _hit(table, constraint, moment)


def _filled(action: AddColumn) -> bool:
    """Whether the rows that are there get a value for the column."""
    column = action.column
    return action.serial or column.identity is not None or column.generated is not None or column.default is not None


def _hit(table: QName, constraint: Check | ForeignKey, moment: Moment) -> Hit:
    name = constraint.name or "the constraint"
    if isinstance(constraint, Check):
        message = f"adding {name} scans all of {table} while nobody can read or write it"
    else:
        other = constraint.target != table and moment.existing(constraint.target)
        also = f" or to {constraint.target}" if other else ""
        message = f"adding {name} scans all of {table} while nobody can write to it{also}"
    refused = isinstance(constraint, ForeignKey) and moment.version < _NOT_VALID_SINCE and partitioned(moment, table)
    subject = f"{table}.{constraint.name}" if constraint.name else str(table)
    return Hit(message, span=moment.action.at, object=subject, instead=_EACH if refused else "")
