"""INHERIT and NO INHERIT, and what PostgreSQL refuses of tables that inherit, as what they have is their parents'.

PostgreSQL documentation, section 5.11 "Inheritance"; `renameatt_internal`, `ATPrepAlterColumnType`, `ATExecDropColumn`
and `MergeAttributes` in src/backend/commands/tablecmds.c.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check
from ddlproof.model.names import QName
from ddlproof.sql.draft import Draft
from ddlproof.sql.identity import is_shared
from ddlproof.sql.parents import check_inherit

_OF_COLUMNS = a.RenameColumn | a.SetType | a.DropColumn
_OWN = {a.RenameColumn: "renamed", a.SetType: "changed", a.DropColumn: "dropped"}


def check_column_is_own(draft: Draft, action: a.Action) -> None:
    """Before a column or CHECK is added or dropped, a column renamed, or gets another type or an identity.

    Raises:
        SqlError: it comes from a parent or from the type of the table, or a child has it from another parent as well.
    """
    if isinstance(action, a.AddConstraint | a.DropConstraint):
        _check_constraint(draft, action)
    if isinstance(action, s.SetColumn) and action.identity is not None and is_shared(draft):
        _check_identity(draft, action)
    if not isinstance(action, a.AddColumn | _OF_COLUMNS) or action.table not in draft.tables:
        return
    if (of := draft.tables[action.table].of) is not None:
        raise SqlError(f"the columns of table {action.table} are those of its type, {of}", span=action.at)
    if isinstance(action, a.AddColumn):
        if action.only and draft.tables[action.table].children:
            message = f"a column of table {action.table} must be one of the tables that inherit from it as well"
            raise SqlError(message, span=action.at, hint="Leave out ONLY.")
        return
    going = {action.table} if isinstance(action, a.DropColumn) or action.only else {*draft.family(action.table)}
    for table in sorted(going & draft.tables.keys(), key=lambda name: name != action.table):
        others = (parent for parent in draft.tables[table].parents if parent not in going)
        parent = next((one for one in others if has_column(draft, one, action.column)), None)
        if parent is not None:
            what = f"column {action.column} of table {table} comes from table {parent}"
            raise SqlError(f"{what}, and can be {_OWN[type(action)]} there only", span=action.at)


def _check_constraint(draft: Draft, action: a.AddConstraint | a.DropConstraint) -> None:
    made = draft.tables.get(action.table)
    if made is None:
        return
    if isinstance(action, a.AddConstraint):
        if isinstance(action.constraint, Check) and not action.constraint.no_inherit and action.only and made.children:
            message = f"a CHECK of table {action.table} must be one of the tables that inherit from it as well"
            raise SqlError(message, span=action.at, hint="Leave out ONLY, or say NO INHERIT.")
        return
    for parent in made.parents:
        check = draft.tables[parent].constraints.get(action.name) if parent in draft.tables else None
        if isinstance(check, Check) and not check.no_inherit and action.name in made.constraints:
            what = f"constraint {action.name} of table {action.table} comes from table {parent}"
            raise SqlError(f"{what}, and can be dropped there only", span=action.at)


def _check_identity(draft: Draft, action: s.SetColumn) -> None:
    made = draft.tables.get(action.table)
    if made is not None and made.partition is not None:
        what = f"column {action.column} of table {action.table}"
        raise SqlError(f"whether {what} is an identity its partitioned table decides", span=action.at)


def has_column(draft: Draft, table: QName, column: str) -> bool:
    """Whether a table is known to have the column."""
    return table in draft.tables and column in draft.tables[table].columns


def set_inherit(draft: Draft, action: s.Inherit) -> bool:
    """INHERIT and NO INHERIT."""
    made = draft.tables[action.table]
    if action.inherit == (action.parent in made.inherits):
        what = "inherits already" if action.inherit else "does not inherit"
        raise SqlError(f"{action.table} {what} from {action.parent}", span=action.at)
    if action.inherit:
        check_inherit(draft, action)
        made.own = (*made.own, *(made.named - draft.inherited(action.table)))
        made.inherits = (*made.inherits, action.parent)
        draft.tables[action.parent].children[action.table] = None
    else:
        made.inherits = tuple(name for name in made.inherits if name != action.parent)
        draft.tables[action.parent].children.pop(action.table, None)
    return True
