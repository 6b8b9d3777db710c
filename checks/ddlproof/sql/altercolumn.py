"""ALTER TABLE … ALTER COLUMN.

PostgreSQL documentation, ALTER TABLE.
"""

from __future__ import annotations

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, SetDefault, SetNotNull, SetType
from ddlproof.model.attributes import Changes
from ddlproof.model.names import QName
from ddlproof.model.structure import SetColumn, SetExpression, SetIndex
from ddlproof.sql.column import read_collation, read_identity_options, read_method
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed, read_until_end
from ddlproof.sql.sequence import read_options
from ddlproof.sql.storage import read_integer, read_parameter_names, read_parameters
from ddlproof.sql.types import read_type


def read_alter_column(cursor: Cursor, table: QName) -> Action:
    """`ALTER [COLUMN] name …`."""
    start = cursor.index
    cursor.expect("ALTER")
    cursor.take("COLUMN")
    if cursor.token is not None and cursor.token.token_type == TokenType.NUMBER:
        changes = _statistics_of_number(cursor)
        # Only the keys of an index are called by number.
        return SetIndex(at=cursor.since(start), index=table, changes=changes)
    column = cursor.name("a column name")
    for read in (_plain, _type, _identity, _expression):
        found = read(cursor, table, column, start)
        if found is not None:
            return found
    raise cursor.error("TYPE, SET …, DROP … or another alteration of a column")


def _statistics_of_number(cursor: Cursor) -> Changes:
    number = read_integer(cursor)
    cursor.expect("SET", "STATISTICS")
    return ((f"statistics {number}", statistics(cursor)),)


def statistics(cursor: Cursor) -> str | None:
    """A statistics target; None for the default, which old versions call -1."""
    target = None if cursor.take("DEFAULT") else read_integer(cursor)
    return None if target == "-1" else target


def _plain(cursor: Cursor, table: QName, column: str, start: int) -> Action | None:
    if cursor.take("SET", "NOT", "NULL"):
        return SetNotNull(at=cursor.since(start), table=table, column=column)
    if cursor.take("DROP", "NOT", "NULL"):
        return SetNotNull(at=cursor.since(start), table=table, column=column, not_null=False)
    if cursor.take("SET", "DEFAULT"):
        default = read_until_end(cursor)
        return SetDefault(at=cursor.since(start), table=table, column=column, default=default)
    if cursor.take("DROP", "DEFAULT"):
        return SetDefault(at=cursor.since(start), table=table, column=column, default=None)
    changes: Changes
    if cursor.take("SET", "STATISTICS"):
        changes = (("statistics", statistics(cursor)),)
    elif cursor.take("SET", "STORAGE"):
        changes = (("storage", read_method(cursor, "a kind of storage")),)
    elif cursor.take("SET", "COMPRESSION"):
        changes = (("compression", read_method(cursor, "a kind of compression")),)
    elif cursor.at("SET", "("):
        cursor.expect("SET")
        changes = read_parameters(cursor)
    elif cursor.take("RESET"):
        changes = tuple((name, None) for name in read_parameter_names(cursor))
    else:
        return None
    return SetColumn(at=cursor.since(start), table=table, column=column, changes=changes)


def _type(cursor: Cursor, table: QName, column: str, start: int) -> Action | None:
    if not (cursor.take("TYPE") or cursor.take("SET", "DATA", "TYPE")):
        return None
    type_ = read_type(cursor)
    collation = read_collation(cursor) if cursor.take("COLLATE") else None
    using = read_until_end(cursor) if cursor.take("USING") else None
    return SetType(at=cursor.since(start), table=table, column=column, type=type_, using=using, collation=collation)


def _identity(cursor: Cursor, table: QName, column: str, start: int) -> Action | None:
    identity, exists, added = None, False, False
    options: dict[str, str | None] = {}
    sequence: QName | None = None
    if cursor.take("DROP", "IDENTITY"):
        identity, exists = "none", cursor.take("IF", "EXISTS")
    elif cursor.take("ADD", "GENERATED"):
        added = True
        identity = "always" if cursor.take("ALWAYS") else "by default" if cursor.take("BY", "DEFAULT") else None
        if identity is None or not cursor.take("AS", "IDENTITY"):
            raise cursor.error("ALWAYS or BY DEFAULT, and AS IDENTITY")
        said = read_identity_options(cursor)
        options, sequence = said.values, said.name
    else:
        before = cursor.index
        while cursor.at("SET") or cursor.at("RESTART"):
            cursor.take("SET")
            if cursor.take("GENERATED"):
                identity = "always" if cursor.take("ALWAYS") else "by default"
                if identity == "by default":
                    cursor.expect("BY", "DEFAULT")
                continue
            at = cursor.index
            options |= read_options(cursor).values
            if cursor.index == at:
                cursor.index = before
                return None
        if cursor.index == before:
            return None
    changes = tuple((f"identity {name}", value) for name, value in options.items())
    return SetColumn(
        at=cursor.since(start),
        table=table,
        column=column,
        changes=changes,
        identity=identity,
        added=added,
        if_exists=exists,
        sequence=sequence,
    )


def _expression(cursor: Cursor, table: QName, column: str, start: int) -> Action | None:
    if cursor.take("DROP", "EXPRESSION"):
        exists = cursor.take("IF", "EXISTS")
        return SetExpression(at=cursor.since(start), table=table, column=column, expression=None, if_exists=exists)
    if cursor.take("SET", "EXPRESSION"):
        cursor.expect("AS")
        expression = read_bracketed(cursor)
        return SetExpression(at=cursor.since(start), table=table, column=column, expression=expression)
    return None
