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
        claims.constraints(outcome, width),
        statements.writers(outcome, width),
        statements.readers(outcome, width),
        statements.verification(outcome, width),
        rehearsed.section(outcome, width),
        findings.section(outcome, width),
    ]


def _header(outcome: Outcome, view: View) -> list[Line]:
    """Title, and what was run on which server. `lint`, whose outcome is a list of findings, has only its notes."""
    page: list[Line] = []
    if outcome.changes is not None or outcome.postgres is not None:
        title = outcome.title or outcome.name
        page.append(line(verdict_mark(outcome.passes(view.threshold)), Piece(title, "bold")))
        parts = [outcome.name] if outcome.title else []
        if outcome.postgres is not None:
            parts.append(f"on PostgreSQL {outcome.postgres.version}, {outcome.postgres.backend}")
        page += [line("  ", Piece(" · ".join(parts), "dim"))] if parts else []
    for note in outcome.notes:
        page += paragraph(note, indent=2, width=view.style.width, role="dim")
    return page
