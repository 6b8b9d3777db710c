"""Rows that one schema allows and a constraint or a type of another does not, one for each such constraint.

Whether production holds a row that only the schema before allows nobody knows here; that the migration fails if it does
can be seen. So can what a rollback does once there is a row that only the schema after allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal as OneOf

from ddlproof.finding import Witness
from ddlproof.model.constraint import Check, Constraint, ForeignKey, named_columns
from ddlproof.model.expression import NULL, And, Expression, Is, columns, substitute
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rehearsal.compatible import compatible, parsed, stricter
from ddlproof.rehearsal.finer import finer
from ddlproof.rehearsal.overflow import overflow
from ddlproof.rehearsal.violators import conflicts, doubles, like, null_in, orphans
from ddlproof.rows.base import fill
from ddlproof.rows.keys import EXCLUDED, Key, keys_of
from ddlproof.rows.representatives import missing, unique_keys
from ddlproof.rows.solved import constant_of
from ddlproof.rows.values import NoRow

MOST = 24
"""Rows that are tried, at most: each takes a run of the migration."""
FIRST = 5000
"""Where the numbers of these rows begin, so that they differ from the others."""

UNREADABLE = "x"
"""A text that is no number, no date, no uuid, no JSON."""


@dataclass(frozen=True, slots=True)
class Stray:
    """Rows to insert, in that order; the last ones are what the schema after does not allow.

    `query` finds all that are like them, where it can be told.
    """

    rows: tuple[Row, ...]
    witness: Witness
    query: str = ""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a stray is like: values given, a condition that it meets, columns in which a second row is the same.

    `marked` are the columns that matter; `broken` names the new constraint that it breaks, where that has a name,
    `key` is the foreign key that finds nothing, `excludes` the exclusion constraint that the second row breaks.
    """

    marked: tuple[str, ...]
    given: Mapping[str, str | None] = field(default_factory=dict)
    condition: Expression | None = None
    twice: tuple[str, ...] = ()
    broken: str = ""
    key: ForeignKey | None = None
    excludes: Key | None = None


def strays(before: Schema, after: Schema, tables: Iterable[QName]) -> Iterator[Stray]:
    """A stray for each constraint and each NOT NULL that is new on old columns, each text to be read.

    It breaks no other of them, where that is possible. Where no such row can be made there is none, because the schema
    before forbids it already, or because it is not found.
    """
    yield from _found(before, after, tables, _all_wishes, "before")


def latecomers(before: Schema, after: Schema, tables: Iterable[QName]) -> Iterator[Stray]:
    """A stray for each constraint and type that the schema after has loosened, as of `strays` the other way round.

    Of what may be NULL only now there is none: those rows are among the new ones (`population.new_rows`).
    """
    yield from _found(after, before, tables, _loosened, "after")


_Wishes = Callable[[Schema, Schema, Table, Table], Iterator[_Wish]]


def _found(
    here: Schema, there: Schema, tables: Iterable[QName], wishes: _Wishes, called: OneOf["before", "after"]
) -> Iterator[Stray]:
    numbers = count(FIRST, 10)
    tight = compatible(here, there)
    for name in tables:
        old, new = here.table(name), there.table(name)
        if old is None or new is None:
            continue
        for wish in wishes(here, there, old, new):
            n = next(numbers)
            rows = _rows(_but(tight, old, wish), name, n, wish) or _rows(_but(here, old, wish), name, n, wish)
            if rows:
                made = _stray(rows, wish.marked, 2 if wish.twice else 1, called)
                yield replace(made, query=_query(old, wish))


def _all_wishes(before: Schema, after: Schema, old: Table, new: Table) -> Iterator[_Wish]:
    for column in old.columns:
        now = new.column(column.name)
        if now is not None and now.not_null and not column.not_null and column.generated is None:
            yield _Wish((column.name,), given={column.name: None})
        if now is not None and now.type != column.type and column.written:
            hard = (overflow(column.type, before, now.type, after), finer(column.type, now.type))
            yield from (_Wish((column.name,), given={column.name: value}) for value in hard if value is not None)
    yield from _wishes(before, after, old, new)


def _loosened(after: Schema, before: Schema, new: Table, old: Table) -> Iterator[_Wish]:
    for column in new.columns:
        was = old.column(column.name)
        beyond = overflow(column.type, after, was.type, before) if was is not None and column.written else None
        if beyond is not None:
            yield _Wish((column.name,), given={column.name: beyond})
    yield from _wishes(after, before, new, old)


def _wishes(before: Schema, after: Schema, old: Table, new: Table) -> Iterator[_Wish]:
    for name in parsed(old, new):
        yield _Wish((name,), given={name: UNREADABLE})
    never_null, checks = stricter(before, after, old, new)
    for name in never_null:
        yield _Wish((name,), given={name: None})
    for check in checks:
        yield _Wish(columns(check.expression), condition=Is(check.expression, "false"), broken=check.name)
    partial = {index.columns: index.predicate for index in before.indexes_of(old.name) if index.predicate is not None}
    known = [set(key) for key in unique_keys(before, old) if key not in partial]
    for key in unique_keys(after, new):
        if not any(one <= set(key) for one in known) and all(old.column(name) is not None for name in key):
            outside = (Is(one, "true", negated=True) for columns_, one in partial.items() if set(columns_) <= set(key))
            excludes = _excluding(after, old, new, key)
            wanted = [excludes.predicate] if excludes is not None and excludes.predicate is not None else []
            predicates = (substitute(one, _made(old, new)) for one in _predicates(after, new, key))
            condition = _all((*outside, *predicates, *wanted))
            yield _Wish(key, condition=condition, twice=_alike(key, excludes), excludes=excludes)
    own = {constraint.name: constraint for constraint in old.constraints}
    for constraint in new.constraints:
        if own.get(constraint.name) != constraint:
            yield from _breaking(before, old, new, constraint)


