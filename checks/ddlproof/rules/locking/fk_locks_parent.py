"""A foreign key locks the table that it refers to, too."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import (
    AddColumn,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropTable,
    Setting,
    Transaction,
)
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.rules.existing import new_column
from ddlproof.rules.locking.locks import foreign_keys_dropped, habitual, protects
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "CREATE TABLE … REFERENCES, ADD COLUMN … REFERENCES, DROP CONSTRAINT of a foreign key, DROP COLUMN and DROP "
        "TABLE with one: the table referred to is locked as well, if the same migration did not make it. A note where "
        "lock_timeout limits the wait, or where no migration of the project ever sets one; nothing, where the "
        "transaction ends behind it as well under a lock_timeout."
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
    """Yield one hit for the referenced tables that are locked, and whose lock the transaction does not hold already."""
    keys = list(_made(moment)) or list(_dropped(moment))
    dropped = not isinstance(moment.action, CreateTable | AddColumn)
    held = _held(moment.script)
    there = dict.fromkeys(key.target for key in keys if moment.existing(key.target))
    targets = [target for target in there if (moment.transaction, target, dropped) not in held]
    held |= {(moment.transaction, target, dropped) for target in targets}
    if targets and not (protects(moment.lock_timeout) and _ends(moment)):
        names = [key.name for key in keys if key.target in targets]
        yield _hit(moment, " and ".join(map(str, targets)), " and ".join(names) if dropped else "", len(names))


def _hit(moment: Moment, targets: str, dropped: str, count: int) -> Hit:
    it = "them" if " and " in targets else "it"
    if dropped:
        what = f"dropping {dropped} locks {targets} as well (ACCESS EXCLUSIVE): reads and writes of {it} wait"
    else:
        key = "the foreign key locks" if count == 1 else "the foreign keys lock"
        what = f"{key} {targets} as well (SHARE ROW EXCLUSIVE): writes to {it} wait"
    return Hit(
        f"{what} until this commits",
        span=moment.action.at,
        object=targets.partition(" and ")[0],
        severity=Severity.NOTE if protects(moment.lock_timeout) or habitual(moment) else None,
    )


@OncePerScript
def _held(script: Script) -> set[tuple[int, QName, bool]]:
    """Which transaction has locked which table by reference, and whether against readers too."""
    return set()


def _ends(moment: Moment) -> bool:
    """Whether the transaction does nothing more that takes time or locks."""
    for action, transaction in moment.later:
        if transaction != moment.transaction:
            break
        if not isinstance(action, Transaction | Setting):
            return False
    return True


def _made(moment: Moment) -> Iterator[ForeignKey]:
    action = moment.action
    match action:
        case CreateTable(table=Table(name=name, constraints=made)) | AddColumn(table=name, constraints=made):
            if not isinstance(action, AddColumn) or new_column(moment, action) or name in moment.fresh:
                yield from (c for c in made if isinstance(c, ForeignKey) and c.target != name)


def _dropped(moment: Moment) -> Iterator[ForeignKey]:
    match moment.action:
        case DropConstraint(table=name) | DropColumn(table=name) | DropTable(table=name):
            yield from foreign_keys_dropped(moment, name)
