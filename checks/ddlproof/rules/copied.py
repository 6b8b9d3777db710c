"""What a script has copied of a table or column before it drops it, and what it puts in its place. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.action import Action, AddColumn, CreateTable, PutThing, RenameColumn, RenameTable, Rows
from ddlproof.model.names import QName
from ddlproof.rules.existing import rows_before
from ddlproof.rules.plain import changes, resolve
from ddlproof.rules.words import fold, name_at, words


def copied(moment: Moment, table: QName, column: str = "") -> str:
    """Which statement before this one has copied rows of the table, or values of the column; empty where none has."""
    made = (one for one, _ in moment.earlier if isinstance(one, CreateTable) and table.name in one.at.text.lower())
    for action in (*rows_before(moment, column or table.name), *made):
        if _copies(moment, action, table, column):
            return f", but for what line {action.at.line} copies"
    return ""


def table_in_place(moment: Moment, table: QName) -> bool:
    """Whether the script goes on to give the name to another table, or to a view."""
    return any(_takes_name(action, table) for action, _ in moment.later)


def column_in_place(moment: Moment, table: QName, column: str) -> bool:
    """Whether the script goes on to give the name to another column."""
    return any(
        (isinstance(action, AddColumn) and (action.table, action.column.name) == (table, column))
        or (isinstance(action, RenameColumn) and (action.table, action.to) == (table, column))
        for action, _ in moment.later
    )


def _takes_name(action: Action, table: QName) -> bool:
    match action:
        case CreateTable(table=made):
            return made.name == table
        case RenameTable(table=renamed, to=to):
            return renamed.sibling(to) == table
        case PutThing(thing=thing):
            return thing.kind in ("view", "materialized view") and thing.qname == table
        case _:
            return False


def _copies(moment: Moment, action: Action, table: QName, column: str) -> bool:
    said = words(action.at.text)
    if isinstance(action, CreateTable):
        return _reads(moment, said, table) and (not column or column in map(fold, said))
    done = changes(action) if isinstance(action, Rows) else []
    if column and any(one.what == "UPDATE" and _means(moment, one.names, table) for one in done):
        return _given_away(said, column)
    writes = any(one.what in ("INSERT SELECT", "UPDATE", "MERGE") for one in done)
    writes = writes or (not isinstance(action, Rows) and bool({"INSERT", "UPDATE"} & set(said)))
    return writes and _reads(moment, said, table) and (not column or column in map(fold, said))


def _means(moment: Moment, names: tuple[tuple[str, str], ...], table: QName) -> bool:
    return any(resolve(moment, *name) == table for name in names)


def _reads(moment: Moment, said: tuple[str, ...], table: QName) -> bool:
    """Whether rows come from the table."""
    sources = (name_at(said, at + 1)[0] for at, word in enumerate(said) if word in ("FROM", "JOIN", "USING", "TABLE"))
    return _means(moment, tuple(name for name in sources if name[1] == table.name), table)


def _given_away(said: tuple[str, ...], column: str) -> bool:
    """Whether an UPDATE of its table gives the column's value to another one."""
    end = said.index("WHERE") if "WHERE" in said else len(said)
    return any(
        fold(word) == column and not (said[at - 1] in ("SET", ",") and said[at + 1 : at + 2] == ("=",))
        for at, word in enumerate(said[:end])
        if at
    )
