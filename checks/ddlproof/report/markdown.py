"""The report as the comment on a pull request: verdict, diff, findings, and the rest folded away."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from ddlproof.finding import Finding
from ddlproof.outcome import Outcome
from ddlproof.report import claims, rehearsed, statements
from ddlproof.report.colour import BLANK, Line, Style, View, paint
from ddlproof.report.findings import place
from ddlproof.report.safe import safe
from ddlproof.report.summary import passes, summary_text
from ddlproof.report.witness import witness_lines

# Finds the comment again, to replace it.
MARKER = "<!-- ddlproof -->"
# GitHub refuses comments of more than 65,536 characters.
MOST = 60_000
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|~&$!]|^[-+=]|(?<=^\d)[.)])")
_PLAIN = Style(width=110)


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """The whole comment, never longer than GitHub takes."""
    holds = passes(outcomes, view)
    blocks = [MARKER, f"### {'✅' if holds else '❌'} ddlproof: {escape(summary_text(outcomes))}"]
    for outcome in outcomes:
        blocks += _outcome(outcome, view)
    return _short_enough(blocks)


def _short_enough(blocks: list[str]) -> str:
    kept, size = [], 0
    for number, block in enumerate(blocks):
        size += len(block) + 2
        if size > MOST:
            kept.append(f"… and {len(blocks) - number} more parts, left out here: see the log.")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def _outcome(outcome: Outcome, view: View) -> list[str]:
    blocks = [f"#### {escape(outcome.title or outcome.name)}"]
    blocks += ["\n".join(f"- {escape(note)}" for note in outcome.notes)] if outcome.notes else []
    if outcome.changes is not None:
        blocks += _diff(outcome)
    findings = sorted(outcome.findings, key=lambda finding: finding.order)
    blocks += [_finding(finding, view) for finding in findings]
    return blocks + _evidence(outcome)


def _diff(outcome: Outcome) -> list[str]:
    if not outcome.printed_diff.strip():
        return ["No changes."]
    # GitHub colours a line by its first character only.
    lines = [re.sub(r"^( +)([-+])", r"\2\1", text) for text in outcome.printed_diff.splitlines()]
    intended = outcome.intended
    verdict = [] if intended is None else ["As intended:" if intended.holds else "**Not as intended:**"]
    wrong = []
    if intended is not None:
        wrong += [f"- missing: {code(text.strip())}" for text in intended.missing]
        wrong += [f"- not intended: {code(text.strip())}" for text in intended.unexpected]
    return [*verdict, fence("\n".join(safe(text) for text in lines), "diff"), *(["\n".join(wrong)] if wrong else [])]


def _finding(finding: Finding, view: View) -> str:
    mark = {"error": "🔴", "warning": "🟡", "note": "🔵"}[finding.severity.value]
    if finding.accepted is not None:
        return f"- ☑️ accepted {code(finding.rule)} {code(place(finding))}: {escape(finding.accepted)}"
    parts = [f"{mark} **{finding.severity}** {code(finding.rule)} {code(place(finding))}  "]
    parts.append(escape(finding.message))
    if finding.span is not None:
        parts.append("\n" + fence(_safe_lines(finding.span.text), "sql"))
    if finding.witness is not None:
        parts.append("\n" + fence(_plain(witness_lines(finding.witness, indent=0, width=_PLAIN.width))))
    if finding.instead:
        parts.append(f"\n**instead:** {escape(finding.instead)}")
    return "\n".join(parts)


def _evidence(outcome: Outcome) -> list[str]:
    width = _PLAIN.width
    # The findings stand above; here only what was seen.
    bare = replace(outcome, findings=())
    sections = [
        claims.section(bare, width),
        claims.constraints(bare, width),
        statements.writers(bare, width),
        statements.readers(bare, width),
        statements.verification(bare, width),
        rehearsed.section(bare, width),
    ]
    lines: list[Line] = []
    for section in sections:
        lines += [*section, BLANK] if section else []
    if not lines:
        return []
    where = f" on PostgreSQL {outcome.postgres.version}" if outcome.postgres else ""
    summary = f"<summary>What was run{html.escape(safe(where))}</summary>"
    return [f"<details>{summary}\n\n{fence(_plain(lines))}\n\n</details>"]


def _plain(lines: list[Line]) -> str:
    return paint(lines, _PLAIN).rstrip("\n")


def _safe_lines(text: str) -> str:
    return "\n".join(safe(part.expandtabs(4)) for part in text.split("\n"))


def escape(text: str) -> str:
    """The text as Markdown that means only itself: no link, no mention, no markup, one paragraph."""
    flat = " ".join(safe(part) for part in text.split("\n"))
    flat = _PUNCTUATION.sub(r"\\\1", flat)
    # GitHub links these after Markdown has been rendered, so a backslash does not help: a zero-width space does.
    return re.sub(r"(@|:(?=//)|www(?=\.)|#(?=\d))", r"\1&#8203;", flat, flags=re.IGNORECASE)


def code(text: str) -> str:
    """The text as a code span, whatever backticks it holds."""
    shown = safe(text) or " "
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str, language: str = "") -> str:
    """The text as a fenced block that it cannot close."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
