"""The rows of a proof could not tell the constraint from an altered one."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A constraint altered on purpose that judges every row of the proof alike, and is not proved equal.",
    effect="The proof shows less than it seems: the constraint could be wrong in that way and nobody would notice.",
    instead="Claim more precisely what the constraint means, or simplify the constraint: part of it may do nothing.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int, b int);"
_CLAIM = '[[claim]]\nconstraint = "jobs.c"\nmeans = "{}"'
BAD = Example(
    "alter table jobs add constraint c check (a is not null or (b > 0 and a is not null));",
    _BEFORE,
    "create table jobs (id int primary key, a int, b int, constraint c check (a is not null or (b > 0 and a is not null)));",  # noqa: E501
    contract=_CLAIM.format("a is not null"),
)
GOOD = Example(
    "alter table jobs add constraint c check (num_nonnulls(a, b) = 1);",
    _BEFORE,
    "create table jobs (id int primary key, a int, b int, constraint c check (num_nonnulls(a, b) = 1));",
    contract=_CLAIM.format("exactly one of (a, b)"),
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each proof with survivors."""
    for proof, span in trial.proofs:
        survivors = proof.mutants.survivors
        if survivors:
            yield Hit(
                f"{len(survivors)} of {proof.mutants.made} altered forms of {proof.constraint} judge every row alike: "
                + "; ".join(survivors[:3])
                + (" …" if len(survivors) > 3 else ""),
                span=span,
                object=proof.constraint,
            )
