"""How a changed CHECK relates to its before where Python could not say: PostgreSQL proves, and shows rows.

PostgreSQL documentation, section 5.12.5 "Partitioning and Constraint Exclusion": with `constraint_exclusion` on, the
planner leaves out a table whose CHECKs refute the WHERE clause. A plan that reads nothing where B is false proves that
each row that A accepts is accepted by B. Not every implication is proved so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from ddlproof.changed import Change
from ddlproof.diff.meaning import related, undecided
from ddlproof.model.expression import Expression, columns, render
from ddlproof.model.names import quote
from ddlproof.model.relation import Relation, Verdict, may_fail
from ddlproof.model.row import Row
from ddlproof.model.scalar import NUMBERS
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof import probe
from ddlproof.proof.judge import savepoint, undone
from ddlproof.rows.representatives import representatives
from ddlproof.rows.values import UnknownType

MOST = 512
"""Rows on which both conditions are tried."""
_NAME = "pg_temp.ddlproof_implied"
_NOTHING_READ = "One-Time Filter: false"
Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A CHECK before and after, and its table as it is both before and after."""

    schema: Schema
    table: Table
    old: Expression
    new: Expression

    @property
    def spoken(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*columns(self.old), *columns(self.new))))


def decide(session: Session, before: Schema, after: Schema, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, those of CHECKs of which nothing was known with what PostgreSQL says; it has the schema after.

    The session must be idle; all happens in transactions that are rolled back.

    Raises:
        StatementFailed: the server cannot be worked with.
    """
    return tuple(_decided(session, before, after, change) if undecided(change) else change for change in changes)


def _decided(session: Session, before: Schema, after: Schema, change: Change) -> Change:
    pair = _pair(before, after, change)
    if pair is None:
        return change
    with undone(session):
        found = _relation(session, pair)
    return related(change, found)


def _pair(before: Schema, after: Schema, change: Change) -> _Pair | None:
    """Both CHECKs, where the columns that they speak of are the same before and after, but for NOT NULL."""
    old, new = (schema.table(change.owner) if change.owner is not None else None for schema in (before, after))
    if old is None or new is None:
        return None
    was, now = (
        next((check for check in table.checks if f"{table.name}.{quote(check.name)}" == change.object), None)
        for table in (old, new)
    )
    if was is None or now is None or was != replace(now, expression=was.expression):
        return None
    nullable = {column.name for column in old.columns if not column.not_null}
    kept = tuple(replace(one, not_null=one.not_null and one.name not in nullable) for one in new.columns)
    pair = _Pair(after, replace(new, columns=kept), was.expression, now.expression)
    types = [[column.type for name in pair.spoken if (column := table.column(name))] for table in (old, new)]
    return pair if types[0] == types[1] and len(types[0]) == len(pair.spoken) else None


def _relation(session: Session, pair: _Pair) -> Relation:
    gained, lost = _shown(session, pair)
    none_gained = gained is None and implies(session, pair.schema, pair.table, [pair.new], pair.old)
    none_lost = lost is None and implies(session, pair.schema, pair.table, [pair.old], pair.new)
    return Relation(_verdict(gained, lost, none_gained, none_lost), gained, lost, "PostgreSQL")


def _verdict(gained: Values | None, lost: Values | None, none_gained: bool, none_lost: bool) -> Verdict:
    if gained is not None and lost is not None:
        return "incomparable"
    if none_gained and none_lost:
        return "equal"
    if none_lost and gained is not None:
        return "weaker"
    return "stronger" if none_gained and lost is not None else "unknown"


def implies(session: Session, schema: Schema, table: Table, held: Sequence[Expression], other: Expression) -> bool:
    """Whether PostgreSQL proves that each row of the table that some CHECKs accept is accepted by another.

    Inside an open transaction, which looks the same afterwards. Of errors the planner says nothing: Python must.
    """
    if may_fail(other, held, scope_of(table, schema)):
        return False
    try:
        with savepoint(session, keep=False):
            session.run(f"create temp table ddlproof_implied (like {table.name})")
            for column in table.columns:
                if not column.not_null:
                    session.run(f"alter table {_NAME} alter column {quote(column.name)} drop not null")
            for one in held:
                session.run(f"alter table {_NAME} add check ({render(one)})")
            session.run("set local constraint_exclusion = on")
            plan = session.run(f"explain (costs off) select from {_NAME} where not ({render(other)})").rows
    except StatementFailed:
        return False  # what cannot be asked is not proved
    return any(_NOTHING_READ in (line or "") for (line,) in plan)


def _shown(session: Session, pair: _Pair) -> tuple[Values | None, Values | None]:
    """A row that only the CHECK after accepts, and one that only the one before does."""
    rows = list(_rows(pair))
    try:
        with savepoint(session, keep=False):
            probe.load(session, pair.table, [(Row(pair.table.name, tuple(row.items())), True) for row in rows])
            was, now = (probe.accepting(session, render(one)) for one in (pair.old, pair.new))
    except StatementFailed:
        return None, None  # a condition that fails on some of the rows
    found = list(zip(rows, was, now, strict=True))
    gained = next((row for row, old, new in found if new and not old), None)
    return gained, next((row for row, old, new in found if old and not new), None)


def _rows(pair: _Pair) -> Iterator[Values]:
    choices = {name: _values(pair, name) for name in pair.spoken}
    if prod(len(values) for values in choices.values()) <= MOST:
        yield from (dict(zip(choices, held, strict=True)) for held in product(*choices.values()))


def _values(pair: _Pair, name: str) -> list[str | None]:
    column = pair.table.column(name)
    if column is None or not column.written:
        return []
    try:
        found = representatives(column, pair.schema, [pair.old, pair.new], 1)
    except UnknownType:
        return []
    small = map(str, range(10)) if column.type.name in NUMBERS else ()
    return [*dict.fromkeys((*found, *small)), *([] if column.not_null else [None])]
