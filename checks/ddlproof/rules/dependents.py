"""What rests on a table or column: views, functions and foreign keys that name it. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.names import QName
from ddlproof.model.thing import column_of
from ddlproof.rules.listed import listed

SHOWN = 3


def of_column(moment: Moment, table: QName, column: str) -> str:
    """The views and routines that read a column, as the end of a sentence; empty where none is known."""
    return _resting([f"{thing.kind} {thing.name}" for thing in moment.view.users(column_of(table, column))])


def of_table(moment: Moment, table: QName) -> str:
    """The views and routines that read a table, and the tables that refer to it, as the end of a sentence."""
    found = [f"{thing.kind} {thing.name}" for thing in moment.view.users(table) if thing.table != table]
    referring = moment.view.referring(table)
    found += [f"foreign key {key.name} of {owner}" for owner, key in referring if owner != table]
    return _resting(found)


def _resting(names: list[str]) -> str:
    if not names:
        return ""
    return f"; {listed(names, SHOWN)} {'rests' if len(names) == 1 else 'rest'} on it"
