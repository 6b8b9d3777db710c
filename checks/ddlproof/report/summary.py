"""The last lines of a report: what was found, how much was analysed, what to do next."""

from __future__ import annotations

from ddlproof.outcome import Outcome
from ddlproof.report.colour import Line, Piece, View, line
from ddlproof.report.findings import tally, tally_text
from ddlproof.report.said import count, duration
from ddlproof.report.table import paragraph


def passes(outcomes: tuple[Outcome, ...], view: View) -> bool:
    """Whether no outcome has a finding that fails at the view's threshold."""
    return all(outcome.passes(view.threshold) for outcome in outcomes)


def summary_text(outcomes: tuple[Outcome, ...]) -> str:
    """`3 errors, 4 warnings · 7 of 7 statements analysed · 1.4 s`."""
    if _nothing(outcomes):
        return "nothing was checked"
    parts = [tally_text(outcomes)]
    statements = sum(outcome.statements for outcome in outcomes)
    if statements:
        analysed = sum(outcome.analysed for outcome in outcomes)
        parts.append(f"{analysed:,} of {count(statements, 'statement')} analysed")
    seconds = sum(outcome.seconds for outcome in outcomes)
    return " · ".join([*parts, duration(seconds)] if seconds else parts)


def _nothing(outcomes: tuple[Outcome, ...]) -> bool:
    return not any(outcome.statements or outcome.findings or outcome.changes for outcome in outcomes)


def section(outcomes: tuple[Outcome, ...], view: View) -> list[Line]:
    """The summary line and, where something was found, the next commands."""
    mark = Piece("✓ ", "good") if passes(outcomes, view) else Piece("✗ ", "bad")
    mark = Piece("– ", "dim") if _nothing(outcomes) else mark
    return [line(mark, Piece(summary_text(outcomes), "bold")), *_next(outcomes, view.style.width)]


def _next(outcomes: tuple[Outcome, ...], width: int) -> list[Line]:
    advice = []
    if differing := [outcome.name for outcome in outcomes if outcome.intended and not outcome.intended.holds]:
        advice.append((f"ddlproof accept {differing[0]}", "write the present diff into `intended`, if it is meant"))
    if worst := min(
        (f for o in outcomes for f in o.findings if f.accepted is None), key=lambda f: f.order, default=None
    ):
        advice.append((f"ddlproof explain {worst.rule}", "what a rule means, and what to do instead"))
    tallied = tally(outcomes)
    if tallied["error"] + tallied["warning"] and any(outcome.changes is not None for outcome in outcomes):
        if any(outcome.stated for outcome in outcomes):
            advice.append(("[[accept]]", "in change.toml, with `rule` and `reason`, lets a finding pass"))
        else:
            advice.append(("-- ddlproof: ignore RULE reason", "above a statement lets its finding pass"))
    longest = max((len(command) for command, _ in advice), default=0)
    lines = []
    for command, what in advice:
        lines += paragraph(what, indent=2, width=width, role="dim", first=(Piece(f"{command:<{longest}}  "),))
    return lines
