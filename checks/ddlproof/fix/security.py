"""ENABLE ROW LEVEL SECURITY for a table that lies open: until it has policies, only its owner sees its rows."""

from __future__ import annotations

from ddlproof.fix.edit import Mended, Place, Refused
from ddlproof.model.action import CreateTable
from ddlproof.model.names import quote


def mend(place: Place) -> Mended:
    """ALTER TABLE … ENABLE ROW LEVEL SECURITY behind its CREATE TABLE."""
    action = place.action
    if not isinstance(action, CreateTable):
        return Refused("where the table is made is not seen")
    name = action.table.name
    written = str(name) if name.schema else quote(name.name)
    words = place.spelt("enable row level security")
    return (place.behind(place.number, f"{place.spelt('alter table')} {written} {words};"),)
