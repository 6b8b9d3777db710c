"""CREATE TABLE in all its forms, and SELECT … INTO.

PostgreSQL documentation, CREATE TABLE, CREATE TABLE AS, SELECT INTO.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ddlproof.model.action import Action, CreateTable, Like
from ddlproof.model.attributes import Attributes, changed
from ddlproof.model.constraint import Constraint
from ddlproof.model.names import QName
from ddlproof.model.table import NOT_INHERITED, Column, Partition, Table, not_null_marks
from ddlproof.model.types import Type
from ddlproof.sql.column import read_column, read_options_of_column
from ddlproof.sql.constraint import NotNull, at_constraint, read_constraint
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.partition import read_bounds, read_partitioning
from ddlproof.sql.storage import read_parameters

_OPTIONS = frozenset("comments compression constraints defaults generated identity indexes statistics storage".split())


@dataclass(slots=True)
class _Elements:
    """What stands in the brackets of CREATE TABLE, while it is read."""

    columns: list[Column] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)
    filled: dict[str, NotNull] = field(default_factory=dict)
    like: list[Like] = field(default_factory=list)
    sequences: list[tuple[str, QName]] = field(default_factory=list)

    @property
    def made(self) -> tuple[Column, ...]:
        # Columns that come from elsewhere, of which only this is said, have no type here.
        names = {column.name for column in self.columns}
        others = (Column(name, Type("")) for name in self.filled if name not in names)
        return tuple(_filled(c, self.filled[c.name]) if c.name in self.filled else c for c in (*self.columns, *others))


def _filled(column: Column, by: NotNull) -> Column:
    """The column with a NOT NULL that stands apart; a new table has no rows, so that each is valid."""
    marks = not_null_marks(inherited=not by.no_inherit, validated=True)
    column = replace(column, not_null=True, not_null_name=by.name or column.not_null_name)
    return replace(column, attributes=changed(column.attributes, marks))


def read_table(cursor: Cursor, start: int, *, temporary: bool, unlogged: bool) -> tuple[Action, ...]:
    """What comes behind CREATE TABLE."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.qname("a table name")
    table = Table(name, attributes=(("persistence", "unlogged"),) if unlogged else ())
    if cursor.word() in ("AS", "USING", "WITH", "WITHOUT", "ON", "TABLESPACE") or _names_only(cursor):
        return _as_query(cursor, start, table, absent, temporary)
    elements = _Elements()
    if cursor.take("PARTITION", "OF"):
        parent = cursor.qname("a table")
        if cursor.at("("):
            _read_elements(cursor, elements, of_parent=True)
        table = replace(table, partition=Partition(parent, read_bounds(cursor)))
    elif cursor.take("OF"):
        table = replace(table, of=cursor.qname("a composite type"))
        if cursor.at("("):
            _read_elements(cursor, elements, of_parent=True)
    elif not cursor.at("("):
        raise cursor.error("`(` and the columns")
    else:
        _read_elements(cursor, elements)
    if cursor.take("INHERITS"):
        table = replace(table, inherits=cursor.listed(lambda: cursor.qname("a table")))
    table = _with_storage(cursor, table)
    cursor.end()
    table = replace(table, columns=elements.made, constraints=tuple(elements.constraints))
    refused = cursor.why_refused()
    return (
        CreateTable(
            at=cursor.since(start), table=table, if_not_exists=absent, temporary=temporary,
            serials=tuple(elements.serials), like=tuple(elements.like),
            sequences=tuple(elements.sequences), refused=refused,
        ),
    )  # fmt: skip


def _with_storage(cursor: Cursor, table: Table) -> Table:
    """PARTITION BY, USING, WITH, ON COMMIT and TABLESPACE, which stand in this order."""
    if cursor.take("PARTITION", "BY"):
        table = replace(table, partitioned=read_partitioning(cursor))
    changes: dict[str, str | None] = {}
    if cursor.take("USING"):
        method = cursor.name("an access method")
        changes["access method"] = None if method == "heap" else method
    if cursor.take("WITH"):
        changes |= dict(of_table(read_parameters(cursor)))
    elif cursor.take("WITHOUT"):
        cursor.expect("OIDS")
    if cursor.take("ON"):
        cursor.expect("COMMIT")
        if cursor.take_one("DROP", "DELETE ROWS", "PRESERVE ROWS") is None:
            raise cursor.error("DROP, DELETE ROWS or PRESERVE ROWS")
    if cursor.take("TABLESPACE"):
        changes["tablespace"] = cursor.name("a tablespace")
    return replace(table, attributes=changed(table.attributes, changes))


def of_table(parameters: Attributes) -> Attributes:
    """Storage parameters without the one that is none: `oids = false`, which old dumps say."""
    return tuple((name, value) for name, value in parameters if name != "oids")


