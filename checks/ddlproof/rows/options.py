"""What the columns of one row may hold: the options among which the search for a valid row chooses.

A slot is a set of columns decided together: one plain column, or the columns of a foreign key. Options come simple
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import Expression, columns
from ddlproof.model.meaning import null_only
from ddlproof.model.row import Row
from ddlproof.model.table import Column
from ddlproof.rows.representatives import APART, key_value, keyed_columns, representatives, unique_keys
from ddlproof.rows.values import NoRow, UnknownType, nth, size
from ddlproof.rows.wanted import Values, Wanted, judged, satisfied

FEW = 8
"""Columns of which only NULL matters, above which they are NULL at first: most often one of many shall not be."""


@dataclass(frozen=True, slots=True)
class Option:
    """Values for the columns of a slot, and the parent rows that they need, parents first."""

    values: Values
    parents: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """`options` gives what fits the values already chosen; `reads` are columns that must be chosen before."""

    columns: frozenset[str]
    options: Callable[[Values], Iterator[Option]]
    reads: frozenset[str] = frozenset()


Parents = Callable[[ForeignKey, int, Values], Option]
"""Makes the row that a foreign key refers to: its number, and the values the key has already."""


def slots(wanted: Wanted, parents: Parents) -> tuple[Slot, ...]:
    """The slots of a row: plain columns, then foreign keys, then what the foreign keys may have left open."""
    keys = [key for key in wanted.table.foreign_keys if not set(key.columns) & set(wanted.given)]
    # What refers to the same columns of its own table finds its own row, whatever they hold.
    keys = [key for key in keys if (key.target, key.target_columns) != (wanted.table.name, key.columns)]
    keys.sort(key=lambda key: (not _required(wanted, key), key.target == wanted.table.name, len(key.columns), key.name))
    linked = {name for key in keys for name in key.columns}
    plain = [column for column in wanted.table.columns if column.generated is None]
    first = [_plain(wanted, column) for column in plain if column.name not in linked]
    last = [_plain(wanted, column) for column in plain if column.name in linked]
    return (*first, *(_link(wanted, key, parents) for key in keys), *last)


def _required(wanted: Wanted, key: ForeignKey) -> bool:
    """Whether a foreign key has to refer to a row (section 5.5.5: one NULL makes a MATCH SIMPLE key void)."""
    voidable = [
        name for name in key.columns if nullable(wanted, name) and name not in wanted.present | set(wanted.must)
    ]
    return len(voidable) < len(key.columns) if key.match == "full" else not voidable


def nullable(wanted: Wanted, name: str) -> bool:
    """Whether the column may be NULL as far as the column itself goes."""
    column = wanted.table.column(name)
    return column is not None and not column.not_null and column.identity is None


DEEPEST = 4
"""Rows of one table above each other that are tried: from the last on, only what refers to nothing above."""


def _link(wanted: Wanted, key: ForeignKey, parents: Parents) -> Slot:
    own = key.target == wanted.table.name
    wide = bool(set(key.columns) & wanted.conditioned)

    def options(chosen: Values) -> Iterator[Option]:
        # MATCH FULL takes no key that is NULL in part: what another key has filled, this one must fill.
        bound = key.match == "full" and any(chosen.get(name) is not None for name in key.columns)
        if not bound and not _required(wanted, key):
            yield Option({name: None for name in key.columns if nullable(wanted, name)})
            if not wide:
                return
        # A column that refers to itself holds any value; a row above would need one above it in turn.
        pairs = [(here, there) for here, there in zip(key.columns, key.target_columns, strict=True) if here != there]
        itself = len(pairs) < len(key.columns)
        if own and (itself or not set(key.columns) & wanted.present):
            yield Option({here: chosen.get(there) for here, there in pairs})
        if own and wanted.level >= DEEPEST:
            return  # a row above that needs none above it is another way to go
        tries = [(wanted.n + (k + own) * APART, chosen) for k in range(3 if wide else 1)]
        named = _named(wanted, key) if wide else ()
        tries += [(wanted.n + own * APART, {name: text, **chosen}) for name, text in named]
        # That a row of another table cannot be made is final; of one's own, another may be.
        passed_over = (NoRow,) if own else ()
        for n, so_far in tries:
            with suppress(*passed_over):
                yield parents(key, n, so_far)

    return Slot(frozenset(key.columns), options, frozenset(key.target_columns) if own else frozenset())


def _named(wanted: Wanted, key: ForeignKey) -> Iterator[tuple[str, str]]:
    """Values that the conditions name for a foreign key's columns: the row it refers to may have to hold one."""
    conditions = [condition for _, condition in wanted.conditions]
    for name in key.columns:
        column = wanted.table.column(name)
        if column is not None and name in wanted.conditioned:
            yield from ((name, text) for text in representatives(column, wanted.schema, conditions, wanted.n))


