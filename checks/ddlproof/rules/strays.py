"""What the runs with a stray row showed: rows that the schema before allows and that stop the migration. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Step
from ddlproof.finding import Hit
from ddlproof.rules.rule import Trial


def refused(trial: Trial, *states: str) -> Iterator[Hit]:
    """A hit for each place and constraint that a stray row stops with one of the SQLSTATEs, which begin with 23."""
    seen: set[tuple[int, str, str]] = set()
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        step = run.failed[0] if run.population == "stray" and run.failed else None
        error = step.error if step is not None else None
        if step is None or error is None or error.sqlstate not in states:
            continue
        key = (step.statement.span.start, error.constraint, error.column)
        if key not in seen:
            seen.add(key)
            yield Hit(f"{_rows(step)} makes this fail: {error.message}", step.statement.span, witness=run.stray)


def _rows(step: Step) -> str:
    doubles = step.error is not None and step.error.sqlstate == "23505"
    return "a second row of the same key" if doubles else "one row such as this, which the schema before allows,"
