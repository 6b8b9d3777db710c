"""What the rehearsal saw of a statement, put beside what a rule says of it: locks, rewrites, scans, rows. Not a rule.

Where a rule speaks of a rewrite or a scan and PostgreSQL made none, PostgreSQL is right and the finding goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ddlproof.evidence import NOT_SEEN, QueryResult, Rehearsal, Sent, Step
from ddlproof.finding import Finding, Witness
from ddlproof.rules.hold import BY_HOLD, lock_span
from ddlproof.rules.locking.locks import WEAK, protects, too_short
from ddlproof.rules.ran import alike, at, steps, unquoted
from ddlproof.rules.reach import by_access
from ddlproof.rules.rerun import BY_BREAK, harmless
from ddlproof.rules.shown import SEEN, shown_by

BY_REWRITE = frozenset(
    """auto-increment-column column-type-rewrite constrained-domain-column stored-generated-column
    volatile-default""".split()
)
BY_SCAN = frozenset(("set-not-null-scan", "type-change-rescans-checks"))
BY_TIMEOUT = frozenset(("lock-timeout-missing", "timeout-kills-concurrent-build"))
"""The rules whose findings a rewrite, or a scan, or a timeout in force decides."""

BY_ROWS = frozenset(("drop-table", "truncate-or-unbounded-dml", "unbatched-backfill"))
"""The rules that are about how many rows there are."""

SHOWN = BY_REWRITE | BY_SCAN | BY_ROWS
SHOWN |= frozenset(
    """constraint-validates-immediately drop-index-not-concurrent exclusion-constraint-on-existing fk-locks-parent
    index-not-concurrent index-on-partitioned-parent lock-timeout-missing partition-locks-parent
    reindex-not-concurrent storage-rewrite strong-lock-held-across-work unique-or-pk-builds-index
    validate-in-same-transaction""".split()
)
"""The rules that are about what a statement does to others while it runs."""

_WEAK = ("SHARE UPDATE EXCLUSIVE",)


def confirmed(
    findings: Iterable[Finding],
    rehearsal: Rehearsal | None,
    queries: Sequence[QueryResult] = (),
    *,
    same_version: bool,
    sent: Sent = "unknown",
) -> Iterator[Finding]:
    """The findings, with what was seen of their statements, and without those that what was seen refutes.

    What depends on the version is refuted only by a server of the one that the SQL is for; `sent` is how it is sent,
    `queries` what became of the application's.
    """
    ran = tuple(step for step in steps(rehearsal) if step.observed and step.error is None)
    for found in findings:
        finding = by_access(found, rehearsal)
        if finding is None:
            continue
        if finding.rule == "opaque-or-unparsed":
            yield _rehearsed(finding, rehearsal)
            continue
        if (shown := shown_by(finding, rehearsal, queries)) is not None:
            yield replace(finding, witness=shown)
            continue
        step = at(finding.span, ran) if finding.rule in SHOWN else None
        if finding.rule in BY_HOLD and (rows := lock_span(finding.object, finding.span, rehearsal, sent)):
            yield replace(finding, witness=Witness(SEEN, ("object", "what"), tuple(rows)))
            continue
        if finding.rule in BY_BREAK and harmless(finding, rehearsal):
            continue
        if finding.rule in BY_TIMEOUT and _set_otherwise(finding, rehearsal, sent):
            continue
        if step is None:
            yield finding
        elif not (same_version and _refuted(finding, step)):
            yield _shown(finding, step, rehearsal)


def _rehearsed(finding: Finding, rehearsal: Rehearsal | None) -> Finding:
    """What no rule has read, and PostgreSQL has run."""
    step = at(finding.span, tuple(step for step in steps(rehearsal) if step.error is None))
    if step is None:
        return finding
    return replace(finding, instead=_RAN, witness=witness(finding.rule, step))


_RAN = (
    "The rehearsal has run it, and shows what it locks, writes and leaves. The rules that read SQL have not: look at"
    " it yourself."
)


def _shown(finding: Finding, step: Step, rehearsal: Rehearsal | None) -> Finding:
    if finding.witness is not None:
        return finding
    return replace(finding, witness=witness(finding.rule, step, _held(finding.object, rehearsal)))


def _refuted(finding: Finding, step: Step) -> bool:
    return (finding.rule in BY_REWRITE and not step.rewrites) or (finding.rule in BY_SCAN and not step.scans)


def _set_otherwise(finding: Finding, rehearsal: Rehearsal | None, sent: Sent) -> bool:
    """Whether the timeouts in force were other ones than the rule could read in the migration."""
    seen = [step.timeouts for step in alike(finding.span, rehearsal, sent) if step.timeouts != NOT_SEEN]
    if finding.rule == "lock-timeout-missing":
        return any(protects(timeouts.lock) for timeouts in seen)
    return bool(seen) and not any(too_short(timeouts) for timeouts in seen)


def witness(rule: str, step: Step, held: int | None = None) -> Witness | None:
    """What was seen of a statement that concerns a rule, as a small table; None where that is nothing.

    `held` is how many rows the table that the finding is about had when the migration began.
    """
    if rule in BY_ROWS:
        rows = _rows(step, held)
    elif rule in BY_TIMEOUT:
        rows = [
            *_locks(step),
            ("lock_timeout", f"{'none' if step.timeouts.lock == '0' else step.timeouts.lock} in force"),
        ]
    else:
        rows = [*_locks(step), *((name, "written anew") for name in step.rewrites)]
        rows += [(name, "read from end to end") for name in step.scans]
        rows += [(name, "another session's INSERT waited") for name in step.waited]
        rows += [("rows", f"{step.touched} written")] if step.touched else []
    return Witness(SEEN, ("object", "what"), tuple(rows)) if rows else None


def _locks(step: Step) -> list[tuple[str, str]]:
    return [(lock.object, f"{lock.mode}: {lock.blocks} wait") for lock in step.locks if lock.mode not in WEAK]


def _rows(step: Step, held: int | None) -> list[tuple[str, str]]:
    """How many rows, and what writing them cost."""
    rows = [("rows", f"{held} in the table when the migration began")] if held is not None else []
    if step.touched:
        rows.append(("rows", f"{step.touched} written or deleted"))
        if step.wal > 0:
            rows.append(("write-ahead log", f"{step.wal} bytes, {step.wal // step.touched} a row"))
        rows.append(("time", f"{step.seconds * 1000:.1f} ms"))
    return rows


def _held(table: str, rehearsal: Rehearsal | None) -> int | None:
    counted = {unquoted(name): rows.get("before") for name, rows in rehearsal.rows.items()} if rehearsal else {}
    return counted.get(unquoted(table))
