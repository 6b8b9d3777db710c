"""A comment asks to ignore a finding that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Suppression
from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A comment `-- ddlproof: ignore …` where none of its rules finds anything, or an entry of the baseline that no "
        "finding answers to. A comment written for squawk may be there for squawk."
    ),
    effect="It suppresses nothing now, and would hide what somebody adds later.",
    instead="Delete it; `ddlproof lint --write-baseline` writes the baseline anew.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("-- ddlproof: ignore drop-table nobody reads it\nselect 1;", before=_BEFORE)
GOOD = Example("-- ddlproof: ignore drop-table nobody reads it\ndrop table jobs;", before=_BEFORE)


def examine(suppression: Suppression) -> Iterator[Hit]:
    """Yield a hit for one that has nothing to do."""
    if suppression.idle and not suppression.borrowed:
        where = "in this file" if suppression.whole_file else "here"
        named = " or ".join(suppression.names)
        yield Hit(f"there is no finding of {named} {where}", span=suppression.span)
