"""PARTITION BY, and the bounds of a partition.

PostgreSQL documentation, CREATE TABLE: `partition_bound_spec`.
"""

from __future__ import annotations

import re

from ddlproof.model import expression as e
from ddlproof.model.canonical import canonical
from ddlproof.model.index import Key
from ddlproof.model.moment import timestamp
from ddlproof.model.table import Partitioning
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.key import read_key
from ddlproof.sql.storage import read_value

_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d) 00:00(?::00)?(?:\+00(?::00)?)?\Z")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def read_partitioning(cursor: Cursor) -> Partitioning:
    """What follows PARTITION BY: `strategy (key, …)`."""
    strategy = cursor.take_one("RANGE", "LIST", "HASH")
    if strategy is None:
        raise cursor.error("RANGE, LIST or HASH")
    keys: tuple[Key, ...] = cursor.listed(lambda: read_key(cursor))
    match strategy:
        case "RANGE":
            return Partitioning("range", keys)
        case "LIST":
            return Partitioning("list", keys)
        case _:
            return Partitioning("hash", keys)


def read_bounds(cursor: Cursor) -> str:
    """`FOR VALUES …` or DEFAULT, in the spelling in which bounds are compared.

    The types of the keys are not known here: a string that holds a number, and midnight, are spelt as PostgreSQL does
    for one type or another.
    """
    if cursor.take("DEFAULT"):
        return "default"
    cursor.expect("FOR", "VALUES")
    if cursor.take("IN"):
        return f"for values in {_values(cursor)}"
    if cursor.take("FROM"):
        low = _values(cursor)
        cursor.expect("TO")
        return f"for values from {low} to {_values(cursor)}"
    cursor.expect("WITH")
    said = dict(cursor.listed(lambda: (cursor.name("MODULUS or REMAINDER"), read_value(cursor))))
    if said.keys() != {"modulus", "remainder"}:
        raise cursor.error("MODULUS and REMAINDER")
    return f"for values with (modulus {said['modulus']}, remainder {said['remainder']})"


def _values(cursor: Cursor) -> str:
    return f"({', '.join(e.render(_plain(canonical(v))) for v in cursor.listed(lambda: read_until_end(cursor)))})"


# A time with an offset: it means one moment only where the key has a time zone, and no other key has such values.
_OFFSET = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?\s*[+-]\d\d(:?\d\d)?\Z")


def _plain(value: e.Expression) -> e.Expression:
    while isinstance(value, e.Cast):
        value = value.operand
    if isinstance(value, e.Constant) and value.kind == "string":
        if _NUMBER.match(value.text):
            return e.Constant("number", value.text)
        text = timestamp(value.text, zoned=True) if _OFFSET.search(value.text) else value.text
        match = _MIDNIGHT.match(text)
        return e.Constant("string", match[1] if match else text)
    return value
