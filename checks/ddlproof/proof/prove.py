"""One claim about one CHECK, judged by real rows: expected by the claim, decided by PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from random import Random

from ddlproof.errors import ContractError
from ddlproof.evidence import Mismatch, Proof
from ddlproof.finding import Witness
from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression, columns
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session
from ddlproof.proof.bench import install
from ddlproof.proof.candidates import Candidate, at_random, involved, truth_table
from ddlproof.proof.changes import by_update, collisions
from ddlproof.proof.expect import Expected, Judgement, compare, expect
from ddlproof.proof.judge import Verdict, judge, plant, undone
from ddlproof.proof.kill import kill
from ddlproof.proof.operators import Operators, wide
from ddlproof.proof.subject import Subject, refers
from ddlproof.rows.base import closure
from ddlproof.rows.searched import searched
from ddlproof.rows.values import NoRow

LINES = 40
"""Lines of the truth table that a report gets to see."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate, what was expected of it, and what became of it."""

    candidate: Candidate
    expected: Expected
    verdict: Verdict
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class _Case:
    """What all steps of one proof share. `base` is the plain valid row that others are shown against."""

    session: Session
    subject: Subject
    claim: Expression
    base: Candidate
    there: frozenset[Row] = frozenset()


def prove(
    session: Session,
    schema: Schema,
    table: Table,
    constraint: Check,
    claim_text: str,
    claim: Expression,
    *,
    examples: int = 200,
    seed: int = 0,
    claimed: bool = True,
    operators: Operators = wide,
) -> Proof:
    """Whether a CHECK means what the claim says, with the rows that show it.

    First every state of the claim's columns, all else being right; then `examples` rows at random, from `seed`. What is
    expected of a row is the claim under the rules of CHECK (NULL passes), and that no foreign key dangles. Where nobody
    has `claimed` anything, the claim is the CHECK's own expression, and NOT NULL beside it is no contradiction. Its
    mutants are those that `operators` make.

    The session must be idle; all happens in one transaction that is rolled back.

    Raises:
        ContractError: the claim names a column that the table does not have, or is no condition.
        StatementFailed: the server cannot be worked with.
    """
    schema = searched(schema)
    table = schema.table(table.name) or table
    _require_columns(table, claim_text, claim)
    name = f"{table.name}.{constraint.name}"
    subject = Subject(schema, table, constraint, claimed)
    table_rows, notes = truth_table(schema, table, constraint, claim)
    if not table_rows:
        said = (*notes, "no row could be made, so nothing is proved")
        return Proof(name, claim_text, 0, 0, 0, notes=said, claimed=claimed)
    candidates = (*table_rows, *at_random(schema, table, table_rows, examples, Random(seed)))  # noqa: S311  # reproducible, not secret
    base = _base(subject, table_rows[0])
    install(session)
    with undone(session):
        parents = tuple(dict.fromkeys(row for one in (base, *candidates) for row in one.parents))
        refused = plant(session, parents)
        case = _Case(session, subject, claim, base, frozenset(parents) - frozenset(refused))
        usable = [one for one in candidates if not set(one.parents) & set(refused)]
        judged, more = _judge(case, usable)
        mismatches = (*_mismatches(case, judged), *_updated(case, judged))
        actions = tuple(collisions(session, subject, _accepted(judged)))
        mutants = kill(session, subject, [(one.candidate.row, one.verdict) for one in judged], operators)
    notes += (
        more
        + actions
        + tuple(f"PostgreSQL refuses a parent row: {row.sql} {error.brief}" for row, error in refused.items())
    )
    accepted = sum(one.verdict.accepted for one in judged)
    elsewhere = _elsewhere(judged)
    if not (accepted or claimed or mismatches) and elsewhere:
        # That rows are rejected, by whatever, tells nothing of those that it should let pass.
        said = (*notes, "nothing is proved: no row got past the other constraints", *elsewhere)
        return Proof(name, claim_text, 0, 0, 0, states=_states(subject, claim, judged), notes=said, claimed=False)
    return Proof(
        constraint=name,
        claim=claim_text,
        rows=len(judged),
        accepted=accepted,
        rejected=len(judged) - accepted,
        mismatches=mismatches,
        mutants=mutants,
        states=_states(subject, claim, judged),
        notes=(*notes, *elsewhere),
        claimed=claimed,
    )


def _require_columns(table: Table, text: str, claim: Expression) -> None:
    names = [column.name for column in table.columns]
    for name in columns(claim):
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(names)}."
            raise ContractError(f"the claim `{text}` speaks of {name}, which {table.name} does not have", hint=hint)


def _base(subject: Subject, instead: Candidate) -> Candidate:
    """The table's plain valid row; if its constraints allow none, the first row of the truth table."""
    try:
        rows = closure(subject.schema, subject.table.name)
    except NoRow:
        return instead
    return Candidate(rows[-1], rows[:-1])


