"""ALTER: which reader reads what; ALTER TABLE and ALTER INDEX.

PostgreSQL documentation, ALTER TABLE, ALTER INDEX.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.model.action import (
    Action,
    AddColumn,
    AddConstraint,
    DropColumn,
    DropConstraint,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetDefault,
    SetNotNull,
    SetType,
    ValidateConstraint,
)
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import QName
from ddlproof.model.structure import AttachIndex, SetColumn, SetExpression, SetIndex, SetTable
from ddlproof.sql import sequence
from ddlproof.sql.altercolumn import read_alter_column
from ddlproof.sql.altertable import read_whole
from ddlproof.sql.altertype import alter_domain, alter_type
from ddlproof.sql.column import read_column
from ddlproof.sql.constraint import NotNull, at_constraint, read_constraint
from ddlproof.sql.create import if_not_exists
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.kinds import other_kind
from ddlproof.sql.things.common import depends
from ddlproof.sql.things.owner import read_owner
from ddlproof.sql.things.registry import read_thing
from ddlproof.sql.things.trigger import read_enabled


def read_alter(cursor: Cursor) -> tuple[Action, ...]:
    """What comes after ALTER, as far as it is modelled.

    Raises:
        NotModelled: another kind of object or of alteration.
        SqlError: it cannot be valid.
    """
    cursor.expect("ALTER")
    owned = read_owner(cursor, cursor.index - 1)
    if owned is not None:
        return owned
    if cursor.take("TABLE"):
        return _in_passes(_table(cursor))
    if cursor.take("INDEX"):
        return _index(cursor)
    if cursor.take("TYPE"):
        return alter_type(cursor, cursor.index - 2)
    if cursor.take("DOMAIN"):
        return alter_domain(cursor, cursor.index - 2)
    if cursor.take("SEQUENCE"):
        return sequence.alter(cursor, cursor.index - 2)
    found = read_thing(cursor, "ALTER", cursor.index - 1)
    if found is None:
        raise other_kind(cursor, "ALTER")
    return found


def if_exists(cursor: Cursor) -> bool:
    """Step over IF EXISTS."""
    return cursor.take("IF", "EXISTS")


def _table(cursor: Cursor) -> Iterator[Action]:
    if cursor.at("ALL", "IN"):
        raise NotModelled("ALTER TABLE ALL IN TABLESPACE")
    exists = if_exists(cursor)
    only = cursor.take("ONLY")
    table = cursor.qname("a table")
    cursor.take("*")
    while True:
        start = cursor.index
        action = _subcommand(cursor, table, exists)
        if action is not None:
            yield replace(action, optional=exists, only=only)
        elif cursor.index == start:
            if cursor.word() not in _NOT_MODELLED:
                raise cursor.error("ADD, ALTER, DROP, RENAME, VALIDATE or another subcommand")
            cursor.pass_over(f"ALTER TABLE … {cursor.word()} is not modelled", ",")
        if not cursor.take(","):
            break
    cursor.end()


# The first words of all other subcommands: PostgreSQL documentation, ALTER TABLE.
_NOT_MODELLED = frozenset("DISABLE ENABLE OWNER SPLIT MERGE".split())

_PASSES: tuple[type[Action] | tuple[type[Action], ...], ...] = (
    (DropColumn, DropConstraint), SetType, AddColumn, SetNotNull, SetDefault, AddConstraint,
)  # fmt: skip


def _in_passes(actions: Iterator[Action]) -> tuple[Action, ...]:
    """The subcommands in the order in which PostgreSQL carries them out, whatever the order in which they stand.

    Source: `AT_PASS_…` in src/backend/commands/tablecmds.c.
    """

    def number(action: Action) -> int:
        if isinstance(action, AddConstraint):
            # Keys need their index before a foreign key can refer to them.
            return len(_PASSES) + (isinstance(action.constraint, ForeignKey))
        if _drops(action):
            return 0
        if isinstance(action, SetColumn) and action.added:
            return _PASSES.index(SetDefault)
        return next((n for n, kinds in enumerate(_PASSES) if isinstance(action, kinds)), len(_PASSES))

    return tuple(sorted(actions, key=number))


def _drops(action: Action) -> bool:
    """DROP NOT NULL, DROP DEFAULT, DROP IDENTITY, DROP EXPRESSION."""
    match action:
        case SetNotNull(not_null=False) | SetDefault(default=None) | SetExpression(expression=None):
            return True
        case SetColumn(identity="none"):
            return True
    return False


def _subcommand(cursor: Cursor, table: QName, exists: bool) -> Action | None:
    """One subcommand; None where it is of a kind that is passed over."""
    start = cursor.index
    if cursor.take("ADD"):
        return _add(cursor, table, start, exists)
    if cursor.take("DROP"):
        return _drop(cursor, table, start)
    if cursor.take("VALIDATE"):
        cursor.expect("CONSTRAINT")
        name = cursor.name("a constraint name")
        return ValidateConstraint(at=cursor.since(start), table=table, name=name)
    if cursor.take("RENAME"):
        return _rename(cursor, table, start, exists)
    if cursor.word() in ("ENABLE", "DISABLE") and (enabled := read_enabled(cursor, table)) is not None:
        return enabled
    if cursor.at("ALTER") and cursor.word(1) != "CONSTRAINT":
        return read_alter_column(cursor, table)
    return read_whole(cursor, table)


def _add(cursor: Cursor, table: QName, start: int, exists: bool) -> Action | None:
    if not cursor.at("COLUMN") and at_constraint(cursor):
        read = read_constraint(cursor)
        if isinstance(read[0], NotNull):
            return _add_not_null(cursor, table, start, read[0])
        return AddConstraint(at=cursor.since(start), table=table, constraint=read[0], using_index=read[1])
    cursor.take("COLUMN")
    absent = if_not_exists(cursor)
    parts = read_column(cursor)
    return AddColumn(
        at=cursor.since(start), table=table, column=parts.column, constraints=tuple(parts.constraints),
        if_not_exists=absent, serial=parts.serial, if_exists=exists, sequence=parts.sequence,
        refused=cursor.why_refused(),
    )  # fmt: skip


def _add_not_null(cursor: Cursor, table: QName, start: int, found: NotNull) -> Action:
    return SetNotNull(
        at=cursor.since(start), table=table, column=found.column, name=found.name, validated=found.validated,
        no_inherit=found.no_inherit, added=True,
    )  # fmt: skip


def _drop(cursor: Cursor, table: QName, start: int) -> Action:
    if cursor.take("CONSTRAINT"):
        exists = if_exists(cursor)
        name = cursor.name("a constraint name")
        cascade = drop_behaviour(cursor)
        return DropConstraint(at=cursor.since(start), table=table, name=name, if_exists=exists, cascade=cascade)
    cursor.take("COLUMN")
    exists = if_exists(cursor)
    column = cursor.name("a column name")
    cascade = drop_behaviour(cursor)
    return DropColumn(at=cursor.since(start), table=table, column=column, if_exists=exists, cascade=cascade)


def drop_behaviour(cursor: Cursor) -> bool:
    """Step over CASCADE or RESTRICT; whether it was CASCADE."""
    return cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"


def _rename(cursor: Cursor, table: QName, start: int, exists: bool) -> Action:
    if cursor.take("TO"):
        to = cursor.name("a new name")
        return RenameTable(at=cursor.since(start), table=table, to=to, if_exists=exists)
    constraint = cursor.take("CONSTRAINT")
    if not constraint:
        cursor.take("COLUMN")
    name = cursor.name("a name")
    cursor.expect("TO")
    to = cursor.name("a new name")
    if constraint:
        return RenameConstraint(at=cursor.since(start), table=table, name=name, to=to)
    return RenameColumn(at=cursor.since(start), table=table, column=name, to=to)


def _index(cursor: Cursor) -> tuple[Action, ...]:
    start = cursor.index - 2
    if cursor.at("ALL", "IN"):
        raise NotModelled("ALTER INDEX ALL IN TABLESPACE")
    exists = if_exists(cursor)
    index = cursor.qname("an index")
    if cursor.take("RENAME", "TO"):
        to = cursor.name("a new name")
        cursor.end()
        return (RenameIndex(at=cursor.since(start), index=index, to=to, if_exists=exists),)
    if cursor.take("ATTACH", "PARTITION"):
        partition = cursor.qname("an index")
        cursor.end()
        return (AttachIndex(at=cursor.since(start), index=index, partition=partition),)
    if (depending := depends(cursor)) is not None:
        cursor.end()
        return (SetIndex(at=cursor.since(start), index=index, changes=tuple(depending.items()), if_exists=exists),)
    if cursor.at("ALTER"):
        alteration = read_alter_column(cursor, index)
        cursor.end()
        if not isinstance(alteration, SetIndex):
            raise cursor.error("the number of a column and SET STATISTICS")
        return (replace(alteration, if_exists=exists),)
    whole = read_whole(cursor, index)
    if not isinstance(whole, SetTable):
        raise cursor.error("RENAME TO, SET or another alteration of an index")
    cursor.end()
    return (SetIndex(at=cursor.since(start), index=index, changes=whole.changes, if_exists=exists),)
