"""NOT NULL in a draft: since PostgreSQL 18 a constraint with a name, inherited or not, valid or not.

PostgreSQL documentation, section 5.5.3 "Not-Null Constraints", and ALTER TABLE.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.attributes import changed
from ddlproof.model.names import QName
from ddlproof.model.table import NOT_INHERITED, NOT_VALIDATED, UNMARKED, Column, not_null_marks, nullable
from ddlproof.source import Span
from ddlproof.sql.draft import Draft, TableDraft
from ddlproof.sql.implicit import object_name
from ddlproof.sql.things.remarks import forget_part, move_part

NAMED_SINCE = 18
"""Since this version NOT NULL is a constraint with a name."""


def name_of(table: QName, column: Column) -> str:
    """What the NOT NULL constraint of a column is called."""
    return column.not_null_name or object_name(table.name, column.name, "not_null")


def named(table: QName, column: Column) -> Column:
    """The column with the name of its constraint said, which stays when column or table are called otherwise."""
    return replace(column, not_null_name=name_of(table, column)) if column.not_null else column


def for_child(table: QName, column: Column) -> Column:
    """The column as a child has it when it comes from this parent."""
    if NOT_INHERITED in column.attributes or not column.not_null:
        return nullable(column)
    return replace(named(table, column), attributes=changed(column.attributes, UNMARKED))


def column_with(made: TableDraft, table: QName, name: str) -> Column | None:
    """The column whose NOT NULL constraint bears the name."""
    return next((c for c in made.columns.values() if c.not_null and name_of(table, c) == name), None)


def set_not_null(draft: Draft, action: a.SetNotNull) -> bool:
    """SET and DROP NOT NULL, ADD CONSTRAINT … NOT NULL, on the table and its children.

    Raises:
        SqlError: it would have to change whether the constraint is inherited, or a primary key needs it.
    """
    made = draft.tables[action.table]
    column = made.columns[action.column]
    if not action.not_null:
        check_own(draft, action.table, column, action.at)
        return _drop(draft, action, column)
    if action.no_inherit and made.partitioned is not None:
        raise _partitioned(action.table, column, action.at)
    if column.not_null:
        if action.added or not action.only:
            _check_same(action.table, column, action.no_inherit, action.at)
        if action.added:
            _check_added(action, column)
        return not action.added and validate_not_null(draft, action.table, column)
    if draft.version >= NAMED_SINCE and action.name and taken(made, action.table, action.name):
        raise SqlError(f"constraint {action.name} of table {action.table} exists already", span=action.at)
    needed = action.added or made.partitioned is not None
    if needed and action.only and made.children and not action.no_inherit:
        raise SqlError(f"the children of table {action.table} must get the NOT NULL too", span=action.at)
    alone = action.no_inherit or (action.only and bool(made.children) and draft.version >= NAMED_SINCE)
    said = not_null_marks(inherited=not alone, validated=action.validated)
    new = replace(column, not_null=True, not_null_name=action.name, attributes=changed(column.attributes, said))
    if not alone and not action.only:
        spread(draft, action.table, new, action.at)
    return _put(draft, action.table, new)


def taken(made: TableDraft, table: QName, name: str) -> bool:
    """Whether a constraint of the table bears the name, be it a NOT NULL."""
    return name in made.constraints or column_with(made, table, name) is not None


def _partitioned(table: QName, column: Column, at: Span) -> SqlError:
    message = f"the NOT NULL of column {column.name} of table {table}, which is partitioned, cannot be NO INHERIT"
    return SqlError(message, span=at)


def check_own(draft: Draft, table: QName, column: Column, at: Span) -> None:
    """Before a NOT NULL goes, or changes otherwise than its parent's.

    Raises:
        SqlError: it comes from a parent, or the column is an identity.
    """
    if not column.not_null:
        return
    what = f"the NOT NULL of column {column.name} of table {table}"
    if column.identity is not None:
        raise SqlError(f"{what} stays as long as the column is an identity", span=at, hint="DROP IDENTITY first.")
    _check_parents(draft, table, column, at)


def _check_parents(draft: Draft, table: QName, column: Column, at: Span) -> None:
    what = f"the NOT NULL of column {column.name} of table {table}"
    parent = _source(draft, table, column)
    if parent is not None and (draft.version >= NAMED_SINCE or draft.tables[table].partition is not None):
        raise SqlError(f"{what} comes from table {parent}, and can change there only", span=at)


def _source(draft: Draft, table: QName, column: Column) -> QName | None:
    """The parent from which a column has its NOT NULL."""
    for parent in draft.tables[table].parents:
        there = draft.tables[parent].columns.get(column.name) if parent in draft.tables else None
        if there is not None and there.not_null and NOT_INHERITED not in there.attributes:
            return parent
    return None


def _check_added(action: a.SetNotNull, column: Column) -> None:
    if action.validated and NOT_VALIDATED in column.attributes:
        message = f"column {column.name} of table {action.table} has a NOT NULL that is NOT VALID"
        raise SqlError(message, span=action.at, hint="SET NOT NULL or VALIDATE CONSTRAINT checks its rows.")
    if action.name and action.name != (there := name_of(action.table, column)):
        raise SqlError(f"column {column.name} of table {action.table} is NOT NULL by {there} already", span=action.at)


def _check_same(table: QName, column: Column, no_inherit: bool, at: Span) -> None:
    if (NOT_INHERITED in column.attributes) != no_inherit:
        message = f"column {column.name} of table {table} has a NOT NULL already, which cannot change its NO INHERIT so"
        raise SqlError(message, span=at, hint="ALTER CONSTRAINT … INHERIT or NO INHERIT does.")


def spread(draft: Draft, table: QName, column: Column, at: Span) -> None:
    """Children get the NOT NULL that a column of their parent has got.

    Raises:
        SqlError: a child's own says NO INHERIT; those before have got it.
    """
    for child in list(draft.tables[table].children):
        there = draft.tables[child].columns.get(column.name)
        if there is None:
            continue
        if there.not_null:
            _check_same(child, there, False, at)
            continue
        said = not_null_marks(inherited=True, validated=NOT_VALIDATED not in column.attributes)
        got = replace(there, not_null=True, not_null_name=name_of(table, column))
        got = replace(got, attributes=changed(got.attributes, said))
        spread(draft, child, got, at)
        _put(draft, child, got)


def _drop(draft: Draft, action: a.SetNotNull, column: Column) -> bool:
    key = draft.tables[action.table].primary_key
    if key is not None and action.column in key.columns:
        raise SqlError(f"column {action.column} is in the primary key {key.name}, which needs NOT NULL", span=action.at)
    if not action.only and NOT_INHERITED not in column.attributes:
        for child in list(draft.tables[action.table].children):
            there = draft.tables[child].columns.get(action.column)
            if there is not None and not _keeps(draft, child, there, action.table, column):
                _drop(draft, replace(action, table=child), there)
    forget_part(draft, action.table, "constraint", name_of(action.table, column))
    return _put(draft, action.table, nullable(column))


def _keeps(draft: Draft, child: QName, there: Column, parent: QName, column: Column) -> bool:
    """Whether a child's NOT NULL stays when this parent's goes: since 18, its own does, and one of another parent.

    One that came from the parent bears the name of the parent's.
    """
    if draft.version < NAMED_SINCE or draft.tables[child].partition is not None:
        return False
    others = [draft.tables[name].columns.get(column.name) for name in draft.tables[child].parents if name != parent]
    needed = any(one is not None and one.not_null and NOT_INHERITED not in one.attributes for one in others)
    return needed or name_of(child, there) != name_of(parent, column)


def validate_not_null(draft: Draft, table: QName, column: Column) -> bool:
    """VALIDATE CONSTRAINT of a NOT NULL, and of those that the children have because of it."""
    for child in draft.tables[table].children if NOT_INHERITED not in column.attributes else ():
        if (there := draft.tables[child].columns.get(column.name)) is not None:
            validate_not_null(draft, child, there)
    return _put(draft, table, replace_mark(column, NOT_VALIDATED[0], None))


def rename_not_null(draft: Draft, action: a.RenameConstraint, column: Column) -> None:
    """RENAME CONSTRAINT of a NOT NULL.

    Raises:
        SqlError: it comes from a parent, or children have it and ONLY is said.
    """
    made = draft.tables[action.table]
    what = f"{action.name}, the NOT NULL of column {column.name} of table {action.table},"
    if (parent := _source(draft, action.table, column)) is not None:
        raise SqlError(f"{what} comes from table {parent}, and is renamed there only", span=action.at)
    if action.only and made.children and NOT_INHERITED not in column.attributes:
        raise SqlError(f"{what} must be renamed in its children too", span=action.at, hint="Leave ONLY away.")
    if taken(made, action.table, action.to):
        raise SqlError(f"constraint {action.to} of table {action.table} exists already", span=action.at)
    renamed = [action.table] if NOT_INHERITED in column.attributes else draft.family(action.table)
    for table in renamed:
        if (own := name_of(table, draft.tables[table].columns[column.name])) != action.name:
            raise SqlError(f"{what} is called {own} in table {table}, and is renamed in all or none", span=action.at)
    for table in renamed:
        columns = draft.tables[table].columns
        columns[column.name] = replace(columns[column.name], not_null_name=action.to)
        move_part(draft, table, "constraint", action.name, action.to)


def alter_not_null(draft: Draft, action: s.AlterConstraint, column: Column) -> bool:
    """ALTER CONSTRAINT … INHERIT or NO INHERIT: children get it, or keep it as their own."""
    if action.inherit is None:
        raise SqlError(
            f"{action.name} is NOT NULL of column {column.name}: only INHERIT can be altered", span=action.at
        )
    if action.inherit == (NOT_INHERITED not in column.attributes):
        return False
    if not action.inherit and draft.tables[action.table].partitioned is not None:
        raise _partitioned(action.table, column, action.at)
    _check_parents(draft, action.table, column, action.at)
    if action.inherit:
        spread(draft, action.table, column, action.at)
    value = None if action.inherit else NOT_INHERITED[1]
    return _put(draft, action.table, replace_mark(column, NOT_INHERITED[0], value))


def fill_for_key(draft: Draft, table: QName, column: Column, at: Span) -> None:
    """A column becomes part of a primary key: it is NOT NULL, and so are those of the children.

    Raises:
        SqlError: its NOT NULL is not such as a key needs.
    """
    for mark, said in ((NOT_INHERITED, "NO INHERIT"), (NOT_VALIDATED, "NOT VALID")):
        if mark in column.attributes:
            message = (
                f"the NOT NULL of column {column.name} of table {table} is {said}, which a primary key cannot have"
            )
            raise SqlError(message, span=at)
    if not column.not_null:
        set_not_null(draft, a.SetNotNull(at=at, table=table, column=column.name))


def check_inherited(table: QName, column: Column, at: Span) -> None:
    """Of a column whose NOT NULL comes from a parent, or must be there in the children.

    Raises:
        SqlError: it says NO INHERIT.
    """
    if NOT_INHERITED in column.attributes:
        raise SqlError(f"the NOT NULL of column {column.name} of table {table} cannot be NO INHERIT", span=at)


def check_child(draft: Draft, parent: QName, child: QName, at: Span) -> None:
    """Before a table becomes the child of another.

    Raises:
        SqlError: a column lacks the NOT NULL that its parent's has, or has one that is not such.
    """
    for column in draft.tables[parent].columns.values():
        there = draft.tables[child].columns.get(column.name)
        if there is None or not column.not_null or NOT_INHERITED in column.attributes:
            continue
        if not there.not_null:
            raise SqlError(f"column {column.name} of table {child} must be NOT NULL as that of {parent} is", span=at)
        invalid = NOT_VALIDATED in there.attributes and NOT_VALIDATED not in column.attributes
        if NOT_INHERITED in there.attributes or invalid:
            said = "NOT VALID" if invalid else "NO INHERIT"
            raise SqlError(
                f"the NOT NULL of column {column.name} of table {child} is {said}, unlike {parent}'s", span=at
            )


def replace_mark(column: Column, mark: str, value: str | None) -> Column:
    """The column with one of the two attributes set."""
    return replace(column, attributes=changed(column.attributes, {mark: value}))


def _put(draft: Draft, table: QName, column: Column) -> bool:
    columns = draft.tables[table].columns
    differs = columns[column.name] != column
    columns[column.name] = column
    return differs
