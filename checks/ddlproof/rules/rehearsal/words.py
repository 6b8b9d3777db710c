"""How the rules about rehearsals say what happened. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Rehearsal, Run, Step
from ddlproof.finding import Witness
from ddlproof.model.schema import Schema


def refusal(step: Step) -> str:
    """What PostgreSQL said, with its SQLSTATE."""
    error = step.error
    return f"{error.message} ({error.sqlstate})" if error else ""


def is_refusal(run: Run, start: Schema) -> bool:
    """Whether the run failed and left everything as it was at its start."""
    return bool(run.failed) and run.left == start and not run.lost


def last_state(run: Run, start: Schema, goal: Schema, start_name: str, goal_name: str) -> str:
    """What schema a failed run left behind."""
    if run.left == start:
        return f"The schema stays as it was, {start_name} the change"
    if run.left == goal:
        return f"The schema is as {goal_name} the change all the same"
    return f"The schema left is neither {goal_name} nor {start_name} the change"


def row_of(step: Step, rehearsal: Rehearsal | None) -> Witness | None:
    """A row that stands in the way: one of those that only the new schema can hold, in the table of the statement."""
    if rehearsal is None or not rehearsal.newcomers:
        return None
    table = step.error.table if step.error else ""
    named = [w for w in rehearsal.newcomers if table and w.title.rpartition(".")[2].strip('"') == table]
    return (named or list(rehearsal.newcomers))[0]
