"""What a rehearsal saw destroyed, told by the finding that says so already, if there is one. Not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ddlproof.finding import Finding, Witness

LOSES = "migration-loses-data"
SAY_SO = frozenset(("drop-column", "drop-table", "truncate-or-unbounded-dml"))
"""The rules whose findings say of a table or column that what it holds is lost."""


def told_once(static: Iterable[Finding], seen: Sequence[Finding]) -> tuple[Finding, ...]:
    """All of them, but one where two would say that a statement destroys the same; it shows the rows that were lost."""
    losses = [finding for finding in seen if finding.rule == LOSES]
    merged = [(finding, list(_same(finding, losses))) for finding in static]
    told = {id(loss) for _, found in merged for loss in found}
    rest = (finding for finding in seen if id(finding) not in told)
    return (*(_with_rows(finding, found) for finding, found in merged), *rest)


def _same(finding: Finding, losses: Iterable[Finding]) -> Iterator[Finding]:
    """The losses of the table or column that a finding is about, or of a column of that table, by its statement."""
    if finding.rule in SAY_SO:
        for loss in losses:
            if loss.span == finding.span and f"{loss.object}.".startswith(f"{finding.object}."):
                yield loss


def _with_rows(finding: Finding, losses: Sequence[Finding]) -> Finding:
    lost = next((loss.witness for loss in losses if loss.witness is not None), None)
    if lost is None or (finding.witness is not None and len(finding.witness.rows) > 1):
        return finding  # what writing the rows cost is the better witness
    counted = _counted(finding.witness)
    return replace(finding, witness=replace(lost, title=counted or lost.title))


def _counted(witness: Witness | None) -> str:
    """`rows: 3 in the table when the migration began`."""
    return ": ".join(value or "" for value in witness.rows[0]) if witness is not None and witness.rows else ""
