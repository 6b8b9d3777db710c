"""A statement empties a table, or changes or deletes every row of it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.names import QName
from ddlproof.rules.existing import added_here
from ddlproof.rules.plain import Plain, plain, tables
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "TRUNCATE, DELETE without a WHERE that leaves anything out, and UPDATE without one, of a table that the same "
        "migration did not make. An UPDATE of columns that the migration added loses nothing."
    ),
    effect="The old values are gone for good; TRUNCATE … CASCADE empties every table that refers to it as well.",
    instead="Say WHERE, in batches; for rows that must go, keep a copy, and say in the contract why.",
)
_BEFORE = "create table jobs (id int, done boolean);"
BAD = Example("delete from jobs;", before=_BEFORE)
GOOD = Example("delete from jobs where done;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each table that loses all it holds."""
    action = moment.action
    done = plain(action, "TRUNCATE", "DELETE", "UPDATE", "WITH")
    if done is None or done.what not in ("TRUNCATE", "DELETE", "UPDATE") or done.where:
        return
    for table in tables(moment, done):
        if not (done.what == "UPDATE" and _only_new(moment, table, done)):
            yield Hit(_message(moment, done, table), span=action.at, object=str(table))


def _only_new(moment: Moment, table: QName, done: Plain) -> bool:
    return all(added_here(moment, table, column) is not None for column in done.columns)


def _message(moment: Moment, done: Plain, table: QName) -> str:
    if done.what == "UPDATE":
        return (
            f"every row of {table} loses its {' and '.join(done.columns)}: this UPDATE has no WHERE that leaves one out"
        )
    if done.what == "DELETE":
        return f"every row of {table} is deleted: this DELETE has no WHERE that leaves one out"
    also = sorted(str(name) for name in _referring(moment, table) if moment.existing(name)) if done.cascade else []
    if also:
        return f"every row of {table} is deleted, and by CASCADE every row of {' and '.join(also)}"
    unknown = ", and by CASCADE those of every table that refers to it" if done.cascade and not moment.known else ""
    return f"every row of {table} is deleted{unknown}"


def _referring(moment: Moment, start: QName) -> set[QName]:
    """The tables with foreign keys to it, and those with foreign keys to them."""
    schema = moment.view.freeze()
    found: set[QName] = set()
    todo = [start]
    while todo:
        target = todo.pop()
        for table in schema.tables:
            if table.name not in found | {start} and any(key.target == target for key in table.foreign_keys):
                found.add(table.name)
                todo.append(table.name)
    return found
