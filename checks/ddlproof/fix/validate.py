"""A constraint is added NOT VALID, and validated by a statement of its own, in a transaction of its own."""

from __future__ import annotations

import re

from ddlproof.fix import inline
from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare, written
from ddlproof.model.action import AddColumn, AddConstraint
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.names import quote
from ddlproof.sql.implicit import constraint_name

_KIND = re.compile(r"\b(?:CHECK|FOREIGN)\b", re.IGNORECASE)


def mend(place: Place) -> Mended:
    """NOT VALID behind the constraint, a name if it has none, and VALIDATE CONSTRAINT."""
    action = place.action
    if "on each partition" in place.finding.instead:
        return Refused("NOT VALID is refused on a partitioned table before PostgreSQL 18")
    if isinstance(action, AddColumn):
        return inline.mend(place, action)
    if not isinstance(action, AddConstraint) or not isinstance(action.constraint, Check | ForeignKey):
        return Refused("which constraint it is, is not seen in the text")
    if place.way.joins and not place.in_block:
        return Refused("the runner's transaction would keep the lock during VALIDATE: give that a migration of its own")
    name = action.constraint.name
    edits = [Edit(action.at.end, action.at.end, place.spelt(" not valid"))]
    if not name:
        name = constraint_name(action.table.name, action.constraint, ())
        found = _KIND.search(bare(action.at.text))
        if found is None:
            return Refused("where the constraint begins is not seen")
        at = action.at.start + found.start()
        edits.insert(0, Edit(at, at, f"{place.spelt('constraint')} {quote(name)} "))
    table, words = written(action.table), place.spelt("validate constraint")
    validate = f"{place.spelt('alter table')} {table} {words} {quote(name)};"
    last = place.end_of_block
    return (*edits, place.behind(last if last is not None else place.number, validate))
