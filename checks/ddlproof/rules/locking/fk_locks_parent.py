"""A foreign key locks the table that it refers to, too."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, CreateTable, DropConstraint, DropTable
from ddlproof.model.constraint import Constraint, ForeignKey
from ddlproof.model.names import QName
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "CREATE TABLE … REFERENCES, ADD COLUMN … REFERENCES, DROP CONSTRAINT of a foreign key, DROP TABLE of a table "
        "with one: the table referred to is locked as well, if the same migration did not make it."
    ),
    effect=(
        "SHARE ROW EXCLUSIVE on the referenced table when the foreign key is made, so that writes to it wait; ACCESS "
        "EXCLUSIVE when it is dropped, so that reads wait too."
    ),
    instead=(
        "Set lock_timeout, keep the transaction short, and put this statement last in it. For a column: add it first, "
        "then the foreign key NOT VALID, then VALIDATE."
    ),
)
_BEFORE = "create table parents (id int primary key); create table jobs (id int);"
BAD = Example("alter table jobs add column parent_id int references parents (id);", before=_BEFORE)
GOOD = Example(
    "alter table jobs add column parent_id int;\n"
    "alter table jobs add constraint fk foreign key (parent_id) references parents (id) not valid;\n"
    "alter table jobs validate constraint fk;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each referenced table that is locked, where the transaction does not hold that lock already."""
    for hit in _locked(moment):
        lock = (moment.transaction, hit.object, "ACCESS EXCLUSIVE" in hit.message)
        if lock not in _held(moment.script):
            _held(moment.script).add(lock)
            yield hit


@OncePerScript
def _held(script: Script) -> set[tuple[int, str, bool]]:
    """Which transaction has locked which table by reference, and whether against readers too."""
    return set()


def _locked(moment: Moment) -> Iterator[Hit]:
    action = moment.action
    match action:
        case CreateTable(table=table):
            yield from _made(moment, table.name, table.constraints)
        case AddColumn(table=name, constraints=constraints):
            yield from _made(moment, name, constraints)
        case DropConstraint(table=name, name=constraint):
            yield from _dropped(moment, name, constraint)
        case DropTable(table=name):
            yield from _dropped(moment, name, None)


def _made(moment: Moment, table: QName, constraints: tuple[Constraint, ...]) -> Iterator[Hit]:
    for target in {c.target: None for c in constraints if isinstance(c, ForeignKey) and c.target != table}:
        if moment.existing(target):
            yield Hit(
                f"the foreign key locks {target} as well (SHARE ROW EXCLUSIVE): writes to it wait until this commits",
                span=moment.action.at,
                object=str(target),
            )


def _dropped(moment: Moment, name: QName, constraint: str | None) -> Iterator[Hit]:
    table = moment.view.table(name)
    if table is None:
        return
    for key in table.foreign_keys:
        if constraint in (None, key.name) and key.target != name and moment.existing(key.target):
            yield Hit(
                f"dropping {key.name} locks {key.target} as well (ACCESS EXCLUSIVE): reads and writes of it wait "
                "until this commits",
                span=moment.action.at,
                object=str(key.target),
            )
