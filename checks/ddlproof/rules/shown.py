"""What a rehearsal showed besides locks: values that changed, what is gone, an error, queries that fail. Not a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ddlproof.evidence import QueryResult, Rehearsal, Run
from ddlproof.finding import Finding, Witness
from ddlproof.model.action import Action, DropConstraint, DropIndex, DropTable, DropThing
from ddlproof.model.constraint import kind_of
from ddlproof.model.names import QName
from ddlproof.rules.ran import at, one_by_one, unquoted

SEEN = "seen in the rehearsal"
_HEAD = ("object", "what")
_UNKNOWN = ("42703", "42P01", "42883", "3F000", "22P02")
"""undefined_column, _table, _function, invalid_schema_name, and invalid_text_representation, as of a value that an enum
does not have: appendix A "PostgreSQL Error Codes"."""


def shown_by(finding: Finding, rehearsal: Rehearsal | None, queries: Sequence[QueryResult]) -> Witness | None:
    """What was seen that the finding is about; None of other rules, and where nothing was."""
    match finding.rule:
        case "lossy-type-change":
            return _converted(finding.object, rehearsal)
        case "drop-takes-dependents":
            run = one_by_one(rehearsal)
            rows = tuple(_gone(run)) if run is not None and not run.failed else ()
            return Witness("gone from the catalog", _HEAD, rows) if rows else None
        case "index-on-partitioned-parent":
            run = one_by_one(rehearsal)
            indexes = run.left.indexes if run is not None and not run.failed else ()
            own = (one for one in indexes if unquoted(str(one.table)) == unquoted(finding.object) and not one.valid)
            rows = tuple((str(one.name), "INVALID") for one in own) if "stays invalid" in finding.message else ()
            return Witness("left in the catalog", _HEAD, rows) if rows else None
        case "required-column-no-default":
            return _refused(finding, rehearsal)
        case "drop-column" | "rename":
            rows = tuple(_unprepared(finding.object, queries))
            return Witness("queries that PostgreSQL no longer prepares", ("query", "error"), rows) if rows else None
        case _:
            return None


def _converted(column: str, rehearsal: Rehearsal | None) -> Witness | None:
    """The values of the column that a rehearsal has seen change."""
    found = [
        (column.rpartition(".")[2] in (run.stray.marked if run.stray is not None else ()), witness)
        for run in (rehearsal.runs if rehearsal is not None else ())
        for witness in run.converted
        if unquoted(witness.about) == unquoted(column)
    ]
    # Best the row that was made to lose something there.
    return replace(max(found, key=lambda one: one[0])[1], title=SEEN) if found else None


def _refused(finding: Finding, rehearsal: Rehearsal | None) -> Witness | None:
    """What PostgreSQL said to the statement, with rows in the table."""
    run = one_by_one(rehearsal)
    step = at(finding.span, run.failed) if run is not None else None
    if step is None or step.error is None or rehearsal is None:
        return None
    table = finding.object.rpartition(".")[0]
    rows = {unquoted(name): count.get("before") for name, count in rehearsal.rows.items()}.get(unquoted(table))
    held = ((table, f"{rows} rows when the migration began"),) if rows is not None else ()
    return Witness(SEEN, _HEAD, (*held, ("PostgreSQL", f"{step.error.sqlstate}: {step.error.message}")))


def _unprepared(lost: str, queries: Sequence[QueryResult]) -> Iterator[tuple[str, str]]:
    """The application's queries that fail for want of a column, or whatever else it is."""
    word = re.compile(rf"\b{re.escape(unquoted(lost).partition('(')[0].rpartition('.')[2])}\b")
    for query in queries:
        error = query.after
        if query.before is None and error is not None and error.sqlstate in _UNKNOWN and word.search(error.message):
            span = query.statement.span
            yield f"{span.source.name}:{span.line}", f"{error.sqlstate}: {error.message}"


def _gone(run: Run) -> Iterator[tuple[str, str]]:
    """The constraints, indexes, views, triggers … that the migration has not named, and that are no longer there."""
    named = {name for step in run.steps for action in step.statement.actions for name in _named(action)}
    kept = {(table.name, one.name) for table in run.left.tables for one in table.constraints}
    there = {table.name for table in run.left.tables}
    for table in run.began.tables:
        for one in table.constraints:
            if table.name in there and (table.name, one.name) not in kept and one.name not in named:
                yield f"{table.name}.{one.name}", kind_of(one)
    indexes = {index.name for index in run.left.indexes}
    for index in run.began.indexes:
        if index.table in there and index.name not in indexes and index.name.name not in named:
            yield f"{index.table}.{index.name.name}", "index"
    things = {thing.key for thing in run.left.things}
    for thing in run.began.things:
        own = thing.table is not None and thing.table not in there
        if not thing.about and not own and thing.key not in things and _name(thing.qname, thing.label) not in named:
            yield f"{thing.table}.{thing.name}" if thing.table is not None else thing.name, thing.kind


def _named(action: Action) -> Iterator[str]:
    match action:
        case DropConstraint(name=name):
            yield name
        case DropIndex(index=QName(name=name)) | DropTable(table=QName(name=name)):
            yield name
        case DropThing(thing=thing):
            yield _name(thing.qname, thing.label)


def _name(qname: QName | None, label: str) -> str:
    return qname.name if qname is not None else label
