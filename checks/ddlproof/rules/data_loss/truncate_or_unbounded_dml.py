"""A statement empties a table, or changes or deletes every row of it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.names import QName
from ddlproof.rules.existing import added_here
from ddlproof.rules.locking.locks import emptied_along
from ddlproof.rules.plain import Plain, changes, tables
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import fold

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "TRUNCATE, DELETE without a WHERE that leaves anything out, and UPDATE without one, also in WITH, of a table "
        "that the same migration did not make. An UPDATE loses nothing where the migration added the columns, or "
        "where the new value comes of the old one, as in SET a = coalesce(a, 0): that is unbatched-backfill's."
    ),
    effect="The old values are gone for good; TRUNCATE … CASCADE empties every table that refers to it as well.",
    instead="Say WHERE, in batches; if all rows must go, keep a copy, and accept or ignore this with the reason.",
)
_OF_VALUES = (
    "Say WHERE, in batches; if every row is meant, keep a copy of the old values, and ignore this with the reason."
)
_BEFORE = "create table jobs (id int, done boolean);"
BAD = Example("delete from jobs;", before=_BEFORE)
GOOD = Example("delete from jobs where done;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each table that loses all it holds."""
    action = moment.action
    for done in changes(action):
        if done.what in ("TRUNCATE", "DELETE", "UPDATE") and not bounded(moment, done):
            for table in tables(moment, done):
                if done.what != "UPDATE" or lost(moment, table, done):
                    instead = _OF_VALUES if done.what == "UPDATE" else ""
                    yield Hit(_message(moment, done, table), span=action.at, object=str(table), instead=instead)


def bounded(moment: Moment, done: Plain) -> bool:
    """Whether the WHERE may leave a row out: that a column which cannot be NULL is not NULL says nothing."""
    if done.where[1:] != ("IS", "NOT", "NULL"):
        return bool(done.where)
    named = (moment.view.table(table) for table in tables(moment, done))
    columns = (table.column(fold(done.where[0])) for table in named if table is not None)
    return not any(column is not None and column.not_null for column in columns)


def lost(moment: Moment, table: QName, done: Plain) -> list[str]:
    """The columns whose old values nothing keeps, of those that an UPDATE assigns."""
    kept = set(done.derived)
    return [name for name in done.columns if name not in kept and added_here(moment, table, name) is None]


def _message(moment: Moment, done: Plain, table: QName) -> str:
    if done.what == "UPDATE":
        gone = " and ".join(lost(moment, table, done))
        return f"every row of {table} loses its {gone}: this UPDATE has no WHERE that leaves one out"
    if done.what == "DELETE":
        return f"every row of {table} is deleted: this DELETE has no WHERE that leaves one out"
    also = [str(name) for name in emptied_along(moment, {table})] if done.cascade else []
    if also:
        return f"every row of {table} is deleted, and by CASCADE every row of {' and '.join(also)}"
    unknown = ", and by CASCADE those of every table that refers to it" if done.cascade and not moment.known else ""
    return f"every row of {table} is deleted{unknown}"
