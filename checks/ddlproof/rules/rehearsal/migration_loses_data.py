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
        "copied into another column, table, array or JSON is there, and what the rollback gives back has been kept."
    ),
    effect="Production's data is gone, and no rollback brings it back.",
    instead=(
        "Copy the values to where they are needed from now on before the statement that drops them. Where they are "
        "kept in another form, a rollback that gives them back shows it."
    ),
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, note text);"
_AFTER = "create table jobs (id int primary key);"
BAD = Example("alter table jobs drop column note;", _BEFORE, _AFTER)
GOOD = Example(
    "create table notes as select id, note from jobs;\nalter table jobs drop column note;",
    _BEFORE,
    _AFTER + "create table notes (id int, note text);",
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
                    witness=replace(witness, title="what was there before"),
                )
