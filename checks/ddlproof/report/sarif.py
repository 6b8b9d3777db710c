"""The report as SARIF 2.1.0, for code scanning (OASIS standard, sections 3.14 to 3.35)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ddlproof.finding import Finding
from ddlproof.outcome import Outcome
from ddlproof.report.colour import View
from ddlproof.report.fingerprint import fingerprints
from ddlproof.report.jsontext import dump
from ddlproof.report.machine import witness
from ddlproof.report.safe import safe
from ddlproof.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """One run, with the rules that were broken and one result a finding; accepted ones are suppressed results.

    What else is to be said are notifications of the run (section 3.20.21).
    """
    findings = sorted((f for outcome in outcomes for f in outcome.findings), key=lambda finding: finding.order)
    names = sorted({finding.rule for finding in findings})
    driver = {"name": "ddlproof", "semanticVersion": __version__, "rules": [_rule(name, findings) for name in names]}
    results = [
        _result(finding, print_, names.index(finding.rule))
        for finding, print_ in zip(findings, fingerprints(findings), strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if notes := [{"level": "note", "message": {"text": safe(note)}} for one in outcomes for note in one.notes]:
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, findings: list[Finding]) -> dict[str, Any]:
    instead = next((finding.instead for finding in findings if finding.rule == name and finding.instead), "")
    help_ = {"help": {"text": safe(instead)}} if instead else {}
    return {"id": name, "shortDescription": {"text": name.replace("-", " ")}} | help_


def _result(finding: Finding, print_: str, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": "\n".join(safe(text) for text in finding.message.split("\n"))},
        "partialFingerprints": {"ddlproof/v1": print_},
        "locations": [_location(finding)],
    }
    if finding.witness is not None:
        result["properties"] = {"witness": witness(finding.witness)}
    if finding.accepted is not None:
        result["suppressions"] = [{"kind": "external", "justification": safe(finding.accepted)}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if (span := finding.span) is not None:
        region = {"startLine": span.line, "startColumn": span.column}
        if span.end > span.start:
            region |= {"endLine": span.source.line_of(span.end), "endColumn": span.source.column_of(span.end)}
        artifact = {"uri": quote(safe(span.source.name), safe="/")}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": region}
    if finding.object:
        location["logicalLocations"] = [{"fullyQualifiedName": safe(finding.object)}]
    return location
