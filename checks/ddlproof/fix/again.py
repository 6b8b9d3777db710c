"""A statement that is done before another fails can be run again: IF [NOT] EXISTS, or a DROP before it."""

from __future__ import annotations

import re

from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare, written
from ddlproof.model import action as a
from ddlproof.model.names import QName, quote
from ddlproof.rules.repeatable import is_made_repeatable, name_of

_DROPPED = re.compile(r"DROP(?:\s+(?:COLUMN|CONSTRAINT|TABLE|INDEX(?:\s+CONCURRENTLY)?)\b)?", re.IGNORECASE)
_ADDED = re.compile(r"ADD(?:\s+COLUMN\b)?", re.IGNORECASE)
_INDEX = re.compile(r"\bINDEX(?:\s+CONCURRENTLY)?\b", re.IGNORECASE)


def mend(place: Place) -> Mended:
    """Nothing else changes, for the rule knows that what is made is not there yet, and what is dropped is."""
    if not is_made_repeatable(place.finding.instead):
        return Refused("whether it can be made to run twice is for people to say")
    match place.action:
        case a.CreateIndex() as action:
            return _index(place, action)
        case a.AddConstraint() as action:
            return _constraint(place, action)
        case a.AddColumn() as action:
            return _said(place, action, _ADDED, "if not exists")
        case (a.DropIndex() | a.DropTable() | a.DropColumn() | a.DropConstraint()) as action:
            return _said(place, action, _DROPPED, "if exists")
    return Refused("where it says what it makes is not seen")


def _said(place: Place, action: a.Action, pattern: re.Pattern[str], words: str) -> Mended:
    """The words behind those with which the action begins, in its statement or alone in it."""
    text, start = bare(place.statement.sql), place.statement.span.start
    found = pattern.match(text, action.at.start - start)
    if found is None:
        return Refused("where it says what it drops or adds is not seen")
    at = start + found.end()
    return (Edit(at, at, place.spelt(f" {words}")),)


def _index(place: Place, action: a.CreateIndex) -> Mended:
    name = name_of(action)
    concurrently = " concurrently" if action.concurrently else ""
    dropped = written(QName(action.index.table.schema, name.name))
    edits = [place.before(place.number, f"{place.spelt(f'drop index{concurrently} if exists')} {dropped};")]
    if not action.index.name.name:
        found = _INDEX.search(bare(place.statement.sql))
        if found is None:
            return Refused("where the name of the index belongs is not seen")
        at = place.statement.span.start + found.end()
        edits.append(Edit(at, at, f" {quote(name.name)}"))
    return tuple(edits)


def _constraint(place: Place, action: a.AddConstraint) -> Mended:
    """In the same ALTER TABLE, under one lock; that of a key before the index that it takes over is dropped."""
    gone = f"{place.spelt('drop constraint if exists')} {quote(action.constraint.name)}"
    if action.using_index is None:
        return (Edit(action.at.start, action.at.start, f"{gone}, "),)
    first = next(n for n in range(place.number + 1) if n == place.number or _is_of(place, n, action.using_index))
    return (place.before(first, f"{place.spelt('alter table')} {written(action.table)} {gone};"),)


def _is_of(place: Place, number: int, index: str) -> bool:
    """Whether a statement makes or drops the index."""
    for action in place.statements[number].actions:
        if isinstance(action, a.CreateIndex) and action.index.name.name == index:
            return True
        if isinstance(action, a.DropIndex) and action.index.name == index:
            return True
    return False
