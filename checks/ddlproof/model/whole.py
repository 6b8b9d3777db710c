"""What is known of a whole number from how it is computed: its bounds, and what it leaves when divided.

`2 * x - 3` is odd, `x % 3` lies between -2 and 2, an array has one dimension at least. PostgreSQL documentation,
sections 9.3 "Mathematical Functions and Operators" and 9.19 "Array Functions and Operators".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import gcd

from ddlproof.model.expression import And, Binary, Call, Cast, Column, Constant, Expression, In, Is, Not, Or
from ddlproof.model.operators import COMPARISONS
from ddlproof.model.scalar import RANGES
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Whole:
    """Numbers from `low` to `high` that are `offset` more than a multiple of `step`; with a step of 0 it is one."""

    low: int
    high: int
    step: int = 1
    offset: int = 0

    @property
    def first(self) -> int:
        """The least of the numbers, where there is one."""
        return self.low if self.step == 0 else self.low + (self.offset - self.low) % self.step

    def within(self, kind: str) -> bool:
        """Whether none is too large for a type."""
        return -RANGES[kind] <= self.low and self.high < RANGES[kind]

    def held(self, kind: str) -> Whole:
        """Those that a type holds: any other is an error."""
        return Whole(max(self.low, -RANGES[kind]), min(self.high, RANGES[kind] - 1), self.step, self.offset)


_ANY = RANGES["integer"] - 1
_CALLS: Mapping[str, Whole] = {
    **dict.fromkeys(
        """length char_length character_length octet_length cardinality strpos position ascii jsonb_array_length
        json_array_length regexp_count regexp_instr scale""".split(),
        Whole(0, _ANY),
    ),
    "array_length": Whole(1, _ANY),
    "array_ndims": Whole(1, 6),
    "bit_length": Whole(0, _ANY, 8),
    "masklen": Whole(0, 128),
    "family": Whole(4, 6, 2),
}
"""What functions give where they do not give NULL. An empty array has no dimensions and no length: NULL."""


def whole(node: Expression, kind_of: Callable[[str], str | None]) -> Whole | None:
    """What is known of the value of an expression, if it has one; None of what is no whole number.

    Args:
        kind_of: the kind of a column, as of `scalar.kind_of`.
    """
    match node:
        case Column(name):
            return _of(kind_of(name))
        case Constant("number", text) if text.lstrip("+-").isdigit():
            return Whole(int(text), int(text), 0, int(text))
        case Cast(operand, Type("integer", (), False)) if is_truth(operand):
            return Whole(0, 1)
        case Call("num_nulls" | "num_nonnulls", arguments):
            return Whole(0, len(arguments))
        case Cast(operand, type_) if type_.name in RANGES and not type_.array:
            found = whole(operand, kind_of)
            return _of(type_.name) if found is None else found.held(type_.name)
        case Call("abs", (operand,)) if (found := whole(operand, kind_of)) is not None:
            return Whole(0, max(abs(found.low), abs(found.high)))
        case Call("-", (operand,)) if (found := whole(operand, kind_of)) is not None:
            return Whole(-found.high, -found.low, found.step, -found.offset)
        case Call(name):
            return _CALLS.get(name)
        case Binary(operator, left, right) if operator in _APPLIED:
            one, other = whole(left, kind_of), whole(right, kind_of)
            if one is None or other is None:
                return None
            if operator == "*" and left == right:
                product = _product(one, other)
                return Whole(0, product.high, product.step, product.offset)
            return _APPLIED[operator](one, other)
        case _:
            return None


def is_truth(node: Expression) -> bool:
    """Whether the value is sure to be true, false or NULL."""
    comparison = isinstance(node, Binary) and node.operator in COMPARISONS
    return comparison or isinstance(node, And | Or | Not | Is | In)


def _of(kind: str | None) -> Whole | None:
    return Whole(-RANGES[kind], RANGES[kind] - 1) if kind in RANGES else None


def _sum(one: Whole, other: Whole) -> Whole:
    step = gcd(one.step, other.step)
    return Whole(one.low + other.low, one.high + other.high, step, one.offset + other.offset)


def _difference(one: Whole, other: Whole) -> Whole:
    return _sum(one, Whole(-other.high, -other.low, other.step, -other.offset))


def _product(one: Whole, other: Whole) -> Whole:
    ends = [left * right for left in (one.low, one.high) for right in (other.low, other.high)]
    step = gcd(one.step * other.step, one.step * other.offset, other.step * one.offset)
    return Whole(min(ends), max(ends), step, one.offset * other.offset)


def _quotient(one: Whole, other: Whole) -> Whole:
    """At most as far from zero as what is divided."""
    most = max(abs(one.low), abs(one.high))
    if other.step or other.offset == 0:
        return Whole(-most, most)
    by = other.offset
    ends = [abs(end) // abs(by) * (1 if (end < 0) == (by < 0) else -1) for end in (one.low, one.high)]
    return Whole(min(ends), max(ends))


def _rest(one: Whole, other: Whole) -> Whole:
    """Nearer to zero than the divisor, on the side of what is divided."""
    most = max(abs(other.low), abs(other.high), 1) - 1
    low, high = max(one.low, -most) if one.low < 0 else 0, min(one.high, most) if one.high > 0 else 0
    return Whole(low, high, gcd(one.step, other.step, other.offset) or 1, one.offset)


_APPLIED: Mapping[str, Callable[[Whole, Whole], Whole]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "%": _rest,
}
