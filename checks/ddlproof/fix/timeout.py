"""lock_timeout around the statements that take a strong lock, and no others."""

from __future__ import annotations

from ddlproof.fix.edit import Mended, Place
from ddlproof.model.action import (
    CreateIndex,
    DropIndex,
    Rows,
    Setting,
    Statement,
    Transaction,
    Unread,
    ValidateConstraint,
)
from ddlproof.rules.plain import plain

LIMIT = "2s"


def mend(place: Place) -> Mended:
    """SET lock_timeout before the statement, and RESET before the first one behind it that may well take long."""
    end = place.end_of_block
    last = (end if end is not None else len(place.statements)) - 1
    longer = next((n for n in range(place.number + 1, last + 1) if _takes_long(place.statements[n])), None)
    setting = place.spelt("set" if end is None else "set local")
    edits = [place.before(place.number, f"{setting} lock_timeout = '{LIMIT}';")]
    reset = f"{place.spelt('reset')} lock_timeout;" if end is None else f"{setting} lock_timeout = 0;"
    if longer is not None:
        edits.append(place.before(longer, reset))
    elif end is None:
        edits.append(place.behind(last, reset))
    return tuple(edits)


def _takes_long(statement: Statement) -> bool:
    """Whether a timeout for locks is wrong for it: it waits by design, or works through rows."""
    for action in statement.actions:
        match action:
            case CreateIndex(concurrently=True) | DropIndex(concurrently=True) | ValidateConstraint() | Unread():
                return True
            case Rows(verb=verb) if verb != "SELECT":
                return True
            case Transaction() | Setting(name="lock_timeout"):
                return True
    return any((done := plain(action)) is not None and done.concurrently for action in statement.actions)
