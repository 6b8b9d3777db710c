"""The bounds of a partition as a condition on its rows.

PostgreSQL documentation, section 5.12.2 "Declarative Partitioning" and CREATE TABLE, `partition_bound_spec`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddlproof.model.expression import NULL, And, Binary, Constant, Expression, In, Is, Or
from ddlproof.model.index import Key
from ddlproof.model.lookup import grouped
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table

_RANGE = re.compile(r"for values from \((.*)\) to \((.*)\)\Z")
_LIST = re.compile(r"for values in \((.*)\)\Z")
_VALUE = re.compile(r"\s*('(?:[^']|'')*'|-?\d+(?:\.\d+)?|null|minvalue|maxvalue|true|false)\s*(?:,|\Z)", re.IGNORECASE)

Value = Constant | str
"""A constant, or one of the words `minvalue` and `maxvalue`."""


def condition(bounds: str, keys: Sequence[Key]) -> Expression | None:
    """What is true of every row within the bounds, and of no other; None where it cannot be told, as of a hash."""
    parts = [key.expression for key in keys]
    if (match := _LIST.match(bounds)) and len(parts) == 1:
        return _listed(parts[0], _values(match[1]))
    if (match := _RANGE.match(bounds)) is None:
        return None
    low, high = _values(match[1]), _values(match[2])
    if low is None or high is None or not len(low) == len(high) == len(parts):
        return None
    ends = (_beyond(parts, low, ">", within=True), _beyond(parts, high, "<", within=False))
    return And((*(Is(part, "null", negated=True) for part in parts), *(e for e in ends if not isinstance(e, bool))))


def conditions(schema: Schema, table: Table) -> tuple[Expression, ...]:
    """What the rows of a table have to be because of partitions: within its own bounds, and within those of one below.

    What cannot be told is left out.
    """
    return (*within(schema, table), *_below(schema, table))


def within(schema: Schema, table: Table) -> Iterator[Expression]:
    """The bounds of the partition, and of the partitions that it is in; what cannot be told is left out."""
    yield from (one for one in own(schema, table) if one is not None)
    parent = schema.table(table.partition.parent) if table.partition is not None else None
    if parent is not None:
        yield from within(schema, parent)


def own(schema: Schema, table: Table) -> Iterator[Expression | None]:
    """What its own bounds ask of a row of a partition; None is what cannot be told.

    Of a default partition, for each of the others, that the row is not within its bounds.
    """
    parent = schema.table(table.partition.parent) if table.partition is not None else None
    if table.partition is None or parent is None or parent.partitioned is None:
        return
    keys = parent.partitioned.keys
    if not is_default(table):
        yield condition(table.partition.bounds, keys)
        return
    for other in partitions(schema, parent.name):
        if other.partition is not None and not is_default(other):
            yield outside(other.partition.bounds, keys)


def outside(bounds: str, keys: Sequence[Key]) -> Expression | None:
    """What is true of every row that is not within the bounds."""
    bound = condition(bounds, keys)
    return None if bound is None else Is(bound, "true", negated=True)


def _below(schema: Schema, table: Table) -> Iterator[Expression]:
    """Of a partitioned table: that there is a partition for the row."""
    if table.partitioned is None:
        return
    arms: list[Expression] = []
    for one in partitions(schema, table.name):
        bound = condition(one.partition.bounds, table.partitioned.keys) if one.partition is not None else None
        if bound is None:
            return  # a default partition takes all others; of a hash nothing is known
        inner = tuple(_below(schema, one))
        arms.append(And((bound, *inner)) if inner else bound)
    if arms:
        yield Or(tuple(arms)) if len(arms) > 1 else arms[0]


def partitions(schema: Schema, parent: QName) -> tuple[Table, ...]:
    """The partitions right below a table."""
    return schema.once(_by_parent).get(parent, ())


def is_default(table: Table) -> bool:
    """Whether it is the partition of all rows for which there is no other."""
    return table.partition is not None and table.partition.bounds == "default"


def holds_none(schema: Schema, name: QName) -> bool:
    """Whether it is a partitioned table without a partition, which can hold no row."""
    table = schema.table(name)
    return table is not None and table.partitioned is not None and not partitions(schema, name)


def _by_parent(schema: Schema) -> dict[QName, tuple[Table, ...]]:
    return grouped(
        (table for table in schema.tables if table.partition is not None),
        lambda table: table.partition.parent if table.partition is not None else table.name,
    )


def _listed(part: Expression, values: list[Value] | None) -> Expression | None:
    items = [value for value in values or () if isinstance(value, Constant)]
    if not items or len(items) != len(values or ()):
        return None
    some = tuple(item for item in items if item != NULL)
    if NULL not in items:
        return And((Is(part, "null", negated=True), In(part, some)))
    return Or((Is(part, "null"), In(part, some))) if some else Is(part, "null")


def _beyond(parts: Sequence[Expression], ends: Sequence[Value], sign: str, *, within: bool) -> Expression | bool:
    """Whether a row is on one side of an end, column by column; `within` says whether the end itself is, too."""
    if not parts:
        return within
    part, end = parts[0], ends[0]
    if not isinstance(end, Constant):
        return (end == "minvalue") is (sign == ">")
    rest = _beyond(parts[1:], ends[1:], sign, within=within)
    if isinstance(rest, bool):
        return Binary(f"{sign}=" if rest else sign, part, end)
    return Or((Binary(sign, part, end), And((Binary("=", part, end), rest))))


def _values(text: str) -> list[Value] | None:
    found: list[Value] = []
    at = 0
    while at < len(text):
        match = _VALUE.match(text, at)
        if match is None:
            return None
        found.append(_value(match[1]))
        at = match.end()
    return found


def _value(written: str) -> Value:
    word = written.lower()
    if word in ("minvalue", "maxvalue"):
        return word
    if word == "null":
        return NULL
    if word in ("true", "false"):
        return Constant("boolean", word)
    if written.startswith("'"):
        return Constant("string", written[1:-1].replace("''", "'"))
    return Constant("number", written)
