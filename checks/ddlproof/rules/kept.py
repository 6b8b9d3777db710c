"""Settings that a migration leaves changed, and whom that surprises. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Kept, Run
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Setting
from ddlproof.rules.rule import Trial
from ddlproof.source import Span

SURPRISES = {
    "session_replication_role": (Severity.ERROR, "no trigger and no foreign key acts"),
    "search_path": (Severity.WARNING, "names mean other objects, and the migration tool's own table is not found"),
    "role": (Severity.WARNING, "what is made belongs to that role"),
    "row_security": (Severity.WARNING, "a query that a policy would narrow fails"),
    "default_transaction_read_only": (Severity.WARNING, "nothing can be written"),
    "check_function_bodies": (Severity.NOTE, "bodies of functions are not checked"),
}
"""What surprises whoever uses the session next, once it is not what it was: how bad that is, and what happens."""

_NEXT = "SET LOCAL inside of the transaction, or RESET at the end of the script."
_LASTING = "Say so where settings are kept, as the diff does not: ALTER ROLE and ALTER DATABASE … RESET takes it back."


def settings(run: Run, trial: Trial) -> Iterator[Hit]:
    """A hit for what the session keeps, and one for what every new session begins with."""
    session = [one for one in run.kept if one.of == "session" and one.name in SURPRISES]
    # psql, which sends each statement by itself, begins a new session for the next file.
    if session and trial.sent != "autocommit":
        told = "; ".join(f"{one.name} = {_value(one)}, so that {SURPRISES[one.name][1]}" for one in session)
        worst = min((_severity(one) for one in session), key=lambda severity: severity.rank)
        place = _set_at(run, session[0].name) or trial.migration_at
        yield Hit(f"the session keeps this for what it runs next: {told}", place, severity=worst, instead=_NEXT)
    lasting = [one for one in run.kept if one.of != "session"]
    if lasting:
        told = ", ".join(f"{one.name} = {_value(one)} of {one.of}" for one in lasting)
        said = f"this is set for all sessions to come, and no diff of schemas shows it: {told}"
        yield Hit(said, _altered_at(run) or trial.migration_at, severity=Severity.NOTE, instead=_LASTING)


def _severity(one: Kept) -> Severity:
    # With schema public in it, what is looked for there is found still.
    beside = one.name == "search_path" and "public" in one.value
    return Severity.NOTE if beside else SURPRISES[one.name][0]


def _value(one: Kept) -> str:
    return one.value if one.value not in ("", '""') else "''"


def _set_at(run: Run, name: str) -> Span | None:
    places = [
        step.statement.span
        for step in run.steps
        for action in step.statement.actions
        if isinstance(action, Setting) and action.name == name
    ]
    return places[-1] if places else None


def _altered_at(run: Run) -> Span | None:
    verbs = ("ALTER ROLE", "ALTER USER", "ALTER DATABASE")
    places = (step.statement.span for step in run.steps if step.statement.summary.upper().startswith(verbs))
    return next(places, None)
