"""A constraint is added NOT VALID, and validated by a statement of its own, in a transaction of its own."""

from __future__ import annotations

import re

from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare
from ddlproof.model.action import AddConstraint
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.names import QName, quote
from ddlproof.sql.implicit import constraint_name

_KIND = re.compile(r"\b(?:CHECK|FOREIGN)\b", re.IGNORECASE)


def mend(place: Place) -> Mended:
    """NOT VALID behind the constraint, a name if it has none, and VALIDATE CONSTRAINT."""
    action = place.action
    if not isinstance(action, AddConstraint) or not isinstance(action.constraint, Check | ForeignKey):
        return Refused("a constraint that comes with its column: add it by a statement of its own")
    if "on each partition" in place.finding.instead:
        return Refused("NOT VALID is refused on a partitioned table before PostgreSQL 18")
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
    table, words = _written(action.table), place.spelt("validate constraint")
    validate = f"{place.spelt('alter table')} {table} {words} {quote(name)};"
    last = place.end_of_block
    return (*edits, place.behind(last if last is not None else place.number, validate))


def _written(table: QName) -> str:
    """The table's name as it was written, with its schema only if it had one."""
    return str(table) if table.schema else quote(table.name)
