"""Which runs of a rehearsal a report tells in full: one per direction, the most telling."""

from __future__ import annotations

from ddlproof.evidence import Rehearsal, Run
from ddlproof.finding import Witness

MOMENTS = {"before": "before", "after_up": "after the migration", "after_down": "after the rollback"}
"""When rows were counted, as `Rehearsal.rows` and as people call it."""


_ROWS = {
    "none": "on empty tables",
    "old": "with old rows",
    "new": "with old and new rows",
    "stray": "with a row that only the schema before allows",
}


def told(rehearsal: Rehearsal) -> tuple[Run, ...]:
    """The run of each direction that is shown statement by statement; the others have only an outcome."""
    chosen = []
    for direction in ("up", "down"):
        runs = [run for run in rehearsal.runs if run.direction == direction and run.steps and run.stray is None]
        if runs:
            chosen.append(max(runs, key=_telling))
    return tuple(chosen)


def _telling(run: Run) -> tuple[bool, bool, int]:
    # Statement by statement every statement has its own locks and times; and a run that fails says more.
    return (run.mode == "statements", bool(run.failed), ("none", "old", "new", "stray").index(run.population))


def lost(rehearsal: Rehearsal) -> tuple[Witness, ...]:
    """What any run lost, each once."""
    return tuple(dict.fromkeys(witness for run in rehearsal.runs for witness in run.lost))


def name(run: Run) -> str:
    """`rollback, statement by statement, rows of before and after`."""
    what = "migration" if run.direction == "up" else "rollback"
    how = "statement by statement" if run.mode == "statements" else _together(run)
    return f"{what} {how}, {_ROWS[run.population]}"


def _together(run: Run) -> str:
    if not run.in_parts:
        return "in one transaction"
    return "file by file" if several(run) else "part by part"  # Liquibase has several in one file


def several(run: Run) -> bool:
    """Whether its statements stand in more than one file."""
    return len({step.statement.span.source.name for step in run.steps}) > 1


def left(run: Run) -> str:
    """What a run that failed leaves behind."""
    if run.leaves == "neither":
        return "leaves a schema that is neither before nor after"
    return "leaves the schema as it was" if run.left == run.began else f"leaves the schema {run.leaves} the change"
