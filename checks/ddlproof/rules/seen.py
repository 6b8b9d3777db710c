"""What the rehearsal saw of a statement, put beside what a rule says of it: locks, rewrites, scans, rows. Not a rule.

Where a rule speaks of a rewrite or a scan and PostgreSQL made none, PostgreSQL is right and the finding goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ddlproof.evidence import NOT_SEEN, Rehearsal, Sent, Step
from ddlproof.finding import Finding, Witness
from ddlproof.rules.locking.locks import WEAK, protects, too_short
from ddlproof.rules.ran import alike, at, steps

BY_REWRITE = frozenset(
    """auto-increment-column column-type-rewrite constrained-domain-column stored-generated-column
    volatile-default""".split()
)
BY_SCAN = frozenset(("set-not-null-scan", "type-change-rescans-checks"))
BY_TIMEOUT = frozenset(("lock-timeout-missing", "timeout-kills-concurrent-build"))
"""The rules whose findings a rewrite, or a scan, or a timeout in force decides."""

SHOWN = BY_REWRITE | BY_SCAN
SHOWN |= frozenset(
    """constraint-validates-immediately drop-index-not-concurrent exclusion-constraint-on-existing fk-locks-parent
    index-not-concurrent index-on-partitioned-parent lock-timeout-missing partition-locks-parent
    reindex-not-concurrent storage-rewrite strong-lock-held-across-work unbatched-backfill unique-or-pk-builds-index
    validate-in-same-transaction""".split()
)
"""The rules that are about what a statement does to others while it runs."""

_WEAK = ("SHARE UPDATE EXCLUSIVE",)


def confirmed(
    findings: Iterable[Finding], rehearsal: Rehearsal | None, *, same_version: bool, sent: Sent = "unknown"
) -> Iterator[Finding]:
    """The findings, with what was seen of their statements, and without those that what was seen refutes.

    What depends on the version is refuted only by a server of the one that the SQL is for; `sent` is how it is sent.
    """
    ran = tuple(step for step in steps(rehearsal) if step.observed and step.error is None)
    for finding in findings:
        step = at(finding.span, ran) if finding.rule in SHOWN else None
        if finding.rule in BY_TIMEOUT and _set_otherwise(finding, rehearsal, sent):
            continue
        if step is None:
            yield finding
        elif not (same_version and _refuted(finding, step)):
            yield finding if finding.witness is not None else replace(finding, witness=witness(finding.rule, step))


def _refuted(finding: Finding, step: Step) -> bool:
    return (finding.rule in BY_REWRITE and not step.rewrites) or (finding.rule in BY_SCAN and not step.scans)


def _set_otherwise(finding: Finding, rehearsal: Rehearsal | None, sent: Sent) -> bool:
    """Whether the timeouts in force were other ones than the rule could read in the migration."""
    seen = [step.timeouts for step in alike(finding.span, rehearsal, sent) if step.timeouts != NOT_SEEN]
    if finding.rule == "lock-timeout-missing":
        return any(protects(timeouts.lock) for timeouts in seen)
    return bool(seen) and not any(too_short(timeouts) for timeouts in seen)


def witness(rule: str, step: Step) -> Witness | None:
    """What was seen of a statement that concerns a rule, as a small table; None where that is nothing."""
    rows = [(lock.object, f"{lock.mode}: {lock.blocks} wait") for lock in step.locks if lock.mode not in WEAK]
    if rule in BY_TIMEOUT:
        rows.append(
            ("lock_timeout", f"{step.timeouts.lock} in force" if step.timeouts.lock != "0" else "none in force")
        )
    else:
        rows += [(name, "written anew") for name in step.rewrites]
        rows += [(name, "read from end to end") for name in step.scans]
        rows += [(name, "an INSERT from another session waited, until this commits") for name in step.waited]
        rows += [("rows", f"{step.touched} written")] if step.touched else []
    return Witness("seen in the rehearsal", ("object", "what"), tuple(rows)) if rows else None
