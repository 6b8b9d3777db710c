"""The schema read from the SQL differs from the one in PostgreSQL's catalog."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="Reading the SQL gave another schema than running it on a server.",
    effect="The catalog is right. The static rules judged a schema that does not exist.",
    instead="The change need not be wrong: a function that was called did it, or a statement was misread. Report that.",
    needs="a running PostgreSQL",
)
BAD = Example(
    "select 1;",
    before="create function make() returns void language sql as 'create table jobs (id int)'; select make();",
)
GOOD = Example("select 1;", before="create table jobs (id int);")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each difference."""
    for line in trial.model_drift:
        yield Hit(f"the SQL as read and the catalog differ: {line}", span=trial.migration_at)
