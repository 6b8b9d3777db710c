"""Running code meets a value of an enum that it does not know."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddEnumValue, CreateEnum, RenameEnumValue
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "ALTER TYPE … ADD VALUE or RENAME VALUE of an enum that the migration did not make. Reported once a file, "
        "where it first happens."
    ),
    effect="Readers that list the values they know fail, or take the wrong branch, once a row has the new one.",
    instead="Deploy code that reads the value first, then the migration, then code that writes it.",
    once="file",
)
_BEFORE = "create type mood as enum ('good', 'bad');"
BAD = Example("alter type mood add value 'mixed';", before=_BEFORE)
GOOD = Example("create type weather as enum ('dry');\nalter type weather add value 'wet';", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a value that is new to running code."""
    action = moment.action
    if not isinstance(action, AddEnumValue | RenameEnumValue):
        return
    enum = moment.view.enum(action.name)
    label = action.label if isinstance(action, AddEnumValue) else action.to
    made = any(isinstance(one, CreateEnum) and one.name == action.name for one, _ in moment.earlier)
    if made or (enum is not None and label in enum.labels) or (enum is None and moment.known):
        return
    yield Hit(f"code that reads {action.name} meets the new value '{label}'", span=action.at, object=str(action.name))
