"""The values of a column that conditions can tell apart: the constants they name, and what lies next to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from ddlproof.model.constraint import Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Binary, Call, Cast, Column, Constant, Expression, In, columns, walk
from ddlproof.model.names import QName
from ddlproof.model.scalar import RANGES, SOME, read
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column as TableColumn
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.rows.arrays import begun_elsewhere, of_lengths
from ddlproof.rows.solved import constant_of, solved
from ddlproof.rows.texts import texts
from ddlproof.rows.values import BLOCKS, UnknownType, element, enum_of, nth

APART = 1000
"""What is added to n for further values, so that they never meet those of a neighbouring n."""

ACCEPTED, REFUSED = 6, 6
"""Values that a condition accepts or refuses, as PostgreSQL has said, at most."""

NOWHERE = 9999
"""The number of a key that no row has."""

TEXTS = ("text", "character varying", "character", "name")
_WHOLE = ("smallint", "integer", "bigint")
_NUMBERS = (*_WHOLE, "numeric", "real", "double precision", "money")
_MOMENTS = ("date", "timestamp without time zone", "timestamp with time zone")


def representatives(
    column: TableColumn, schema: Schema, conditions: Iterable[Expression], n: int, table: Table | None = None
) -> tuple[str, ...]:
    """Values of a column, never NULL, simplest first: its n-th value, then what the conditions name, and neighbours.

    With its `table`, a key column gets the values of `key_value`.

    Raises:
        UnknownType: nothing is known of the type.
    """
    own = [condition for condition in conditions if column.name in columns(condition)]
    plain = [key_value(column, schema, n + k * APART, table) for k in range(3)]
    known = list(_told(column, schema, own, table)) if table is not None and schema.answers.said else []
    values = [*_default(column), plain[0], *_named(column, schema, own, n), *known, *plain[1:]]
    return tuple(dict.fromkeys(value for value in values if fits(value, column.type)))


def _told(column: TableColumn, schema: Schema, conditions: Iterable[Expression], table: Table) -> Iterator[str]:
    """Values that PostgreSQL is known to accept where Python cannot evaluate a condition, and some that it refuses."""
    for condition in conditions:
        for accepts, most in ((True, ACCEPTED), (False, REFUSED)):
            rows = schema.answers.rows(table.name, condition, accepts=accepts)
            values = (value for row in rows if (value := row[column.name]) is not None)
            yield from islice(dict.fromkeys(values), most)


def key_value(column: TableColumn, schema: Schema, n: int, table: Table | None) -> str:
    """The n-th value of a column; of a column in a unique key one that the keys of other tables do not have.

    Otherwise a reference to the wrong table would find a row by accident.

    Raises:
        UnknownType: nothing is known of the type.
    """
    if table is None or column.name not in keyed_columns(schema, table):
        return nth(column.type, schema, n, column.name)
    place = schema.once(_places)[table.name]
    block = 0 if column.type.modifiers else BLOCKS.get(column.type.name, 0)
    return nth(column.type, schema, n + place * block, f"{table.name.name}-{column.name}")


def _places(schema: Schema) -> dict[QName, int]:
    return {table.name: place for place, table in enumerate(schema.tables, 1)}


def missing(schema: Schema, table: Table, key: ForeignKey, column: str) -> str | None:
    """A value for a foreign key's column that looks like a key of the target and is none; None if there is no such."""
    target, own = schema.table(key.target), table.column(column)
    there = target.column(key.target_columns[key.columns.index(column)]) if target else None
    try:
        if there is not None:
            return key_value(there, schema, NOWHERE, target)
        return key_value(own, schema, NOWHERE, None) if own else None
    except UnknownType:
        return None


def unique_keys(schema: Schema, table: Table) -> tuple[tuple[str, ...], ...]:
    """The columns of every primary key, unique or exclusion constraint and unique index of a table.

    Those of an expression are taken for a key too, and the rows that a predicate leaves out for rows like others: rows
    that differ in more than they must are valid all the same.
    """
    if schema.table(table.name) is table:
        return schema.once(_unique_keys)[table.name]
    return _keys(schema, table)


