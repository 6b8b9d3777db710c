"""The migration does not lead from the schema before to the schema after."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="The schema that the migration makes of before differs from the schema after.",
    effect="What is reviewed as the new schema is not what production will have.",
    instead="Mend the migration, or the schema after.",
    needs="the schemas before and after",
)
_BEFORE = "create table jobs (id int primary key);"
BAD = Example("alter table jobs add column a int;", _BEFORE, "create table jobs (id int primary key, a bigint);")
GOOD = Example("alter table jobs add column a int;", _BEFORE, "create table jobs (id int4 primary key, a int4);")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each difference, printed as the change that is missing."""
    for line in trial.replay_drift:
        yield Hit(f"the migration does not arrive at the schema after; still missing: {line}", span=trial.migration_at)
