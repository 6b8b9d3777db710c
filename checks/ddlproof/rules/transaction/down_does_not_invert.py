"""The rollback runs, and the schema is not what it was before the migration."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.model.row import literal
from ddlproof.model.schema import Schema
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A rollback that runs without an error and leaves a schema that differs from the one before the migration. "
        "Only a note where that is a value of an enum: PostgreSQL has no way to take one out."
    ),
    effect="The next migration meets a schema that nobody has tested.",
    instead="Undo what the migration did, in reverse order.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key);"
_AFTER = "create table jobs (id int primary key); create index i on jobs (id);"
BAD = Example("create index i on jobs (id);", _BEFORE, _AFTER, rollback="select 1;")
GOOD = Example("create index i on jobs (id);", _BEFORE, _AFTER, rollback="drop index i;")


_STAYS = (
    "Nothing, if code of before can do with it: PostgreSQL cannot take a value out. Else a new type without it, to "
    "which the columns are moved."
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for the first run that ends somewhere else; a note, where no rollback could do better."""
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        if run.direction == "down" and not run.failed and not run.impossible and run.drift:
            values = _values_that_stay(trial.before, run.left)
            other = [line for line in run.drift if not line.startswith(tuple(values))]
            if other:
                told = "after migration and rollback the schema is not what it was; still to be done: " + "; ".join(
                    other
                )
                yield Hit(told, span=trial.rollback_at)
            else:
                told = "the rollback leaves what the migration has added: " + "; ".join(values.values())
                yield Hit(told, span=trial.rollback_at, severity=Severity.NOTE, instead=_STAYS)
            return


def _values_that_stay(before: Schema, left: Schema) -> dict[str, str]:
    """The enums that only have values more than before: how the line of the difference begins, and the values."""
    old = {enum.name: enum.labels for enum in before.enums}
    more = {
        enum.name: [value for value in enum.labels if value not in old[enum.name]]
        for enum in left.enums
        if set(enum.labels) > set(old.get(enum.name, enum.labels))
    }
    return {f"~ enum {name}:": f"{', '.join(map(literal, values))} of {name}" for name, values in more.items()}
