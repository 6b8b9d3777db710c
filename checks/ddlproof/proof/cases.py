"""The rows that put NOT NULL and keys to the test, each with what should become of it, simple ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ddlproof.model.constraint import Check
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.expression import Expression, Is, columns
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.proof.stated import NotNull, Stated
from ddlproof.rows.base import fill, once
from ddlproof.rows.breaches import NOT_NULL, Breach, breaches
from ddlproof.rows.keys import EXCLUDED, Key, key_of
from ddlproof.rows.representatives import constant_of, representatives
from ddlproof.rows.values import NoRow, UnknownType

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
    for case in bench.inserted("left out", (*made[:-1], row)):
        yield _by_default(bench.table, column, case)


def _by_default(table: Table, column: Column, case: Case) -> Case:
    constant = constant_of(column.default) if column.default is not None else None
    found = same_row(table, case.row)
    if constant is None or case.breaches or not found:
        return case
    question = f"select ({quote(column.name)} is not distinct from {literal(constant.text)})::text from {table.name}"
    said = f"{column.name} = {constant.text}"
    return replace(case, question=f"select case when ({question} where {found}) = 'true' then {literal(said)} end",
                   answer=said)  # fmt: skip


def same_row(table: Table, row: Row, alias: str = "") -> str:
    """The condition that finds a row by its primary key; empty if it has none. `alias` is `child.`."""
    names = table.primary_key.columns if table.primary_key else ()
    if any(row.get(name) is None for name in names):
        return ""
    return " and ".join(f"{alias}{quote(name)} = {literal(row.get(name))}" for name in names)


def key_cases(bench: Bench) -> Iterator[Case]:
    """Hit, miss, all but one column alike, NULL in each; hit by a row that differs in everything else."""
    key = key_of(bench.stated.part, bench.table)
    if key is None:
        return
    names = [name for name in key.columns if (column := bench.table.column(name)) and column.generated is None]
    inside = bench.within(key.predicate)
    there, made = inside.rows(2, present=names), inside.rows(1, present=names)
    if there is None or (made is not None and _same(made, there, names)):  # a table that can hold one row only
        there, made = inside.rows(1, present=names), None
        if there is None:
            return
        yield from bench.inserted("first", there)
    else:
        yield from bench.inserted("miss", made, there)
    hit = _like(inside, made or there, there, names)
    yield from bench.inserted("hit", hit, there)
    for name in names if made is not None and len(names) > 1 else ():
        rest = [other for other in names if other != name]
        yield from bench.inserted(f"all but {name}", _like(inside, made, there, rest), there)
    for name in names:
        yield from _with_null(bench, name, hit, there)
        yield from _nearly(bench, key, name, hit, there)
    if hit is not None:
        yield from _different(bench, key, hit, there)
        yield from _again(bench, hit, there)
    if key.predicate is not None:
        yield from _outside(bench, key.predicate, there, names)


def _outside(bench: Bench, predicate: Expression, there: Made, names: Sequence[str]) -> Iterator[Case]:
    """The same key in rows that a partial key is not about: with each value next to those that its predicate names."""
    outside = bench.within(predicate, inside=False)
    yield from bench.inserted("outside", _like(outside, outside.rows(1, present=names), there, names), there)
    for name in columns(predicate):
        column = bench.table.column(name)
        if column is None or name in names or not column.written:
            continue
        try:
            values = representatives(column, bench.schema, [predicate], 1, bench.table)
        except UnknownType:
            continue
        for value in values[:NEIGHBOURS]:
            made = outside.rows(1, {name: value}, present=[one for one in names if one != name])
            yield from bench.inserted(f"outside, {name} = {value}", _like(outside, made, there, names), there)


NEIGHBOURS = 6
"""Values of a column of a predicate that are tried, at most."""


def _same(one: Made, other: Made, names: Iterable[str]) -> bool:
    return all(one[-1].get(name) == other[-1].get(name) for name in names)


def _like(bench: Bench, made: Made | None, other: Made, names: Iterable[str]) -> Made | None:
    """A row with some values of another one, and what their foreign keys need."""
    if made is None:
        return None
    changes = {name: other[-1].get(name) for name in linked(bench.table, names)}
    found = bench.changed(made, {**changes, **{name: other[-1].get(name) for name in names}})
    return None if found is None else (*bench.together(other[:-1], found[:-1]), found[-1])


def _with_null(bench: Bench, name: str, hit: Made | None, there: Made) -> Iterator[Case]:
    column, primary = bench.table.column(name), bench.table.primary_key
    if hit is None or column is None:
        return
    if column.not_null or column.identity is not None:
        if primary is not None and primary.name == bench.stated.name:
            row = hit[-1].replace(**{name: None})
            yield Case(f"{name} NULL", row, bench.together(there, hit[:-1]), row.sql, (Breach(NOT_NULL, name),))
        return
    null, like = bench.changed(hit, {name: None}), bench.changed(there, {name: None})
    found = list(bench.inserted(f"{name} NULL", null, like)) if like is not None else []
    fresh = bench.rows(1, {name: None})
    yield from found or bench.inserted(f"{name} NULL, else new", fresh, there)


def _nearly(bench: Bench, key: Key, name: str, hit: Made | None, there: Made) -> Iterator[Case]:
    """What a key over ranges, or over lower(…), takes for the same, and a key over the column itself would not."""
    column, value = bench.table.column(name), there[-1].get(name)
    if hit is None or column is None or value is None:
        return
    if not any(part == ColumnRef(name) for part, _ in key.parts):
        other_case = hit[-1].replace(**{name: value.swapcase()})
        yield from bench.inserted(f"{name} in other case", (*hit[:-1], other_case), there)
    elif (ColumnRef(name), "&&") in key.parts and column.type.name.endswith("range") and value[:1] in "[(":
        other = bench.rows(1, present=[name])
        if other is not None and (start := (other[-1].get(name) or "").partition(",")[0]):
            row = hit[-1].replace(**{name: f"{start},{value.partition(',')[2]}"})
            rows = bench.together(there, hit[:-1])
            yield Case(f"{name} overlaps", row, rows, row.sql, (Breach(EXCLUDED, key.name),))


def _different(bench: Bench, key: Key, hit: Made, there: Made) -> Iterator[Case]:
    """The same key again, in a row that differs in a column in which the two are alike so far."""
    for column in bench.table.columns:
        name = column.name
        alike = hit[-1].get(name) == there[-1].get(name) and hit[-1].get(name) is not None
        left_out = name not in dict(hit[-1].values) and name not in dict(there[-1].values)
        if name in key.columns or not column.written or not (alike or left_out):
            continue
        try:
            values = representatives(column, bench.schema, [c.expression for c in bench.table.checks], 1, bench.table)
        except UnknownType:
            continue
        default = constant_of(column.default) if column.default is not None else None
        not_this = {there[-1].get(name), default.text if default is not None else None}
        for value in [value for value in values if value not in not_this][:2]:
            found = [*bench.inserted(f"hit, {name} different", (*hit[:-1], hit[-1].replace(**{name: value})), there)]
            if found:
                yield found[0]
                break


def _again(bench: Bench, hit: Made, there: Made) -> Iterator[Case]:
    """The same key again, and gone before the transaction ends: only a deferrable constraint allows that."""
    for case in bench.inserted("mended later", hit, there):
        deferrable = bool(getattr(bench.stated.part, "deferrable", False))
        last = f"select ctid from {bench.table.name} order by ctid desc limit 1"
        gone = f"delete from {bench.table.name} where ctid = ({last});"
        sql = f"set constraints all deferred;\n{case.sql}\n{gone}"
        yield replace(case, sql=sql, breaches=() if deferrable else case.breaches)
