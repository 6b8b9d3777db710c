"""The rollback fails, and leaves something behind that is neither before nor after."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Run
from ddlproof.finding import Hit, Severity
from ddlproof.rules.rehearsal.words import is_refusal, last_state, refusal, rollbacks, row_of, way_back, when
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "A statement of the rollback that PostgreSQL refuses in the middle of it. Not where the migration has failed "
        "before: then there was nothing to undo, or half of it."
    ),
    effect=(
        "Statement by statement, what came before it is done and cannot be undone: the schema left is neither before "
        "nor after. In one transaction, the rollback cannot be done at all while such rows exist."
    ),
    instead=(
        "Make the rollback one transaction that looks for such rows first and refuses with a clear message, or that "
        "moves them to a place where they survive."
    ),
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int not null);"
_AFTER = "create table jobs (id int primary key, a int, b int);"
_MIGRATION = "alter table jobs alter column a drop not null, add column b int;"
BAD = Example(
    _MIGRATION,
    before=_BEFORE,
    after=_AFTER,
    rollback="alter table jobs drop column b;\nalter table jobs alter column a set not null;",
)
GOOD = Example(
    _MIGRATION,
    before=_BEFORE,
    after=_AFTER,
    rollback=(
        "alter table jobs add column lost int[];\nalter table jobs drop column lost, drop column b;\n"
        "update jobs set a = 0 where a is null;\nalter table jobs alter column a set not null;"
    ),
)


_MISSING = ("3F000", "42P01", "42703", "42704", "42883")
"""SQLSTATEs of what is not there: a schema, table, column, other object or function. No row is to blame."""
_NOT_THERE = "Leave it out, or say IF EXISTS, if it goes with what an earlier statement drops; else name what is there."


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for the rollback, however many of its runs fail."""
    rehearsal = trial.rehearsal
    if rehearsal is None:
        return
    failed = [run for run in rollbacks(rehearsal) if run.failed]
    whole = way_back(trial) == "transaction"
    broken = next((run for run in failed if _breaks(run, whole=whole)), None)
    if broken is None:
        return
    step = broken.failed[0]
    missing = step.error is not None and step.error.sqlstate in _MISSING
    never = any(run.mode == "transaction" and not run.in_parts for run in failed) and not whole
    also = ". In one transaction it cannot be done at all" if never else ""
    yield Hit(
        f"the rollback breaks{'' if missing else f' {when(broken, rehearsal)}'}: {refusal(step)}. "
        f"{last_state(broken)}{also}",
        span=step.statement.span,
        witness=None if missing else row_of(step, rehearsal),
        instead=_NOT_THERE if missing else "",
    )


def _breaks(run: Run, *, whole: bool) -> bool:
    """Whether it is no refusal: it leaves something done, or in one transaction, it fails whatever the rows are."""
    if whole:
        return run.mode == "transaction" and (run.population == "old" or not is_refusal(run))
    return run.mode == "statements" and not is_refusal(run)
