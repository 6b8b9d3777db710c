"""A change of type fails on a value that a row may hold."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Run, Step
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import SetType
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "ALTER COLUMN … TYPE that PostgreSQL could not do for the rows of a rehearsal, because a value cannot be cast "
        "or is out of range (SQLSTATE class 22)."
    ),
    effect="The first such value in production stops the deployment in a rewrite, under ACCESS EXCLUSIVE.",
    instead="Look for such values first; say in USING what becomes of them; or fill a new column in batches.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, code text not null);"
BAD = Example("alter table jobs alter column code type int using code::int;", before=_BEFORE)
GOOD = Example(
    "alter table jobs alter column code type int using case when code ~ '^\\d{1,9}$' then code::int else 0 end;",
    before=_BEFORE,
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each such change of type."""
    seen: set[int] = set()
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        step = _failed(run)
        if step is not None and step.error is not None and step.statement.span.start not in seen:
            seen.add(step.statement.span.start)
            yield Hit(f"a value cannot be cast: {step.error.message}", span=_place(step), witness=run.stray)


def _failed(run: Run) -> Step | None:
    """The step of an upward run that a value made fail."""
    if run.direction != "up" or not run.failed:
        return None
    step = run.failed[0]
    cast = any(isinstance(action, SetType) for action in step.statement.actions)
    return step if cast and step.error is not None and step.error.sqlstate.startswith("22") else None


def _place(step: Step) -> Span:
    return next(action.at for action in step.statement.actions if isinstance(action, SetType))
