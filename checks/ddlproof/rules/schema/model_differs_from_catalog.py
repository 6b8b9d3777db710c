"""The schema read from the SQL differs from the one in PostgreSQL's catalog."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="Reading the SQL gave another schema than running it on a server.",
    effect="The catalog is right. The static rules judged a schema that does not exist.",
    instead="The change need not be wrong: a DO block or a statement that is not read did it, or it was misread.",
    needs="a running PostgreSQL",
)
BAD = Example("select 1;", before="do $$ begin execute 'create table ' || 'jobs (id int)'; end $$;")
GOOD = Example("select 1;", before="create table jobs (id int);")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each difference."""
    for line in trial.model_drift:
        yield Hit(f"the SQL as read and the catalog differ: {line}", span=trial.migration_at)
