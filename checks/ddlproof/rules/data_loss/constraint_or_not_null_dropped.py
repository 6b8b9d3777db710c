"""A constraint or NOT NULL that protected the data is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, DropConstraint, SetNotNull
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger="DROP CONSTRAINT or DROP NOT NULL on a table in use, unless the same migration puts it back.",
    effect="Rows that were refused until now are accepted, and code that relies on the old promise meets them.",
    instead="Say in the contract why the promise is no longer needed, and what stands in its place.",
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
        case SetNotNull(table=table, column=column, not_null=False):
            again = any(
                isinstance(later, SetNotNull) and later.not_null and (later.table, later.column) == (table, column)
                for later, _ in moment.later
            )
            view = moment.view.table(table)
            held = view is None or (found := view.column(column)) is None or found.not_null
            message = f"{table}.{column} may be null from now on"
            name = f"{table}.{column}"
        case DropConstraint(table=table, name=constraint):
            again = any(
                isinstance(later, AddConstraint) and (later.table, later.constraint.name) == (table, constraint)
                for later, _ in moment.later
            )
            view = moment.view.table(table)
            held = view is None or view.constraint(constraint) is not None
            message = f"{constraint} no longer protects {table}"
            name = f"{table}.{constraint}"
        case _:
            return
    if held and not again and moment.existing(table):
        yield Hit(message, span=action.at, object=name)
