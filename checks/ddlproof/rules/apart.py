"""What keeps rows of a table apart besides a unique index that is dropped. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.action import AddConstraint, CreateIndex
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.index import Index


def kept_apart(moment: Moment, dropped: Index) -> bool:
    """Whether a key or another unique index, of the table or of the script, rejects whatever the index did."""
    table = moment.view.table(dropped.table)
    added = [a.constraint for a, _ in moment.script if isinstance(a, AddConstraint) and a.table == dropped.table]
    keys = (one for one in (*added, *(table.constraints if table is not None else ())))
    if any(isinstance(key, PrimaryKey | Unique) and set(key.columns) <= set(dropped.columns) for key in keys):
        return True
    created = (one.index for one, _ in moment.script if isinstance(one, CreateIndex))
    others = (*created, *moment.view.indexes_on(dropped.table))
    return any(o.name != dropped.name and o.table == dropped.table and _as_strict(o, dropped) for o in others)


def _as_strict(one: Index, dropped: Index) -> bool:
    parts = {key.expression for key in dropped.keys}
    return one.unique and {key.expression for key in one.keys} <= parts and one.predicate in (None, dropped.predicate)


def keeps_unique(index: Index, columns: tuple[str, ...]) -> bool:
    """Whether an index alone makes these columns unique."""
    plain = index.unique and index.predicate is None and len(index.columns) == len(index.keys)
    return plain and set(index.columns) <= set(columns)
