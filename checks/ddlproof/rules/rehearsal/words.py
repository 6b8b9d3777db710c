"""How the rules about rehearsals say what happened. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Mode, Rehearsal, Run, Step
from ddlproof.finding import Witness
from ddlproof.model.action import Action, AddConstraint, CreateIndex, DropColumn, DropTable, SetNotNull, SetType
from ddlproof.model.constraint import named_columns
from ddlproof.model.names import QName, quote
from ddlproof.rules.plain import Plain, changes
from ddlproof.rules.rule import Trial
from ddlproof.source import Span


def way_back(trial: Trial) -> Mode:
    """How the rollback runs in production: in one transaction where the runner is known to do so, and it can be."""
    runs = [run for run in trial.rehearsal.runs if run.direction == "down"] if trial.rehearsal else []
    possible = any(run.mode == "transaction" and not run.impossible for run in runs)
    return (
        "transaction" if possible and trial.sent_back in ("transaction", "simple-query", "pipeline") else "statements"
    )


def rollbacks(rehearsal: Rehearsal) -> list[Run]:
    """The rollbacks, but for those that a migration comes before that has failed: of it there is nothing to undo."""
    # A migration that fails with the old rows meets no others.
    stuck = {run.mode for run in rehearsal.runs if run.direction == "up" and run.failed and run.population == "old"}
    return [run for run in rehearsal.runs if run.direction == "down" and run.mode not in stuck]


def when(run: Run, rehearsal: Rehearsal) -> str:
    """With which rows a rollback fails."""
    works = any(
        other.direction == "down" and other.mode == run.mode and other.population == "old" and not other.failed
        for other in rehearsal.runs
    )
    if run.population == "new" and works:
        return "once there is a row that only the new schema can hold"
    return "with rows in the tables"


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
    """A row that stands in the way: one of those that only the new schema can hold.

    First those of the table and with the columns that the statement and the error speak of.
    """
    if rehearsal is None or not rehearsal.newcomers:
        return None
    table = step.error.table if step.error else ""
    spoken = _spoken_of(step)

    def fitting(witness: Witness) -> tuple[bool, int]:
        own = witness.title.partition(" of ")[2].partition(" that ")[0].rpartition(".")[2].strip('"')
        return bool(table) and own == table, len(spoken & set(witness.marked)) - len(set(witness.marked) - spoken)

    return max(rehearsal.newcomers, key=fitting)


def _spoken_of(step: Step) -> set[str]:
    """The columns that a statement and what PostgreSQL said to it are about."""
    found = {step.error.column} if step.error is not None and step.error.column else set()
    for action in step.statement.actions:
        match action:
            case SetType(column=column) | SetNotNull(column=column):
                found.add(column)
            case AddConstraint(constraint=constraint):
                found.update(named_columns(constraint))
            case CreateIndex(index=index):
                found.update(index.columns)
    return found


def culprit(run: Run, witness: Witness) -> Span | None:
    """The statement of a run that dropped or emptied the column or table whose loss the witness shows."""
    done = (action for step in run.steps if step.error is None for action in step.statement.actions)
    return next((action.at for action in done if _destroys(action, witness)), None)


def _destroys(action: Action, witness: Witness) -> bool:
    match action:
        case DropColumn(table=table, column=column):
            return _is(witness, table, column)
        case DropTable(table=table):
            return _is(witness, table)
        case _:
            return any(_empties(done, witness) for done in changes(action))


def _empties(done: Plain, witness: Witness) -> bool:
    tables = (QName(*name) for name in done.names)
    if done.what == "UPDATE":
        return any(_is(witness, table, column) for table in tables for column in done.columns)
    return done.what in ("DELETE", "TRUNCATE", "MERGE") and any(_is(witness, table) for table in tables)


def _is(witness: Witness, table: QName, column: str = "") -> bool:
    """Whether it is about a table, or a column of it, that is written with its schema or without."""
    name = str(table) if table.schema else quote(table.name)
    return f".{witness.about}".endswith(f".{name}.{column}" if column else f".{name}")
