"""IF EXISTS or IF NOT EXISTS makes a statement do nothing, and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment, Run, Step
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import (
    Action,
    AddColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    DropThing,
    DropType,
)
from ddlproof.model.index import Index
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Column, Table
from ddlproof.rules.remade import all_made, remade, remade_as_written
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.things import absent

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A statement with IF EXISTS or IF NOT EXISTS that does nothing on the schema before, or left the catalog as "
        "it was when it was rehearsed, or that finds another table, column or index under the name; not a DROP of "
        "what the script makes anew. CREATE INDEX CONCURRENTLY IF NOT EXISTS, which takes an INVALID index for done, "
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
            if differs := _otherwise(moment.view.table(table.name), action):
                yield Hit(f"{differs}: it stays as it is", span=action.at)
        case CreateIndex(if_not_exists=True, index=index) if (old := moment.view.index(index.name)) is not None:
            if (old.table, old.keys, old.unique, old.predicate) != (
                index.table,
                index.keys,
                index.unique,
                index.predicate,
            ):
                yield Hit(f"{index.name} is there already, and is another index: it stays as it is", span=action.at)
        case AddColumn(if_not_exists=True, table=name, column=new):
            if differs := _otherwise(moment.view.table(name), action):
                yield Hit(f"{differs}: it stays as it is", span=action.at, object=f"{name}.{new.name}")
        case _:
            missing = _missing(moment) if moment.known else None
            if missing is not None and not remade(action, all_made(moment.script)):
                yield Hit(f"this does nothing: {missing}", span=action.at)


def _otherwise(there: Table | None, action: CreateTable | AddColumn) -> str:
    """How what is there already is not what IF NOT EXISTS asks for; empty where it is not, or as far as it is."""
    if there is None:
        return ""
    if isinstance(action, CreateTable):
        differs = _differs(there, action.table)
        return f"{there.name} is there already, {differs}" if differs else ""
    column = there.column(action.column.name)
    if column is None or not _retyped(column, action.column):
        return ""
    return f"{there.name}.{quote(column.name)} is there already, as {column.type}"


def _differs(there: Table, wanted: Table) -> str:
    """How a table that is there is not the one that is wanted, by its columns."""
    if missing := [c.name for c in wanted.columns if there.column(c.name) is None]:
        return f"without {', '.join(map(quote, missing))}" if not there.opaque else ""
    pairs = ((new, there.column(new.name)) for new in wanted.columns)
    others = [f"{quote(old.name)} {old.type}" for new, old in pairs if old is not None and _retyped(old, new)]
    return f"with {', '.join(others)}" if others else ""


def _retyped(old: Column, new: Column) -> bool:
    """Whether the types differ; a name that was written without a schema may mean any."""
    return old.type != new.type and not new.type.name.startswith('"".')


def _missing(moment: Moment) -> str | None:
    """What IF EXISTS does not find."""
    action, view = moment.action, moment.view
    match action:
        case DropTable(if_exists=True, table=name) if view.table(name) is None:
            return f"there is no table {name}"
        case DropIndex(if_exists=True, index=name) if view.index(name) is None:
            return f"there is no index {name}"
        case DropType(if_exists=True, name=name) if view.type(name) is None and view.enum(name) is None:
            return f"there is no type {name}"
        case DropThing(if_exists=True, thing=thing) if not thing.about and absent(moment, thing):
            return f"there is no {thing.kind} {thing.name}{f' of {thing.table}' if thing.table is not None else ''}"
        case DropColumn(if_exists=True, table=name, column=column):
            held = view.table(name)
            if held is not None and held.column(column) is None and not held.opaque:
                return f"{name} has no column {quote(column)}"
        case DropConstraint(if_exists=True, table=name, name=constraint):
            held = view.table(name)
            if held is not None and held.constraint(constraint) is None and not held.opaque:
                return f"{name} has no constraint {quote(constraint)}"
    return None


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
            if step.changed or step.error is not None or _anew(run, step):
                busy.add(key)
    for key, (run, step) in idle.items():
        if key not in busy:
            yield Hit(f"this does nothing: {_why(trial, run, step)}", span=step.statement.span)


def _anew(run: Run, step: Step) -> bool:
    """Whether all that the statement does is to drop what others of the run make."""
    others = [action for one in run.steps for action in one.statement.actions]
    return bool(step.statement.actions) and all(remade_as_written(one, others) for one in step.statement.actions)


def _why(trial: Trial, run: Run, step: Step) -> str:
    earlier = [action for s in run.steps[: run.steps.index(step)] for action in s.statement.actions]
    for action in step.statement.actions:
        if isinstance(action, CreateTable | AddColumn):
            name = action.table.name if isinstance(action, CreateTable) else action.table
            there = run.began.table(name) if name.schema else run.began.find_table(name.name)
            if differs := _otherwise(there, action):
                return differs
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
