"""What PostgreSQL did with the rows that a rule about constraints speaks of, put beside what it says. Not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ddlproof.evidence import Attempt, Proof, Rehearsal
from ddlproof.finding import Finding, Witness
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.rules.constraint.fk_action_collides_with_check import ABOUT
from ddlproof.rules.ran import one_by_one, unquoted
from ddlproof.rules.shown import SEEN
from ddlproof.rules.stated import BY_STATES, with_states
from ddlproof.rules.vectors import UNDECIDED_WHETHER

_ACTIONS = {"deleting": "delete", "changing": "update"}


def with_attempts(
    findings: Iterable[Finding], proofs: Iterable[Proof], rehearsal: Rehearsal | None, beyond: Sequence[str] = ()
) -> Iterator[Finding]:
    """The findings, with what was tried of them; without those that the catalog refutes.

    `beyond` is what the migration has done that was not read of it.
    """
    by_name = {unquoted(proof.constraint): proof for proof in proofs}
    for finding in findings:
        proof = by_name.get(unquoted(finding.object))
        if finding.rule in BY_STATES and proof is not None:
            yield from with_states(finding, proof)
        elif finding.rule == "fk-action-collides-with-check" and proof is not None:
            yield from _refused(finding, proof)
        elif finding.rule == "nullable-key-semantics" and proof is not None:
            yield _got_by(finding, proof)
        elif finding.rule == "fk-without-index" and rehearsal is not None:
            yield _searched(finding, rehearsal.searches)
        elif finding.rule == "opaque-or-unparsed" and beyond:
            seen = finding.witness.rows if finding.witness is not None else ()
            rows = (*seen, *(("catalog", line) for line in beyond))
            yield replace(finding, witness=Witness(SEEN, ("object", "what"), rows))
        elif finding.rule == "not-valid-never-validated":
            yield from _left(finding, rehearsal)
        else:
            yield finding


def _refused(finding: Finding, proof: Proof) -> Iterator[Finding]:
    """The row that is referred to was deleted, or got another key: the statements, and what came of the last."""
    left = finding.message.removeprefix(f"{UNDECIDED_WHETHER} ")
    open_ = left != finding.message
    found = next((one for one in proof.attempts if one.kind == _ACTIONS.get(left.split(" ", 1)[0])), None)
    if found is None:
        yield from () if open_ and proof.rows else (finding,)
        return
    if open_:
        left = left.partition(" is not decided: ")[0]
        finding = replace(finding, message=left, severity=ABOUT.severity, instead=ABOUT.instead)
    shown = finding.witness or Witness("", ())
    title = f"{shown.title}; tried on PostgreSQL" if shown.title else "tried on PostgreSQL"
    yield replace(finding, witness=replace(shown, title=title, sql=f"{found.row.sql} -- {found.got}"))


def _got_by(finding: Finding, proof: Proof) -> Finding:
    """A row that NULL lets past the key, with the SQL that PostgreSQL took."""
    found = next(_past(proof), None)
    if found is None:
        return finding
    return replace(finding, witness=replace(found.row, title="a row that PostgreSQL took"))


def _past(proof: Proof) -> Iterator[Attempt]:
    """Rows that repeat another one but for NULL, or that refer to nothing else."""
    yield from (one for one in proof.attempts if one.kind.endswith(("NULL, rest missing", " NULL in both")))
    yield from (one for one in proof.attempts if one.kind.endswith(" NULL"))


def _searched(finding: Finding, searches: Mapping[str, tuple[str, ...]]) -> Finding:
    """The plan by which a DELETE finds the rows that refer, though reading all was to be its last resort."""
    mine = {key: scans for key, scans in searches.items() if finding.object in (key, key.rpartition(".")[0])}
    rows = tuple((key, ", ".join(scans)) for key, scans in mine.items() if any(one.startswith(_ALL) for one in scans))
    title = "planned after the migration, with enable_seqscan = off, as its DELETE looks for rows that refer"
    return replace(finding, witness=Witness(title, ("foreign key", "plan"), rows)) if rows else finding


_ALL = "Seq Scan"


def _left(finding: Finding, rehearsal: Rehearsal | None) -> Iterator[Finding]:
    """What the catalog says of the constraint when the migration has run."""
    run = one_by_one(rehearsal)
    constraints = {
        f"{table.name}.{one.name}": one.validated
        for table in (run.left.tables if run is not None else ())
        for one in table.constraints
        if isinstance(one, Check | ForeignKey)
    }
    validated = constraints.get(finding.object)
    if validated is None or (not validated and finding.witness is not None):
        yield finding
    elif not validated:
        rows = ((finding.object, "convalidated = false"),)
        yield replace(finding, witness=Witness("seen after the migration", ("object", "what"), rows))