def _but(schema: Schema, old: Table, wish: _Wish) -> Schema:
    """The schema without what the stray is to break, and with the condition that it is to meet."""
    found = schema.table(old.name) or old
    free = {name for name, value in wish.given.items() if value is None}
    columns_ = tuple(replace(c, not_null=c.not_null and c.name not in free) for c in found.columns)
    old_names = {constraint.name for constraint in old.constraints}
    kept = tuple(c for c in found.constraints if c.name != wish.broken or c.name in old_names)
    more = (Check("", wish.condition),) if wish.condition is not None else ()
    made = replace(found, columns=columns_, constraints=(*kept, *more))
    return replace(schema, tables=tuple(made if one.name == old.name else one for one in schema.tables))


def _all(conditions: tuple[Expression, ...]) -> Expression | None:
    return And(conditions) if len(conditions) > 1 else next(iter(conditions), None)


def _predicates(after: Schema, table: Table, key: tuple[str, ...]) -> Iterator[Expression]:
    """What a row must be to stand in the partial unique indexes over the key."""
    for index in after.indexes_of(table.name):
        if index.unique and index.columns == key and index.predicate is not None:
            yield index.predicate


def _excluding(after: Schema, old: Table, new: Table, key: tuple[str, ...]) -> Key | None:
    """The exclusion constraint over the columns, where nothing simpler is about them, as it is of old rows."""
    found = [one for one in keys_of(after, new) if one.columns == key]
    one = next((one for one in found if all(other.sqlstate == EXCLUDED for other in found)), None)
    if one is None or one.predicate is None:
        return one
    return replace(one, predicate=substitute(one.predicate, _made(old, new)))


def _alike(key: tuple[str, ...], excludes: Key | None) -> tuple[str, ...]:
    """The columns in which two rows are to be alike: not those that an exclusion constraint compares by `<>`."""
    apart = (
        {name for part, operator in excludes.parts if operator == "<>" for name in columns(part)} if excludes else ()
    )
    return tuple(name for name in key if name not in apart) or key


def _breaking(before: Schema, old: Table, new: Table, constraint: Constraint) -> Iterator[_Wish]:
    if isinstance(constraint, Check):
        expression = substitute(constraint.expression, _made(old, new))
        names = columns(expression)
        if names and all(old.column(name) is not None for name in names):
            yield _Wish(names, condition=Is(expression, "false"), broken=constraint.name)
    elif isinstance(constraint, ForeignKey) and all(old.column(name) for name in named_columns(constraint)):
        target = before.table(constraint.target)
        if target is None or all(target.column(name) is not None for name in constraint.target_columns):
            lost = {name: missing(before, old, constraint, name) for name in constraint.columns}
            if all(value is not None for value in lost.values()):
                yield _Wish(constraint.columns, given=lost, broken=constraint.name, key=constraint)


def _made(old: Table, new: Table) -> dict[str, Expression]:
    """What the new columns hold in an old row."""
    return {column.name: _default(column.default) for column in new.columns if old.column(column.name) is None}


def _default(default: Expression | None) -> Expression:
    """What a new column holds in an old row, where that is a constant; NULL stands for what is not known."""
    found = constant_of(default) if default is not None else None
    return NULL if found is None else found


def _query(old: Table, wish: _Wish) -> str:
    """What finds the rows that are as wished, whatever their other columns hold."""
    table = old.name
    if wish.excludes is not None:
        return conflicts(old, wish.excludes)
    if wish.twice:
        return doubles(table, wish.twice, wish.condition)
    if wish.key is not None:
        return orphans(table, wish.key)
    if wish.condition is not None:
        return like(table, wish.condition)
    missing_ = [name for name, value in wish.given.items() if value is None]
    return null_in(table, missing_[0]) if missing_ else ""


def _rows(schema: Schema, table: QName, n: int, wish: _Wish) -> tuple[Row, ...]:
    try:
        first = fill(schema, table, n, given=wish.given, present=wish.marked if wish.twice else ())
        if not wish.twice:
            return first
        same = {name: first[-1].get(name) for name in wish.twice}
        second = fill(schema, table, n + 1, given=same, present=[name for name in wish.marked if name not in same])
    except NoRow:
        return ()
    parents = dict.fromkeys((*first[:-1], *second[:-1]))
    return (*parents, *(() if first[-1] in parents else first[-1:]), second[-1])  # two may be alike in all columns


def _stray(rows: tuple[Row, ...], marked: tuple[str, ...], shown: int, called: str) -> Stray:
    strange = rows[-shown:]
    names = tuple(dict.fromkeys(column for row in strange for column, _ in row.values))
    return Stray(
        rows,
        Witness(
            f"{'a row' if shown == 1 else 'two rows'} of {rows[-1].table} that the schema {called} allows",
            columns=names,
            rows=tuple(tuple(row.get(name) for name in names) for row in strange),
            marked=marked,
            sql="\n".join(row.sql for row in strange),
        ),
    )
