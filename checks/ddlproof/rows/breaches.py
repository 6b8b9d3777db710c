"""What a row breaks, said by the model alone: NOT NULL, CHECK, keys and references, against the rows that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.logic import accepts, check_accepts, evaluate
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.alike import UNKNOWN, Eye, clash, eye
from ddlproof.rows.keys import Key, keys_of
from ddlproof.rows.solved import constant_of

NOT_NULL, FOREIGN_KEY, CHECK, RESTRICTED = "23502", "23503", "23514", "23001"
Values = dict[str, str | None]
"""What a row holds; a column that is missing may hold anything."""
Tables = Mapping[QName, Iterable[Values]]
"""The rows that are there."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason for which PostgreSQL should reject a row: the SQLSTATE, and the constraint or column it names."""

    sqlstate: str
    name: str

    @property
    def text(self) -> str:
        return f"{self.sqlstate} {self.name}".rstrip()


@dataclass(frozen=True, slots=True)
class Broken:
    """What a row breaks for sure, and what it may break as far as the model can tell."""

    surely: tuple[Breach, ...] = ()
    perhaps: tuple[Breach, ...] = ()


def breaches(schema: Schema, row: Row, there: Iterable[Row], own: str = "") -> tuple[Breach, ...] | None:
    """All that a row breaks, inserted where the rows `there` are; None if of the key `own` that cannot be said.

    Any other constraint that Python cannot decide is taken to hold. The schema is one without domains. Of texts that
    differ the values are taken to differ, too, as they do in the rows that `fill` makes.
    """
    table = schema.table(row.table)
    if table is None:
        return None
    tables: dict[QName, list[Values]] = {}
    for one in (*there, row):
        of = schema.table(one.table)
        tables.setdefault(one.table, []).append(dict(one.values) if of is None else with_defaults(of, one))
    values = tables[row.table].pop()
    found = broken(schema, table, values, tables)
    if any(breach.name == own and breach.sqlstate not in (CHECK, NOT_NULL) for breach in found.perhaps):
        return None
    return found.surely


def broken(schema: Schema, table: Table, values: Values, there: Tables, *, spelling: bool = True) -> Broken:
    """What a row breaks that is not among those that are there, of a schema without domains.

    Args:
        spelling: whether texts that differ are values that differ, as of `Eye`.
    """
    look = eye(table, schema, spelling)
    surely: list[Breach] = []
    perhaps: list[Breach] = []
    for breach, answer in _asked(schema, look, values, there):
        if answer is not False:
            (perhaps if answer is None else surely).append(breach)
    return Broken(tuple(surely), tuple(perhaps))


def _asked(schema: Schema, look: Eye, values: Values, there: Tables) -> Iterator[tuple[Breach, bool | None]]:
    """Every constraint of the table, and whether it is broken; None where that cannot be said."""
    table, scope = look.table, look.scope
    for column in table.columns:
        if column.not_null or column.identity:
            value = values.get(column.name, UNKNOWN)
            sequence = value == UNKNOWN and column.identity is not None
            yield Breach(NOT_NULL, column.name), None if value == UNKNOWN and not sequence else value is None
    for check in table.checks:
        if check.enforced:
            accepted = check_accepts(check.expression, values, scope)
            if accepted is UNDECIDED:
                accepted = accepts(schema.answers(table.name, check.expression, values))
            yield Breach(CHECK, check.name), None if accepted is UNDECIDED else not accepted
    for key in keys_of(schema, table):
        others = there.get(table.name, ())
        yield Breach(key.sqlstate, key.name), _any(_clash(look, key, values, one) for one in others)
    rows = {**there, table.name: (*there.get(table.name, ()), values)}
    for reference in table.foreign_keys:
        found = finds(schema, reference, values, rows, look)
        yield Breach(FOREIGN_KEY, reference.name), None if found is None else not found


def _any(answers: Iterable[bool | None]) -> bool | None:
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def with_defaults(table: Table, row: Row) -> Values:
    """The row's values, with the constant defaults of the columns that it leaves out; not those that are computed."""
    values: Values = {}
    for column in table.columns:
        if column.generated is None and column.identity is None:
            if column.default is None:
                values[column.name] = None
            elif constant := constant_of(column.default):
                values[column.name] = None if constant.kind == "null" else constant.text
    return values | dict(row.values)


def _clash(look: Eye, key: Key, values: Values, other: Values) -> bool | None:
    inside = [_inside(look, key, one) for one in (values, other)]
    if False in inside:
        return False
    alike = [clash(look, key, part, operator, values, other) for part, operator in key.parts]
    if False in alike:
        return False
    return None if None in alike or None in inside else True


def _inside(look: Eye, key: Key, values: Values) -> bool | None:
    """Whether a partial key is about the row: its predicate is true (section 11.8)."""
    if key.predicate is None:
        return True
    truth = evaluate(key.predicate, values, look.scope)
    return None if truth is UNDECIDED else truth is True


def finds(schema: Schema, key: ForeignKey, values: Values, there: Tables, look: Eye) -> bool | None:
    """Whether a foreign key is satisfied: it finds a row, or is NULL; None where that cannot be said."""
    if not key.enforced:
        return True
    wanted = [values.get(name, UNKNOWN) for name in key.columns]
    if None in wanted and (key.match != "full" or UNKNOWN in wanted):
        return None if key.match == "full" else True
    if None in wanted:
        return not any(one is not None for one in wanted)
    target = schema.table(key.target)
    over = look if target is None or target.name == look.table.name else eye(target, schema, look.spelling)
    return _any(_covers(over, key, wanted, row) for row in there.get(key.target, ()))


def _covers(over: Eye, key: ForeignKey, wanted: Sequence[str | None], row: Values) -> bool | None:
    """As `refers`; of a key over time, the rows referred to may cover its period together (since PostgreSQL 18)."""
    if not key.period:
        return refers(over, key, wanted, row)
    names = key.target_columns
    others = [over.same(n, v, row.get(n, UNKNOWN)) for n, v in zip(names[:-1], wanted, strict=False)]
    if False in others:
        return False
    return True if None not in others and wanted[-1] == row.get(names[-1]) else None


def refers(over: Eye, key: ForeignKey, wanted: Iterable[str | None], row: Values) -> bool | None:
    """Whether the values of a foreign key are those of a row that it may refer to."""
    answers = [
        over.same(name, value, row.get(name, UNKNOWN)) for name, value in zip(key.target_columns, wanted, strict=True)
    ]
    return False if False in answers else None if None in answers else True


def referred(key: ForeignKey, row: Row) -> list[str | None]:
    """A row's values in the columns that a foreign key refers to."""
    return [row.get(name) for name in key.target_columns]
