"""What was proved of constraints, claimed or not: how many rows judged each, and whether altered ones were noticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ddlproof.evidence import Mismatch, Mutants, Proof
from ddlproof.finding import Witness
from ddlproof.outcome import Outcome
from ddlproof.report.colour import Line, Piece, line
from ddlproof.report.said import count, shows, tells
from ddlproof.report.table import paragraph
from ddlproof.report.witness import witness_lines, witness_table

MOST_SURVIVORS = 6
MOST_LINES = 10
"""Constraints that hold, and that nobody has claimed, of which each gets its line."""


def section(outcome: Outcome, width: int) -> list[Line]:
    """The section `Claims` of the report of `check`."""
    claimed = [proof for proof in outcome.proofs or () if proof.claimed]
    lines = [line(Piece("Claims", "bold"))] if claimed else []
    for proof in claimed:
        lines += _proof(outcome, proof, width)
    return lines


def constraints(outcome: Outcome, width: int) -> list[Line]:
    """The section `Constraints`: a line for each that holds and that no claim speaks of; of more than ten, for ten."""
    proofs = [proof for proof in outcome.proofs or () if not proof.claimed]
    if not proofs:
        return []
    lines = [line(Piece("Constraints", "bold"), Piece("  that no claim speaks of, as they are written", "dim"))]
    for proof in (proof for proof in proofs if proof.mismatches):
        lines += _proof(outcome, proof, width)
    rest = [proof for proof in proofs if not proof.mismatches]
    for proof in rest[:MOST_LINES]:
        lines += _stated(proof, width)
    if more := rest[MOST_LINES:]:
        held = sum(holds(proof) for proof in more)
        unproved = f", {len(more) - held} not proved" if held < len(more) else ""
        lines.append(line(Piece(f"    … {held} more hold{unproved}: --format json lists them", "dim")))
    return lines


def holds(proof: Proof) -> bool:
    """Whether rows were judged, all as claimed, and every altered form of a claimed constraint was noticed."""
    return proof.rows > 0 and not proof.mismatches and not (proof.claimed and proof.mutants.survivors)


def _stated(proof: Proof, width: int) -> list[Line]:
    mark = verdict_mark(True) if holds(proof) else Piece("- ", "dim")
    mutants = proof.mutants
    lost = f"{mutants.killed} of " if mutants.survivors else ""
    figures = f" · {count(proof.rows, 'row')}, {lost}{count(mutants.made - mutants.equivalent, 'mutant')} killed"
    said = figures if proof.rows else ""
    lines = paragraph(f"{proof.heading}{said}", indent=2, width=width, first=(mark,))
    return lines + _undistinguished(proof, width)


def _undistinguished(proof: Proof, width: int) -> list[Line]:
    survivors, notes = proof.mutants.survivors, list(proof.notes)
    if survivors:
        more = f"; … {len(survivors) - 2} more" if len(survivors) > 2 else ""
        notes.insert(0, f"not distinguished by any row: {'; '.join(survivors[:2])}{more}")
    return [one for note in notes for one in paragraph(note, indent=4, width=width, role="dim")]


def verdict_mark(good: bool) -> Piece:
    """`✓` or `✗`."""
    return Piece("✓ ", "good") if good else Piece("✗ ", "bad")


def _proof(outcome: Outcome, proof: Proof, width: int) -> list[Line]:
    lines = paragraph(proof.heading, indent=2, width=width, first=(verdict_mark(holds(proof)),))
    lines += paragraph(_figures(proof), indent=4, width=width, role="bad" if proof.mismatches else "dim")
    if proof.states is not None:
        lines += witness_table(_labelled(proof.states), indent=4, width=width)
    for mismatch in proof.mismatches:
        lines += _mismatch(outcome, mismatch, width)
    survivors = [text for text in proof.mutants.survivors if not tells(outcome, text)]
    for text in survivors[:MOST_SURVIVORS]:
        lines += paragraph(text, indent=4, width=width, first=(Piece("not told apart: ", "bad"),))
    if len(survivors) > MOST_SURVIVORS:
        lines.append(line(Piece(f"    … {len(survivors) - MOST_SURVIVORS} more", "dim")))
    for note in proof.notes:
        lines += paragraph(note, indent=4, width=width, role="dim")
    return lines


def _labelled(states: Witness) -> Witness:
    """The states are words for values, so their `null` is NULL."""
    rows = tuple(tuple(None if word == "null" else word for word in row) for row in states.rows)
    return replace(states, rows=rows)


def _figures(proof: Proof) -> str:
    mutants = proof.mutants
    parts = [f"{count(proof.rows, 'row')}: {proof.accepted:,} accepted, {proof.rejected:,} rejected"]
    if proof.mismatches:
        parts.append(f"{len(proof.mismatches)} not as claimed")
    if mutants.made:
        same = f", {_same(mutants)}" if mutants.equivalent else ""
        parts.append(f"{mutants.killed} of {count(mutants.made - mutants.equivalent, 'mutant')} killed{same}")
    return " · ".join(parts)


def _same(mutants: Mutants) -> str:
    """`3 proved equivalent (2 by partition, 1 by PostgreSQL)`."""
    met = Counter(one.prover for one in mutants.equivalents)
    return f"{mutants.equivalent} proved equivalent ({', '.join(f'{n} by {prover}' for prover, n in met.items())})"


def _mismatch(outcome: Outcome, mismatch: Mismatch, width: int) -> list[Line]:
    if shows(outcome, mismatch.row):
        return []
    lines = [line("    ", Piece(f"should be {mismatch.expected}, but is {mismatch.got}", "bad"))]
    return lines + witness_lines(mismatch.row, indent=6, width=width)
