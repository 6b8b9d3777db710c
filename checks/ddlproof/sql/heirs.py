"""What PostgreSQL refuses of tables that inherit, as what they have is their parents'.

PostgreSQL documentation, section 5.11 "Inheritance"; `renameatt_internal`, `ATPrepAlterColumnType`, `ATExecDropColumn`
and `MergeAttributes` in src/backend/commands/tablecmds.c.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.identity import is_shared

_OF_COLUMNS = a.RenameColumn | a.SetType | a.DropColumn
_OWN = {a.RenameColumn: "renamed", a.SetType: "changed", a.DropColumn: "dropped"}


def check_column_is_own(draft: Draft, action: a.Action) -> None:
    """Before a column is added, renamed or dropped, or gets another type or an identity.

    Raises:
        SqlError: it comes from a parent or from the type of the table, or a child has it from another parent as well.
    """
    if isinstance(action, s.SetColumn) and action.identity is not None and is_shared(draft):
        _check_identity(draft, action)
    if not isinstance(action, a.AddColumn | _OF_COLUMNS) or action.table not in draft.tables:
        return
    if (of := draft.tables[action.table].of) is not None:
        raise SqlError(f"the columns of table {action.table} are those of its type, {of}", span=action.at)
    if isinstance(action, a.AddColumn):
        return
    going = {action.table} if isinstance(action, a.DropColumn) or action.only else {*draft.family(action.table)}
    for table in sorted(going & draft.tables.keys(), key=lambda name: name != action.table):
        others = (parent for parent in draft.tables[table].parents if parent not in going)
        parent = next((one for one in others if has_column(draft, one, action.column)), None)
        if parent is not None:
            what = f"column {action.column} of table {table} comes from table {parent}"
            raise SqlError(f"{what}, and can be {_OWN[type(action)]} there only", span=action.at)


def _check_identity(draft: Draft, action: s.SetColumn) -> None:
    made = draft.tables.get(action.table)
    if made is not None and made.partition is not None:
        what = f"column {action.column} of table {action.table}"
        raise SqlError(f"whether {what} is an identity its partitioned table decides", span=action.at)


def has_column(draft: Draft, table: QName, column: str) -> bool:
    """Whether a table is known to have the column."""
    return table in draft.tables and column in draft.tables[table].columns


def check_parent(draft: Draft, parent: QName, at: Span) -> None:
    """Before a table inherits from another.

    Raises:
        SqlError: that is partitioned, or a partition.
    """
    made = draft.tables.get(parent)
    if made is not None and (made.partitioned is not None or made.partition is not None):
        raise SqlError(f"table {parent} is partitioned, or a partition: none can inherit from it", span=at)
