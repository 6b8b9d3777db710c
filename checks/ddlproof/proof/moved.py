"""Another key for a row that is referred to: what ON UPDATE is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.row import Row, literal
from ddlproof.proof.cases import Bench
from ddlproof.rows.base import fill
from ddlproof.rows.breaches import breaches
from ddlproof.rows.representatives import missing
from ddlproof.rows.values import NoRow

NUMBERS = (600, 4, 3, 2, 1)
"""Of rows whose keys are tried: one that no other row has; the small ones where a key has few values."""

REACHED = 10_000
"""What no sequence gets to in a proof that starts at 1."""


@dataclass(frozen=True, slots=True)
class Move:
    """A column of the key, its new value, and the rows that must be there for it (`above`).

    `value` is None where PostgreSQL chooses it: an identity column that is GENERATED ALWAYS can only be updated to
    DEFAULT (documentation, UPDATE).
    """

    name: str
    value: str | None
    above: tuple[Row, ...] = ()

    @property
    def sql(self) -> str:
        return "default" if self.value is None else literal(self.value)

    def after(self, target: Row) -> tuple[Row, ...]:
        """The row with its new key, as far as that is known."""
        return () if self.value is None else (target.replace(**{self.name: self.value}),)


def move(bench: Bench, key: ForeignKey, target: Row, rest: tuple[Row, ...]) -> Move | None:
    """A new key that the row can be given where the rows `rest` are; None if none is found."""
    table = bench.schema.table(target.table)
    columns = [] if table is None else [table.column(name) for name in key.target_columns]
    for mine, column in zip(key.columns, columns, strict=False):
        if column is None or not column.written:
            continue
        for value, above in _values(bench, key, mine, column.name):
            after = target.replace(**{column.name: value})
            if value != target.get(column.name) and breaches(bench.schema, after, (*rest, *above)) == ():
                return Move(column.name, value, above)
    always = next((column.name for column in columns if column is not None and column.identity == "always"), None)
    return None if always is None or _may_come_again(target.get(always)) else Move(always, None)


def _may_come_again(held: str | None) -> bool:
    """Whether the sequence of the column may be about to give a row the very number that it has."""
    return held is None or abs(int(held)) <= REACHED


def _values(bench: Bench, key: ForeignKey, mine: str, name: str) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """A value that no row has; then those of other rows of the table, with what these refer to."""
    if (value := missing(bench.schema, bench.table, key, mine)) is not None:
        yield value, ()
    for number in NUMBERS:
        try:
            *above, other = fill(bench.schema, key.target, number, present=key.target_columns)
        except NoRow:
            continue
        if (held := other.get(name)) is not None:
            yield held, tuple(above)
