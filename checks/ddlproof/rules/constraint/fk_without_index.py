"""A foreign key without an index on the columns that refer."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import Column, Expression, In, columns
from ddlproof.model.logic import compiled
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Table
from ddlproof.model.types import user_type
from ddlproof.rules.added import AddedConstraint, added
from ddlproof.rules.keys import Access, access, accesses
from ddlproof.rules.locking import index_on_partitioned_parent
from ddlproof.rules.rule import About, Example
from ddlproof.rules.seeds import written_rows
from ddlproof.rules.vectors import conjuncts
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A new foreign key whose columns are not the first ones, in any order, of a valid index that the migration "
        "leaves. A partial index counts where the columns being there is all that it asks for. Not where the table "
        "referred to has at most 100 rows: its key is an enum, a boolean, or a CHECK lists what it may be; the "
        "migration makes it and writes its rows with their keys; the configuration's `table-rows`, or statistics in "
        "the dump of the schema before, say so."
    ),
    effect="Each DELETE of a row that may be referred to, and each UPDATE of its key, reads the whole table.",
    instead="CREATE INDEX CONCURRENTLY on the columns, in a statement of its own.",
    needs="the definition of the table",
)
_BEFORE = "create table posts (id int primary key);"
_NOTES = "create table notes (id bigint primary key, post_id int references posts);"
BAD = Example(_NOTES, before=_BEFORE)
GOOD = Example(f"{_NOTES}\ncreate index on notes (post_id);", before=_BEFORE)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each place where the script adds foreign keys to a table and leaves them without an index."""
    found: dict[tuple[QName, Span], list[ForeignKey]] = {}
    for one in added(ending).constraints:
        if not isinstance(one.constraint, ForeignKey) or _tiny(ending, one.constraint):
            continue
        if not one.constraint.enforced:
            continue
        if not _served(ending, one, one.constraint):
            found.setdefault((one.owner, one.at), []).append(one.constraint)
    for (owner, at), keys in found.items():
        listed = " or ".join(dict.fromkeys(f"({', '.join(map(quote, key.columns))})" for key in keys))
        targets = " or ".join(dict.fromkeys(str(key.target) for key in keys))
        named = len(keys) == 1 and keys[0].name
        yield Hit(
            f"no index of {owner} begins with {listed}: a DELETE in {targets} reads all of it",
            span=at,
            object=f"{owner}.{keys[0].name}" if named else str(owner),
            instead=_instead(ending, owner),
        )


_OF_NEW = "CREATE INDEX on the columns behind CREATE TABLE: nobody waits while the table is new."


def _instead(ending: Ending, owner: QName) -> str:
    """How to make the index: not CONCURRENTLY of a new table, which would need a transaction of its own."""
    if owner in ending.fresh:
        return _OF_NEW
    table = ending.tables.get(owner)
    return index_on_partitioned_parent.ABOUT.instead if table is not None and table.partitioned is not None else ""


FEW = 100
"""Rows of a table to each of which a hundredth of another's may refer: reading all of that is then no great loss."""


def _tiny(ending: Ending, key: ForeignKey) -> bool:
    """Whether the table referred to has few rows for good: by what its key may be, or by what somebody says."""
    known = ending.house.size(key.target)
    if known is not None:
        return known <= FEW
    parent = ending.tables.get(key.target)
    if parent is not None and key.target_columns and all(_few(ending, parent, name) for name in key.target_columns):
        return True
    return 0 < (written_rows(ending, key.target, key.target_columns) or 0) <= FEW


def _few(ending: Ending, table: Table, name: str) -> bool:
    column = table.column(name)
    if column is None:
        return False
    if column.type.name == "boolean" and not column.type.array:
        return True
    for enum in ending.after.enums:
        if user_type(enum.name.schema, enum.name.name) == column.type.name:
            return not column.type.array and len(enum.labels) <= FEW
    parts = (part for one in table.checks if one.validated for part in conjuncts(one.expression))
    return any(_lists(part, name) for part in parts)


def _lists(part: Expression, name: str) -> bool:
    """Whether a condition says `name IN (…)`, of constants."""
    return (
        isinstance(part, In)
        and not part.negated
        and part.operand == Column(name)
        and len(part.items) <= FEW
        and not any(columns(item) for item in part.items)
    )


def _served(ending: Ending, one: AddedConstraint, key: ForeignKey) -> bool:
    """Whether some index finds the rows that refer to a row; or may, where not all indexes are known."""
    if one.table is not None:
        return any(_serves(index, key.columns) for index in accesses(ending, one.table))
    made = added(ending)
    new = all((one.owner, name) in made.columns for name in key.columns)
    return not new or any(_serves(access(index), key.columns) for index, _ in made.indexes if index.table == one.owner)


def _serves(index: Access, names: tuple[str, ...]) -> bool:
    if index.predicate is not None and not _holds(index.predicate, names):
        return False
    if index.method not in ("btree", "hash") or (index.method == "hash" and len(names) > 1):
        return False
    unique = index.unique and index.predicate is None and len(index.columns) == len(index.keys)
    # A unique key among the columns finds its one row by itself.
    return set(index.columns[: len(names)]) == set(names) or (unique and set(index.columns) <= set(names))


def _holds(predicate: Expression, names: tuple[str, ...]) -> bool:
    """Whether a predicate is true wherever the columns are not null."""
    return set(columns(predicate)) <= set(names) and compiled(predicate)(dict.fromkeys(names, "…")) is True
