"""A comment asks to ignore something that is no rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Suppression
from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A comment `-- ddlproof: …` that cannot be understood, or names what is no rule, no family and no rule of "
        "squawk."
    ),
    effect="It suppresses nothing, and whoever wrote it believes that it does.",
    instead="Write -- ddlproof: ignore RULE, RULE reason, above the statement; `ddlproof rules` lists the names.",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("-- ddlproof: ignore drop-tabel nobody reads it since version 3\ndrop table jobs;", before=_BEFORE)
GOOD = Example("-- ddlproof: ignore drop-table nobody reads it since version 3\ndrop table jobs;", before=_BEFORE)


def examine(suppression: Suppression) -> Iterator[Hit]:
    """Yield a hit for what is wrong as a whole, or one for each unknown name."""
    if suppression.wrong:
        yield Hit(suppression.wrong, span=suppression.span)
        return
    for name in suppression.unknown:
        yield Hit(f"there is no rule or family called {name}", span=suppression.span)
