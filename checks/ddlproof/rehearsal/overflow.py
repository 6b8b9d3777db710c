"""A value that one type holds and another does not: too long, too large, or a label that is not there.

PostgreSQL documentation, sections 8.1 "Numeric Types", 8.3 "Character Types" and 8.7 "Enumerated Types".
"""

from __future__ import annotations

from ddlproof.model.schema import Schema
from ddlproof.model.types import Type

_LENGTHS = ("character varying", "character")
_TEXTS = ("text", *_LENGTHS)
_BITS = {"smallint": 15, "integer": 31, "bigint": 63}


def overflow(wide: Type, held: Schema, narrow: Type, known: Schema) -> str | None:
    """Text input for a value of `wide`, a type of the schema `held`, that `narrow`, of `known`, cannot hold.

    None where there is none, or none is found.
    """
    if wide.array or narrow.array:
        return None
    labels, others = _labels(wide, held), _labels(narrow, known)
    if labels and others:
        return next((label for label in labels if label not in others), None)
    if wide.name in _TEXTS and narrow.name in _LENGTHS:
        most = _length(narrow)
        return "x" * (most + 1) if most is not None and most < (_length(wide) or most + 1) else None
    most, least = _beyond_all(wide), _least_beyond(narrow)
    return str(least) if most is not None and least is not None and least < most else None


def _labels(type_: Type, schema: Schema) -> tuple[str, ...]:
    return next((enum.labels for enum in schema.enums if str(enum.name) == type_.name), ())


def _length(type_: Type) -> int | None:
    """The most characters; None for any number."""
    if type_.modifiers:
        return int(type_.modifiers[0])
    return 1 if type_.name == "character" else None


def _beyond_all(type_: Type) -> int | None:
    """One more than the largest whole number; a numeric without limits holds more than all others."""
    if type_.name == "numeric" and not type_.modifiers:
        return 10**1000
    return _least_beyond(type_)


def _least_beyond(type_: Type) -> int | None:
    """The least whole number that is too large; None where there is none, or it is no type of exact numbers."""
    if type_.name in _BITS:
        return int(2 ** _BITS[type_.name])
    if type_.name != "numeric" or not type_.modifiers:
        return None
    precision, scale = int(type_.modifiers[0]), int(type_.modifiers[1]) if len(type_.modifiers) > 1 else 0
    return int(10 ** max(precision - scale, 0))
