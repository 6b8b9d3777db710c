"""The rollback destroys rows or values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Run
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.rules.listed import listed
from ddlproof.rules.rehearsal.words import culprit, way_back
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "Rows or values that were in the tables before the rollback ran and are not there after it, nor copied to "
        "anywhere else, nor given back when the migration runs again. One note for all where they are in what the "
        "migration added, and the rollback runs to its end."
    ),
    effect="What users did since the deployment is gone, and no second migration brings it back.",
    instead="Keep it: move the rows to a table of their own first, or refuse to roll back while they exist.",
    needs="a running PostgreSQL",
)
_MEANT = "Nothing, if that may go; else move it to a table of its own first, or refuse to roll back while it is there."
_MOST = 4
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
    """Yield one hit for each table and column that loses something, and one for all that the migration had added."""
    meant: list[tuple[Run, Witness]] = []
    for run, witness in _losses(trial):
        if not run.failed and witness.about in run.added:
            meant.append((run, witness))
        else:
            half = ", though it fails," if run.failed else ""
            yield _hit(f"the rollback{half} destroys {witness.title}", run, witness, trial)
    if meant:
        told = f"the rollback destroys {listed([w.title for _, w in meant], _MOST)}, which the migration added"
        yield replace(_hit(told, *meant[0], trial), severity=Severity.NOTE, instead=_MEANT)


def _losses(trial: Trial) -> Iterator[tuple[Run, Witness]]:
    """What is lost of each table and column, in the first run that shows it."""
    seen: set[str] = set()
    whole = way_back(trial) == "transaction"
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        if run.direction == "down" and not (run.failed and whole is (run.mode == "statements")):
            for witness in run.lost:
                if witness.about not in seen:
                    seen.add(witness.about)
                    yield run, witness


def _hit(told: str, run: Run, witness: Witness, trial: Trial) -> Hit:
    shown = replace(witness, title="what was there before")
    return Hit(told, span=culprit(run, witness) or trial.rollback_at, object=witness.about, witness=shown)
