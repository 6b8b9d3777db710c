"""What came of a migration that was broken off and run again, put beside what a rule says of it. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Break, Rehearsal, ServerError
from ddlproof.finding import Finding, Hit, Witness
from ddlproof.model.action import Rows, Statement
from ddlproof.rules.ran import at, steps
from ddlproof.source import Span

BY_BREAK = frozenset(("half-applied-on-failure",))
_SHOWN = 60
_STAYS = "if a statement below fails, this stays done, and"


def failures(rehearsal: Rehearsal | None) -> Iterator[Hit]:
    """A hit for each statement that fails in a rerun, and for each after which a rerun leaves something else."""
    said: set[Span] = set()
    for broken in rehearsal.breaks if rehearsal is not None else ():
        for statement, error in broken.failed:
            if statement.span not in said:
                said.add(statement.span)
                yield Hit(
                    f"{_STAYS} the file cannot be run again: {error.message}",
                    span=statement.span,
                    witness=_witness(broken, statement, error),
                )
        if broken.otherwise and broken.after.span not in said:
            said.add(broken.after.span)
            what = ", ".join(broken.otherwise)
            yield Hit(f"{_STAYS} the file, run again, leaves {what}", span=broken.after.span)


def harmless(finding: Finding, rehearsal: Rehearsal | None) -> bool:
    """Whether the file, broken off after the statement and run again, left what one run leaves.

    Where the statement writes rows, it must have written some.
    """
    step = at(finding.span, steps(rehearsal))
    if step is None or rehearsal is None:
        return False
    writes = any(isinstance(action, Rows) for action in step.statement.actions)
    again = (broken.same for broken in rehearsal.breaks if broken.after.span == step.statement.span)
    return any(again) and (step.touched > 0 or not writes)


def _witness(broken: Break, statement: Statement, error: ServerError) -> Witness:
    rows = (
        (_named(broken.after), "the last that was done"),
        (_named(statement), f"{error.sqlstate} {error.condition}, when the file ran again"),
    )
    return Witness("seen in the rehearsal", ("statement", "what"), rows)


def _named(statement: Statement) -> str:
    text = statement.summary
    return f"line {statement.span.line}: {text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}"
