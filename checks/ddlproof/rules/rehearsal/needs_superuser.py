"""A statement needs a superuser: the rehearsal went without it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "A statement of the migration that PostgreSQL lets only a superuser run: event triggers, publications FOR ALL "
        "TABLES, session_replication_role, functions in C, writes to the catalog; and what follows from it. It was "
        "left out of the try-out, whose role is none."
    ),
    effect=(
        "Where whoever deploys is no superuser, as on most managed services, the migration stops there. What the "
        "statement does has not been tried."
    ),
    instead="Do it without, or in a script of its own for a superuser; if all who deploy are, ignore this and say so.",
    needs="a running PostgreSQL",
)
_BEFORE = "create function f() returns event_trigger language plpgsql as $$ begin end $$;"
BAD = Example("create event trigger e on ddl_command_end execute function f();", before=_BEFORE)
GOOD = Example("set lock_timeout = '1s';\ndrop function f();", before=_BEFORE)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield one hit for each statement that was left out."""
    for span, said in trial.beyond:
        yield Hit(f"only a superuser may do this, and it was not tried out: {said}", span=span)
