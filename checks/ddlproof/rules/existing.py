"""What was there before the script, and what the script itself has made or done so far."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.action import Action, AddColumn, Rows, Unread
from ddlproof.model.names import QName
from ddlproof.rules.plain import Plain, plain, resolve


def new_column(moment: Moment, action: AddColumn) -> bool:
    """Whether ADD COLUMN adds a column, to a table in use: IF NOT EXISTS may find it there."""
    if not moment.existing(action.table):
        return False
    table = moment.view.table(action.table)
    return not (action.if_not_exists and table is not None and table.column(action.column.name) is not None)


def added_here(moment: Moment, table: QName, column: str) -> AddColumn | None:
    """The action before this one that added the column, if the script itself did."""
    for action, _ in reversed(moment.earlier):
        if isinstance(action, AddColumn) and (action.table, action.column.name) == (table, column):
            return action
    return None


_CODE = ("DO", "CALL", "EXECUTE")


def filled_before(moment: Moment, table: QName, column: str) -> bool:
    """Whether the script may have given the column values in the rows that are there, or deleted rows without one."""
    for action, _ in moment.earlier:
        if isinstance(action, Rows):
            done = plain(action) if action.verb in ("UPDATE", "DELETE", "TRUNCATE", "WITH") else None
            if done is not None and _means(moment, done, table) and (done.what != "UPDATE" or column in done.columns):
                return True
            if action.verb in ("MERGE", "WITH", "INSERT", "SELECT") and _speaks_of(action, table.name, column):
                return True
        elif isinstance(action, Unread) and action.verb in _CODE and _may_fill(action, column):
            # Code that may have filled the column is given the benefit of the doubt.
            return True
    return False


def emptied_before(moment: Moment, table: QName) -> bool:
    """Whether the script has deleted all rows of the table."""
    for action, _ in moment.earlier:
        if isinstance(action, Rows) and action.verb in ("DELETE", "TRUNCATE"):
            done = plain(action)
            if done is not None and not done.where and _means(moment, done, table):
                return True
    return False


def rows_deleted_before(moment: Moment, table: QName) -> bool:
    """Whether the script may have deleted rows of the table."""
    for action, _ in moment.earlier:
        if isinstance(action, Rows) and action.verb in ("DELETE", "TRUNCATE", "WITH"):
            done = plain(action)
            if (done is not None and _means(moment, done, table)) or _speaks_of(action, "delete", table.name):
                return True
        elif isinstance(action, Unread) and action.verb == "DO" and _speaks_of(action, "delete", table.name):
            return True
    return False


def _may_fill(action: Unread, column: str) -> bool:
    """Whether code may give the column values: what a procedure or prepared statement does stands elsewhere."""
    return action.verb != "DO" or _speaks_of(action, column)


def _means(moment: Moment, done: Plain, table: QName) -> bool:
    return any(resolve(moment, schema, name) == table for schema, name in done.names)


def _speaks_of(action: Action, *names: str) -> bool:
    text = action.at.text.lower()
    return all(name.lower() in text for name in names)
