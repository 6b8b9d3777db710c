"""A constraint that does not do what it says: something stands between the row and the constraint."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.WARNING,
    trigger="A row that a constraint in the diff should reject and PostgreSQL accepts, or the other way round.",
    effect="A trigger or a rule rewrites or swallows rows before the constraint sees them, so it promises too much.",
    instead="Mend the trigger, or claim in the contract what holds for the rows as they are sent.",
    needs="a running PostgreSQL",
)
_TABLE = "create table jobs (id int primary key, code text);"
_TRIGGER = """
create function blank() returns trigger language plpgsql as $$ begin new.code := null; return new; end $$;
create trigger blank before insert on jobs for each row execute function blank();"""
_ADD = "alter table jobs add constraint jobs_code_key unique (code);"

BAD = Example(_ADD, before=_TABLE + _TRIGGER)
GOOD = Example(_ADD, before=_TABLE)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each constraint that is not claimed and does not judge rows as it says."""
    for proof, span in trial.proofs:
        if not proof.claimed and proof.mismatches:
            first = proof.mismatches[0]
            yield Hit(
                f"{proof.object} says `{proof.claim}`, but a row that should be {first.expected} is {first.got}",
                span=span or trial.migration_at,
                object=proof.object,
                witness=first.row,
            )
