"""An `[[accept]]` accepts a finding that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="An `[[accept]]` of a rule that found nothing in this change.",
    effect="The next finding of that rule will be accepted without anybody having looked at it.",
    instead="Delete it.",
    needs="the contract",
)
_BEFORE = "create table jobs (id int primary key);"
_ACCEPT = '[[accept]]\nrule = "{}"\nreason = "The table is small."'
BAD = Example("select 1;", _BEFORE, _BEFORE, contract=_ACCEPT.format("drop-table"))
GOOD = Example(
    "create index on jobs (id);",
    _BEFORE,
    _BEFORE + " create index on jobs (id);",
    contract=_ACCEPT.format("index-not-concurrent"),
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each accept that is not needed."""
    for rule, span in trial.unused_accepts:
        yield Hit(f"{rule} found nothing to accept", span=span)
