"""A constraint is added NOT VALID and left so."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import (
    DropColumn,
    DropConstraint,
    DropTable,
    RenameTable,
    SetNotNull,
    ValidateConstraint,
)
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.names import QName, quote
from ddlproof.rules.added import AddedConstraint, added
from ddlproof.rules.age import age
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "ADD CONSTRAINT … NOT VALID without a VALIDATE CONSTRAINT later in the migration, or in one that follows it. "
        "For how many migrations it has been so, and for how long by the dates in their names, is shown."
    ),
    effect=(
        "Old rows may break the constraint, and the planner does not use it. Every later UPDATE of an old row that "
        "breaks a CHECK fails, whatever it changes, the one that ON DELETE SET NULL makes included."
    ),
    instead="VALIDATE CONSTRAINT in a later transaction; if that is a later migration, ignore this with its name.",
    needs="the migration, and those that follow it",
)
_BEFORE = "create table jobs (id int, a int);"
_ADD = "alter table jobs add constraint c check (a > 0) not valid;"
BAD = Example(_ADD, before=_BEFORE)
GOOD = Example(f"{_ADD}\nalter table jobs validate constraint c;", before=_BEFORE)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each constraint that the script adds and leaves NOT VALID."""
    for one in added(ending).constraints:
        if not isinstance(one.constraint, Check | ForeignKey) or one.constraint.validated:
            continue
        if one.table is not None or not _validated(ending, one):
            yield _hit(ending, one, one.constraint)
    for (table, name), at in _not_null(ending).items():
        said = f"{quote(name)} stays NOT VALID: rows of {table} from before may hold NULL"
        yield Hit(said, span=at, object=f"{table}.{name}", witness=age(ending, at))


def _not_null(ending: Ending) -> dict[tuple[QName, str], Span]:
    """NOT NULL … NOT VALID (since PostgreSQL 18) that nothing has validated or dropped, by table and name."""
    found: dict[tuple[QName, str], Span] = {}
    columns: dict[tuple[QName, str], str] = {}
    for _, action in ending.steps:
        match action:
            case SetNotNull(table=table, column=column, name=name, validated=False, at=at):
                columns[table, column] = name or f"{table.name}_{column}_not_null"
                found[table, columns[table, column]] = at
            case SetNotNull(table=table, column=column) | DropColumn(table=table, column=column):
                found.pop((table, columns.get((table, column), "")), None)
            case ValidateConstraint(table=table, name=name) | DropConstraint(table=table, name=name):
                found.pop((table, name), None)
            case RenameTable(table=table, to=to):
                found = {(table.sibling(to) if of == table else of, name): at for (of, name), at in found.items()}
            case DropTable(table=table):
                found = {(of, name): at for (of, name), at in found.items() if of != table}
    return found


def _validated(ending: Ending, one: AddedConstraint) -> bool:
    """Whether a table of which nothing is known has the constraint validated."""
    return any(
        isinstance(action, ValidateConstraint) and (action.table, action.name) == (one.owner, one.constraint.name)
        for _, action in ending.steps
    )


def _hit(ending: Ending, one: AddedConstraint, constraint: Check | ForeignKey) -> Hit:
    name = quote(constraint.name) if constraint.name else "the constraint"
    if isinstance(constraint, ForeignKey):
        said = f"rows of {one.owner} from before may refer to nothing"
    else:
        said = f"rows of {one.owner} from before may break it, and any UPDATE of such a row fails{_through(one)}"
    told = f"{name} stays NOT VALID: {said}"
    return Hit(told, span=one.at, object=f"{one.owner}.{constraint.name}", witness=age(ending, one.at))


def _through(one: AddedConstraint) -> str:
    """Which deletes of other tables' rows update rows of this one."""
    keys = one.table.foreign_keys if one.table is not None else ()
    targets = dict.fromkeys(str(key.target) for key in keys if key.on_delete in ("set null", "set default"))
    return f", and with it the DELETE of its row in {', '.join(targets)}" if targets else ""
