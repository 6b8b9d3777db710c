"""The schema read from the SQL differs from the one in PostgreSQL's catalog."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="Reading the SQL gave another schema than running it on a server.",
    effect=(
        "The catalog is right. The static rules judged a schema that does not exist; where it is the same difference "
        "before and after, in a part that the change leaves alone."
    ),
    instead=(
        "The change need not be wrong: a function that was called for each row did it, or a statement was misread. "
        "Report that."
    ),
    needs="a running PostgreSQL",
)
BAD = Example(
    "select 1;",
    before="create function make() returns void language sql as 'create table jobs (id int)';\n"
    "select make() from generate_series(1, 1);",
)
GOOD = Example("select 1;", before="create table jobs (id int);")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each difference; one for all that are there before and after alike."""
    sides = [line.partition(": ") for line in trial.model_drift]
    lines = [line for _, _, line in sides]
    alike = list(dict.fromkeys(line for line in lines if lines.count(line) > 1))
    if alike:
        more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
        told = f"the SQL as read and the catalog differ before and after alike: {alike[0]}{more}"
        yield Hit(told, span=trial.migration_at, severity=Severity.NOTE)
    for side, _, line in sides:
        if line not in alike:
            yield Hit(f"the SQL as read and the catalog differ: {side}: {line}", span=trial.migration_at)
