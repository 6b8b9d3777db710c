"""How the schema read from the SQL differs from the catalog, and what of it only says that something was not read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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


def model_drift(one: Plan, before: Schema, after: Schema, made: Collection[str] = ()) -> Drift:
    """Both sides of a change against the catalog; `made` are schemas that no script made."""
    whole = (one.after,) if one.after.sources else (one.before, one.migration)
    was = _Side((one.before,), _differing(one.before_model, before, made))
    now = _Side(whole, _differing(one.after_model, after, made))
    if was.told and now.told == was.told:
        return Drift(notes=(f"before and after: {now.told}",))
    sides = (("before", was), ("after", now))
    return Drift(
        tuple(f"{name}: {line}" for name, side in sides if not side.unread for line in side.found),
        tuple(f"{name}: {side.told}" for name, side in sides if side.told),
    )


def unread_deeds(one: Plan, before: Schema, left: Schema) -> tuple[str, ...]:
    """What the migration has done that was not read of it: how what it `left` is not what it leaves as it was read."""
    if not any(_unread(one.migration)):
        return ()
    already = _differing(one.before_model, before, ())
    return tuple(line for line in _differing(one.replayed, left, ()) if line not in already)


def _differing(model: Schema, catalog: Schema, made: Collection[str]) -> tuple[str, ...]:
    found = (one for one in diff(model, catalog) if not (one.kind == "schema" and one.object in made))
    return tuple(line_of(one) for one in found)


@dataclass(frozen=True, slots=True)
class _Side:
    """How the model differs from the catalog that scripts have made."""

    scripts: Sequence[Script]
    found: tuple[str, ...]

    @property
    def unread(self) -> list[str]:
        """What of the scripts was not read, and where."""
        actions = (action for script in self.scripts for action in _unread(script))
        return [f"{action.at.source.name}:{action.at.line}: {action.why}" for action in actions]

    @property
    def told(self) -> str:
        """What a difference comes to where not all was read; empty where all was, or nothing differs."""
        unread = self.unread
        if not unread or not self.found:
            return ""
        return f"the catalog has what the SQL as read has not: {_few(self.found)}; not read was {_few(unread, 1)}"


def _unread(script: Script) -> Iterator[Unread]:
    actions = (action for statement in script.statements for action in statement.actions)
    return (action for action in actions if isinstance(action, Unread))


def line_of(change: Change) -> str:
    """A change on one line, with the table that it belongs to."""
    return f"{change.line}{f' (table {change.owner})' if change.owner else ''}"


def _few(texts: Sequence[str], most: int = MOST) -> str:
    more = f"; and {len(texts) - most} more" if len(texts) > most else ""
    return "; ".join(texts[:most]) + more
