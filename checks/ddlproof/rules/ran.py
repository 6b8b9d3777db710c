"""The statements of a rehearsed migration as they ran: by the way they are sent, and by their place. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Mode, Rehearsal, Run, Sent, Step
from ddlproof.source import Span


def steps(rehearsal: Rehearsal | None, mode: Mode = "statements") -> tuple[Step, ...]:
    """The statements of the migration as they ran with rows in the tables, one by one or as one transaction."""
    run = one_by_one(rehearsal, mode)
    return run.steps if run is not None else ()


def one_by_one(rehearsal: Rehearsal | None, mode: Mode = "statements") -> Run | None:
    """The run of the migration with rows in the tables, statement by statement if not said otherwise."""
    for run in rehearsal.runs if rehearsal is not None else ():
        if (run.direction, run.mode, run.population) == ("up", mode, "old"):
            return run
    return None


def unquoted(name: str) -> str:
    """A name without its quotes: the server and the model do not quote the same words."""
    return name.replace('"', "")


def spaceless(name: str) -> str:
    """A function's name, the same whether the server or the model has written its argument types."""
    return unquoted(name).replace(" ", "")


def ways(rehearsal: Rehearsal | None, sent: Sent) -> tuple[tuple[Step, ...], ...]:
    """The runs that are like production's: both where it is not known how the migration is sent."""
    single, whole = steps(rehearsal), steps(rehearsal, "transaction")
    if sent in ("transaction", "pipeline") and whole:
        return (whole,)
    return (single, whole) if sent == "unknown" else (single,)


def at(span: Span | None, found: tuple[Step, ...]) -> Step | None:
    """The statement in which a place lies."""
    for step in found if span is not None else ():
        whole = step.statement.span
        if span is not None and whole.source.name == span.source.name and whole.start <= span.start < whole.end:
            return step
    return None


def alike(span: Span | None, rehearsal: Rehearsal | None, sent: Sent) -> Iterator[Step]:
    """The statement in which a place lies, in each of those runs."""
    found = (at(span, run) for run in ways(rehearsal, sent))
    return (step for step in found if step is not None)
