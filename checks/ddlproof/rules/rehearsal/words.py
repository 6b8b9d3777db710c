"""How the rules about rehearsals say what happened. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Rehearsal, Run, Step
from ddlproof.finding import Witness
from ddlproof.model.action import DropColumn, DropTable
from ddlproof.source import Span


def refusal(step: Step) -> str:
    """What PostgreSQL said, with its SQLSTATE."""
    error = step.error
    return f"{error.message} ({error.sqlstate})" if error else ""


def is_refusal(run: Run) -> bool:
    """Whether the run failed and left everything as it was at its start."""
    return bool(run.failed) and run.left == run.began and not run.lost


def last_state(run: Run) -> str:
    """What schema a failed run left behind."""
    if run.left == run.began:
        return "The schema stays as it was"
    if run.leaves == "neither":
        return "The schema left is neither the one before nor the one after the change"
    return f"The schema is the one {run.leaves} the change all the same"


def row_of(step: Step, rehearsal: Rehearsal | None) -> Witness | None:
    """A row that stands in the way: one of those that only the new schema can hold, in the table of the statement."""
    if rehearsal is None or not rehearsal.newcomers:
        return None
    table = step.error.table if step.error else ""
    named = [w for w in rehearsal.newcomers if table and w.title.rpartition(".")[2].strip('"') == table]
    return (named or list(rehearsal.newcomers))[0]


def culprit(run: Run, witness: Witness) -> Span | None:
    """The statement of a run that dropped the column or table whose loss the witness shows."""
    for step in run.steps:
        for action in step.statement.actions if step.error is None else ():
            match action:
                case DropColumn(column=column) if column in witness.marked:
                    return action.at
                case DropTable(table=table) if not witness.marked and witness.title.endswith(f".{table.name}"):
                    return action.at
    return None
