"""The migration works on empty tables and fails on rows."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rehearsal.words import last_state, refusal, row_of
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A statement of the migration that PostgreSQL refuses once there are rows that the schema before allows.",
    effect="The deployment fails on production's data, having passed on an empty test database.",
    instead="Backfill or clean the rows in an earlier step, or give the column a default.",
    needs="a running PostgreSQL",
)
BAD = Example("alter table jobs add column a int not null;", before="create table jobs (id int primary key);")
GOOD = Example("alter table jobs add column a int;", before="create table jobs (id int primary key);")


_UNSAFE_NEW_ENUM_VALUE_USAGE = "55P04"
_ALONE = "ALTER TYPE … ADD VALUE in a migration of its own, before the one that uses the value."


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for the first refusal; the runs statement by statement and as one transaction say the same."""
    runs = trial.rehearsal.runs if trial.rehearsal else ()
    for run in runs:
        if run.direction == "up" and run.failed and run.population != "stray":
            step = run.failed[0]
            if step.error is not None and step.error.sqlstate == _UNSAFE_NEW_ENUM_VALUE_USAGE:
                said = f"in the transaction that adds the value this fails: {refusal(step)}. {last_state(run)}"
                yield Hit(said, span=step.statement.span, instead=_ALONE)
                return
            yield Hit(
                f"with rows in the tables this fails: {refusal(step)}. {last_state(run)}",
                span=step.statement.span,
                witness=row_of(step, trial.rehearsal),
            )
            return
