"""Constraints of a draft: added, and dropped with what depends on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.constraint import (
    OWN_INDEX,
    Check,
    Constraint,
    Exclude,
    ForeignKey,
    PrimaryKey,
    Unique,
    named_columns,
)
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import constraint_name
from ddlproof.sql.keyed import check_key, check_types
from ddlproof.sql.notnull import NAMED_SINCE, fill_for_key, taken
from ddlproof.sql.referred import Carrier, rests_on, with_target
from ddlproof.sql.sequences import let_go
from ddlproof.sql.things import published
from ddlproof.sql.things.remarks import forget, forget_part

Dependant = tuple[QName, ForeignKey]


def add_constraints(draft: Draft, table: QName, constraints: tuple[Constraint, ...], at: Span) -> None:
    """Add the constraints of one CREATE TABLE or ADD COLUMN in the order in which PostgreSQL does.

    Raises:
        SqlError: as `add_constraint`; those before stay.
    """
    # CHECKs come with the table, then its primary key, the other keys, and what may refer to them (`DefineRelation` and
    # `transformIndexConstraints` in PostgreSQL's sources): it decides who gets which implicit name.
    checks = [c for c in constraints if isinstance(c, Check)]
    keys = [c for c in constraints if isinstance(c, PrimaryKey)] + [c for c in constraints if isinstance(c, Unique)]
    others = [c for c in constraints if isinstance(c, Exclude)]
    foreign = [c for c in constraints if isinstance(c, ForeignKey)]
    if sum(isinstance(key, PrimaryKey) for key in keys) > 1:
        raise SqlError(f"table {table} would have two primary keys", span=at)
    for constraint in (*checks, *_merged(keys), *others, *foreign):
        add_constraint(draft, table, constraint, at)


def _merged(keys: list[PrimaryKey | Unique]) -> list[PrimaryKey | Unique]:
    """The keys without those that say what an earlier one says; that one takes a name if it has none."""
    kept: dict[object, PrimaryKey | Unique] = {}
    for key in keys:
        distinct = isinstance(key, Unique) and key.nulls_not_distinct
        same = (key.columns, key.include, key.deferrable, key.initially_deferred, distinct)
        first = kept.setdefault(same, key)
        if not first.name:
            kept[same] = replace(first, name=key.name)
    return list(kept.values())


def add_constraint(draft: Draft, table: QName, constraint: Constraint, at: Span) -> None:
    """Add a constraint to a table of the draft, named if it has no name.

    Raises:
        SqlError: a column or table that it needs does not exist, or its name is taken; the draft is as before.
    """
    made = draft.tables[table]
    for column in own_columns(constraint):
        if column not in made.columns and not made.opaque:
            raise SqlError(f"column {column} of table {table} does not exist here", span=at)
    check_key(draft, table, constraint, at)
    if isinstance(constraint, ForeignKey):
        constraint = with_target(draft, constraint, at)
        check_types(draft, table, constraint, at)
    key = isinstance(constraint, OWN_INDEX)
    if not constraint.name:
        names = draft.keys(table.schema) if key else draft.constraints(table.schema)
        constraint = replace(constraint, name=constraint_name(table.name, constraint, names))
    elif (
        constraint.name in made.constraints
        or (key and draft.has_relation(table.sibling(constraint.name)))
        or (draft.version >= NAMED_SINCE and taken(made, table, constraint.name))
    ):
        raise SqlError(f"{constraint.name} exists already, and cannot name a constraint of table {table}", span=at)
    if isinstance(constraint, PrimaryKey):
        if made.primary_key is not None:
            raise SqlError(f"table {table} has the primary key {made.primary_key.name} already", span=at)
        for column in set(constraint.columns) & made.columns.keys():
            fill_for_key(draft, table, made.columns[column], at)
    draft.put(table, constraint)


def own_columns(constraint: Constraint) -> tuple[str, ...]:
    """The columns of its table that a constraint involves."""
    match constraint:
        case Check():
            return named_columns(constraint)
        case ForeignKey():
            return (*constraint.columns, *constraint.on_delete_columns)
        case PrimaryKey() | Unique() | Exclude():
            return (*named_columns(constraint), *constraint.include)


def dependants(draft: Draft, table: QName, columns: tuple[str, ...] | None) -> list[Dependant]:
    """The foreign keys of other tables, and of the table itself, that refer to these columns; None: to any."""
    return [
        (owner, constraint)
        for owner in draft.tables[table].referrers
        if owner in draft.tables
        for constraint in draft.tables[owner].constraints.values()
        if isinstance(constraint, ForeignKey)
        and constraint.target == table
        and (columns is None or set(constraint.target_columns) & set(columns))
    ]


def check_dependants(draft: Draft, table: QName, what: str, at: Span, along: tuple[QName, ...]) -> None:
    """Before a table goes without CASCADE; what is `along` goes with it.

    Raises:
        SqlError: a foreign key of a table that stays refers to it.
    """
    _check(((owner, key) for owner, key in dependants(draft, table, None) if owner not in along), what, at)


def _check(found: Iterable[Dependant], what: str, at: Span) -> None:
    names = ", ".join(f"{key.name} on {owner}" for owner, key in found)
    if names:
        raise SqlError(f"{what} cannot be dropped: {names} depends on it", span=at, hint="CASCADE drops that as well.")


def _drop_dependants(draft: Draft, found: list[Dependant], what: str, cascade: bool, at: Span) -> None:
    if not cascade:
        _check(found, what, at)
    for owner, key in found:
        _remove(draft, owner, key.name)


def _remove(draft: Draft, table: QName, name: str) -> None:
    if isinstance(draft.pop(table, name), OWN_INDEX):
        draft.tables[table].rename_index(name, None)
    forget_part(draft, table, "constraint", name)


def drop_constraint(draft: Draft, table: QName, name: str, cascade: bool, at: Span) -> None:
    """Drop a constraint. A key takes the foreign keys that refer to it with it, by CASCADE only."""
    constraint = draft.tables[table].constraints[name]
    if isinstance(constraint, PrimaryKey | Unique):
        drop_resting(draft, table, constraint, f"constraint {name}", cascade, at)
    if name in draft.tables[table].constraints:
        _remove(draft, table, name)


def drop_resting(draft: Draft, table: QName, part: Carrier, what: str, cascade: bool, at: Span) -> None:
    """Before a key or index goes: the foreign keys that rest on it go by CASCADE only.

    Raises:
        SqlError: there are such foreign keys, and no CASCADE.
    """
    users = [(owner, key) for owner, key in dependants(draft, table, part.columns) if rests_on(draft, key, part)]
    _drop_dependants(draft, users, what, cascade, at)


def drop_table(draft: Draft, table: QName) -> None:
    """Drop a table with its indexes, and the foreign keys of other tables that refer to it."""
    for owner, key in dependants(draft, table, None):
        if owner != table:
            _remove(draft, owner, key.name)
    published.follow(draft, published.of_table(table), None)
    draft.remove_table(table)


def remove_column(draft: Draft, table: QName, column: str, cascade: bool, at: Span, *, only: bool = False) -> None:
    """Take a column away; indexes and table constraints that involve it go with it (documentation, ALTER TABLE).

    It goes from the table's children next, but with `only`: those keep what they have. `depend.drop_column` has looked
    after all else that depends on it.
    """
    made = draft.tables[table]
    others = [(owner, key) for owner, key in dependants(draft, table, (column,)) if owner != table]
    _drop_dependants(draft, others, f"column {column} of table {table}", cascade, at)
    choosing = published.choosing(draft, table, column, cascade, at)
    sequences = [name for name in made.owned if draft.sequences[name].column == column]
    columns = {(name, column) for name in ((table,) if only else draft.family(table))}
    for sequence in sequences:
        let_go(draft, sequence, f"column {column} of table {table}", columns.__contains__, cascade, at)
    for name, constraint in list(made.constraints.items()):
        refers = (
            isinstance(constraint, ForeignKey) and constraint.target == table and column in constraint.target_columns
        )
        if column in own_columns(constraint) or refers:
            _remove(draft, table, name)
    for index in [name for name in made.indexes if column in index_columns(draft.indexes[name])]:
        draft.remove_index(index)
        forget(draft, "index", index)
    for name, part in list(made.attached.items()):
        if column in (index_columns(part) if isinstance(part, Index) else own_columns(part)):
            draft.detach(table, name)
    for sequence in sequences:
        draft.remove_sequence(sequence)
        forget(draft, "sequence", sequence)
    draft.disown(table, column)
    published.let_go(draft, choosing, table)
    forget_part(draft, table, "column", column)
    del made.columns[column]
    made.own = tuple(name for name in made.own if name != column)


def computed_from(draft: Draft, table: QName, column: str) -> list[str]:
    """The generated columns that are computed from a column."""
    columns = draft.tables[table].columns.values()
    return [one.name for one in columns if one.generated is not None and column in e.columns(one.generated)]


def index_columns(index: Index) -> set[str]:
    """Every column that an index involves: keys, expressions, INCLUDE, predicate."""
    found = set(index.include)
    for expression in [key.expression for key in index.keys] + ([index.predicate] if index.predicate else []):
        found.update(e.columns(expression))
    return found
