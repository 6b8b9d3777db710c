"""A comment asks to ignore a finding, and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Suppression
from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A comment `-- ddlproof: ignore RULE` or `ignore-file RULE` with nothing behind the names.",
    effect="It does not count: nobody could tell later whether the reason still holds.",
    instead="Say why behind the names of the rules, in the same line.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("-- ddlproof: ignore drop-table\ndrop table jobs;", before=_BEFORE)
GOOD = Example("-- ddlproof: ignore drop-table nobody reads it since version 3\ndrop table jobs;", before=_BEFORE)


def examine(suppression: Suppression) -> Iterator[Hit]:
    """Yield a hit where names are all that it says."""
    if not suppression.wrong and not suppression.reason and not suppression.borrowed:
        yield Hit("this does not count without a reason behind the names of the rules", span=suppression.span)
