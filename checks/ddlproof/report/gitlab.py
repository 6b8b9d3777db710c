"""The report for GitLab's code quality widget (GitLab documentation, "Code Quality report format")."""

from __future__ import annotations

from ddlproof.finding import Finding, Severity
from ddlproof.outcome import Outcome
from ddlproof.report.colour import View
from ddlproof.report.fingerprint import fingerprints
from ddlproof.report.jsontext import dump
from ddlproof.report.safe import safe

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """One entry a finding; accepted ones are left out, the format has no word for them."""
    pairs = [(outcome, f) for outcome in outcomes for f in outcome.findings if f.accepted is None]
    pairs.sort(key=lambda pair: pair[1].order)
    prints = fingerprints([finding for _, finding in pairs])
    entries = [_entry(outcome, f, print_) for (outcome, f), print_ in zip(pairs, prints, strict=True)]
    return dump(entries)


def _entry(outcome: Outcome, finding: Finding, print_: str) -> dict[str, object]:
    span = finding.span
    return {
        "description": safe(finding.message),
        "check_name": finding.rule,
        "fingerprint": print_,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": span.source.name if span else outcome.name,
            "lines": {"begin": span.line if span else 1},
        },
    }
