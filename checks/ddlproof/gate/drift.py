"""How the schema read from the SQL differs from the catalog, and what of it only says that something was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.diff.compare import diff
from ddlproof.evidence import Change
from ddlproof.gate.plan import Plan
from ddlproof.gate.static import Script
from ddlproof.model.action import Unread
from ddlproof.model.schema import Schema

MOST = 5


@dataclass(frozen=True, slots=True)
class Drift:
    """`differences` where all was read: those are mistakes. `notes` where it was not: nobody can tell."""

    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def model_drift(one: Plan, before: Schema, after: Schema) -> Drift:
    """Both sides of a change against the catalog."""
    whole = (one.after,) if one.after.sources else (one.before, one.migration)
    sides = (
        _side("before", (one.before,), one.before_model, before),
        _side("after", whole, one.after_model, after),
    )
    return Drift(
        tuple(line for side in sides for line in side.differences),
        tuple(dict.fromkeys(note for side in sides for note in side.notes)),
    )


def _side(side: str, scripts: Sequence[Script], model: Schema, catalog: Schema) -> Drift:
    found = tuple(line_of(change) for change in diff(model, catalog))
    unread = [action for script in scripts for action in _unread(script)]
    if not unread:
        return Drift(tuple(f"{side}: {line}" for line in found))
    if not found:
        return Drift()
    places = _few([f"{action.at.source.name}:{action.at.line}: {action.why}" for action in unread])
    seen = _few(list(found))
    return Drift(notes=(f"{side}: what was not read is not compared ({places}); the catalog has there: {seen}",))


def _unread(script: Script) -> Iterator[Unread]:
    actions = (action for statement in script.statements for action in statement.actions)
    return (action for action in actions if isinstance(action, Unread))


def line_of(change: Change) -> str:
    """A change on one line, with the table that it belongs to."""
    return f"{change.line}{f' (table {change.owner})' if change.owner else ''}"


def _few(texts: list[str]) -> str:
    more = f"; and {len(texts) - MOST} more" if len(texts) > MOST else ""
    return "; ".join(texts[:MOST]) + more
