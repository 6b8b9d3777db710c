"""The rollback refuses to run, and has changed nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rehearsal.words import is_refusal, refusal, rollbacks, row_of, way_back, when
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A rollback that stops at an error and leaves schema and rows just as they were.",
    effect="There is no way back while such rows exist; nothing is destroyed, either.",
    instead="If that is meant, accept it with the reason. Else let the rollback move the rows first.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int not null);"
_AFTER = "create table jobs (id int primary key, a int);"
_MIGRATION = "alter table jobs alter column a drop not null;"
BAD = Example(
    _MIGRATION, before=_BEFORE, after=_AFTER, rollback="begin;\nalter table jobs alter column a set not null;\ncommit;"
)
GOOD = Example(
    _MIGRATION,
    before=_BEFORE,
    after=_AFTER,
    rollback="update jobs set a = 0 where a is null;\nalter table jobs alter column a set not null;",
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for a rollback that stops without a trace."""
    rehearsal = trial.rehearsal
    if rehearsal is None:
        return
    mode = way_back(trial)
    for run in rollbacks(rehearsal):
        if run.mode != mode or not is_refusal(run):
            continue
        if mode == "transaction" and run.population == "old":
            return  # broken, whatever the rows are
        step = run.failed[0]
        yield Hit(
            f"the rollback refuses {when(run, rehearsal)}: {refusal(step)}. Schema and rows stay as they are",
            span=step.statement.span,
            witness=row_of(step, rehearsal),
        )
        return
