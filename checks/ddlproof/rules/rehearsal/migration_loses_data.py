"""The migration destroys rows or values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rehearsal.words import culprit
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "Rows or values that were in the tables before the migration ran and are not there after it. What it has "
        "copied into another column, table, array or JSON is there, and what the rollback gives back has been kept. "
        "Where drop-column, drop-table or truncate-or-unbounded-dml says that it is lost, that shows the rows."
    ),
    effect="Production's data is gone, and no rollback brings it back.",
    instead=(
        "Copy the values to where they are needed from now on before the statement that drops them. Where they are "
        "kept in another form, a rollback that gives them back shows it."
    ),
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, note text);"
_GONE = "delete from jobs where note is not null;"
BAD = Example(_GONE, _BEFORE, _BEFORE)
GOOD = Example(
    f"create table notes as select id, note from jobs where note is not null;\n{_GONE}",
    _BEFORE,
    _BEFORE + "create table notes (id int, note text);",
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for each table that loses something."""
    seen: set[str] = set()
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        for witness in run.lost if run.direction == "up" else ():
            if witness.title not in seen:
                seen.add(witness.title)
                yield Hit(
                    f"the migration destroys {witness.title}",
                    span=culprit(run, witness) or trial.migration_at,
                    object=witness.about,
                    witness=replace(witness, title="what was there before"),
                )
