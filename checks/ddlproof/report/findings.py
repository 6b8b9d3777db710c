"""Findings on a terminal: worst first, those of one rule together, each with its place and its witness."""

from __future__ import annotations

from itertools import groupby

from ddlproof.finding import Finding
from ddlproof.outcome import Outcome
from ddlproof.report.colour import BLANK, Line, Piece, line
from ddlproof.report.said import WHOLE, count, groups
from ddlproof.report.snippet import snippet
from ddlproof.report.table import paragraph
from ddlproof.report.witness import witness_lines
from ddlproof.source import Span


def section(outcome: Outcome, width: int) -> list[Line]:
    """Every finding, and the accepted ones with their reason in one line."""
    ordered = sorted(outcome.findings, key=lambda finding: finding.order)
    lines: list[Line] = []
    shown: set[Span] = set()
    for group in groups(outcome):
        lines += [BLANK] if lines else []
        lines += _group(group, shown, width)
    accepted = [_accepted(finding, width) for finding in ordered if finding.accepted is not None]
    return lines + ([BLANK] if lines and accepted else []) + [text for texts in accepted for text in texts]


def _group(group: tuple[Finding, ...], shown: set[Span], width: int) -> list[Line]:
    first = group[0]
    beside = f"  {len(group)} times" if len(group) > 1 else f"  {place(first)}"
    lines = [line(Piece(first.severity, first.severity.value), " ", Piece(first.rule, "bold"), Piece(beside, "dim"))]
    for instead, alike in groupby(enumerate(group), key=lambda numbered: numbered[1].instead):
        for number, finding in alike:
            lines += [line("  ", Piece(place(finding), "dim"))] if len(group) > 1 else []
            lines += _finding(finding, shown, width) if number < WHOLE else _message(finding, width)
        if instead:
            lines += paragraph(instead, indent=2, width=width, first=(Piece("instead: ", "good"),))
    return lines


def place(finding: Finding) -> str:
    """`file:line:column`, or the object where no file is at fault."""
    return finding.span.place if finding.span else finding.object


def _message(finding: Finding, width: int) -> list[Line]:
    return paragraph(finding.message, indent=2, width=width)


def _finding(finding: Finding, shown: set[Span], width: int) -> list[Line]:
    lines = _message(finding, width)
    # The message names an entry of a contract; its text says no more.
    contract = finding.span is not None and finding.span.source.name.endswith(".toml")
    if finding.span is not None and not contract and finding.span not in shown:
        lines += snippet(finding.span, indent=4, width=width, role=finding.severity.value)
        shown.add(finding.span)
    if finding.witness is not None:
        lines += witness_lines(finding.witness, indent=4, width=width)
    return lines


def _accepted(finding: Finding, width: int) -> list[Line]:
    where = Piece(f" {place(finding)}: ", "dim")
    first = (Piece(f"accepted {finding.severity} ", "dim"), Piece(finding.rule, "bold"), where)
    return paragraph(finding.accepted or "", indent=0, width=width, first=first)


def tally(outcomes: tuple[Outcome, ...]) -> dict[str, int]:
    """How many findings of each severity, and how many accepted ones."""
    tallied = {"error": 0, "warning": 0, "note": 0, "accepted": 0}
    for outcome in outcomes:
        for finding in outcome.findings:
            tallied["accepted" if finding.accepted is not None else finding.severity.value] += 1
    return tallied


def tally_text(outcomes: tuple[Outcome, ...]) -> str:
    """`3 errors, 4 warnings, 1 accepted`, or `no findings`."""
    tallied = tally(outcomes)
    accepted = tallied.pop("accepted")
    parts = [count(number, noun) for noun, number in tallied.items() if number]
    parts += [f"{accepted} accepted"] if accepted else []
    return ", ".join(parts) or "no findings"
