"""An EXCLUDE constraint builds its index while the table is locked, and no other way exists."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint
from ddlproof.model.constraint import Exclude
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger="ADD CONSTRAINT … EXCLUDE on a table that the same migration did not make.",
    effect="The table is scanned and the index built under ACCESS EXCLUSIVE: reads and writes wait.",
    instead=(
        "PostgreSQL has neither NOT VALID nor USING INDEX for it: make a new table with the constraint, copy the rows "
        "in batches and swap the names, or do it in a window of its own."
    ),
)
_BEFORE = "create table bookings (room int, during int4range);"
_EXCLUDE = "exclude using gist (during with &&)"
BAD = Example(f"alter table bookings add constraint bookings_during_excl {_EXCLUDE};", before=_BEFORE)
GOOD = Example(
    f"create table new_bookings (room int, during int4range, constraint new_bookings_during_excl {_EXCLUDE});",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each such constraint on a table in use."""
    action = moment.action
    if not isinstance(action, AddConstraint) or not isinstance(action.constraint, Exclude):
        return
    # ONLY of a partitioned table makes an index that holds nothing.
    if moment.existing(action.table) and not (action.only and partitioned(moment, action.table)):
        name = action.constraint.name
        yield Hit(
            f"{name or 'the exclusion constraint'} is checked against all of {action.table}, and its index built, "
            "while nobody can read or write it",
            span=action.at,
            object=f"{action.table}.{name}" if name else str(action.table),
        )
