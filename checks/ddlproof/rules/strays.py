"""What the runs with a stray row showed: rows that the schema before allows and that stop the migration. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Counted, ServerError
from ddlproof.finding import Hit
from ddlproof.rules.rule import Trial


def refused(trial: Trial, instead: str, *states: str) -> Iterator[Hit]:
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
            said = f"{_rows(error, run.counted)} makes this fail: {error.message}"
            yield Hit(said, step.statement.span, witness=run.stray, instead=_instead(instead, run.counted))


def _rows(error: ServerError, counted: Counted | None) -> str:
    if error.sqlstate == _UNIQUE:
        many = f" ({counted.found} such keys in {counted.rows} rows here)" if counted is not None else ""
        return f"a second row of the same key{many.replace('1 such keys', '1 such key')}"
    many = f" ({counted.found} of {counted.rows} here)" if counted is not None else ""
    such = "a row in conflict with another one" if error.sqlstate == _EXCLUDED else "one row such as this"
    return f"{such}{many}, which the schema before allows,"


def _instead(instead: str, counted: Counted | None) -> str:
    """The advice, with the query that finds such rows in production."""
    return f"{instead} This finds them: {counted.query};" if counted is not None else ""


_UNIQUE, _EXCLUDED = "23505", "23P01"
