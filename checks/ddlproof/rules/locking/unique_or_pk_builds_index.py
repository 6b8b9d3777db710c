"""A UNIQUE constraint or primary key builds its index while the table is locked."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, AddConstraint
from ddlproof.model.constraint import Constraint, PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.rules.existing import new_column
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.locking.set_not_null_scan import scanned
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ADD CONSTRAINT … UNIQUE or PRIMARY KEY without USING INDEX, or ADD COLUMN … UNIQUE, on a table that the same "
        "migration did not make."
    ),
    effect="The index is built over the whole table under ACCESS EXCLUSIVE: reads and writes wait.",
    instead="CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX.",
)
_EACH = (
    "ALTER TABLE ONLY the parent, then the same USING INDEX on each partition, whose index was built CONCURRENTLY, and "
    "ALTER INDEX … ATTACH PARTITION for each."
)
_NO_OTHER_WAY = (
    "WITHOUT OVERLAPS knows no USING INDEX: make a new table with it, copy the rows in batches and swap the names, or "
    "do it in a window of its own."
)
_FOR_KEYS = "Make the columns NOT NULL and CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX."
_TAKEN = "CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX."
_AND = " and "
_FOR_COLUMNS = "ADD COLUMN alone, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX."
_BEFORE = "create table jobs (id int, a int);"
BAD = Example("alter table jobs add constraint jobs_a_key unique (a);", before=_BEFORE)
GOOD = Example(
    "create unique index concurrently jobs_a_key on jobs (a);\n"
    "alter table jobs add constraint jobs_a_key unique using index jobs_a_key;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each index that is built under the lock of an ALTER TABLE."""
    action = moment.action
    match action:
        case AddConstraint(table=table, constraint=constraint, using_index=None):
            added: tuple[Constraint, ...] = (constraint,)
        case AddColumn(table=table, constraints=constraints):
            added = constraints if new_column(moment, action) else ()
        case _:
            return
    # ONLY of a partitioned table makes an index that holds nothing.
    if not moment.existing(table) or (action.only and partitioned(moment, table)):
        return
    for one in added:
        if isinstance(one, PrimaryKey | Unique):
            kind = "primary key" if isinstance(one, PrimaryKey) else "unique constraint"
            yield Hit(
                f"the {kind} builds an index over all of {table} while nobody can read or write it",
                span=action.at,
                object=f"{table}.{one.name}" if one.name else str(table),
                instead=_instead(moment, action, one),
            )


def _instead(moment: Moment, action: AddConstraint | AddColumn, constraint: PrimaryKey | Unique) -> str:
    if constraint.without_overlaps:
        return _NO_OTHER_WAY
    if partitioned(moment, action.table):
        return _EACH
    if isinstance(constraint, PrimaryKey):
        return _for_key(moment, action.table, constraint)
    return _FOR_COLUMNS if isinstance(action, AddColumn) else ""


def _for_key(moment: Moment, name: QName, key: PrimaryKey) -> str:
    """Which columns have to be made NOT NULL first, if the table is known."""
    table = moment.view.table(name)
    if table is None or any(table.column(column) is None for column in key.columns):
        return _FOR_KEYS
    wanting = scanned(table, key.columns)
    return f"Make {_AND.join(wanting)} NOT NULL, {_TAKEN}" if wanting else _TAKEN


def first_not_null(instead: str) -> tuple[str, ...] | None:
    """The columns that the advice says have to be made NOT NULL first; None where it does not know which."""
    if instead == _TAKEN:
        return ()
    named = instead.removesuffix(f" NOT NULL, {_TAKEN}")
    return tuple(named.removeprefix("Make ").split(_AND)) if named != instead else None
