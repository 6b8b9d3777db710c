"""A strong lock is asked for without lock_timeout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Moment, Step
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import CreateIndex, DropIndex, Rows, Unread
from ddlproof.model.names import QName
from ddlproof.rules.locking.locks import STRONG, WRITES_WAIT, habitual, partitioned, protects, strong_locks
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.plain import plain
from ddlproof.rules.ran import alike, steps, unquoted
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.seen import witness
from ddlproof.rules.viewlocks import view_locked
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A statement that waits for a lock stronger than SHARE UPDATE EXCLUSIVE on a table or view in use while no "
        "lock_timeout is in force: none set, 0, DEFAULT, more than a minute, or SET LOCAL outside of a transaction. "
        "Reported once a run, where it is first missing; a note, where ten or more migrations ran before and none of "
        "them sets it, as where the role or the runner does: the configuration's `lock-timeout` says so. A rehearsal "
        "asks the server what is in force when each statement runs: that decides, and shows what DO blocks and "
        "functions lock."
    ),
    effect=(
        "Behind one long-running query the statement waits in the lock's queue, and every later query on the table "
        "waits behind it: the application stands still."
    ),
    instead="SET lock_timeout = '2s' before the statement, and run the migration again when it gives up.",
    needs="the migration, and what the runner or the role sets",
    once="run",
)
_CONCURRENTLY = "Do it CONCURRENTLY, with no lock_timeout; or SET lock_timeout = '2s' before it, and run it again."
_USUAL = (
    "None of the {} migrations before this one sets lock_timeout. If the role or the runner does, say so in the "
    "configuration: `lock-timeout = \"2s\"`; if nobody does, begin here: SET lock_timeout = '2s'."
)
_BEFORE = "create table jobs (id int);"
BAD = Example("alter table jobs add column a int;", before=_BEFORE)
GOOD = Example("set lock_timeout = '2s';\nalter table jobs add column a int;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit at each statement that may wait for ever."""
    lock = _lock(moment)
    if lock is not None and not protects(moment.lock_timeout):
        hit = replace(_hit(*lock, moment.action.at), instead=_CONCURRENTLY if _concurrent_way(moment) else "")
        yield replace(hit, severity=Severity.NOTE, instead=_USUAL.format(moment.untimed)) if habitual(moment) else hit


def _lock(moment: Moment) -> tuple[str, str] | None:
    """The first table or view in use that the action waits for, with the mode of the lock.

    It waits behind whoever holds a lock that conflicts with it, and whoever asks later for one that conflicts with it
    waits behind it: writes, and, where it is ACCESS EXCLUSIVE, reads.
    """
    found = _first_not_held(moment)
    if found is not None:
        return str(found[0]), found[1]
    view = view_locked(moment)
    if view is not None:
        return str(view), STRONG
    action = moment.action
    if isinstance(action, DropIndex) and not (action.concurrently or moment.known or moment.view.index(action.index)):
        return f"the table of {action.index}", STRONG
    return None


def _first_not_held(moment: Moment) -> tuple[QName, str] | None:
    held, first = _held(moment.script), None
    for table, mode in strong_locks(moment):
        key, rank = (moment.transaction, table), WRITES_WAIT.index(mode)
        if held.get(key, -1) < rank:
            held[key] = rank
            first = first or (table, mode)
    return first


@OncePerScript
def _held(script: Script) -> dict[tuple[int, QName], int]:
    """The strongest mode, by its place in WRITES_WAIT, in which a transaction has locked a table so far."""
    return {}


def _concurrent_way(moment: Moment) -> bool:
    """Whether the same can be done without the lock: under the timeout that would die of any long query."""
    match moment.action:
        case CreateIndex(index=index):
            return not partitioned(moment, index.table)
        case DropIndex(index=name):
            dropped = moment.view.index(name)
            return dropped is None or not partitioned(moment, dropped.table)
        case action:
            return plain(action, "REINDEX") is not None


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit at each statement that took such a lock without it, where only PostgreSQL knows what it does."""
    there = {unquoted(f"{table.name.schema}.{table.name.name}") for table in trial.before.tables}
    for step in steps(trial.rehearsal):
        if step.error is not None or not _in_code(step):
            continue
        locks = [lock for lock in step.locks if unquoted(lock.object) in there and lock.mode in WRITES_WAIT]
        span = step.statement.span
        seen = [one.timeouts.lock for one in alike(span, trial.rehearsal, trial.sent)]
        if locks and not any(protects(value) for value in seen):
            worst = max(locks, key=lambda lock: WRITES_WAIT.index(lock.mode))
            yield replace(_hit(worst.object, worst.mode, span), witness=witness("lock-timeout-missing", step))


def _in_code(step: Step) -> bool:
    """Whether what it does stands in code, or in a function that a query calls."""
    actions = step.statement.actions
    return any(isinstance(one, Unread) for one in actions) or all(isinstance(one, Rows) for one in actions)


def _hit(table: str, mode: str, span: Span) -> Hit:
    behind, who = ("query", "queries") if mode == STRONG else ("transaction that has written to it", "writes")
    told = f"without lock_timeout this waits for {mode} on {table} behind any long {behind}"
    return Hit(f"{told}, and all other {who} wait behind it", span=span, object=table)