def _names_only(cursor: Cursor) -> bool:
    """Whether the brackets that come next hold names without types, as those of CREATE TABLE … AS do."""
    if not cursor.at("(") or cursor.word(2) not in (",", ")"):
        return False
    start = cursor.index
    cursor.inside()
    behind = cursor.word()
    cursor.index = start
    return behind in ("AS", "USING", "WITH", "WITHOUT", "ON", "TABLESPACE")


def _as_query(cursor: Cursor, start: int, table: Table, absent: bool, temporary: bool) -> tuple[Action, ...]:
    """CREATE TABLE … AS. What columns the query gives is seen when it is replayed."""
    names = cursor.names() if cursor.at("(") else ()
    table = _with_storage(cursor, table)
    cursor.expect("AS")
    if cursor.done:
        raise cursor.error("a query")
    first, end = cursor.index, _without_data(cursor)
    cursor.balanced()
    query = cursor.source.text[cursor.tokens[first].start : cursor.tokens[end - 1].end + 1]
    # TABLE t is short for SELECT * FROM t.
    query = f"SELECT * FROM {query[5:]}" if cursor.tokens[first].text.upper() == "TABLE" else query
    made = replace(table, opaque=True)
    at = cursor.since(start)
    return (CreateTable(at=at, table=made, if_not_exists=absent, temporary=temporary, query=query, names=names),)


def _without_data(cursor: Cursor) -> int:
    """The number of the token behind the query: WITH [NO] DATA is no part of it."""
    tail = [token.text.upper() for token in cursor.tokens[-3:]]
    if tail == ["WITH", "NO", "DATA"]:
        return len(cursor.tokens) - 3
    return len(cursor.tokens) - (2 if tail[1:] == ["WITH", "DATA"] else 0)


def read_into(cursor: Cursor, into: int) -> tuple[Action, ...]:
    """SELECT … INTO, where INTO is token number `into`: a table of columns that are not known."""
    cursor.index = into + 1
    temporary = bool(cursor.take_one("TEMPORARY", "TEMP", "LOCAL TEMPORARY", "LOCAL TEMP"))
    cursor.take("UNLOGGED")
    cursor.take("TABLE")
    table = Table(cursor.qname("a table"), opaque=True)
    at = cursor.whole()
    return (CreateTable(at=at, table=table, temporary=temporary, query=at.text),)


def _read_elements(cursor: Cursor, found: _Elements, *, of_parent: bool = False) -> None:
    cursor.expect("(")
    while not cursor.at(")"):
        _element(cursor, found, of_parent)
        if not cursor.take(","):
            break
        if cursor.at(")"):
            raise cursor.error("another column or constraint after `,`")
    cursor.expect(")")


def _refused(found: _Elements, by: NotNull) -> Iterator[str | None]:
    """Why a NOT NULL that stands apart cannot stand beside those before it."""
    if (other := found.filled.get(by.column)) is not None:
        yield by.refused(other.name, not other.no_inherit)
    taken = [one.name for one in found.filled.values() if one.column != by.column]
    if by.name and by.name in (*taken, *(constraint.name for constraint in found.constraints)):
        yield _taken(by.name)
    column = next((one for one in found.columns if one.name == by.column), None)
    if column is not None and column.not_null and column.identity is None and by.column not in found.serials:
        yield by.refused(column.not_null_name, NOT_INHERITED not in column.attributes)


def _taken(name: str) -> str:
    return f"{name} names another constraint of this table already"


def _element(cursor: Cursor, found: _Elements, of_parent: bool) -> None:
    if cursor.take("LIKE"):
        found.like.append(_like(cursor, len(found.columns)))
        return
    if at_constraint(cursor):
        start = cursor.index
        constraint, _ = read_constraint(cursor)
        if isinstance(constraint, NotNull):
            for why in filter(None, _refused(found, constraint)):
                cursor.refuse(why, start)
            found.filled[constraint.column] = constraint
            return
        if constraint.name and constraint.name in [one.name for one in found.filled.values()]:
            cursor.refuse(_taken(constraint.name), start)
        found.constraints.append(constraint)
        return
    parts = read_options_of_column(cursor) if of_parent else read_column(cursor)
    found.columns.append(parts.column)
    found.constraints.extend(parts.constraints)
    found.serials.extend([parts.column.name] if parts.serial else ())
    found.sequences.extend([(parts.column.name, parts.sequence)] if parts.sequence is not None else ())


def _like(cursor: Cursor, place: int) -> Like:
    table = cursor.qname("a table")
    including: set[str] = set()
    while (verb := cursor.take_one("INCLUDING", "EXCLUDING")) is not None:
        option = cursor.label("ALL or what to include").lower()
        if option != "all" and option not in _OPTIONS:
            raise cursor.error("ALL, DEFAULTS, CONSTRAINTS, INDEXES or another option of LIKE")
        options = set(_OPTIONS) if option == "all" else {option}
        including = including | options if verb == "INCLUDING" else including - options
    return Like(table, place, frozenset(including))
