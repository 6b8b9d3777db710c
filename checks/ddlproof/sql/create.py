"""CREATE TABLE, CREATE INDEX, CREATE TYPE … AS ENUM, CREATE SCHEMA.

PostgreSQL documentation, part VI "SQL Commands".
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, CreateEnum, CreateIndex, CreateTable
from ddlproof.model.constraint import Constraint
from ddlproof.model.expression import SPELT_BARE, Call, Column, Constant, Expression
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.table import Column as TableColumn
from ddlproof.model.table import Table
from ddlproof.sql import namespace
from ddlproof.sql.call import at_call
from ddlproof.sql.column import read_column
from ddlproof.sql.constraint import NotNull, at_constraint, read_constraint
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_bracketed, read_until_end
from ddlproof.sql.kinds import other_kind
from ddlproof.sql.operand import read_operand
from ddlproof.sql.things.grant import read_grant
from ddlproof.sql.things.registry import CREATE, read_thing


def read_create(cursor: Cursor) -> tuple[Action, ...]:
    """What comes after CREATE, as far as it is modelled.

    Raises:
        NotModelled: another kind of object.
        SqlError: it cannot be valid.
    """
    start = cursor.index
    cursor.expect("CREATE")
    if cursor.take("SCHEMA"):
        return namespace.read_create(cursor, start, _element)
    if cursor.take("TYPE"):
        return (_enum(cursor, start),)
    unique = cursor.take("UNIQUE")
    if cursor.take("INDEX"):
        return (_index(cursor, start, unique=unique),)
    if unique:
        raise cursor.error("INDEX")
    found = read_thing(cursor, CREATE, start)
    if found is not None:
        return found
    cursor.take("OR", "REPLACE")
    cursor.take_one("GLOBAL", "LOCAL")
    temporary = bool(cursor.take_one("TEMPORARY", "TEMP"))
    word = cursor.index
    unlogged = cursor.take("UNLOGGED")
    if not cursor.take("TABLE"):
        raise other_kind(cursor, "CREATE")
    if unlogged:
        token = cursor.tokens[word]
        cursor.passed_over.append((cursor.source.span(token.start, token.end + 1), "UNLOGGED is not modelled"))
    return (_table(cursor, start, temporary=temporary),)


def _element(cursor: Cursor) -> tuple[Action, ...]:
    """One statement inside of CREATE SCHEMA."""
    return read_grant(cursor, 0) if cursor.take("GRANT") else read_create(cursor)


def if_not_exists(cursor: Cursor) -> bool:
    """Step over IF NOT EXISTS."""
    return cursor.take("IF", "NOT", "EXISTS")


def _enum(cursor: Cursor, start: int) -> CreateEnum:
    name = cursor.qname("a type name")
    if not cursor.take("AS", "ENUM"):
        raise NotModelled("CREATE TYPE of another kind than an enum")
    if cursor.at("(") and cursor.word(1) == ")":
        cursor.inside()
        labels: tuple[str, ...] = ()
    else:
        labels = cursor.listed(lambda: cursor.string("a label in quotes"))
    cursor.end()
    return CreateEnum(at=cursor.since(start), name=name, labels=labels)


def _table(cursor: Cursor, start: int, *, temporary: bool) -> CreateTable:
    absent = if_not_exists(cursor)
    name = cursor.qname("a table name")
    if cursor.word() in ("PARTITION", "OF", "AS", "USING", "WITH", "ON", "TABLESPACE") or _names_only(cursor):
        raise NotModelled(f"CREATE TABLE … {'AS' if cursor.at('(') else cursor.word()}")
    if not cursor.at("("):
        raise cursor.error("`(` and the columns")
    columns, constraints, serials = _elements(cursor)
    if cursor.at("INHERITS"):
        cursor.pass_over("inheritance is not modelled", "PARTITION BY", "PARTITION", "USING", "WITH", "TABLESPACE")
    if cursor.at("PARTITION", "BY"):
        cursor.pass_over("partitioning is not modelled", "USING", "WITH", "TABLESPACE")
    if not temporary and cursor.word() in ("WITH", "WITHOUT", "TABLESPACE", "USING", "ON"):
        cursor.pass_over("storage parameters are not modelled", "AS")
    elif temporary:
        cursor.skip_until("AS")
    if cursor.at("AS"):
        raise NotModelled("CREATE TABLE … AS")
    cursor.end()
    table = Table(name, tuple(columns), tuple(constraints))
    return CreateTable(
        at=cursor.since(start), table=table, if_not_exists=absent, temporary=temporary, serials=tuple(serials)
    )


def _names_only(cursor: Cursor) -> bool:
    """Whether the brackets that come next hold names without types, as those of CREATE TABLE … AS do."""
    if not cursor.at("(") or cursor.word(2) not in (",", ")"):
        return False
    start = cursor.index
    cursor.inside()
    behind = cursor.word()
    cursor.index = start
    return behind in ("AS", "USING", "WITH", "WITHOUT", "ON", "TABLESPACE")


def _elements(cursor: Cursor) -> tuple[list[TableColumn], list[Constraint], list[str]]:
    columns: list[TableColumn] = []
    constraints: list[Constraint] = []
    serials: list[str] = []
    filled: list[str] = []
    cursor.expect("(")
    while not cursor.at(")"):
        if cursor.at("LIKE"):
            raise NotModelled("CREATE TABLE (LIKE …)")
        if at_constraint(cursor):
            read = read_constraint(cursor)
            found = read[0] if read is not None else None
            if isinstance(found, NotNull):
                filled.append(found.column)
            elif found is not None:
                constraints.append(found)
        else:
            parts = read_column(cursor)
            columns.append(parts.column)
            constraints.extend(parts.constraints)
            serials.extend([parts.column.name] if parts.serial else ())
        if not cursor.take(","):
            break
        if cursor.at(")"):
            raise cursor.error("another column or constraint after `,`")
    cursor.expect(")")
    columns = [replace(column, not_null=column.not_null or column.name in filled) for column in columns]
    return columns, constraints, serials


def _index(cursor: Cursor, start: int, *, unique: bool) -> CreateIndex:
    concurrently = cursor.take("CONCURRENTLY")
    absent = if_not_exists(cursor)
    name = "" if cursor.at("ON") else cursor.name("an index name")
    cursor.expect("ON")
    only = cursor.index
    if cursor.take("ONLY"):
        cursor.note("partitioning is not modelled", only)
    table = cursor.qname("a table")
    method = cursor.name("an index method") if cursor.take("USING") else "btree"
    keys = cursor.listed(lambda: read_key(cursor))
    include = cursor.names() if cursor.take("INCLUDE") else ()
    distinct = cursor.take("NULLS", "NOT", "DISTINCT")
    if not distinct:
        cursor.take("NULLS", "DISTINCT")
    if cursor.at("WITH") or cursor.at("TABLESPACE"):
        cursor.pass_over("storage parameters are not modelled", "WHERE")
    predicate = read_until_end(cursor) if cursor.take("WHERE") else None
    cursor.end()
    index = Index(QName("", name), table, keys, unique, method, include, predicate, distinct)
    return CreateIndex(at=cursor.since(start), index=index, concurrently=concurrently, if_not_exists=absent)


_KEY_STOPS = (",", ")", "ASC", "DESC", "NULLS", "COLLATE")


def read_key(cursor: Cursor) -> Key:
    """One key of an index: a column, a function call or a bracketed expression, and what trails it."""
    expression = _key_expression(cursor)
    collation = cursor.qname("a collation").name if cursor.take("COLLATE") else ""
    match expression:
        case Call("collate", (inner, Constant("string", inside))):
            expression, collation = inner, collation or inside
    opclass = ""
    if not cursor.done and cursor.word() not in _KEY_STOPS:
        opclass = cursor.qname("an operator class").name
        if cursor.at("("):
            cursor.pass_over("parameters of an operator class are not modelled", *_KEY_STOPS)
    descending = cursor.take("DESC")
    cursor.take("ASC")
    nulls = cursor.take_one("NULLS FIRST", "NULLS LAST")
    return Key(expression, _ordering(descending, nulls), opclass, collation)


def _key_expression(cursor: Cursor) -> Expression:
    if cursor.at("("):
        return read_bracketed(cursor)
    # A function call needs no brackets around it, nor do CAST(…), COALESCE(…) and CURRENT_USER.
    if cursor.word().lower() in SPELT_BARE or at_call(cursor):
        return read_operand(cursor, read_until_end)
    return Column(cursor.qname("a column or an expression").name)


def _ordering(descending: bool, nulls: str | None) -> str:
    """Only what differs from the default: NULLS LAST ascending, NULLS FIRST descending."""
    words = ["desc"] if descending else []
    default = "NULLS FIRST" if descending else "NULLS LAST"
    if nulls is not None and nulls != default:
        words.append(nulls.lower())
    return " ".join(words)
