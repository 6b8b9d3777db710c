"""Tables of a composite type: PostgreSQL documentation, CREATE TABLE, `OF type_name`; ALTER TYPE, CASCADE.

`ATTypedTableRecursion` in src/backend/commands/tablecmds.c.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.table import Column
from ddlproof.sql.composed import attributes_of
from ddlproof.sql.draft import Draft
from ddlproof.sql.rename import rename_column
from ddlproof.sql.tables import new_column
from ddlproof.sql.things.depend import drop_column
from ddlproof.sql.things.mentions import check_type_is_free


def set_of(draft: Draft, action: s.OfType) -> bool:
    """ALTER TABLE … OF and NOT OF."""
    made = draft.tables[action.table]
    if action.of is None:
        if made.of is None:
            raise SqlError(f"table {action.table} is of no type", span=action.at)
    else:
        wanted = [(one.name, one.type) for one in attributes_of(draft, action.of, action.at)]
        if wanted != [(column.name, column.type) for column in made.columns.values()]:
            raise SqlError(f"the columns of table {action.table} are not the attributes of {action.of}", span=action.at)
    changed = made.of != action.of
    made.of = action.of
    return changed


def follow_attribute(draft: Draft, action: s.AlterAttribute) -> None:
    """The tables of a type follow what happens to its attribute, by CASCADE only.

    Raises:
        SqlError: there are some, and CASCADE is not said; the draft is as before.
    """
    typed = [table for table, made in draft.tables.items() if made.of == action.name]
    if typed and not action.cascade:
        listed = ", ".join(f"table {table}" for table in typed)
        raise SqlError(f"{action.name} is the type of {listed}", span=action.at, hint="CASCADE alters that as well.")
    for table in typed:
        columns = draft.tables[table].columns
        if action.add and action.type is not None:
            made = Column(action.attribute, action.type, collation=action.collation)
            new_column(draft, table, made, False, action.at)
        elif action.to is not None:
            rename_column(draft, a.RenameColumn(at=action.at, table=table, column=action.attribute, to=action.to))
        elif action.type is None:
            drop_column(draft, table, action.attribute, True, action.at)
        else:
            check_type_is_free(draft, table, action.attribute, action.at)
            column = columns[action.attribute]
            columns[action.attribute] = replace(column, type=action.type, collation=action.collation)
