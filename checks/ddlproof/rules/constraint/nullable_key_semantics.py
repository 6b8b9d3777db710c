"""A key over a column that may be NULL does not hold for the rows in which it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import Exclude, ForeignKey, Unique
from ddlproof.model.expression import Expression, columns
from ddlproof.model.logic import compiled
from ddlproof.model.meaning import null_table
from ddlproof.model.names import quote
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table
from ddlproof.rules.added import added
from ddlproof.rules.keys import Access, access, accesses, alone
from ddlproof.rules.rule import About, Example
from ddlproof.rules.vectors import Vectors
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A new UNIQUE constraint or index over several columns of which one may be NULL (a note where the others only "
        "refer to what the row belongs to), "
        "unless NULLS NOT DISTINCT, a predicate or a second index takes care of NULL; a new MATCH SIMPLE foreign key "
        "of several columns where NULL in one leaves the others unchecked though they say which row is meant; an "
        "EXCLUDE constraint over a column that may be NULL."
    ),
    effect="NULL equals nothing: rows that differ in nothing get in twice, and references to no row are not found out.",
    instead="NOT NULL; else UNIQUE NULLS NOT DISTINCT (PostgreSQL 15), or for a foreign key MATCH FULL.",
    needs="the definition of the table",
)
BAD = Example(
    "create table notes (id bigint primary key, team_id int, slug text not null, unique (team_id, slug));", ""
)
GOOD = Example(
    "create table notes (id bigint primary key, team_id int not null, slug text not null, unique (team_id, slug));", ""
)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each key that the script adds and NULL gets around."""
    made = added(ending)
    for one in made.constraints:
        if one.table is None:
            continue
        if isinstance(one.constraint, Unique):
            index = next((a for a in accesses(ending, one.table) if a.owner == one.constraint), None)
            yield from _unique(ending, one.table, index, one.at) if index is not None else ()
        elif isinstance(one.constraint, Exclude):
            yield from _exclusion(ending, one.table, one.constraint, one.at)
        elif isinstance(one.constraint, ForeignKey) and one.constraint.enforced:
            yield from _reference(ending, one.table, one.constraint, one.at)
    for found, at in made.indexes:
        table = ending.tables.get(found.table)
        if table is not None and found.unique:
            yield from _unique(ending, table, access(found), at)


def _unique(ending: Ending, table: Table, index: Access, at: Span) -> Iterator[Hit]:
    if index.nulls_not_distinct or len(index.columns) < len(index.keys):
        return
    vectors = Vectors(table, ending.after)
    free = [name for name in index.columns if vectors.nullable(name)]
    free = [
        n for n in free if not _excluded(ending, table, index.predicate, n) and not _covered(ending, table, index, n)
    ]
    if not free:
        return
    if len(index.columns) == 1 and _spoken_of(table, free[0]):
        return
    listed = ", ".join(quote(name) for name in index.columns)
    others = [name for name in index.columns if name != free[0]]
    if others:
        said = f"does not keep rows with the same {', '.join(map(quote, others))} apart where {quote(free[0])} is null"
    else:
        said = f"accepts any number of rows in which {quote(free[0])} is null"
    yield Hit(
        f"unique ({listed}) {said}",
        span=at,
        object=f"{table.name}.{index.name}",
        instead=_apart(ending.version) if others else "Nothing, if NULL means that the row has none; else NOT NULL.",
        severity=Severity.NOTE if _within(table, others) else None,
    )


_NULLS_SINCE = 15
"""The first version that takes NULLS NOT DISTINCT."""


def _apart(version: int) -> str:
    if version >= _NULLS_SINCE:
        return "NOT NULL, or UNIQUE NULLS NOT DISTINCT."
    return "NOT NULL, or a second unique index over the other columns, WHERE this one IS NULL."


def _exclusion(ending: Ending, table: Table, constraint: Exclude, at: Span) -> Iterator[Hit]:
    """NULL conflicts with nothing, as in a UNIQUE constraint."""
    vectors = Vectors(table, ending.after)
    where = constraint.predicate
    free = [n for n in constraint.columns if vectors.nullable(n) and not _excluded(ending, table, where, n)]
    if free:
        said = f"{quote(constraint.name)} keeps no row out where {quote(free[0])} is null: NULL conflicts with nothing"
        yield Hit(said, span=at, object=f"{table.name}.{constraint.name}", instead="NOT NULL for the column.")


def _within(table: Table, others: list[str]) -> bool:
    """Whether the other columns say no more than what the row belongs to: NULL may then mean that it has no name."""
    held = [name for name in others if (column := table.column(name)) is not None and column.not_null]
    refers = {name for key in table.foreign_keys for name in key.columns}
    return len(held) == len(others) and set(held) <= refers


def _spoken_of(table: Table, name: str) -> bool:
    """Whether the table says what a lone NULL means: the column is an optional reference, or a CHECK is about it."""
    checks = any(name in columns(one.expression) for one in table.checks)
    return checks or any(name in key.columns for key in table.foreign_keys)


def _excluded(ending: Ending, table: Table, predicate: Expression | None, name: str) -> bool:
    """Whether the predicate keeps rows out in which the column is NULL, or may do so."""
    if predicate is None or name not in columns(predicate):
        return False
    scope = scope_of(table, ending.after)
    # What the other columns hold is left open: only a predicate that is true all the same lets NULL in.
    return compiled(predicate, scope)({name: None}) is not True


def _covered(ending: Ending, table: Table, index: Access, name: str) -> bool:
    """Whether another unique index takes care of the rows in which the column is NULL."""
    rest = set(index.columns) - {name}
    return any(
        other.unique
        and len(other.columns) == len(other.keys)
        and set(other.columns) <= rest
        and (other.predicate is None or compiled(other.predicate)({name: None}) is True)
        for other in accesses(ending, table)
        if other.name != index.name
    )


def _reference(ending: Ending, table: Table, key: ForeignKey, at: Span) -> Iterator[Hit]:
    if len(key.columns) < 2 or key.match == "full":
        return
    vectors = Vectors(table, ending.after)
    free = {name for name in key.columns if vectors.nullable(name)}
    there = dict(zip(key.columns, key.target_columns, strict=False))  # none where the target is not known
    for size in range(len(free), 0, -1):
        for nulls in combinations(sorted(free), size):
            held = [name for name in key.columns if name not in nulls]
            meant = any(name in free for name in held) or any(
                one <= {there.get(name) for name in held} for one in alone(ending, key.target)
            )
            if meant and _possible(table, key, set(held)):
                yield Hit(
                    f"{quote(key.name)} does not check {', '.join(map(quote, held))} against {key.target} where "
                    f"{', '.join(map(quote, nulls))} is null",
                    span=at,
                    object=f"{table.name}.{key.name}",
                    instead="NOT NULL for its columns, or MATCH FULL.",
                )
                return


def _possible(table: Table, key: ForeignKey, held: set[str]) -> bool:
    """Whether the CHECKs over the key's columns alone accept a row that has just these of them."""
    own = set(key.columns)
    for one in table.checks:
        names = set(columns(one.expression))
        found = null_table(one.expression) if names <= own else None
        if found is not None and not found.accepts(held & names):
            return False
    return True
