"""A CHECK, REFERENCES or UNIQUE that comes with ADD COLUMN is taken out, and added by a statement of its own."""

from __future__ import annotations

import re

from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare, inside, written
from ddlproof.model.action import AddColumn
from ddlproof.model.constraint import Check, Constraint, ForeignKey, Unique
from ddlproof.model.names import quote
from ddlproof.sql.implicit import constraint_name

_NAMED = r"(?:\s+CONSTRAINT\s+\S+)?\s+"
_CHECK = re.compile(rf"{_NAMED}(?P<clause>CHECK\s*\()", re.IGNORECASE)
_REFERENCES = re.compile(rf"{_NAMED}(?P<clause>REFERENCES\b)", re.IGNORECASE)
_UNIQUE = re.compile(rf"{_NAMED}(?P<clause>UNIQUE\b)", re.IGNORECASE)


def mend(place: Place, action: AddColumn) -> Mended:
    """The column by itself, the constraint NOT VALID, and VALIDATE CONSTRAINT."""
    taken = take_out(place, action)
    if isinstance(taken, Refused):
        return taken
    cut, clause, name = taken
    if place.way.joins and not place.in_block:
        return Refused("the runner's transaction would keep the lock during VALIDATE: give that a migration of its own")
    if isinstance(action.constraints[0], ForeignKey):
        clause = f"{place.spelt('foreign key')} ({quote(action.column.name)}) {clause}"
    alter = f"{place.spelt('alter table')} {written(action.table)}"
    added = f"{alter} {place.spelt('add constraint')} {quote(name)} {clause} {place.spelt('not valid')};"
    validate = f"{alter} {place.spelt('validate constraint')} {quote(name)};"
    last = place.end_of_block
    if last is None:
        return (cut, place.behind(place.number, added, validate))
    return (cut, place.behind(place.number, added), place.behind(last, validate))


def take_out(place: Place, action: AddColumn) -> tuple[Edit, str, str] | Refused:
    """The edit that takes the only constraint out of its column, its clause, and the name that it has."""
    if not place.alone or len(action.constraints) != 1 or action.if_not_exists:
        return Refused("a constraint that comes with its column: add it by a statement of its own")
    constraint = action.constraints[0]
    text = bare(action.at.text)
    found = _pattern(constraint).search(text)
    end = _end(text, found, constraint) if found is not None else None
    if found is None or end is None:
        return Refused("where the constraint begins and ends is not seen")
    start = action.at.start
    clause = action.at.text[found.start("clause") : end]
    name = constraint.name or constraint_name(action.table.name, constraint, ())
    return Edit(start + found.start(), start + end, ""), clause, name


def _pattern(constraint: Constraint) -> re.Pattern[str]:
    kinds = {Check: _CHECK, ForeignKey: _REFERENCES, Unique: _UNIQUE}
    return kinds.get(type(constraint), re.compile(r"(?!)"))


def _end(text: str, found: re.Match[str], constraint: Constraint) -> int | None:
    """Where the clause ends; None where something follows that may belong to it or not."""
    if isinstance(constraint, Check):
        closed = inside(text, found.end("clause"))
        return None if closed is None or re.match(r"\s*(?:NO|NOT)\b", text[closed + 1 :], re.IGNORECASE) else closed + 1
    if isinstance(constraint, Unique):
        return None if re.match(r"\s*(?:NULLS|WITH|USING|DEFERR)", text[found.end() :], re.IGNORECASE) else found.end()
    # Its actions and timing follow it, and nothing else may.
    behind = re.search(r"\b(?:DEFAULT|NULL|COLLATE|GENERATED|CHECK|UNIQUE|CONSTRAINT)\b", _plain(text[found.end() :]))
    return len(text) if behind is None else None


def _plain(text: str) -> str:
    return re.sub(r"\bSET\s+(?:NULL|DEFAULT)\b", "", text.upper())
