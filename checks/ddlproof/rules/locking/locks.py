"""Which lock an action takes on which table that is in use, and what a timeout's value means.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks", and the pages of the statements. Not a rule.
"""

from __future__ import annotations

import re

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.names import QName

STRONG = "ACCESS EXCLUSIVE"


def strong_lock(moment: Moment) -> tuple[str, str] | None:
    """The table in use, and the lock stronger than SHARE UPDATE EXCLUSIVE that the action takes, if it takes one.

    A lock that makes writes wait (SHARE and up) makes everything wait once it stands in the queue behind a long reader.
    """
    found: tuple[QName, str]
    match moment.action:
        case a.CreateIndex(index=index, concurrently=False):
            found = (index.table, "SHARE")
        case a.DropIndex(index=name, concurrently=False):
            dropped = moment.view.index(name)
            if dropped is None:
                return None if moment.known else (f"the table of {name}", STRONG)
            found = (dropped.table, STRONG)
        case a.AddConstraint(table=table, constraint=constraint):
            found = (table, "SHARE ROW EXCLUSIVE" if hasattr(constraint, "target") else STRONG)
        case (
            a.AddColumn(table=table)
            | a.DropColumn(table=table)
            | a.SetType(table=table)
            | a.SetDefault(table=table)
            | a.SetNotNull(table=table)
            | a.DropConstraint(table=table)
            | a.DropTable(table=table)
            | a.RenameTable(table=table)
            | a.RenameColumn(table=table)
            | a.RenameConstraint(table=table)
        ):
            found = (table, STRONG)
        case _:
            return None
    return (str(found[0]), found[1]) if moment.existing(found[0]) else None


_UNITS = {"": 1, "us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_TIME = re.compile(r"\s*'?\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*'?\s*\Z")


def milliseconds(value: str | None) -> float | None:
    """What a timeout is set to, in milliseconds; 0 means none. None if it was not set, or cannot be told."""
    match = _TIME.match(value) if value is not None else None
    return float(match[1]) * _UNITS[match[2] or ""] if match else None
