"""The report on a terminal, to be read from the top by a reviewer with five minutes."""

from __future__ import annotations

from ddlproof.outcome import Outcome
from ddlproof.report import claims, difference, findings, rehearsed, statements, summary
from ddlproof.report.claims import verdict_mark
from ddlproof.report.colour import BLANK, Line, Piece, View, line, paint
from ddlproof.report.table import paragraph


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """The whole report as text, in colour if the view's style says so."""
    return paint(lines(outcomes, view), view.style)


def lines(outcomes: tuple[Outcome, ...], view: View) -> list[Line]:
    """The whole report as lines of pieces."""
    page: list[Line] = []
    for outcome in outcomes:
        for part in _parts(outcome, view):
            page += [*part, BLANK] if part else []
    return [*page, *summary.section(outcomes, view)]


def _parts(outcome: Outcome, view: View) -> list[list[Line]]:
    width = view.style.width
    return [
        _header(outcome, view),
        difference.section(outcome),
        claims.section(outcome, width),
        statements.writers(outcome, width),
        statements.readers(outcome, width),
        statements.verification(outcome, width),
        rehearsed.section(outcome, width),
        findings.section(outcome, width),
    ]


def _header(outcome: Outcome, view: View) -> list[Line]:
    """Nothing for `lint`, whose outcome is only a list of findings."""
    if outcome.changes is None and outcome.postgres is None:
        return []
    parts = [outcome.name] if outcome.title else []
    if outcome.postgres is not None:
        parts.append(f"on PostgreSQL {outcome.postgres.version}, {outcome.postgres.backend}")
    title = line(verdict_mark(outcome.passes(view.threshold)), Piece(outcome.title or outcome.name, "bold"))
    page = [title, *([line("  ", Piece(" · ".join(parts), "dim"))] if parts else [])]
    for note in outcome.notes:
        page += paragraph(note, indent=2, width=view.style.width, role="dim")
    return page
