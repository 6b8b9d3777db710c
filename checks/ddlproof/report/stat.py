"""The diff counted: a line for each table and for each kind of other objects, what is dropped first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ddlproof.changed import Change
from ddlproof.outcome import Outcome
from ddlproof.report.colour import Line, Piece, Role, View, line, paint
from ddlproof.report.safe import cells, safe
from ddlproof.report.said import count

_ACTIONS: dict[str, tuple[str, Role, str]] = {
    "drop": ("-", "drop", "dropped"),
    "alter": ("~", "alter", "altered"),
    "rename": ("=", "rename", "renamed"),
    "add": ("+", "add", "added"),
}
_WIDEST = 60
"""Cells of a name beyond which the column of names does not grow."""


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """The counts of each outcome, and their sum."""
    return paint([text for outcome in outcomes for text in stat(outcome.changes or ())], view.style)


def stat(changes: Iterable[Change]) -> list[Line]:
    """`public.jobs  5  -1 ~2 +2  column, check`; the last line is the sum. Nothing for no changes."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(_group(change), []).append(change)
    if not groups:
        return []
    width = min(_WIDEST, max(cells(safe(name)) for name in groups))
    digits = len(str(max(map(len, groups.values()))))
    lines = [_line(name, groups[name], width, digits) for name in sorted(groups, key=lambda name: _rank(groups[name]))]
    return [*lines, _sum(groups)]


def _group(change: Change) -> str:
    """The table that a change belongs to; of what belongs to none, its kind."""
    if change.owner is not None:
        return str(change.owner)
    return change.object if change.kind == "table" else f"({change.kind})"


def _rank(changes: list[Change]) -> tuple[bool, bool, int]:
    """What drops comes first, then what alters, then the larger group."""
    actions = Counter(change.action for change in changes)
    return not actions["drop"], not actions["alter"], -len(changes)


def _line(name: str, changes: list[Change], width: int, digits: int) -> Line:
    pad = " " * max(width - cells(safe(name)), 0)
    kinds = ", ".join(dict.fromkeys(change.kind for change in changes))
    pieces = [Piece(name, "bold"), Piece(f"{pad}  {len(changes):>{digits}} ")]
    for action, number in _counted(changes):
        sign, role, _ = _ACTIONS[action]
        pieces += [Piece(" "), Piece(f"{sign}{number}", role)]
    return line(*pieces, Piece("" if name.startswith("(") else f"  {kinds}", "dim"))


def _counted(changes: Iterable[Change]) -> list[tuple[str, int]]:
    actions: Counter[str] = Counter(change.action for change in changes)
    return [(action, actions[action]) for action in _ACTIONS if actions[action]]


def _sum(groups: dict[str, list[Change]]) -> Line:
    every = [change for changes in groups.values() for change in changes]
    tables = sum(not name.startswith("(") for name in groups)
    said = ", ".join(f"{number} {_ACTIONS[action][2]}" for action, number in _counted(every))
    return line(f"{count(len(every), 'change')} in {count(tables, 'table')}: {said}")
