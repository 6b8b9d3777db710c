"""The types that come of values of other types: aggregates, arithmetic, UNION and CASE.

PostgreSQL documentation, section 10.5 "UNION, CASE, and Related Constructs", and the result types of chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ddlproof.model.literal import NUMERIC
from ddlproof.model.types import Type

UNTYPED = Type("unknown")
"""What NULL and a string in quotes are until something else says it."""
TEXT = Type("text")
_SUMS = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric", "real": "real"}
_SUMS |= {"numeric": "numeric", "double precision": "double precision"}
_AVERAGES = {"smallint": "numeric", "integer": "numeric", "bigint": "numeric", "numeric": "numeric"}
_AVERAGES |= {"real": "double precision", "double precision": "double precision"}


def common(types: Iterable[Type | None]) -> Type | None:
    """The type of what may be any of these (section 10.5); None where that is not known."""
    known = list(dict.fromkeys(types))
    if None in known:
        return None
    typed = [type_ for type_ in known if type_ is not None and type_ != UNTYPED]
    if not typed:
        return TEXT
    if len(typed) == 1:
        return typed[0]
    bare = {type_.name for type_ in typed}
    if len(bare) == 1 and len({type_.array for type_ in typed}) == 1:
        return Type(typed[0].name, (), typed[0].array)  # of different lengths: of any
    if bare <= set(NUMERIC) and not any(type_.array for type_ in typed):
        return Type(max(bare, key=NUMERIC.index))
    return None


def number(text: str) -> Type:
    """The type of an unquoted number (section 4.1.2.6)."""
    if not text.isdigit():
        return Type("numeric")
    size = int(text)
    return Type("integer" if size < 1 << 31 else "bigint" if size < 1 << 63 else "numeric")


def aggregated(type_: Type | None) -> Type | None:
    """What max and min give: a value as it is, of any length."""
    if type_ is None or type_ == UNTYPED:
        return type_ and TEXT
    return TEXT if type_.name == "character varying" and not type_.array else replace(type_, modifiers=())


def summed(type_: Type | None, *, average: bool) -> Type | None:
    """What sum and avg give."""
    names = _AVERAGES if average else _SUMS
    return Type(names[type_.name]) if type_ is not None and not type_.array and type_.name in names else None


def calculated(left: Type | None, right: Type | None) -> Type | None:
    """The type of a sum or product of numbers."""
    if left is None or right is None or left.array or right.array:
        return None
    if left.name not in NUMERIC or right.name not in NUMERIC:
        return None
    names = {left.name, right.name}
    if len(names) == 2 and "real" in names:
        return Type("double precision")
    return Type(max(names, key=NUMERIC.index))


def final(type_: Type | None) -> Type | None:
    """The type of a column: a string that nothing says more of is text."""
    return TEXT if type_ == UNTYPED else type_
