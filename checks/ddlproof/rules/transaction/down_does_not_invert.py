"""The rollback runs, and the schema is not what it was before the migration."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A rollback that runs without an error and leaves a schema that differs from the one before the migration.",
    effect="The next migration meets a schema that nobody has tested.",
    instead="Undo what the migration did, in reverse order.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key);"
_AFTER = "create table jobs (id int primary key); create index i on jobs (id);"
BAD = Example("create index i on jobs (id);", _BEFORE, _AFTER, rollback="select 1;")
GOOD = Example("create index i on jobs (id);", _BEFORE, _AFTER, rollback="drop index i;")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for the first run that ends somewhere else."""
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        if run.direction == "down" and not run.failed and not run.impossible and run.drift:
            yield Hit(
                "after migration and rollback the schema is not what it was: " + "; ".join(run.drift),
                span=trial.rollback_at,
            )
            return
