"""The report as JUnit XML: what holds as passed test cases, each finding as a failed or a noted one."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ddlproof.finding import Finding
from ddlproof.outcome import Outcome
from ddlproof.report.claims import holds
from ddlproof.report.colour import View, paint
from ddlproof.report.findings import place
from ddlproof.report.safe import safe
from ddlproof.report.witness import witness_lines


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """One test suite a change."""
    suites = Element("testsuites", name="ddlproof")
    for outcome in outcomes:
        _suite(suites, outcome, view)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _suite(parent: Element, outcome: Outcome, view: View) -> None:
    failures = sum(finding.fails(view.threshold) for finding in outcome.findings)
    proved = _proved(outcome)
    cases = [(what, name) for what, name in proved] or ([] if outcome.findings else [("lint", "no findings")])
    suite = SubElement(
        parent,
        "testsuite",
        name=_xml(outcome.name),
        tests=str(len(cases) + len(outcome.findings)),
        failures=str(failures),
        errors="0",
        skipped="0",
        time=f"{outcome.seconds:.3f}",
    )
    for what, name in cases:
        SubElement(suite, "testcase", classname=what, name=_xml(name))
    for finding in sorted(outcome.findings, key=lambda finding: finding.order):
        _case(suite, finding, view)
    if outcome.notes:
        SubElement(suite, "system-out").text = _xml("\n".join(outcome.notes))


def _proved(outcome: Outcome) -> list[tuple[str, str]]:
    """What holds. What does not has its findings, and no test case besides."""
    cases = [("diff", "as intended")] if outcome.intended is not None and outcome.intended.holds else []
    cases += [
        ("claim" if proof.claimed else "constraint", proof.heading) for proof in outcome.proofs or () if holds(proof)
    ]
    cases += [("writer", f"{result.name} ({result.schema})") for result in outcome.writers or () if result.holds]
    cases += [("reader", f"{result.name} ({result.schema})") for result in outcome.readers or () if result.holds]
    return cases + [("verify", " ".join(result.sql.split())) for result in outcome.verify or () if result.holds]


def _case(suite: Element, finding: Finding, view: View) -> None:
    span = finding.span
    attributes = {"classname": finding.rule, "name": _xml(place(finding))}
    attributes |= {"file": _xml(span.source.name), "line": str(span.line)} if span else {}
    case = SubElement(suite, "testcase", attributes)
    if finding.fails(view.threshold):
        failure = SubElement(case, "failure", type=finding.severity.value, message=_xml(finding.message))
        failure.text = _xml(_details(finding))
    else:
        accepted = f"\naccepted: {finding.accepted}" if finding.accepted is not None else ""
        SubElement(case, "system-out").text = _xml(f"{finding.severity}: {finding.message}{accepted}")


def _details(finding: Finding) -> str:
    parts = [finding.span.text] if finding.span else []
    parts += [f"instead: {finding.instead}"] if finding.instead else []
    parts += [paint(witness_lines(finding.witness, indent=0, width=160), View().style)] if finding.witness else []
    return "\n".join(parts)


def _xml(text: str) -> str:
    """What prints is within XML 1.0, section 2.2; the rest ElementTree would write too, and nobody could read it."""
    return "\n".join(safe(part.expandtabs(4)) for part in text.split("\n"))
