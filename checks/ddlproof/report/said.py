"""Words that several sections share; and what the findings say already, so that no section says it twice."""

from __future__ import annotations

from ddlproof.finding import Finding, Witness
from ddlproof.outcome import Outcome


def shows(outcome: Outcome, witness: Witness) -> bool:
    """Whether a finding that is shown in full carries a witness with these rows."""
    shown = (finding.witness for group in groups(outcome) for finding in group[:WHOLE] if finding.witness)
    return any((other.columns, other.rows) == (witness.columns, witness.rows) for other in shown)


WHOLE = 5
"""Findings of one rule that are shown with text and witness; of those that follow, the sentence. JSON has all."""


def groups(outcome: Outcome) -> tuple[tuple[Finding, ...], ...]:
    """The findings that are not accepted, of one rule and severity together, the worst first."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(outcome.findings, key=lambda finding: finding.order):
        if finding.accepted is None:
            found.setdefault((finding.rule, finding.severity), []).append(finding)
    return tuple(map(tuple, found.values()))


def tells(outcome: Outcome, text: str) -> bool:
    """Whether a finding's message or its witness's title contains this text."""
    return any(
        text in finding.message or (finding.witness is not None and text in finding.witness.title)
        for finding in outcome.findings
    )


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `2 queries`."""
    if number == 1:
        return f"1 {noun}"
    ies = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return f"{number:,} {noun[:-1]}ies" if ies else f"{number:,} {noun}s"


def duration(seconds: float) -> str:
    """`0.4 ms`, `38 ms`, `1.4 s`."""
    if seconds >= 0.9995:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:.0f} ms"