def _judge(case: _Case, candidates: Sequence[Candidate]) -> tuple[list[Judged], tuple[str, ...]]:
    rows = [one.row for one in candidates]
    verdicts = judge(case.session, rows)
    sound = [row for row, verdict in zip(rows, verdicts, strict=True) if not verdict.broken]
    expected, notes = expect(case.session, case.subject, case.claim, sound, case.there)
    by_row = dict(zip(sound, expected, strict=True))
    judged = [
        Judged(one, by_row[one.row], verdict, compare(case.subject, case.claim, one.row, by_row[one.row], verdict))
        for one, verdict in zip(candidates, verdicts, strict=True)
        if one.row in by_row
    ]
    if not judged and verdicts:
        notes += (f"nothing is proved: no row that was tried could be evaluated, the first was {verdicts[0].text}",)
    return judged, notes


def _mismatches(case: _Case, judged: Sequence[Judged]) -> tuple[Mismatch, ...]:
    """Of every kind of disagreement the smallest row: the first of the truth table, or else a random one shrunk."""
    first: dict[object, Judged] = {}
    for one in judged:
        if one.judgement is Judgement.DISAGREES:
            first.setdefault(_kind(one), one)
    smallest = [one if one.candidate.states else _shrink(case, one) for one in first.values()]
    return tuple(
        Mismatch(_witness(case, one.candidate), one.expected.text(case.subject), one.verdict.text) for one in smallest
    )


def _updated(case: _Case, judged: Sequence[Judged]) -> Iterator[Mismatch]:
    """The first state of the truth table in which UPDATE and INSERT do not agree."""
    states = [(one.candidate.row, one.verdict) for one in judged if one.candidate.states]
    for reached in by_update(case.session, case.subject, case.base.row, states):
        if not reached.agrees:
            candidate = next(one.candidate for one in judged if one.candidate.row == reached.row)
            sql = "\n".join((*(parent.sql for parent in _needed(case, candidate)), *reached.sql))
            witness = replace(_witness(case, candidate), sql=sql)
            yield Mismatch(witness, f"{reached.inserted.text}, as by INSERT", f"{reached.updated.text} by UPDATE")
            return


def _accepted(judged: Sequence[Judged]) -> list[tuple[Row, tuple[Row, ...]]]:
    """The rows of the truth table that the table takes, with their parents."""
    return [
        (one.candidate.row, one.candidate.parents) for one in judged if one.candidate.states and one.verdict.accepted
    ]


def _kind(one: Judged) -> object:
    """Disagreements of one kind have one cause: what the claim says, and whether the row got in."""
    return one.expected.claim, one.verdict.accepted


def _shrink(case: _Case, found: Judged) -> Judged:
    """Take column after column back to the plain row as long as the disagreement stays of the same kind."""
    while True:
        row, base = found.candidate.row, case.base.row
        parents = tuple(dict.fromkeys((*found.candidate.parents, *case.base.parents)))
        changed = [name for name, value in row.values if (name, value) not in base.values]
        judged, _ = _judge(case, [Candidate(_reverted(row, base, name), parents) for name in changed])
        same = (one for one in judged if one.judgement is Judgement.DISAGREES and _kind(one) == _kind(found))
        smaller = next(same, None)
        if smaller is None:
            return found
        found = smaller


def _reverted(row: Row, base: Row, name: str) -> Row:
    """The row with one column as it is in the base row, left out if it is left out there."""
    if name in dict(base.values):
        return row.replace(**{name: base.get(name)})
    return replace(row, values=tuple((column, value) for column, value in row.values if column != name))


def _witness(case: _Case, candidate: Candidate) -> Witness:
    """The row as far as it matters: the claim's columns, and what differs from the plain valid row."""
    row, base = candidate.row, dict(case.base.row.values)
    own = columns(case.claim)
    differing = [name for name, value in row.values if name not in own and (name not in base or value != base[name])]
    shown = (*own, *differing)
    return Witness(
        title=f"a row of {case.subject.table.name}",
        columns=shown,
        rows=(tuple(row.get(name) for name in shown),),
        marked=own,
        sql="\n".join(one.sql for one in (*_needed(case, candidate), row)),
    )


def _needed(case: _Case, candidate: Candidate) -> tuple[Row, ...]:
    """The parents that the row refers to, and theirs, in the order of insertion."""
    wanted, needed = [candidate.row], []
    for parent in reversed(candidate.parents):
        if parent in case.there and any(refers(case.subject.schema, row, parent) for row in wanted):
            wanted.append(parent)
            needed.append(parent)
    return tuple(reversed(needed))


def _states(subject: Subject, claim: Expression, judged: Sequence[Judged]) -> Witness:
    """The truth table, one line per state of the claim's columns and verdict."""
    lines = dict.fromkeys((*one.candidate.states, one.verdict.text) for one in judged if one.candidate.states)
    names = involved(subject.table, subject.check, claim)
    title = f"{subject.check.name}, by the state of its columns"
    if len(lines) > LINES:
        title += f": the first {LINES} of {len(lines)}"
    return Witness(title, (*names, "verdict"), tuple(lines)[:LINES])


def _elsewhere(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Rows of the truth table that another constraint rejected, so that the claim was not put to the test."""
    others = [one for one in judged if one.judgement is Judgement.ELSEWHERE and one.candidate.states]
    met = Counter(one.verdict.text for one in others)
    return tuple(f"{count} of the states met something else first: {text}" for text, count in met.items())