def _unique_keys(schema: Schema) -> dict[QName, tuple[tuple[str, ...], ...]]:
    return {table.name: _keys(schema, table) for table in schema.tables}


def _keys(schema: Schema, table: Table) -> tuple[tuple[str, ...], ...]:
    keys = [one.columns for one in table.constraints if isinstance(one, PrimaryKey | Unique)]
    excluded = [one for one in table.constraints if isinstance(one, Exclude)]
    parts = [tuple(key.expression for key, _ in one.elements) for one in excluded]
    unique = (index for index in schema.indexes_of(table.name) if index.unique)
    parts += [tuple(key.expression for key in index.keys) for index in unique]
    keys += [tuple(dict.fromkeys(name for part in one for name in columns(part))) for one in parts]
    made = {column.name: columns(column.generated) for column in table.columns if column.generated is not None}
    given = (tuple(dict.fromkeys(one for name in key for one in made.get(name, (name,)))) for key in keys)
    return tuple(dict.fromkeys(key for key in given if key))


def keyed_columns(schema: Schema, table: Table) -> frozenset[str]:
    """The columns that stand in a unique key."""
    if schema.table(table.name) is table:
        return schema.once(_keyed)[table.name]
    return frozenset(name for key in unique_keys(schema, table) for name in key)


def _keyed(schema: Schema) -> dict[QName, frozenset[str]]:
    return {name: frozenset(part for key in keys for part in key) for name, keys in schema.once(_unique_keys).items()}


def _default(column: TableColumn) -> Iterator[str]:
    found = constant_of(column.default) if column.default else None
    if found and found.kind != "null":
        yield found.text


def _named(column: TableColumn, schema: Schema, conditions: list[Expression], n: int) -> list[str]:
    type_ = column.type
    if enum := enum_of(type_, schema):
        return [] if type_.array else list(enum.labels)
    compared = [c.text for condition in conditions for c in _compared(condition, column.name) if c.kind != "null"]
    if type_.array:
        holding = [f"{{{element(text)}}}" for one in conditions for text in _elements(one, column.name)]
        joined = _joined(column, schema, conditions, n)
        whole = [text for text in compared if text.lstrip()[:1] in ("{", "[")]
        counted = of_lengths(column, schema, conditions, _constants(conditions, "number"), n)
        return [*whole, "{}", *holding, *joined, *counted, *begun_elsewhere(column, schema, conditions, n)]
    if type_.name == "boolean":
        return ["true", "false"]
    if type_.name in _NUMBERS:
        return _numbers(type_, _constants(conditions, "number"), n, solved(column.name, conditions))
    if is_textual(type_):
        return texts(column, schema, conditions, n)
    if type_.name in _MOMENTS:
        return [text for one in (*compared, *solved(column.name, conditions)) for text in moments(type_, one)]
    match type_.name.rpartition(".")[2]:
        case "ltree":  # with as many labels
            depths = [
                int(text) + step for text in _constants(conditions, "number") if text.isdigit() for step in (0, 1, -1)
            ]
            return [*compared, *(".".join("a" * depth) for depth in depths if 0 < depth < 100)]
        case "hstore":  # with these keys
            return [f'{element(text)}=>"1"' for text in _constants(conditions, "string")]
    if type_.name.endswith("range") and any(isinstance(node, Call) for one in conditions for node in walk(one)):
        return [*compared, *_bounds(nth(type_, schema, n, column.name))]
    return compared


def _bounds(value: str) -> list[str]:
    """The same range with other bounds, with none, and the empty one (section 8.17)."""
    low, _, high = value[1:-1].partition(",")
    return ["empty", f"({low},{high})", f"[{low},{high}]", f"(,{high})", f"[{low},)", "(,)", f"({low},{high}]"]


def is_textual(type_: Type) -> bool:
    """Whether its values are texts, of a built-in type or of the extension citext."""
    return type_.name in TEXTS or type_.name.endswith(".citext")


