"""The migration leaves something half done behind."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Run
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.schema import Schema
from ddlproof.rules.kept import settings
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "An INVALID index, a constraint that is NOT VALID although the schema after says otherwise, a trigger that is "
        "disabled, where none was before and the schema after has none: seen after the migration was rehearsed, also "
        "with a row in its way. As a warning, a setting that changes what later SQL in the session means or does, "
        "such as search_path or the role; as a note, what ALTER ROLE or ALTER DATABASE has set. Timeouts may stay as "
        "they are set, and where the runner begins a session for each file, so may everything in it."
    ),
    effect=(
        "An invalid index costs every write and serves no query; what is not valid or disabled guards nothing. With "
        "another search_path the migration tool may not find the table in which it keeps account."
    ),
    instead="DROP INDEX CONCURRENTLY what is invalid and build it again; VALIDATE CONSTRAINT; ENABLE TRIGGER.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int);"
_CHECKED = "create table jobs (id int primary key, a int, constraint jobs_a_check check (a > 0));"
_ADD = "alter table jobs add constraint jobs_a_check check (a > 0) not valid;"
BAD = Example(_ADD, before=_BEFORE, after=_CHECKED)
GOOD = Example(f"{_ADD}\nalter table jobs validate constraint jobs_a_check;", before=_BEFORE, after=_CHECKED)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for all that a run leaves, and the rows that made it so."""
    said: set[str] = set()
    for run in trial.rehearsal.runs if trial.rehearsal else ():
        if run.direction != "up" or run.mode != "statements":
            continue
        # What a row stops in between is said where it is stopped; an invalid index is there for good.
        left = (line for line in _left(run, trial) if run.population != "stray" or line.endswith("INVALID"))
        new = [line for line in left if line not in said]
        said.update(new)
        if new:
            told = f"this stays behind: {', '.join(new)}{_when(run)}"
            # Such a row may be there, or not.
            mild = Severity.WARNING if run.population == "stray" else None
            yield Hit(told, span=_place(trial, run), witness=_rows(run), severity=mild)
        if run.population == "old":
            yield from settings(run, trial)


def _left(run: Run, trial: Trial) -> Iterator[str]:
    old, wanted = _unfinished(run.began), _unfinished(trial.after)
    if not trial.declared:  # NOT VALID may be the first of two steps; the others are nobody's intention
        wanted = [text for text in wanted if text.endswith("NOT VALID")]
    yield from (text for text in _unfinished(run.left) if text not in old and text not in wanted)


def _unfinished(schema: Schema) -> list[str]:
    found = [f"index {index.name} INVALID" for index in schema.indexes if not index.valid]
    found += (
        f"constraint {one.name} of {table.name} NOT VALID"
        for table in schema.tables
        for one in table.constraints
        if isinstance(one, Check | ForeignKey) and not one.validated and one.enforced
    )
    found += (
        f"trigger {thing.name} of {thing.table} disabled"
        for thing in schema.things
        if thing.kind == "trigger" and thing.get("enabled") == "disabled"
    )
    return found


def _when(run: Run) -> str:
    if run.population != "stray" or not run.failed or run.failed[0].error is None:
        return ""
    return f", once a row makes it fail: {run.failed[0].error.message}"


def _place(trial: Trial, run: Run) -> Span | None:
    return run.failed[0].statement.span if run.population == "stray" and run.failed else trial.migration_at


def _rows(run: Run) -> Witness | None:
    return run.stray if run.population == "stray" else None
