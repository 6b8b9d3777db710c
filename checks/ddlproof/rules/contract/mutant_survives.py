"""The rows of a proof could not tell the constraint from an altered one."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A claimed constraint altered on purpose that judges every row of the proof alike, not being proved equal.",
    effect="The proof shows less than it seems: the constraint could be wrong in that way and nobody would notice.",
    instead="Claim more precisely what the constraint means, or simplify the constraint: part of it may do nothing.",
    needs="a running PostgreSQL",
)


def _example(condition: str) -> Example:
    table = "create table jobs (id int primary key, note text"
    check = f"constraint short check ({condition})"
    return Example(
        f"alter table jobs add {check};",
        before=f"{table});",
        after=f"{table}, {check});",
        contract='[[claim]]\nconstraint = "jobs.short"\nmeans = "length(note) <= 10"',
    )


BAD = _example("length(note) <= 10 or note ~ '^[a-z]{3}$'")
GOOD = _example("length(note) <= 10")


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each proof with survivors."""
    for proof, span in trial.proofs:
        survivors = proof.mutants.survivors
        if proof.claimed and survivors:
            yield Hit(
                f"{len(survivors)} of {proof.mutants.made} altered forms of {proof.constraint} judge every row alike: "
                + "; ".join(survivors[:3])
                + (" …" if len(survivors) > 3 else ""),
                span=span,
                object=proof.constraint,
            )
