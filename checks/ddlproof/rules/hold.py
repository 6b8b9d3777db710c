"""How long a rehearsed transaction kept a lock after the statement that took it, and what it did then. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Lock, Rehearsal, Sent, Step
from ddlproof.model.action import Transaction
from ddlproof.rules.locking.locks import BOTH, STRONG
from ddlproof.rules.ran import at, steps, unquoted, ways
from ddlproof.source import Span

BY_HOLD = frozenset(("strong-lock-held-across-work", "validate-in-same-transaction"))
"""The rules that are about a lock of an earlier statement of the transaction. Their findings stand at the later one."""


def lock_span(object_: str, span: Span | None, rehearsal: Rehearsal | None, sent: Sent) -> list[tuple[str, str]]:
    """Rows of a witness: the lock on the table that a finding is about, and what came before it was given back."""
    for run in ways(rehearsal, sent):
        step = at(span, run)
        if step is not None:
            whole = run is steps(rehearsal, "transaction")
            if rows := _rows(object_, step, _together(step, run, whole)):
                return rows
    return []


def _rows(object_: str, step: Step, together: tuple[Step, ...]) -> list[tuple[str, str]]:
    taken = next(_taken(object_, together), None)
    if taken is None:
        return []
    first, lock = taken
    after = together[together.index(first) + 1 :]
    if step not in after:
        return []
    seconds, rows = sum(one.seconds for one in after), sum(one.touched for one in after)
    more = f"{len(after)} statement{'s' * (len(after) > 1)}, {seconds * 1000:.1f} ms"
    told = [(lock.object, f"{lock.mode} since line {first.statement.span.line}"), ("held on for", more)]
    told += [("meanwhile", f"{rows} rows written")] if rows else []
    scanned = sorted({name for one in after for name in one.scans})
    return told + [(name, "read from end to end meanwhile") for name in scanned]


def _taken(object_: str, together: tuple[Step, ...]) -> Iterator[tuple[Step, Lock]]:
    name = unquoted(object_)
    for step in together:
        for lock in step.locks:
            if lock.mode in (BOTH, STRONG) and f"{name}.".startswith(f"{unquoted(lock.object)}."):
                yield step, lock


def _together(step: Step, run: tuple[Step, ...], whole: bool) -> tuple[Step, ...]:
    """The statements of the transaction that a statement runs in, without those that begin and end it."""
    found: list[Step] = []
    inside = whole
    file = ""
    for one in run:
        if whole and file != one.statement.span.source.name:  # a file's transaction ends with it
            if step in found:
                break
            found, file = [], one.statement.span.source.name
        control = [action.what for action in one.statement.actions if isinstance(action, Transaction)]
        if control:
            if step in found:
                break
            found, inside = [], control[-1] == "begin" or whole
        elif inside:
            found.append(one)
    return tuple(found) if step in found else ()
