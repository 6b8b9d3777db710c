"""What a row breaks, said by the model alone: NOT NULL, CHECK, keys and references, against the rows that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddlproof.model.constraint import Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Call, Column, Expression, columns
from ddlproof.model.index import Index
from ddlproof.model.logic import check_accepts, evaluate, scope_of
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.proof.expect import CHECK, FOREIGN_KEY, NOT_NULL
from ddlproof.rows.representatives import constant_of

UNIQUE, EXCLUDED, RESTRICTED = "23505", "23P01", "23001"
Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason for which PostgreSQL should reject a row: the SQLSTATE, and the constraint or column it names."""

    sqlstate: str
    name: str

    @property
    def text(self) -> str:
        return f"{self.sqlstate} {self.name}"


@dataclass(frozen=True, slots=True)
class Key:
    """What no two rows may have alike: the parts of a key, and how each is compared."""

    name: str
    sqlstate: str
    parts: tuple[tuple[Expression, str], ...]
    nulls_not_distinct: bool = False
    predicate: Expression | None = None
    deferrable: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its parts are made of."""
        return tuple(dict.fromkeys(name for part, _ in self.parts for name in columns(part)))

    @property
    def plain(self) -> bool:
        """Whether its parts are columns, compared by `=`."""
        return all(isinstance(part, Column) and operator == "=" for part, operator in self.parts)


def key_of(part: object) -> Key | None:
    """A constraint or unique index as a key; None for what is none, or is one over time (WITHOUT OVERLAPS)."""
    match part:
        case PrimaryKey(without_overlaps=False) | Unique(without_overlaps=False):
            alike = isinstance(part, Unique) and part.nulls_not_distinct
            own = tuple((Column(name), "=") for name in part.columns)
            return Key(part.name, UNIQUE, own, alike, None, part.deferrable)
        case Exclude():
            elements = tuple((key.expression, operator) for key, operator in part.elements)
            return Key(part.name, EXCLUDED, elements, False, part.predicate, part.deferrable)
        case Index(unique=True):
            parts = tuple((key.expression, "=") for key in part.keys)
            return Key(part.name.name, UNIQUE, parts, part.nulls_not_distinct, part.predicate)
    return None


def keys_of(schema: Schema, table: Table) -> tuple[Key, ...]:
    """All keys of a table."""
    parts = (*table.constraints, *schema.indexes_of(table.name))
    return tuple(key for part in parts if (key := key_of(part)) is not None)


def breaches(schema: Schema, row: Row, there: Iterable[Row], own: str = "") -> tuple[Breach, ...] | None:
    """All that a row breaks, inserted where the rows `there` are; None if of the key `own` that cannot be said.

    Any other constraint that Python cannot decide is taken to hold. The schema is one without domains.
    """
    table = schema.table(row.table)
    if table is None:
        return None
    others = tuple(there)
    found = [*_nulls(table, row), *_checks(schema, table, row)]
    values = with_defaults(table, row)
    for key in keys_of(schema, table):
        clashes = [_clash(schema, table, key, values, one) for one in others if one.table == row.table]
        if key.name == own and None in clashes and True not in clashes:
            return None
        found += [Breach(key.sqlstate, key.name)] if any(clashes) else []
    dangling = (key for key in table.foreign_keys if not _found(schema, key, values, (*others, row)))
    return (*found, *(Breach(FOREIGN_KEY, key.name) for key in dangling))


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


def _nulls(table: Table, row: Row) -> Iterator[Breach]:
    values = with_defaults(table, row)
    for column in table.columns:
        if (column.not_null or column.identity) and column.name in values and values[column.name] is None:
            yield Breach(NOT_NULL, column.name)


def _checks(schema: Schema, table: Table, row: Row) -> Iterator[Breach]:
    scope, values = scope_of(table, schema), with_defaults(table, row)
    for check in table.checks:
        if check.enforced and check_accepts(check.expression, values, scope) is False:
            yield Breach(CHECK, check.name)


def _clash(schema: Schema, table: Table, key: Key, values: Values, other: Row) -> bool | None:
    theirs = with_defaults(table, other)
    inside = [_inside(schema, table, key, one) for one in (values, theirs)]
    if False in inside:
        return False
    alike = [_alike(table, key, part, operator, values, theirs) for part, operator in key.parts]
    if False in alike:
        return False
    return None if None in alike or None in inside else True


def _inside(schema: Schema, table: Table, key: Key, values: Values) -> bool | None:
    """Whether a partial key is about the row: its predicate is true (section 11.8)."""
    if key.predicate is None:
        return True
    truth = evaluate(key.predicate, values, scope_of(table, schema))
    return None if truth is UNDECIDED else truth is True


def _alike(table: Table, key: Key, part: Expression, operator: str, one: Values, other: Values) -> bool | None:
    names = columns(part)
    mine, theirs = ([values.get(name, _UNKNOWN) for name in names] for values in (one, other))
    if not isinstance(part, Column):  # what the expression makes of other values, or of NULL, only PostgreSQL knows
        folded = isinstance(part, Call) and part.name in ("lower", "upper") and isinstance(part.arguments[0], Column)
        if folded and f"{mine[0]}{theirs[0]}".isascii():
            mine, theirs = ([value and value.lower() for value in values] for values in (mine, theirs))
            return mine == theirs and (None not in mine or key.nulls_not_distinct)
        return True if mine == theirs and None not in mine and _UNKNOWN not in mine and operator == "=" else None
    if _UNKNOWN in (*mine, *theirs):
        return None if table.column(names[0]) is None or _computed(table, names[0]) else False
    if None in (*mine, *theirs):
        return mine == theirs and key.nulls_not_distinct
    if operator == "=":
        return mine == theirs
    column = table.column(names[0])
    ranges = operator == "&&" and column is not None and column.type.name.endswith("range")
    return mine == theirs if ranges else None


_UNKNOWN = "\0unknown"


def _computed(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and column.generated is not None


def _found(schema: Schema, key: ForeignKey, values: Values, there: Iterable[Row]) -> bool:
    if not key.enforced:
        return True
    wanted = [values.get(name) for name in key.columns]
    if None in wanted:
        return key.match != "full" or not any(one is not None for one in wanted)
    target = schema.table(key.target)
    rows = (with_defaults(target, row) for row in there if target is not None and row.table == key.target)
    return any([row.get(name) for name in key.target_columns] == wanted for row in rows)


def referred(key: ForeignKey, row: Row) -> list[str | None]:
    """A row's values in the columns that a foreign key refers to."""
    return [row.get(name) for name in key.target_columns]
