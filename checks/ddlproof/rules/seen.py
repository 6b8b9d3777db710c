"""What the rehearsal saw of a statement, put beside what a rule says of it: locks, rewrites, scans, rows. Not a rule.

Where a rule speaks of a rewrite or a scan and PostgreSQL made none, PostgreSQL is right and the finding goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ddlproof.evidence import Rehearsal, Step
from ddlproof.finding import Finding, Witness
from ddlproof.source import Span

BY_REWRITE = frozenset(
    """auto-increment-column column-type-rewrite constrained-domain-column stored-generated-column
    volatile-default""".split()
)
BY_SCAN = frozenset(("set-not-null-scan", "type-change-rescans-checks"))
"""The rules whose findings a rewrite, or a scan, decides."""

SHOWN = (
    BY_REWRITE
    | BY_SCAN
    | frozenset(
        """constraint-validates-immediately drop-index-not-concurrent exclusion-constraint-on-existing fk-locks-parent
    index-not-concurrent index-on-partitioned-parent partition-locks-parent reindex-not-concurrent storage-rewrite
    strong-lock-held-across-work unbatched-backfill unique-or-pk-builds-index validate-in-same-transaction""".split()
    )
)
"""The rules that are about what a statement does to others while it runs."""

_WEAK = ("SHARE UPDATE EXCLUSIVE",)


def confirmed(findings: Iterable[Finding], rehearsal: Rehearsal | None, *, same_version: bool) -> Iterator[Finding]:
    """The findings, with what was seen of their statements, and without those that what was seen refutes.

    A finding is refuted only by a server of the version that the SQL is for.
    """
    steps = _steps(rehearsal)
    for finding in findings:
        step = _of(finding.span, steps) if finding.rule in SHOWN and finding.span is not None else None
        if step is None:
            yield finding
        elif not (same_version and _refuted(finding, step)):
            yield finding if finding.witness is not None else replace(finding, witness=_witness(step))


def _steps(rehearsal: Rehearsal | None) -> tuple[Step, ...]:
    """The statements of the migration as they ran one by one with rows in the tables, as far as they were seen."""
    for run in rehearsal.runs if rehearsal is not None else ():
        if (run.direction, run.mode, run.population) == ("up", "statements", "old"):
            return tuple(step for step in run.steps if step.observed and step.error is None)
    return ()


def _of(span: Span, steps: tuple[Step, ...]) -> Step | None:
    for step in steps:
        whole = step.statement.span
        if whole.source.name == span.source.name and whole.start <= span.start < whole.end:
            return step
    return None


def _refuted(finding: Finding, step: Step) -> bool:
    return (finding.rule in BY_REWRITE and not step.rewrites) or (finding.rule in BY_SCAN and not step.scans)


def _witness(step: Step) -> Witness | None:
    """What was seen, as a small table; None where that is nothing."""
    rows = [(lock.object, f"{lock.mode}: {lock.blocks} wait") for lock in step.locks if lock.mode not in _WEAK]
    rows += [(name, "written anew") for name in step.rewrites]
    rows += [(name, "read from end to end") for name in step.scans]
    rows += [("rows", f"{step.touched} written")] if step.touched else []
    return Witness("seen in the rehearsal", ("object", "what"), tuple(rows)) if rows else None
