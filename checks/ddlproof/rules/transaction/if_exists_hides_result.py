"""IF EXISTS or IF NOT EXISTS makes a statement do nothing, and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment, Run, Step
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Action, CreateIndex, CreateTable, DropColumn, DropIndex, DropTable
from ddlproof.model.index import Index
from ddlproof.model.names import QName, quote
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A statement with IF EXISTS or IF NOT EXISTS that does nothing on the schema before, or left the catalog as it "
        "was when it was rehearsed; CREATE INDEX CONCURRENTLY IF NOT EXISTS, which takes an INVALID index for done, "
        "unless DROP INDEX comes before it."
    ),
    effect="It reports success and has done nothing: a typo, or an object that went or came with an earlier statement.",
    instead="Leave it out, or name the object that is really meant; without IF [NOT] EXISTS PostgreSQL would say so.",
    needs="the schema before, or a running PostgreSQL",
)
_INVALID = "Leave IF NOT EXISTS out, and DROP INDEX CONCURRENTLY IF EXISTS what a build that failed has left."
_BEFORE = "create table jobs (id int, v int); create index i on jobs (v);"
BAD = Example("drop index if exists j;\ndrop index i;", before=_BEFORE, after="create table jobs (id int, v int);")
GOOD = Example("drop index if exists i;", before=_BEFORE, after="create table jobs (id int, v int);")


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for what is known to do nothing, or to take a failure for success."""
    action = moment.action
    match action:
        case CreateIndex(concurrently=True, if_not_exists=True, index=index) if not _dropped_before(moment, index.name):
            said = f"if a build of {index.name.name} has failed before, this succeeds, and the index stays INVALID"
            yield Hit(said, span=action.at, object=str(index.table), instead=_INVALID)
        case CreateTable(if_not_exists=True, table=table):
            there = moment.view.table(table.name)
            if there is not None and (missing := [c.name for c in table.columns if there.column(c.name) is None]):
                listed = ", ".join(map(quote, missing))
                yield Hit(f"{table.name} is there already, without {listed}: it stays as it is", span=action.at)
        case DropTable(if_exists=True, table=name) if moment.known and moment.view.table(name) is None:
            yield Hit(f"this does nothing: there is no table {name}", span=action.at)
        case DropIndex(if_exists=True, index=name) if moment.known and moment.view.index(name) is None:
            yield Hit(f"this does nothing: there is no index {name}", span=action.at)
        case DropColumn(if_exists=True, table=name, column=column) if moment.known:
            held = moment.view.table(name)
            if held is not None and held.column(column) is None:
                yield Hit(f"this does nothing: {name} has no column {quote(column)}", span=action.at)


def _dropped_before(moment: Moment, name: QName) -> bool:
    return any(isinstance(one, DropIndex) and one.index == name for one, _ in moment.earlier)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each statement that never did anything in any run."""
    runs = trial.rehearsal.runs if trial.rehearsal else ()
    idle: dict[tuple[str, int], tuple[Run, Step]] = {}
    busy: set[tuple[str, int]] = set()
    for run in runs:
        for step in run.steps:
            key = (step.statement.span.source.name, step.statement.span.start)
            idle.setdefault(key, (run, step))
            # A statement that failed says nothing about what it would have done.
            if step.changed or step.error is not None:
                busy.add(key)
    for key, (run, step) in idle.items():
        if key not in busy:
            yield Hit(f"this does nothing: {_why(trial, run, step)}", span=step.statement.span)


def _why(trial: Trial, run: Run, step: Step) -> str:
    earlier = [action for s in run.steps[: run.steps.index(step)] for action in s.statement.actions]
    for action in step.statement.actions:
        if isinstance(action, DropIndex):
            index = next((i for i in trial.after.indexes if i.name.name == action.index.name), None)
            cause = index and next((a for a in earlier if _takes_along(a, index)), None)
            if index and cause:
                return f"{index.name.name} went with {_what(cause)} on line {cause.at.line}"
    said = "; ".join(notice.partition(": ")[2] or notice for notice in step.notices)
    return said or "the schema is the same afterwards"


def _takes_along(action: Action, index: Index) -> bool:
    match action:
        case DropColumn(table=table, column=column):
            return table.name == index.table.name and column in index.columns
        case DropTable(table=table):
            return table.name == index.table.name
        case _:
            return False


def _what(action: Action) -> str:
    return f"column {action.column}" if isinstance(action, DropColumn) else "its table"