def _plain(wanted: Wanted, column: Column) -> Slot:
    name = column.name

    def options(chosen: Values) -> Iterator[Option]:
        if name in chosen:
            yield Option({})
        elif name in wanted.given or name in wanted.must:
            yield Option({name: wanted.given[name] if name in wanted.given else wanted.must[name]})
        else:
            yield from _remembered(wanted, column)

    return Slot(frozenset((name,)), options)


def _remembered(wanted: Wanted, column: Column) -> list[Option]:
    """The options that depend on nothing that was chosen: the search asks for them again at each way down."""
    known = wanted.once(_options)
    if column.name not in known:
        known[column.name] = list(_values(wanted, column))
    return known[column.name]


def _options(wanted: Wanted) -> dict[str, list[Option]]:
    """None yet."""
    return {}


def _values(wanted: Wanted, column: Column) -> Iterator[Option]:
    name, keyed = column.name, column.name in keyed_columns(wanted.schema, wanted.table)
    present = name in wanted.present
    conditioned = name in wanted.conditioned
    if not present and not keyed and not conditioned and (column.default is not None or column.identity is not None):
        yield Option({})  # it takes its default
        return
    try:
        texts = _texts(wanted, column, keyed)
    except UnknownType:
        if column.not_null and column.default is None:
            raise NoRow(
                f"no row of {wanted.table.name} can be made: nothing is known of the type {column.type} of its "
                f"column {name}",
                hint="Give the column a default, or let it be NULL.",
            ) from None
        yield Option({} if column.default is not None else {name: None})
        return
    null = [Option({name: None})] if conditioned and not present and nullable(wanted, name) else []
    found = [Option({name: text}) for text in texts]
    yield from (*null, *found) if len(wanted.once(_null_only)) > FEW else (*found, *null)


def _texts(wanted: Wanted, column: Column, keyed: bool) -> tuple[str, ...]:
    if column.name not in wanted.conditioned:
        few = wanted.once(_numbers).get(column.name)
        if few is not None:
            return (nth(column.type, wanted.schema, few, column.name),)
        return (key_value(column, wanted.schema, wanted.n, wanted.table),)
    any_will_do = column.name in wanted.once(_null_only)
    conditions = [] if any_will_do else [condition for _, condition in wanted.conditions]
    texts = representatives(column, wanted.schema, conditions, wanted.n, wanted.table)
    alone = [truth for spoken, _, truth in judged(wanted) if spoken == {column.name}] if conditions else []
    valid = [text for text in texts if all(truth({column.name: text}) is not False for truth in alone)]
    if keyed and (known := [text for text in _known(wanted, column) if text in valid or text not in texts]):
        return _turned(known, wanted.n // APART * LAST + wanted.n % APART - 1)
    found = _turn(wanted, column, valid, conditions) if keyed and valid else tuple(valid)
    return found[:1] if any_will_do else found


def _turn(wanted: Wanted, column: Column, valid: Sequence[str], conditions: Sequence[Expression]) -> tuple[str, ...]:
    """A value that is this row's alone keeps keys apart; where there is none, the rows take turns."""
    others = set(representatives(column, wanted.schema, conditions, wanted.n + 1, wanted.table))
    if own := [text for text in valid if text not in others]:
        return (*own, *(text for text in valid if text in others))
    return _turned(valid, wanted.n - 1)


def _turned(values: Sequence[str], by: int) -> tuple[str, ...]:
    start = by % len(values)
    return (*values[start:], *values[:start])


LAST = 5
"""Rows in a sequence, which take values of their own where there are as many, as do those of the next sequence."""


def _known(wanted: Wanted, column: Column) -> list[str]:
    """The values that PostgreSQL is known to accept of conditions that speak of the column alone."""
    alone = [one for _, one in wanted.conditions if columns(one) == (column.name,) and satisfied(wanted, one)]
    rows = (wanted.schema.answers.rows(wanted.table.name, one, accepts=True) for one in alone)
    return [text for found in rows for row in found if (text := row[column.name]) is not None]


def _null_only(wanted: Wanted) -> frozenset[str]:
    return null_only(condition for _, condition in wanted.conditions)


def _numbers(wanted: Wanted) -> dict[str, int]:
    """For unique keys over types with few values: which value each column takes, so that the keys differ.

    Raises:
        NoRow: there are fewer keys than rows.
    """
    linked = {name for key in wanted.table.foreign_keys for name in key.columns}
    numbers: dict[str, int] = {}
    for key in unique_keys(wanted.schema, wanted.table):
        found = [column for name in key if (column := wanted.table.column(name))]
        sizes = [None if c.name in linked else size(c.type, wanted.schema) for c in found]
        few = [number for number in sizes if number is not None]
        if len(few) < len(key):
            continue
        places = list(product(*(range(1, number + 1) for number in few)))
        if wanted.n > len(places):
            names = ", ".join(key)
            raise NoRow(f"{wanted.table.name} can hold only {len(places)} rows: its key ({names}) has no more values")
        numbers |= dict(zip(key, places[wanted.n - 1], strict=True))
    return numbers
