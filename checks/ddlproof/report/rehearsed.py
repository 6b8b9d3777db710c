"""The rehearsal on a terminal: each statement with what it locks and scans, each run with its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ddlproof.evidence import Lock, Rehearsal, Run, Step
from ddlproof.outcome import Outcome
from ddlproof.report.claims import verdict_mark
from ddlproof.report.colour import Line, Piece, Role, line
from ddlproof.report.runs import MOMENTS, left, name, several, told
from ddlproof.report.safe import cut, safe
from ddlproof.report.said import count, duration, shows
from ddlproof.report.table import paragraph
from ddlproof.report.witness import witness_lines

MOST_TABLES = 8
_LONGEST_TIME = len("999 ms")


def section(outcome: Outcome, width: int) -> list[Line]:
    """The section `Rehearsal` of the report of `check`."""
    rehearsal = outcome.rehearsal
    if rehearsal is None or not rehearsal.runs:
        return []
    lines = [line(Piece("Rehearsal", "bold"))]
    in_full = told(rehearsal)
    for run in in_full:
        lines += _outcome(outcome, run, True, width)
        lines += _steps(run, width)
    others = [run for run in rehearsal.runs if run not in in_full and run.stray is None]
    for run in others:
        lines += _outcome(outcome, run, False, width) if not _good(run) else []
    if done := [name(run) for run in others if _good(run)]:
        lines += paragraph("; ".join(done), indent=2, width=width, first=(verdict_mark(True), Piece("also done: ")))
    return lines + _strays(rehearsal, width) + _counts(rehearsal.rows, width)


def _steps(run: Run, width: int) -> Iterator[Line]:
    """The statements of a run, below the names of their files where there are several."""
    by_file = groupby(run.steps, key=lambda step: step.statement.span.source.name)
    for file, steps in by_file:
        if several(run):
            yield line(Piece(f"    {cut(safe(file), width - 4)}", "dim"))
        for step in steps:
            yield from _step(step, width)


def _strays(rehearsal: Rehearsal, width: int) -> list[Line]:
    """How many rows that only the schema before allows stopped the migration; the findings show them."""
    runs = [run for run in rehearsal.runs if run.stray is not None]
    if not runs:
        return []
    stopped = sum(bool(run.failed) for run in runs)
    text = f"migration with a row that only the schema before allows: {stopped} of {len(runs)} such rows stop it"
    return paragraph(text, indent=2, width=width, role="warning" if stopped else "dim")


def _good(run: Run) -> bool:
    return not (run.failed or run.impossible or run.drift) and all(lost.about in run.added for lost in run.lost)


def _outcome(outcome: Outcome, run: Run, in_full: bool, width: int) -> list[Line]:
    good = _good(run)
    role: Role = "dim" if run.impossible else "good" if good else "bad"
    mark = Piece("– ", "dim") if run.impossible else verdict_mark(good)
    lines = paragraph(_said(run, in_full), indent=2, width=width, role=role, first=(mark, Piece(name(run) + ": ")))
    for witness in run.lost:
        if not shows(outcome, witness):
            lines += witness_lines(witness, indent=4, width=width)
    return lines


def _said(run: Run, in_full: bool) -> str:
    if run.impossible:
        return run.impossible
    parts = [_failure(run, in_full)] if run.failed else []
    if run.lost:
        listed = ", ".join(witness.title for witness in run.lost)
        parts.append(f"takes back what the migration added, with {listed}" if _good(run) else f"loses {listed}")
    if run.drift and not run.failed:
        goal = "after the change" if run.direction == "up" else "before it"
        parts.append(f"what is left differs from the schema {goal} in {count(len(run.drift), 'way')}")
    if run.failed:
        parts.append(left(run))
    return "; ".join(parts) or f"done in {duration(sum(step.seconds for step in run.steps))}"


def _failure(run: Run, in_full: bool) -> str:
    """Where the statements follow, only how many fail: each has its error beside it."""
    if in_full:
        return f"{len(run.failed)} of {count(len(run.steps), 'statement')} failed"
    step = run.failed[0]
    span = step.statement.span
    where = f"{safe(span.source.name)}:{span.line}" if several(run) else f"line {span.line}"
    return f"{where} fails ({step.error.brief if step.error else ''})"


def _step(step: Step, width: int) -> list[Line]:
    number = Piece(f"{step.statement.span.line:>8}  ", "bad" if step.error else "dim")
    time = duration(step.seconds)
    text = cut(safe(step.statement.summary), width - 10 - _LONGEST_TIME - 2)
    lines = [line(number, Piece(text, "bad" if step.error else "plain"), Piece(f"  {time}", "dim"))]
    for piece in _effects(step):
        lines += paragraph(piece.text, indent=10, width=width, role=piece.role)
    return lines


def _effects(step: Step) -> list[Piece]:
    touched = [f"{what} {', '.join(n)}" for what, n in (("rewrites", step.rewrites), ("scans", step.scans)) if n]
    costly = bool(touched) or _waits(step.locks)
    seen = "; ".join([*_locked(step), *touched])
    effects = [Piece(seen, "warning" if costly else "dim")] if seen else []
    if step.error is not None:
        detail = f" ({step.error.detail})" if step.error.detail else ""
        effects.append(Piece(f"{step.error.sqlstate} {step.error.message}{detail}", "bad"))
    elif not step.changed:
        effects.append(Piece("does nothing: the schema is the same afterwards", "warning"))
    if not step.observed:
        effects.append(Piece("cannot run in a transaction: its locks were not observed", "dim"))
    return effects


def _waits(locks: tuple[Lock, ...]) -> bool:
    return any("read" in lock.blocks or "write" in lock.blocks for lock in locks)


def _locked(step: Step) -> list[str]:
    alike: dict[tuple[str, str], list[str]] = {}
    for lock in step.locks:
        alike.setdefault((lock.mode, lock.blocks), []).append(lock.object)
    told = [
        f"{mode} on {', '.join(objects)}" + (f": {blocks} wait" if blocks else "")
        for (mode, blocks), objects in alike.items()
    ]
    if _waits(step.locks) and step.timeouts.lock:
        told.append("no lock_timeout" if step.timeouts.lock == "0" else f"lock_timeout {step.timeouts.lock}")
    return told


def _counts(rows: dict[str, dict[str, int]], width: int) -> list[Line]:
    filled = [(table, counted) for table, counted in rows.items() if any(counted.values())]
    if not filled:
        return []
    moments = [moment for moment in MOMENTS if any(moment in counted for _, counted in filled)]
    figures = [
        f"{table} {' → '.join(str(counted.get(moment, '–')) for moment in moments)}"
        for table, counted in filled[:MOST_TABLES]
    ]
    more = f", … {count(len(filled) - MOST_TABLES, 'more table')}" if len(filled) > MOST_TABLES else ""
    text = f"rows {' → '.join(MOMENTS[moment] for moment in moments)}: {', '.join(figures)}{more}"
    return paragraph(text, indent=2, width=width, role="dim")
