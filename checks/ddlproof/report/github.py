"""The report as GitHub workflow commands, which become annotations in "Files changed".

GitHub documentation, "Workflow commands for GitHub Actions". At most 10 annotations of a kind are shown per step, so
the worst come first. Whatever a pull request's author wrote is escaped: it can forge no command.
"""

from __future__ import annotations

from ddlproof.errors import DdlproofError
from ddlproof.finding import Finding, Severity
from ddlproof.outcome import Outcome
from ddlproof.report.colour import View
from ddlproof.report.safe import safe
from ddlproof.report.summary import summary_text
from ddlproof.source import Span

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """One command a finding, then one a note, and the summary as a plain line. Accepted findings are notices."""
    findings = sorted((f for outcome in outcomes for f in outcome.findings), key=lambda finding: finding.order)
    commands = [_command(finding) for finding in findings]
    commands += [f"::notice title=ddlproof::{_data(safe(note))}" for outcome in outcomes for note in outcome.notes]
    return "".join(f"{command}\n" for command in commands) + f"ddlproof: {summary_text(outcomes)}\n"


def render_error(error: DdlproofError) -> str:
    """What stopped the program, as a command: the text on stderr annotates nothing."""
    place = _place(error.span) if error.span is not None else {}
    lines = [error.message, *error.notes, *([f"hint: {error.hint}"] if error.hint else [])]
    properties = ",".join(f"{name}={_property(value)}" for name, value in (place | {"title": "ddlproof"}).items())
    said = "\n".join(safe(text) for line in lines for text in line.split("\n"))
    return f"::error {properties}::{_data(said)}\n"


def _command(finding: Finding) -> str:
    command = _COMMANDS[finding.severity] if finding.accepted is None else "notice"
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding).items())
    return f"::{command} {properties}::{_data(_message(finding))}"


def _properties(finding: Finding) -> dict[str, str]:
    title = {"title": f"ddlproof {finding.rule}"}
    return title if finding.span is None else _place(finding.span) | title


def _place(span: Span) -> dict[str, str]:
    end = span.source.line_of(max(span.start, span.end - 1))
    place = {"file": span.source.name, "line": str(span.line), "endLine": str(end)}
    # Columns only count where the annotation has one line.
    return place | ({"col": str(span.column)} if end == span.line else {})


def _message(finding: Finding) -> str:
    lines = finding.message.split("\n")
    lines += [f"instead: {finding.instead}"] if finding.instead else []
    lines += [f"accepted: {finding.accepted}"] if finding.accepted is not None else []
    lines += finding.witness.sql.split("\n") if finding.witness and finding.witness.sql else []
    return "\n".join(safe(text) for text in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "# #[")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
