"""Which lock an action takes on which table that is in use, and what a timeout's value means.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks", and the pages of the statements. Not a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.constraint import Constraint, ForeignKey
from ddlproof.model.names import QName
from ddlproof.rules.plain import plain, resolve, tables, textual
from ddlproof.rules.words import first_words, name_at

STRONG = "ACCESS EXCLUSIVE"
BOTH = "SHARE ROW EXCLUSIVE"
WRITES_WAIT = ("SHARE", BOTH, "EXCLUSIVE", STRONG)
"""The modes that conflict with ROW EXCLUSIVE, which every write takes."""


def strong_lock(moment: Moment) -> tuple[str, str] | None:
    """The first table in use, and the lock on it stronger than SHARE UPDATE EXCLUSIVE, that the action takes, if any.

    A lock that makes writes wait (SHARE and up) makes everything wait once it stands in the queue behind a long reader.
    """
    found = next(strong_locks(moment), None)
    if found is not None:
        return str(found[0]), found[1]
    if isinstance(moment.action, a.DropIndex) and not moment.action.concurrently and not moment.known:
        return (
            (f"the table of {moment.action.index}", STRONG) if moment.view.index(moment.action.index) is None else None
        )
    return None


def strong_locks(moment: Moment) -> Iterator[tuple[QName, str]]:
    """Every table in use that the action locks against writes, with the mode."""
    return ((table, mode) for table, mode in _locks(moment) if moment.existing(table))


def _locks(moment: Moment) -> Iterator[tuple[QName, str]]:
    match moment.action:
        case a.CreateIndex(index=index, concurrently=False):
            yield index.table, "SHARE"
        case a.DropIndex(index=name, concurrently=False):
            dropped = moment.view.index(name)
            if dropped is not None:
                yield dropped.table, STRONG
        case a.CreateTable(table=made):
            yield from _referenced(made.constraints, made.name)
        case a.AddConstraint(table=table, constraint=constraint):
            yield table, BOTH if isinstance(constraint, ForeignKey) else STRONG
            yield from _referenced((constraint,), table)
        case a.AddColumn(table=table, constraints=constraints):
            yield table, STRONG
            yield from _referenced(constraints, table)
        case (
            a.DropColumn(table=table)
            | a.SetType(table=table)
            | a.SetDefault(table=table)
            | a.SetNotNull(table=table)
            | a.DropConstraint(table=table)
            | a.DropTable(table=table)
            | a.RenameTable(table=table)
            | a.RenameColumn(table=table)
            | a.RenameConstraint(table=table)
        ):
            yield table, STRONG
        case a.Rows(verb="TRUNCATE"):
            yield from _of_text(moment)
        case action if textual(action):
            yield from _of_text(moment)


def _referenced(constraints: tuple[Constraint, ...], table: QName) -> Iterator[tuple[QName, str]]:
    for one in constraints:
        if isinstance(one, ForeignKey) and one.target != table:
            yield one.target, BOTH


def _of_text(moment: Moment) -> Iterator[tuple[QName, str]]:
    """The locks of statements that the model keeps as text."""
    done = plain(moment.action)
    if done is None:
        yield from _trigger(moment)
    elif done.what in _LOCKING and not done.concurrently:
        mode = done.mode or _LOCKING[done.what]
        if mode in WRITES_WAIT:
            yield from ((table, mode) for table in tables(moment, done))


_LOCKING = {"REINDEX TABLE": "SHARE"} | dict.fromkeys(("TRUNCATE", "CLUSTER", "VACUUM FULL", "LOCK TABLE"), STRONG)


def _trigger(moment: Moment) -> Iterator[tuple[QName, str]]:
    start = first_words(moment.action.at.text, 40)
    if start[:1] == ("CREATE",) and "TRIGGER" in start[:5] and "EVENT" not in start[:4] and "ON" in start:
        schema, name = name_at(start, start.index("ON") + 1)[0]
        yield resolve(moment, schema, name), BOTH


_UNITS = {"": 1, "us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_TIME = re.compile(r"\s*'?\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*'?\s*\Z")


def milliseconds(value: str | None) -> float | None:
    """What a timeout is set to, in milliseconds; 0 means none. None if it was not set, or cannot be told."""
    match = _TIME.match(value) if value is not None else None
    return float(match[1]) * _UNITS[match[2] or ""] if match else None