def _elements(condition: Expression, column: str) -> Iterator[str]:
    """The constants that a condition looks for among the elements of the column: `'a' = any (tags)`."""
    for node in walk(condition):
        if isinstance(node, Binary) and node.operator.endswith((" any", " all")) and _is_column(node.right, column):
            constant = constant_of(node.left)
            yield from [constant.text] if constant is not None else []


def _joined(column: TableColumn, schema: Schema, conditions: list[Expression], n: int) -> Iterator[str]:
    """Arrays whose elements put together are texts of the patterns that conditions have for that."""
    one = replace(column, type=column.type.element)
    for node in (node for condition in conditions for node in walk(condition)):
        match node:
            case Binary(_, Call("array_to_string", (Column(column.name), Constant("string", between)))):
                found = texts(one, schema, [replace(node, left=Column(column.name))], n)
                split = (text.split(between) if between else [text] for text in found)
                yield from (f"{{{','.join(map(element, parts))}}}" for parts in split)


def _compared(condition: Expression, column: str) -> Iterator[Constant]:
    """The constants that the column itself is compared with."""
    for node in walk(condition):
        sides: tuple[Expression, ...] = ()
        if isinstance(node, Binary):
            sides = (node.left, node.right)
        elif isinstance(node, In):
            sides = (node.operand, *node.items)
        if any(_is_column(side, column) for side in sides):
            yield from (constant for side in sides if (constant := constant_of(side)))


def _is_column(node: Expression, column: str) -> bool:
    while isinstance(node, Cast):
        node = node.operand
    return node == Column(column)


def _constants(conditions: list[Expression], kind: str) -> list[str]:
    nodes = (node for condition in conditions for node in walk(condition))
    found = [node.text for node in nodes if isinstance(node, Constant) and node.kind == kind]
    return list(dict.fromkeys([*found, *(_cast_numbers(conditions) if kind == "number" else ())]))


def _cast_numbers(conditions: list[Expression]) -> Iterator[str]:
    """Numbers written as texts, as PostgreSQL prints those below zero: `'-180'::integer`."""
    for node in (node for condition in conditions for node in walk(condition)):
        match node:
            case Cast(Constant("string", text), type_) if type_.name in _NUMBERS:
                yield text


def _numbers(type_: Type, constants: list[str], n: int, found: Iterable[str]) -> list[str]:
    given = [Decimal(text) for text in constants if re.fullmatch(r"[+-]?\d+(\.\d+)?", text)]
    values = [constant + step for step in (0, 1, -1, n, -n) for constant in given]
    values += [constant + sign * _last_digit(constant) for constant in given for sign in (1, -1)]
    values += [constant / 2 for constant in given]
    values += [constant + sign * _last_digit(constant) / 10 for constant in given for sign in (1, -1)]
    values += [first + second for first in given for second in given[:3]]
    values += map(Decimal, found)
    whole = type_.name in _WHOLE
    texts = [format(value.normalize(), "f") for value in values if not whole or value == int(value)]
    return [*texts, "0", "-1"]


def _last_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def moments(type_: Type, text: str) -> list[str]:
    """A date or time, and the moments before and after."""
    value = read(text, type_.name, None, {})
    if not isinstance(value, date):
        return [text]
    step = timedelta(seconds=1) if isinstance(value, datetime) else timedelta(days=1)
    return [text, *(str(value + sign * step) for sign in (1, -1))]


def fits(value: str, type_: Type) -> bool:
    """Whether a value is sure to be no error of the type: out of range, too long."""
    if type_.array:
        return True
    if type_.name in RANGES:
        return read(value, type_.name, None, {}) is not SOME
    if type_.name == "name":
        return len(value.encode()) <= 63
    if type_.name in TEXTS and type_.name != "text":
        limit = "1" if type_.name == "character" else ""
        limit = type_.modifiers[0] if type_.modifiers else limit
        return not limit.isdigit() or len(value) <= int(limit)
    if type_.name == "numeric" and type_.modifiers:
        return read(value, "numeric", type_, {}) is not SOME
    return True
