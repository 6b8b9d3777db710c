"""Hypothesis strategies for rows of any table of a schema: valid or not, for PostgreSQL to judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import reject
from hypothesis import strategies as st

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import Expression
from ddlproof.model.row import Row
from ddlproof.model.scalar import RANGES
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.model.types import Type
from ddlproof.rows.base import closure, fill
from ddlproof.rows.domains import without_domains
from ddlproof.rows.representatives import missing, representatives
from ddlproof.rows.values import NoRow, UnknownType

Change = dict[str, str | None]
Rows = st.SearchStrategy[tuple[Row, ...]]


def rows(table: Table, schema: Schema, n: int = 1) -> st.SearchStrategy[tuple[Row, ...]]:
    """A row of `table` after the parent rows it refers to, in the order of insertion.

    It departs from the n-th plain valid row of `rows.base.closure` in its foreign keys, each of which may be NULL, find
    its row or find nothing, and in up to three other columns, which may hold NULL, what a CHECK names, or any value of
    their types. More departures at once would nearly always meet a constraint that has nothing to do with the others.
    It shrinks towards the plain row. Parents are valid, and the same for equal keys.

    Raises:
        NoRow: not even a row that need not satisfy the CHECKs can be made.
    """
    schema = without_domains(schema)
    table = schema.table(table.name) or table
    base, linked = _plain(table, schema, n), {name for key in table.foreign_keys for name in key.columns}
    keys = [_reference(schema, table, key) for key in table.foreign_keys]
    conditions = tuple(check.expression for check in table.checks)
    columns = [
        _value(schema, table, column, conditions, n)
        for column in table.columns
        if column.written and column.name not in linked
    ]

    def assemble(drawn: tuple[tuple[Change, ...], list[Change]]) -> tuple[Row, ...]:
        changes: Change = {name: value for part in drawn for change in part for name, value in change.items()}
        if not changes:
            return base
        found = [name for name, value in changes.items() if name in linked and value == _FOUND]
        given = {name: value for name, value in changes.items() if name not in found}
        kept = {name: base[-1].get(name) for name in linked if name not in changes}
        present = [*found, *(name for name, value in kept.items() if value is not None)]
        nulls = {name: None for name, value in kept.items() if value is None}
        try:
            return fill(schema, table.name, n, given=nulls | given, present=present, without=_names(table))
        except NoRow:
            reject()  # the draws contradict each other, as two foreign keys that share a column may

    others = st.lists(st.one_of(columns), max_size=DEPARTURES) if columns else st.just([])
    return st.tuples(st.tuples(*keys), others).map(assemble)


DEPARTURES = 3
"""Columns besides foreign keys in which a row departs from the plain one, at most."""
# Stands for the key of a parent row that is made for the row.
_FOUND = "\0found"


def _plain(table: Table, schema: Schema, n: int) -> tuple[Row, ...]:
    try:
        return closure(schema, table.name, n)
    except NoRow:
        return fill(schema, table.name, n, without=_names(table))


def _names(table: Table) -> list[str]:
    return [check.name for check in table.checks]


def _reference(schema: Schema, table: Table, key: ForeignKey) -> st.SearchStrategy[Change]:
    """As in the plain row, found, NULL, or dangling."""
    options: list[Change] = [{}, dict.fromkeys(key.columns, _FOUND), dict.fromkeys(key.columns)]
    dangling = {name: missing(schema, table, key, name) for name in key.columns}
    if None not in dangling.values():
        options.append(dangling)
    return st.sampled_from(options)


def _value(
    schema: Schema, table: Table, column: Column, conditions: tuple[Expression, ...], n: int
) -> st.SearchStrategy[Change]:
    """As in the plain row, NULL, what the conditions name, or any value of the type."""
    try:
        named = representatives(column, schema, conditions, n, table)
    except UnknownType:
        return st.sampled_from([{}, {column.name: None}])
    changes: list[Change] = [{}]
    changes += [{column.name: text} for text in (*named, None)]
    anything = _anything(column.type)
    if anything is None:
        return st.sampled_from(changes)

    def change(text: str) -> Change:
        return {column.name: text}

    return st.sampled_from(changes) | anything.map(change)


def _anything(type_: Type) -> st.SearchStrategy[str] | None:
    """Any value of a type, as input text; None for types that are not drawn at random."""
    if type_.array:
        return None
    if type_.name in RANGES:
        limit = RANGES[type_.name]
        return st.integers(-limit, limit - 1).map(str)
    if type_.name == "numeric":
        return _numeric(type_.modifiers)
    if type_.name in ("text", "character varying"):
        longest = int(type_.modifiers[0]) if type_.modifiers and type_.modifiers[0].isdigit() else 20
        return st.text(_CHARACTERS, max_size=min(longest, 20))
    maker = _MAKERS.get(type_.name)
    return maker() if maker else None


def _numeric(modifiers: tuple[str, ...]) -> st.SearchStrategy[str]:
    precision, scale = (int(modifiers[0]), int(modifiers[1]) if len(modifiers) > 1 else 0) if modifiers else (8, 3)
    limit = 10**precision - 1
    return st.integers(-limit, limit).map(lambda whole: str(Decimal(whole).scaleb(-scale)))


# PostgreSQL's text holds every character but NUL; lone surrogates are no characters.
_CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
_EARLY, _LATE = datetime(1900, 1, 1), datetime(2100, 1, 1)
_MAKERS: dict[str, Callable[[], st.SearchStrategy[str]]] = {
    "uuid": lambda: st.uuids().map(str),
    "date": lambda: st.dates(_EARLY.date(), _LATE.date()).map(str),
    "timestamp without time zone": lambda: st.datetimes(_EARLY, _LATE).map(str),
    "timestamp with time zone": lambda: st.datetimes(_EARLY, _LATE, timezones=st.just(UTC)).map(str),
    "double precision": lambda: st.floats(-1e9, 1e9).map(repr),
}
