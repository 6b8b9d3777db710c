"""What a claim leads one to expect of a row, and whether PostgreSQL's verdict agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ddlproof.errors import ContractError
from ddlproof.model.expression import Expression, columns, render
from ddlproof.model.logic import check_accepts
from ddlproof.model.meaning import null_table
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED, Undecided
from ddlproof.model.scope import scope_of
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof import probe
from ddlproof.proof.judge import Verdict, savepoint
from ddlproof.proof.subject import Subject
from ddlproof.rows.breaches import CHECK, FOREIGN_KEY, NOT_NULL


@dataclass(frozen=True, slots=True)
class Expected:
    """What should become of a row. `claim`: whether the claim accepts it; `dangling`: keys of it that find nothing."""

    claim: bool | Undecided
    dangling: tuple[str, ...] = ()

    def text(self, subject: Subject) -> str:
        """`accepted`, or `rejected 23514 jobs_row_or_variant_check`."""
        if self.claim is False:
            return f"rejected {CHECK} {subject.check.name}"
        return f"rejected {FOREIGN_KEY} {' or '.join(self.dangling)}" if self.dangling else "accepted"


class Judgement(Enum):
    """How a verdict stands to what was expected; `ELSEWHERE`: another constraint spoke first, so nothing is shown."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    ELSEWHERE = "elsewhere"


def expect(
    session: Session, subject: Subject, claim: Expression, rows: Sequence[Row], there: frozenset[Row]
) -> tuple[list[Expected], tuple[str, ...]]:
    """What the claim says of each row: by Python's three-valued logic, or by PostgreSQL where that is undecided.

    The rows `there` are in the tables. Inside an open transaction, which looks the same afterwards.

    Raises:
        ContractError: PostgreSQL does not understand the claim.
    """
    scope = scope_of(subject.table, subject.schema)
    found = [Expected(check_accepts(claim, dict(row.values), scope), subject.dangling(row, there)) for row in rows]
    open_ = [i for i, one in enumerate(found) if one.claim is UNDECIDED]
    if not open_:
        return found, ()
    note = f"of {len(open_)} rows PostgreSQL, not Python, said whether they satisfy the claim"
    answers = _asked(session, subject, claim, [rows[i] for i in open_])
    if answers is None:
        return found, (f"{note}, but the claim fails on one of them: they show nothing",)
    for i, answer in zip(open_, answers, strict=True):
        found[i] = replace(found[i], claim=answer)
    return found, (note,)


def _asked(session: Session, subject: Subject, claim: Expression, rows: Sequence[Row]) -> list[bool | Undecided] | None:
    """PostgreSQL's answers, none of a row that a domain refuses; None if the evaluation fails on a row."""
    try:
        with savepoint(session, keep=False):
            probe.load(session, subject.table, [(row, True) for row in rows])
            return [*probe.accepting(session, render(claim))]
    except StatementFailed as failure:
        if failure.error.sqlstate.startswith("22"):
            return None
        if failure.error.sqlstate in (CHECK, NOT_NULL):  # the rows have no constraints but those of domains
            return _apart(session, subject, claim, rows)
        message = f"PostgreSQL does not take the claim `{render(claim)}` on {subject.table.name} for a condition: "
        raise ContractError(message + failure.error.message, hint="Correct the claim's `means`.") from failure


def _apart(session: Session, subject: Subject, claim: Expression, rows: Sequence[Row]) -> list[bool | Undecided] | None:
    """As above, of one half after the other."""
    if len(rows) == 1:
        return [UNDECIDED]
    half = len(rows) // 2
    first, second = (_asked(session, subject, claim, part) for part in (rows[:half], rows[half:]))
    return None if first is None or second is None else [*first, *second]


def compare(subject: Subject, claim: Expression, row: Row, expected: Expected, verdict: Verdict) -> Judgement:
    """Whether PostgreSQL did to a row what was expected, and for the reason that was expected."""
    own = verdict.sqlstate == CHECK and verdict.constraint == subject.check.name
    dangles = verdict.sqlstate == FOREIGN_KEY and verdict.constraint in expected.dangling
    null = verdict.sqlstate == NOT_NULL and verdict.column in columns(claim) and row.get(verdict.column) is None
    if expected.claim is UNDECIDED or verdict.broken:
        return Judgement.ELSEWHERE
    if verdict.accepted:
        right = expected.claim is True and not expected.dangling
        return Judgement.AGREES if right else Judgement.DISAGREES
    if expected.claim is False:
        return Judgement.AGREES if own or dangles or null else Judgement.ELSEWHERE
    if own or (null and subject.claimed and null_table(claim) is not None):
        return Judgement.DISAGREES
    return Judgement.AGREES if dangles else Judgement.ELSEWHERE
