"""A table without a primary key, or with one that runs out of numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Unread
from ddlproof.model.constraint import PrimaryKey
from ddlproof.model.expression import Call
from ddlproof.model.names import quote
from ddlproof.model.table import Column, Table
from ddlproof.rules.added import Added, AddedConstraint, added
from ddlproof.rules.keys import accesses
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import first_words, name_at, words

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "CREATE TABLE without a primary key, nor a unique key over columns that are NOT NULL, by the end of the "
        "migration; a primary key of one integer or smallint column that counts upwards (a note for an `id` that does "
        "not). Not a temporary table or a partition, nor a key that is a foreign key itself."
    ),
    effect=(
        "Without a key no row can be told from its double, and logical replication refuses UPDATE and DELETE. An "
        "integer key ends at 2147483647, and then every INSERT fails."
    ),
    instead="A key: bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY.",
)
BAD = Example("create table notes (id serial primary key, note text);")
GOOD = Example("create table notes (id bigint generated always as identity primary key, note text);")
_ENDS = {"smallint": "32767", "integer": "2147483647"}


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each table that the script makes without a key, and each narrow key that it adds."""
    made = added(ending)
    # What was not read of a CREATE TABLE may hold the key.
    partly = {statement.span.start for statement, action in ending.steps if isinstance(action, Unread)}
    attached = _attached(ending)
    whole = {action.at for statement, action in ending.steps if statement.span.start not in partly}
    for name, (action, at) in made.tables.items():
        table = ending.tables[name]
        kept = at in whole and not action.temporary and name.name not in attached
        if kept and table.partition is None and not _has_key(ending, table):
            yield Hit(f"{name} has no primary key", span=at, object=str(name), instead=_missing(table))
    for one in made.constraints:
        if isinstance(one.constraint, PrimaryKey) and one.table is not None and len(one.constraint.columns) == 1:
            column = one.table.column(one.constraint.columns[0])
            if column is not None and _narrow(one.table, column):
                yield from _ends(one, column, _counts(made, one.table, column))


def _missing(table: Table) -> str:
    """PostgreSQL refuses a key of a partitioned table without the columns that say which partition a row is in."""
    return "A primary key that takes in the columns of PARTITION BY." if table.partitioned is not None else ""


def _ends(one: AddedConstraint, column: Column, counts: bool) -> Iterator[Hit]:
    end = _ENDS[column.type.name]
    if counts:
        said, severity = f"ends at {end}, and every INSERT fails from then on", None
    elif column.name == "id":
        what = "a smallint" if column.type.name == "smallint" else "an integer"
        said, severity = f"is {what}, which ends at {end}", Severity.NOTE
    else:
        return  # a code, a year, a small list: nothing says that it grows
    message = f"the key {quote(column.name)} of {one.owner} {said}"
    yield Hit(message, span=one.at, object=f"{one.owner}.{column.name}", severity=severity)


def _attached(ending: Ending) -> set[str]:
    """The names of the tables that the script makes partitions: their keys come from the parent."""
    found: set[str] = set()
    for statement, _ in ending.steps:
        if first_words(statement.sql, 2) == ("ALTER", "TABLE"):
            tokens = words(statement.sql)
            if "ATTACH" in tokens:
                found.add(name_at(tokens, tokens.index("ATTACH") + 2)[0][1])
    return found


def _has_key(ending: Ending, table: Table) -> bool:
    held = {column.name for column in table.columns if column.not_null}
    return any(
        one.unique and one.predicate is None and len(one.columns) == len(one.keys) and set(one.columns) <= held
        for one in accesses(ending, table)
    )


def _narrow(table: Table, column: Column) -> bool:
    refers = any(column.name in key.columns for key in table.foreign_keys)
    return column.type.name in _ENDS and not column.type.array and not refers


def _counts(made: Added, table: Table, column: Column) -> bool:
    counted = isinstance(column.default, Call) and column.default.name == "nextval"
    return counted or column.identity is not None or (table.name, column.name) in made.serials
