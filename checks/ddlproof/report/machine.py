"""The report as JSON, version 1: the same shape from every command, without the sections that it does not make."""

from __future__ import annotations

from typing import Any

from ddlproof.evidence import Change, Proof, ReaderResult, Rehearsal, Step, VerifyResult, WriterResult
from ddlproof.finding import Finding, Witness
from ddlproof.outcome import Outcome
from ddlproof.report.colour import View
from ddlproof.report.jsontext import dump
from ddlproof.report.runs import MOMENTS, lost, told

VERSION = 1
Json = dict[str, Any]


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """One change as itself; several as `reports`, each with its `path`, below all their findings."""
    if len(outcomes) == 1:
        document = _report(outcomes[0], view)
    else:
        document = {
            "version": VERSION,
            "verdict": _verdict(all(outcome.passes(view.threshold) for outcome in outcomes)),
            "findings": [_finding(finding) for outcome in outcomes for finding in _ordered(outcome)],
            "reports": [_report(outcome, view) | {"path": outcome.name} for outcome in outcomes],
        }
    return dump(document)


def _verdict(passes: bool) -> str:
    return "pass" if passes else "fail"


def _ordered(outcome: Outcome) -> list[Finding]:
    return sorted(outcome.findings, key=lambda finding: finding.order)


def _report(outcome: Outcome, view: View) -> Json:
    sections: Json = {
        "changes": None if outcome.changes is None else [_change(change) for change in outcome.changes],
        "intended": _intended(outcome),
        "findings": [_finding(finding) for finding in _ordered(outcome)],
        "proofs": None if outcome.proofs is None else [_proof(proof) for proof in outcome.proofs],
        "writers": None if outcome.writers is None else [_writer(result) for result in outcome.writers],
        "readers": None if outcome.readers is None else [_reader(result) for result in outcome.readers],
        "verify": None if outcome.verify is None else [_verify(result) for result in outcome.verify],
        "rehearsal": None if outcome.rehearsal is None else _rehearsal(outcome.rehearsal),
        "postgres": _postgres(outcome),
        "statements": {"all": outcome.statements, "analysed": outcome.analysed} if outcome.statements else None,
        "notes": list(outcome.notes),
    }
    made = {name: section for name, section in sections.items() if section is not None}
    return {"version": VERSION, "verdict": _verdict(outcome.passes(view.threshold))} | made


def witness(given: Witness | None) -> Json | None:
    """A witness as JSON: its table by rows, NULL as null."""
    if given is None:
        return None
    return {
        "title": given.title,
        "columns": given.columns,
        "rows": given.rows,
        "marked": given.marked,
        "sql": given.sql,
    }


def _change(change: Change) -> Json:
    return {
        "action": change.action,
        "kind": change.kind,
        "object": change.object,
        "text": change.text,
        "relation": change.relation,
        "prover": change.prover,
        "witness": witness(change.witness),
    }


def _intended(outcome: Outcome) -> Json | None:
    if (intended := outcome.intended) is None:
        return None
    return {"holds": intended.holds, "missing": intended.missing, "unexpected": intended.unexpected}


def _finding(finding: Finding) -> Json:
    span = finding.span
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "instead": finding.instead,
        "file": span.source.name if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "object": finding.object,
        "statement": span.text if span else None,
        "witness": witness(finding.witness),
        "accepted": finding.accepted,
    }


def _proof(proof: Proof) -> Json:
    mutants = proof.mutants
    return {
        "constraint": proof.constraint,
        "claim": proof.claim,
        "rows": proof.rows,
        "accepted": proof.accepted,
        "rejected": proof.rejected,
        "mismatches": [{"row": witness(m.row), "expected": m.expected, "got": m.got} for m in proof.mismatches],
        "mutants": {
            "made": mutants.made,
            "killed": mutants.killed,
            "equivalent": mutants.equivalent,
            "survivors": mutants.survivors,
            "equivalents": [{"mutant": one.text, "prover": one.prover} for one in mutants.equivalents],
        },
    }


def _writer(result: WriterResult) -> Json:
    return {
        "name": result.name,
        "schema": result.schema,
        "expected": result.expected,
        "got": result.got,
        "sqlstate": result.error.sqlstate if result.error else None,
        "constraint": result.error.constraint or None if result.error else None,
    }


def _reader(result: ReaderResult) -> Json:
    got = f"{result.error.sqlstate} {result.error.message}" if result.error else result.rows
    index = result.index if result.index and result.usable else None
    return {"name": result.name, "schema": result.schema, "got": got, "index": index}


def _verify(result: VerifyResult) -> Json:
    return {"sql": result.sql, "expected": result.expected, "got": result.got}


def _rehearsal(rehearsal: Rehearsal) -> Json:
    rows = {
        moment: {table: counted[moment] for table, counted in rehearsal.rows.items() if moment in counted}
        for moment in MOMENTS
    }
    return {
        "statements": [_step(step) for run in told(rehearsal) for step in run.steps],
        "rows": rows,
        "lost": [witness(one) for one in lost(rehearsal)],
    }


def _step(step: Step) -> Json:
    return {
        "direction": step.direction,
        "file": step.statement.span.source.name,
        "line": step.statement.span.line,
        "sql": step.statement.sql,
        "seconds": round(step.seconds, 6),
        "locks": [{"object": lock.object, "mode": lock.mode, "blocks": lock.blocks} for lock in step.locks],
        "rewrites": step.rewrites,
        "scans": step.scans,
        "timeouts": {"lock": step.timeouts.lock or None, "statement": step.timeouts.statement or None},
        "rows": step.touched,
        "wal": step.wal,
    }


def _postgres(outcome: Outcome) -> Json | None:
    if (postgres := outcome.postgres) is None:
        return None
    return {"backend": postgres.backend, "version": postgres.version}
