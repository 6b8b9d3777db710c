"""A comment asks to ignore a finding until a day that is over."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Suppression
from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A comment `-- ddlproof: ignore … until YYYY-MM-DD`, once that day is over.",
    effect="It does not count any more, and the finding is back.",
    instead="Do what was put off, or set a new day.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example(
    "-- ddlproof: ignore drop-table nobody reads it since version 3 until 2020-01-31\ndrop table jobs;", before=_BEFORE
)
GOOD = Example(
    "-- ddlproof: ignore drop-table nobody reads it since version 3 until 9999-12-31\ndrop table jobs;", before=_BEFORE
)


def examine(suppression: Suppression) -> Iterator[Hit]:
    """Yield a hit the day after."""
    if suppression.expired and not suppression.wrong:
        yield Hit(f"this counted until {suppression.until}, and it is {suppression.today}", span=suppression.span)
