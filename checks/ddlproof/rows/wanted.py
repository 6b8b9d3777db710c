"""A row that is wanted: what is given of it, and the conditions that it must satisfy, as functions of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ddlproof.model.expression import Expression, columns
from ddlproof.model.logic import Truth, compiled
from ddlproof.model.lookup import Remembering
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table
from ddlproof.rows.values import NoRow

Values = Mapping[str, str | None]
Judge = Callable[[Values], Truth]


@dataclass(slots=True)
class Memory:
    """The parents made on the way, or why there are none: several paths may lead to the same one.

    `lasting` holds for every row of the schema, `passing` for the one that is made; `waited` counts how often a row had
    to find one that waits for it.
    """

    lasting: dict[object, tuple[Row, ...] | NoRow] = field(default_factory=dict)
    passing: dict[object, tuple[Row, ...] | NoRow] = field(default_factory=dict)
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Wanted(Remembering):
    """A row that is wanted.

    `given` values are put into the row as they are, so that a foreign key may find nothing; `must` values are put into
    it too, but its foreign keys have to find them; columns in `present` get some value that is not NULL. `conditions`
    are those that the row must satisfy. `above` are the rows that wait for this one as their parent: table, number,
    values so far; `level` says how many of the same table do.
    """

    schema: Schema
    table: Table
    n: int
    given: Values = field(default_factory=dict)
    must: Values = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    conditions: tuple[tuple[str, Expression], ...] = ()
    above: tuple[tuple[QName, int, Values], ...] = ()
    memory: Memory = field(default_factory=Memory, compare=False)
    level: int = 0

    @property
    def conditioned(self) -> frozenset[str]:
        """The columns that the conditions speak of."""
        return self.once(_conditioned)


def judged(wanted: Wanted) -> list[tuple[frozenset[str], Expression, Judge]]:
    """The conditions, each with the columns that it speaks of, and as a function of a row."""
    return wanted.once(_judged)


def _judged(wanted: Wanted) -> list[tuple[frozenset[str], Expression, Judge]]:
    known = wanted.schema.once(_compiled)
    table, found = wanted.table, []
    for name, condition in wanted.conditions:
        hit = known.get((table.name, name))
        if hit is None or hit[0] is not table or hit[1][1] is not condition:
            judge = _judge(wanted.schema, table, condition)
            hit = known[table.name, name] = (table, (frozenset(columns(condition)), condition, judge))
        found.append(hit[1])
    return found


def _judge(schema: Schema, table: Table, condition: Expression) -> Judge:
    """The condition as a function of a row: where Python does not know, by what PostgreSQL has said."""
    judge, answers = compiled(condition, scope_of(table, schema)), schema.answers

    def run(row: Values) -> Truth:
        truth = judge(row)
        return answers(table.name, condition, row) if truth is UNDECIDED else truth

    return run if (table.name, condition) in answers.said else judge


def satisfied(wanted: Wanted, condition: Expression) -> bool:
    """Whether Python cannot evaluate a condition, and PostgreSQL is known to accept some values."""
    return next(wanted.schema.answers.rows(wanted.table.name, condition, accepts=True), None) is not None


def _compiled(schema: Schema) -> dict[tuple[QName, str], tuple[Table, tuple[frozenset[str], Expression, Judge]]]:
    """None yet: a condition is compiled when the first row has to satisfy it."""
    return {}


def _conditioned(wanted: Wanted) -> frozenset[str]:
    return frozenset(name for spoken, _, _ in judged(wanted) for name in spoken)
