"""A constraint does not mean what the contract claims."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A row that the claim accepts and PostgreSQL rejects, or the other way round.",
    effect="Rows that should be impossible get in, or rows that are needed are refused.",
    instead="Mend the constraint or the claim; the row shows where they part.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int, b int);"
_CLAIM = '[[claim]]\nconstraint = "jobs.one"\nmeans = "exactly one of (a, b)"'


def _example(check: str) -> Example:
    return Example(
        f"alter table jobs add constraint one check ({check});",
        _BEFORE,
        f"create table jobs (id int primary key, a int, b int, constraint one check ({check}));",
        contract=_CLAIM,
    )


BAD = _example("a is not null or b is not null")
GOOD = _example("num_nonnulls(a, b) = 1")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for the smallest row of each claim on which claim and server disagree."""
    for proof, span in trial.proofs:
        if proof.claimed and proof.mismatches:
            first = proof.mismatches[0]
            more = f" ({len(proof.mismatches)} rows disagree)" if len(proof.mismatches) > 1 else ""
            yield Hit(
                f"{proof.constraint} is claimed to mean `{proof.claim}`, but a row that should be {first.expected} "
                f"is {first.got}{more}",
                span=span,
                object=proof.constraint,
                witness=first.row,
            )
