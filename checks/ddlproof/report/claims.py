"""The claims about constraints: how many rows judged each, and whether altered constraints were noticed."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.evidence import Mismatch, Proof
from ddlproof.finding import Witness
from ddlproof.outcome import Outcome
from ddlproof.report.colour import Line, Piece, line
from ddlproof.report.said import count, shows, tells
from ddlproof.report.table import paragraph
from ddlproof.report.witness import witness_lines, witness_table

MOST_SURVIVORS = 6


def section(outcome: Outcome, width: int) -> list[Line]:
    """The section `Claims` of the report of `check`."""
    if not outcome.proofs:
        return []
    lines = [line(Piece("Claims", "bold"))]
    for proof in outcome.proofs:
        lines += _proof(outcome, proof, width)
    return lines


def holds(proof: Proof) -> bool:
    """Whether rows were judged, all as claimed, and every constraint altered on purpose was noticed."""
    return proof.rows > 0 and not proof.mismatches and not proof.mutants.survivors


def verdict_mark(good: bool) -> Piece:
    """`✓` or `✗`."""
    return Piece("✓ ", "good") if good else Piece("✗ ", "bad")


def _proof(outcome: Outcome, proof: Proof, width: int) -> list[Line]:
    lines = paragraph(f"{proof.constraint}: {proof.claim}", indent=2, width=width, first=(verdict_mark(holds(proof)),))
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
        same = f", {mutants.equivalent} proved equivalent" if mutants.equivalent else ""
        parts.append(f"{mutants.killed} of {count(mutants.made - mutants.equivalent, 'mutant')} killed{same}")
    return " · ".join(parts)


def _mismatch(outcome: Outcome, mismatch: Mismatch, width: int) -> list[Line]:
    if shows(outcome, mismatch.row):
        return []
    lines = [line("    ", Piece(f"claimed {mismatch.expected}, but {mismatch.got}", "bad"))]
    return lines + witness_lines(mismatch.row, indent=6, width=width)
