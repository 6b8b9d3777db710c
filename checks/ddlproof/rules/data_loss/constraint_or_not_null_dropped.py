"""A constraint, NOT NULL or unique index that protected the data is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import (
    AddConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    SetNotNull,
)
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique, named_columns
from ddlproof.model.expression import columns
from ddlproof.model.index import Index
from ddlproof.model.meaning import null_table
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.rules.apart import keeps_unique, kept_apart
from ddlproof.rules.copied import table_in_place
from ddlproof.rules.existing import added_here
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "DROP CONSTRAINT, DROP NOT NULL or DROP INDEX of a unique one on a table in use, unless the same migration "
        "made it or puts it back, or something else promises it: a key or unique index of the columns, a foreign key "
        "to the same table, a CHECK of the same columns, NOT NULL. Of what goes with a table or column that the "
        "migration drops, other rules speak."
    ),
    effect="Rows that were refused until now are accepted, and code that relies on the old promise meets them.",
    instead="If that is meant, accept or ignore it with the reason: what stands in the place of the promise.",
)
_BEFORE = "create table jobs (id int, a int not null, constraint a_check check (a > 0));"
BAD = Example("alter table jobs alter column a drop not null;", before=_BEFORE)
GOOD = Example(
    "alter table jobs drop constraint a_check;\n"
    "alter table jobs add constraint a_check check (a > 1) not valid;\nalter table jobs validate constraint a_check;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a promise that is taken back."""
    action = moment.action
    match action:
        case DropIndex(index=index_name):
            yield from _of_index(moment, moment.view.index(index_name), action)
            return
        case SetNotNull(table=table, column=column, not_null=False):
            again = any(
                isinstance(later, SetNotNull) and later.not_null and (later.table, later.column) == (table, column)
                for later, _ in moment.later
            )
            view = moment.view.table(table)
            held = view is None or (found := view.column(column)) is None or found.not_null
            again |= added_here(moment, table, column) is not None
            message = f"{table}.{column} may be null from now on"
            name = f"{table}.{column}"
        case DropConstraint(table=table, name=constraint):
            again = any(
                isinstance(later, AddConstraint) and (later.table, later.constraint.name) == (table, constraint)
                for later, _ in moment.later
            )
            view = moment.view.table(table)
            dropped = view.constraint(constraint) if view is not None else None
            held = view is None or (dropped is not None and not _replaced(moment, view, dropped))
            again |= _made_here(moment, table, constraint)
            message = f"{constraint} no longer protects {table}"
            name = f"{table}.{constraint}"
        case _:
            return
    if not held or again or not moment.existing(table):
        return
    if not _goes(moment, table, (action.column,) if isinstance(action, SetNotNull) else _parts(view, action.name)):
        yield Hit(message, span=action.at, object=name)


def _of_index(moment: Moment, index: Index | None, action: DropIndex) -> Iterator[Hit]:
    if index is None or not index.unique or not index.valid or not moment.existing(index.table):
        return
    made_here = any(isinstance(one, CreateIndex) and one.index.name == index.name for one, _ in moment.earlier)
    if not made_here and not kept_apart(moment, index) and not _goes(moment, index.table, index.columns):
        message = f"unique index {index.name.name} no longer keeps rows of {index.table} apart"
        yield Hit(message, span=action.at, object=str(index.name))


def _made_here(moment: Moment, table: QName, name: str) -> bool:
    return any(
        isinstance(one, AddConstraint) and (one.table, one.constraint.name) == (table, name)
        for one, _ in moment.earlier
    )


def _parts(table: Table | None, name: str) -> tuple[str, ...]:
    constraint = table.constraint(name) if table is not None else None
    return named_columns(constraint) if constraint is not None else ()


def _goes(moment: Moment, table: QName, names: tuple[str, ...]) -> bool:
    """Whether the script drops the table or one of these columns, or puts another table in the place of this one."""
    return table_in_place(moment, table) or any(
        (isinstance(one, DropTable) and one.table == table)
        or (isinstance(one, DropColumn) and one.table == table and one.column in names)
        for one, _ in moment.later
    )


def _replaced(moment: Moment, table: Table, dropped: Constraint) -> bool:
    """Whether something else promises as much: a constraint of the table or of the script, or columns NOT NULL."""
    if isinstance(dropped, Check) and _holds_anyway(table, dropped):
        return True
    added = (a.constraint for a, _ in moment.script if isinstance(a, AddConstraint) and a.table == table.name)
    if isinstance(dropped, ForeignKey) and any(
        isinstance(one, DropTable) and one.table == dropped.target for one, _ in moment.later
    ):
        return True
    if isinstance(dropped, Unique | PrimaryKey):
        created = (a.index for a, _ in moment.script if isinstance(a, CreateIndex) and a.index.table == table.name)
        indexes = (*created, *moment.view.indexes_on(table.name))
        if any(keeps_unique(index, dropped.columns) for index in indexes):
            return True
    others = (one for one in table.constraints if one.name != dropped.name and not isinstance(one, Check))
    return any(_promises(one, dropped) for one in (*added, *others))


def _holds_anyway(table: Table, check: Check) -> bool:
    """Whether NOT NULL columns make the CHECK true: the last step of SET NOT NULL by way of a CHECK."""
    nulls = null_table(check.expression)
    if nulls is None:
        return False
    required = {column.name for column in table.columns if column.not_null}.intersection(columns(check.expression))
    return all(nulls.accepts(pattern) for pattern in nulls.patterns if required <= set(pattern))


def _promises(one: Constraint, dropped: Constraint) -> bool:
    match one, dropped:
        case ((PrimaryKey() | Unique()), (PrimaryKey() | Unique())):
            # The columns of a primary key that is dropped stay NOT NULL.
            return set(one.columns) <= set(dropped.columns)
        case ForeignKey(), ForeignKey():
            return (one.columns, one.target) == (dropped.columns, dropped.target)
        case Check(), Check():
            # What replaces it may be another condition on the same: that it is weaker is for the diff to say.
            return set(columns(one.expression)) == set(columns(dropped.expression))
        case _:
            return False
