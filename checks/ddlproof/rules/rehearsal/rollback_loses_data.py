"""The rollback destroys rows or values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rehearsal.words import culprit, way_back
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "Rows or values that were in the tables before the rollback ran and are not there after it, nor copied to "
        "anywhere else, nor given back when the migration runs again. A warning where they are in what the migration "
        "added, and the rollback runs to its end."
    ),
    effect="What users did since the deployment is gone, and no second migration brings it back.",
    instead="Keep it: move the rows to a table of their own first, or refuse to roll back while they exist.",
    needs="a running PostgreSQL",
)
_MEANT = "Nothing, if that may go; else move it to a table of its own first, or refuse to roll back while it is there."
_BEFORE = "create table jobs (id int primary key);"
_AFTER = "create table jobs (id int primary key, note text);"
BAD = Example("alter table jobs add column note text;", _BEFORE, _AFTER, rollback="alter table jobs drop column note;")
GOOD = Example(
    "alter table jobs add column note text;",
    _BEFORE,
    _AFTER,
    rollback="create table notes as select id, note from jobs;\nalter table jobs drop column note;",
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for each table and column that loses something, from the first run that shows it."""
    seen: set[str] = set()
    whole = way_back(trial) == "transaction"
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        if run.direction != "down" or (run.failed and whole is (run.mode == "statements")):
            continue
        for witness in run.lost:
            if witness.about not in seen:
                seen.add(witness.about)
                half = ", though it fails," if run.failed else ""
                meant = not run.failed and witness.about in run.added
                yield Hit(
                    f"the rollback{half} destroys {witness.title}{', which the migration added' if meant else ''}",
                    span=culprit(run, witness) or trial.rollback_at,
                    witness=replace(witness, title="what was there before"),
                    severity=Severity.WARNING if meant else None,
                    instead=_MEANT if meant else "",
                )
