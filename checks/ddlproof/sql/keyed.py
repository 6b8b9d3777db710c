"""What a key, foreign key or index cannot be, beside columns that are not there.

PostgreSQL documentation, CREATE TABLE, CREATE INDEX, section 5.12.2 "Declarative Partitioning"; pg_opclass. What is not
sure to be refused is taken to be possible.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.constraint import Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.source import Span
from ddlproof.sql.draft import TEMPORARY, Draft
from ddlproof.sql.fitting import group

_UNORDERED = ("json", "xml", "point", "line", "polygon")
"""Types of which no btree index is without an operator class of somebody's own."""
_NOT_IMMUTABLE = frozenset(
    """now current_timestamp current_date current_time localtime localtimestamp clock_timestamp statement_timestamp
    transaction_timestamp random gen_random_uuid current_user session_user current_setting""".split()
)


def check_key(draft: Draft, table: QName, constraint: Constraint, at: Span) -> None:
    """Before a table gets a primary key or unique constraint.

    Raises:
        SqlError: a column stands in it twice or cannot be ordered, or it lacks one by which the table is partitioned.
    """
    if not isinstance(constraint, PrimaryKey | Unique):
        return
    twice = next((name for name in constraint.columns if constraint.columns.count(name) > 1), None)
    if twice is not None:
        raise SqlError(f"column {twice} stands twice in one key of table {table}", span=at)
    for name in constraint.columns if not constraint.without_overlaps else ():
        _check_ordered(draft, table, name, at)
    _check_partitioned(draft, table, constraint.columns, at)


def _check_partitioned(draft: Draft, table: QName, columns: tuple[str, ...], at: Span) -> None:
    partitioned = draft.tables[table].partitioned
    for key in partitioned.keys if partitioned is not None else ():
        if not isinstance(key.expression, e.Column):
            message = f"table {table} is partitioned by an expression, and can keep nothing unique"
            raise SqlError(message, span=at)
        if key.expression.name not in columns:
            message = f"what table {table} keeps unique must have the column {key.expression.name} in it"
            raise SqlError(message, span=at, hint="The table is partitioned by it.")


def _column(draft: Draft, table: QName, name: str) -> Column | None:
    made = draft.tables.get(table)
    return made.columns.get(name) if made is not None else None


def _check_ordered(draft: Draft, table: QName, name: str, at: Span) -> None:
    column = _column(draft, table, name)
    if column is None or column.type.array or column.type.name not in _UNORDERED or draft.has_kind("operator class"):
        return
    message = f"column {name} of table {table} is {column.type}, of which there is no order: no btree index holds it"
    raise SqlError(message, span=at)


def check_index(draft: Draft, index: Index, at: Span) -> None:
    """Before an index is made.

    Raises:
        SqlError: it would have to change while time goes by, or its method cannot hold it.
    """
    parts = [key.expression for key in index.keys] + ([] if index.predicate is None else [index.predicate])
    for call in [node for part in parts for node in e.walk(part) if isinstance(node, e.Call)]:
        if call.name.removeprefix("pg_catalog.") in _NOT_IMMUTABLE:
            message = f"{call.name} is not the same at any time, and cannot stand in an index of table {index.table}"
            raise SqlError(message, span=at)
    if index.method == "hash" and (index.unique or index.include or len(index.keys) > 1):
        raise SqlError("an index by hash has one column, and keeps nothing unique", span=at)
    for key in index.keys if not draft.has_kind("operator class") else ():
        if isinstance(key.expression, e.Column) and not key.opclass:
            _check_method(draft, index, key.expression.name, at)
    if index.unique and index.table in draft.tables:
        _check_partitioned(draft, index.table, index.columns, at)


def _check_method(draft: Draft, index: Index, name: str, at: Span) -> None:
    if index.method == "btree":
        _check_ordered(draft, index.table, name, at)
    column = _column(draft, index.table, name)
    if index.method != "gin" or column is None or any(one.label == "btree_gin" for one in draft.of_kind("extension")):
        return
    if group(column.type) in ("text", "json") and column.type.name != "jsonb":
        message = f"column {name} of table {index.table} is {column.type}, for which gin has no default operator class"
        raise SqlError(message, span=at, hint="Say one, such as gin_trgm_ops of pg_trgm, or index an expression.")


def check_types(draft: Draft, table: QName, key: ForeignKey, at: Span) -> None:
    """Before a table gets a foreign key.

    Raises:
        SqlError: a column cannot be compared with the one that it refers to, or the other table does not last as long.
    """
    target = draft.tables.get(key.target)
    if target is None:
        return
    for ours, theirs in zip(key.columns, key.target_columns, strict=False):
        one, other = _column(draft, table, ours), _column(draft, key.target, theirs)
        if one is None or other is None or "" in (group(one.type), group(other.type)):
            continue
        if group(one.type) != group(other.type):
            message = f"column {ours} of table {table} is {one.type}, and {theirs} of {key.target}, which it would"
            raise SqlError(f"{message} refer to, {other.type}: the two cannot be compared", span=at)
    if (table.schema == TEMPORARY) != (key.target.schema == TEMPORARY):
        raise SqlError("of two tables that a foreign key joins both are temporary, or none is", span=at)
    unlogged = ("persistence", "unlogged")
    if unlogged in target.attributes and unlogged not in draft.tables[table].attributes:
        raise SqlError(f"table {key.target} is unlogged, and {table} is not: it cannot refer to it", span=at)
