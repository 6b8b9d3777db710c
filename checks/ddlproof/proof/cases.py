"""Cases: things done to the tables, each with what should become of it. Those for NOT NULL are here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression, Is
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.proof.stated import NotNull, Stated
from ddlproof.rows.base import fill, once
from ddlproof.rows.breaches import Breach, breaches
from ddlproof.rows.values import NoRow

Values = Mapping[str, str | None]
Made = tuple[Row, ...]
"""A row after the parents that it needs."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing done to the tables, and what should come of it.

    `kind` says what it tries: `hit`, `miss`, `delete` … The rows `there` are inserted first, then `sql` is run; `row`
    is the one that it is about. `breaches` are the reasons for which it should be rejected, empty if none; None if that
    cannot be said. `question` is a query whose answer should be `answer`, once it was accepted.
    """

    kind: str
    row: Row
    there: tuple[Row, ...]
    sql: str
    breaches: tuple[Breach, ...] | None
    question: str = ""
    answer: str = ""

    @property
    def expected(self) -> str:
        """`accepted`, or `rejected 23505 jobs_pkey`."""
        if not self.breaches:
            return f"accepted{', ' + self.answer if self.answer else ''}"
        return f"rejected {' or '.join(breach.text for breach in self.breaches)}"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where cases are made: the constraint under test, and its schema without domains."""

    schema: Schema
    stated: Stated
    table: Table
    major: int = 0

    def rows(
        self, n: int, given: Values | None = None, present: Iterable[str] = (), must: Values | None = None
    ) -> Made | None:
        """A row as of `fill`; None if there is no such."""
        try:
            return fill(self.schema, self.table.name, n, given=given, must=must, present=present)
        except NoRow:
            return None

    def broken(self, row: Row, there: Iterable[Row]) -> tuple[Breach, ...] | None:
        """What a row breaks; None if of the constraint under test that cannot be said."""
        return breaches(self.schema, row, there, self.stated.name)

    def together(self, *groups: Made) -> Made:
        """The rows of several groups, each once, in order."""
        return once(self.schema, (row for group in groups for row in group))

    def inserted(self, kind: str, made: Made | None, there: Made = ()) -> Iterator[Case]:
        """The case of inserting a row; none where another constraint would have to speak first."""
        if made is None:
            return
        rows = self.together(there, made[:-1])
        broken = self.broken(made[-1], rows)
        if self.clean(broken):
            yield Case(kind, made[-1], rows, made[-1].sql, broken)

    def clean(self, broken: tuple[Breach, ...] | None) -> bool:
        """Whether nothing is broken, or the constraint under test, at most together with others of its kind."""
        if not broken:
            return True
        own = [breach for breach in broken if breach.name == self.stated.name]
        return bool(own) and all(breach.sqlstate == own[0].sqlstate for breach in broken)

    def changed(self, made: Made, changes: Values) -> Made | None:
        """The row with some values changed; where a CHECK then forbids it, with others changed, too."""
        row = made[-1].replace(**dict(changes))
        if self.clean(self.broken(row, made[:-1])):
            return (*made[:-1], row)
        given = {name: row.get(name) for name in linked(self.table, changes)}
        again = self.rows(1, given | dict(changes))
        return None if again is None else (*self.together(made[:-1], again[:-1]), again[-1])

    def within(self, condition: Expression | None, inside: bool = True) -> Bench:
        """The same, with rows that a condition is true of, or not true of."""
        if condition is None:
            return self
        wanted = Is(condition, "true", negated=not inside)
        table = replace(self.table, constraints=(*self.table.constraints, Check("\0within", wanted)))
        tables = tuple(table if one.name == table.name else one for one in self.schema.tables)
        return replace(self, schema=replace(self.schema, tables=tables), table=table)


def linked(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    """The columns, and those that stand with one of them in a foreign key."""
    wanted = set(names)
    keys = [key.columns for key in table.foreign_keys if wanted & set(key.columns)]
    return tuple(dict.fromkeys((*wanted, *(name for key in keys for name in key))))


def not_null_cases(bench: Bench, part: NotNull) -> Iterator[Case]:
    """A value, NULL, and nothing at all, so that the default speaks."""
    name, column = part.column, bench.table.column(part.column)
    made = bench.rows(1, present=[name])
    if made is None or column is None:
        return
    yield from bench.inserted("value", made)
    yield from bench.inserted("NULL", bench.changed(made, {name: None}))
    row = replace(made[-1], values=tuple(pair for pair in made[-1].values if pair[0] != name))
    yield from bench.inserted("left out", (*made[:-1], row))


def same_row(table: Table, row: Row, alias: str = "") -> str:
    """The condition that finds a row by its primary key; empty if it has none. `alias` is `child.`."""
    names = table.primary_key.columns if table.primary_key else ()
    if any(row.get(name) is None for name in names):
        return ""
    return " and ".join(f"{alias}{quote(name)} = {literal(row.get(name))}" for name in names)
