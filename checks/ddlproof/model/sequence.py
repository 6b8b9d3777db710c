"""Sequences and their options.

PostgreSQL documentation, CREATE SEQUENCE. The sequence of a serial column is one like any other; that of an identity is
part of its column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ddlproof.model.attributes import Attributes
from ddlproof.model.names import QName

_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


@dataclass(frozen=True, slots=True)
class Sequence:
    """CREATE SEQUENCE name AS type … OWNED BY table.column.

    `options` are `increment`, `minimum`, `maximum`, `start`, `cache`, `cycle`, as far as they differ from the default
    for the type. `table` and `column` own it: with them it goes.
    """

    name: QName
    type: str = "bigint"
    options: Attributes = ()
    table: QName | None = None
    column: str = ""
    unlogged: bool = False


def all_options(options: Attributes, type_: str) -> dict[str, str]:
    """Every option with its value; what `options` lacks has its default."""
    given = dict(options)
    up = int(given.get("increment", "1")) > 0
    largest = _LARGEST.get(type_, _LARGEST["bigint"])
    minimum = given.get("minimum", "1" if up else str(-largest - 1))
    maximum = given.get("maximum", str(largest) if up else "-1")
    defaults = {"increment": "1", "minimum": minimum, "maximum": maximum, "cache": "1", "cycle": "no"}
    return defaults | {"start": minimum if up else maximum} | given


def own_options(values: Mapping[str, str | None], type_: str) -> Attributes:
    """Of these options those that are not the default for the type; None is the default."""
    given = {name: value for name, value in values.items() if value is not None}
    kept: dict[str, str] = {}
    for name in ("increment", "minimum", "maximum", "start", "cache", "cycle"):
        if name in given and given[name] != all_options(tuple(kept.items()), type_)[name]:
            kept[name] = given[name]
    return tuple(sorted(kept.items()))
