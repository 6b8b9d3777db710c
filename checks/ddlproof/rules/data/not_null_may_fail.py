"""NOT NULL fails if there is a NULL, and nothing in the migration takes care of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, SetNotNull, ValidateConstraint
from ddlproof.model.constraint import Check, PrimaryKey
from ddlproof.model.expression import NULL
from ddlproof.model.names import QName
from ddlproof.rules.existing import added_here, filled_before
from ddlproof.rules.locking.set_not_null_scan import rules_out_null, scanned
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.strays import refused

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "SET NOT NULL or a primary key on a column that may hold NULLs, of a table that the same migration did not "
        "make, unless the migration changes or deletes such rows before, or a validated CHECK rules them out."
    ),
    effect="One NULL in production, and the deployment fails; from then on code that writes one fails.",
    instead="UPDATE … WHERE column IS NULL before it, in batches.",
)
_BEFORE = "create table jobs (id int, a int);"
BAD = Example("alter table jobs alter column a set not null;", before=_BEFORE)
GOOD = Example("update jobs set a = 0 where a is null;\nalter table jobs alter column a set not null;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a column that nobody filled."""
    table, columns = _columns(moment)
    for column in columns:
        added = added_here(moment, table, column)
        filled = added is not None and added.column.default not in (None, NULL)
        if not filled and not filled_before(moment, table, column):
            yield Hit(
                f"this fails if one row of {table} has no {column}, and nothing here fills it",
                span=moment.action.at,
                object=f"{table}.{column}",
            )


def _columns(moment: Moment) -> tuple[QName, tuple[str, ...]]:
    """A table, and its columns that become NOT NULL, and may hold NULLs as far as that is known."""
    match moment.action:
        case SetNotNull(table=name, column=column, not_null=True, validated=True) if moment.existing(name):
            table = moment.view.table(name)
            if table is not None:
                return name, scanned(table, (column,))
            return name, () if rules_out_null(_checked(moment, name), column) else (column,)
        case AddConstraint(table=name, constraint=PrimaryKey() as key, using_index=index) if moment.existing(name):
            built = moment.view.index(name.sibling(index)) if index is not None else None
            table = moment.view.table(name)
            return name, scanned(table, built.columns if built else key.columns) if table is not None else ()
    return QName("", ""), ()


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
