"""Whether an action takes time that grows with the rows of a table in use. Not a rule."""

from __future__ import annotations

from itertools import pairwise

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.rules.data.unbatched_backfill import names_key
from ddlproof.rules.existing import new_column
from ddlproof.rules.locking.set_not_null_scan import scans
from ddlproof.rules.plain import changes, plain, resolve, tables
from ddlproof.rules.retyped import cost_of, retyped
from ddlproof.rules.volatility import volatility
from ddlproof.rules.words import name_at, words


def work(moment: Moment) -> str | None:
    """What the action does row by row, as in "while this scans public.jobs"; None where it is quick or the rows few."""
    named = getattr(moment.action, "table", None)
    if isinstance(named, QName) and moment.house.few(named):
        return None
    match moment.action:
        case a.Rows(verb=verb):
            written = _of_rows(moment) if verb in ("UPDATE", "DELETE", "INSERT", "MERGE", "WITH") else None
            return written or (_read(moment) if verb in ("SELECT", "WITH") or _copies(moment.action) else None)
        case a.CreateTable(query=query):
            return _read(moment) if query else None
        case a.PutThing(thing=Thing(kind="materialized view")):
            return _read(moment)
        case a.CreateIndex(index=index):
            large = moment.existing(index.table) and not moment.house.few(index.table)
            return f"builds an index on {index.table}" if large else None
        case a.ValidateConstraint(table=table):
            return f"scans {table}" if moment.existing(table) else None
        case a.AddConstraint(table=table):
            return f"scans {table}" if moment.existing(table) and _checks_rows(moment.action) else None
        case a.SetNotNull(table=table):
            return f"scans {table}" if scans(moment) else None
        case a.SetType(table=table):
            found = retyped(moment)
            rewrites = found is not None and cost_of(moment, found[1], found[2]) == "rewrite"
            return f"rewrites {table}" if rewrites else None
        case a.AddColumn(table=table):
            return f"rewrites {table}" if _fills(moment, moment.action) else None
        case _:
            return None


def _of_rows(moment: Moment) -> str | None:
    for done in changes(moment.action):
        large = (table for table in tables(moment, done) if not moment.house.few(table))
        touched = [table for table in large if not names_key(moment, table, done.where)]
        if touched and done.what in _VERBS:
            return f"{_VERBS[done.what]} {touched[0]}"
    return None


def _copies(action: a.Action) -> bool:
    """Whether it is INSERT … SELECT: that of given values reads nothing."""
    done = plain(action, "INSERT")
    return done is not None and done.what == "INSERT SELECT"


def _read(moment: Moment) -> str | None:
    """What a query reads from end to end, as far as it is a table that is known and in use."""
    said = words(moment.action.at.text)
    if not _QUICK.isdisjoint(said) or ("NO", "DATA") in pairwise(said):
        return None
    for at, word in enumerate(said[:-1]):
        if word in ("FROM", "JOIN"):
            table = resolve(moment, *name_at(said, at + 1 + (said[at + 1] == "ONLY"))[0])
            read = moment.existing(table) and moment.view.table(table) is not None and not moment.house.few(table)
            if read and not names_key(moment, table, _condition(said)):
                return f"reads {table}"
    return None


_QUICK = frozenset(("LIMIT", "EXISTS", "SETVAL", "MAX", "MIN"))
"""What makes a query look at few rows, or an index's end."""


def _condition(said: tuple[str, ...]) -> tuple[str, ...]:
    return said[said.index("WHERE") + 1 :] if "WHERE" in said else ()


_VERBS = {
    "UPDATE": "updates",
    "DELETE": "deletes from",
    "MERGE": "merges rows into",
    "INSERT SELECT": "inserts into",
}


def _checks_rows(action: a.AddConstraint) -> bool:
    match action.constraint:
        case PrimaryKey() | Unique():
            return action.using_index is None
        case Check() | ForeignKey():
            return action.constraint.validated and action.constraint.enforced
        case _:
            return False


def _fills(moment: Moment, action: a.AddColumn) -> bool:
    column = action.column
    if not new_column(moment, action):
        return False
    if action.serial or column.identity is not None or (column.generated is not None and not column.virtual):
        return True
    return column.default is not None and volatility(column.default, moment)[0] == "volatile"
