"""Operators and functions over single values, NULL and the unknown included: the arithmetic below `model.logic`.

PostgreSQL documentation, chapter 9 "Functions and Operators". None is NULL; UNDECIDED may be anything, SOME anything
but NULL. `Fails` is raised where PostgreSQL would raise an error.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal, DecimalException

from ddlproof.model import pattern
from ddlproof.model.scalar import EXACT, LITERAL, NUMBERS, OTHER, RANGES, SOME, UNDECIDED, Undecided

Truth = bool | None | Undecided


class Fails(Exception):
    """PostgreSQL would stop with an error here: overflow, division by zero."""


def truth(value: object) -> Truth:
    """A value of a boolean expression, as a truth value."""
    if value is None or value is True or value is False:
        return value
    return UNDECIDED


def conjunction(truths: tuple[Truth, ...]) -> Truth:
    """AND: false wins, then the unknown, then NULL."""
    if any(one is False for one in truths):
        return False
    if any(one is UNDECIDED for one in truths):
        return UNDECIDED
    return None if None in truths else True


def negation(truths: tuple[Truth, ...]) -> Truth:
    """NOT of the one operand."""
    (one,) = truths
    return one if one is None or one is UNDECIDED else one is False


def disjunction(truths: tuple[Truth, ...]) -> Truth:
    """OR, by De Morgan."""
    return negation((conjunction(tuple(negation((one,)) for one in truths)),))


def is_null(value: object, composite: bool, negated: bool) -> Truth:
    """IS [NOT] NULL. Of a value that may be composite only NULL itself is certain (section 9.2)."""
    if value is UNDECIDED or (composite and value is not None):
        return UNDECIDED
    return (value is None) is not negated


def is_truth(value: object, what: str, negated: bool) -> Truth:
    """IS [NOT] TRUE, FALSE, UNKNOWN."""
    if what == "unknown":
        return is_null(value, False, negated)
    one = truth(value)
    return UNDECIDED if one is UNDECIDED else (one is (what == "true")) is not negated


def _ordered(compare: Callable[..., object], on_equal: bool) -> Callable[[object, object, bool], Truth]:
    def apply(left: object, right: object, text: bool) -> Truth:
        if left is None or right is None:
            # the other side may be unknown, but the built-in comparisons are strict
            return None
        if left in (SOME, UNDECIDED) or right in (SOME, UNDECIDED):
            return UNDECIDED
        if text and left != right and compare not in (operator.eq, operator.ne):
            return UNDECIDED  # the order of texts depends on the collation
        return on_equal if left == right else bool(compare(left, right))

    return apply


def _distinct(negated: bool) -> Callable[[object, object, bool], Truth]:
    def apply(left: object, right: object, text: bool) -> Truth:
        if left is UNDECIDED or right is UNDECIDED:
            return UNDECIDED
        if left is None or right is None:
            return (left is not right) is not negated
        if left is SOME or right is SOME:
            return UNDECIDED
        return (left != right) is not negated

    return apply


COMPARISONS: dict[str, Callable[[object, object, bool], Truth]] = {
    "=": _ordered(operator.eq, True),
    "<>": _ordered(operator.ne, False),
    "<": _ordered(operator.lt, False),
    "<=": _ordered(operator.le, True),
    ">": _ordered(operator.gt, False),
    ">=": _ordered(operator.ge, True),
    "is distinct from": _distinct(False),
    "is not distinct from": _distinct(True),
}
ARITHMETIC = ("+", "-", "*", "/", "%")


def number_kind(text: str) -> str:
    """The type of an unquoted number: the first of integer, bigint, numeric that holds it (section 4.1.2.6)."""
    if text.lstrip("+-").isdigit():
        value = int(text)
        return next((kind for kind in ("integer", "bigint") if -RANGES[kind] <= value < RANGES[kind]), "numeric")
    return "numeric" if text.replace(".", "").lstrip("+-").isdigit() else OTHER


def result_kind(sign: str, left: str | None, right: str | None) -> str | None:
    """The type of `left sign right` where the result is exact; None elsewhere."""
    exact = NUMBERS[:4]
    if left not in exact or right not in exact:
        return None
    kind = max((left, right), key=exact.index)
    return None if kind == "numeric" and sign in ("/", "%") else kind


def calculate(sign: str, kind: str, left: object, right: object) -> object:
    """Exact arithmetic in the type `kind`."""
    if left is None or right is None:
        return None
    if kind == "numeric" and isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        apply = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}[sign]
        try:
            return apply(Decimal(left), Decimal(right))
        except DecimalException as error:
            raise Fails from error
    if not isinstance(left, int) or not isinstance(right, int):
        return UNDECIDED
    value = _whole(sign, left, right)
    if not -RANGES[kind] <= value < RANGES[kind]:
        raise Fails
    return value


def _whole(sign: str, left: int, right: int) -> int:
    """Arithmetic on whole numbers: the quotient is cut off towards zero, the rest has the dividend's sign."""
    if sign in ("/", "%"):
        if right == 0:
            raise Fails
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if sign == "/" else left - quotient * right
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def strict(apply: Callable[..., object], *values: object) -> object:
    """A strict function: NULL if one of its arguments is."""
    if any(value is None for value in values):
        return None
    if any(value in (SOME, UNDECIDED) for value in values):
        return UNDECIDED
    return apply(*values)


def _length(text: str) -> object:
    return len(text) if text.isascii() else SOME  # in a database that is not UTF-8 it counts bytes


def _cased(text: str, form: str, odd: str) -> object:
    """In another case: in a Turkish locale the letter I goes its own way, and others with accents may."""
    return form if text.isascii() and odd not in text else SOME


ON_TEXT: dict[str, tuple[str, Callable[..., object]]] = {
    "||": ("text", operator.add),
    "like": ("boolean", pattern.like),
    "not like": ("boolean", lambda text, form: negation((pattern.like(text, form),))),
    "~": ("boolean", pattern.matches),
    "!~": ("boolean", lambda text, form: negation((pattern.matches(text, form),))),
}
TEXT_FUNCTIONS: dict[str, tuple[str, Callable[..., object]]] = {
    "length": ("integer", _length),
    "char_length": ("integer", _length),
    "character_length": ("integer", _length),
    "lower": ("text", lambda text: _cased(text, text.lower(), "I")),
    "upper": ("text", lambda text: _cased(text, text.upper(), "i")),
    "btrim": ("text", lambda text: text.strip(" ")),
    "trim": ("text", lambda text: text.strip(" ")),
    "ltrim": ("text", lambda text: text.lstrip(" ")),
    "rtrim": ("text", lambda text: text.rstrip(" ")),
}


def known(values: Iterable[object]) -> frozenset[object] | None:
    """The values, if all of them are known and none is NULL."""
    found = frozenset(values)
    return None if found & {None, SOME, UNDECIDED} else found


def count_nulls(name: str, values: list[object]) -> object:
    """num_nulls, num_nonnulls."""
    if any(value is UNDECIDED for value in values):
        return UNDECIDED
    nulls = sum(value is None for value in values)
    return nulls if name == "num_nulls" else len(values) - nulls


def coalesce(values: Iterable[object], text: bool) -> object:
    """The first value that is not NULL; those behind it are not evaluated."""
    return next((value for value in values if value is not None), None)


def nullif(values: Iterable[object], text: bool) -> object:
    """The first value, or NULL if it equals the second."""
    first, second = values
    equal = COMPARISONS["="](first, second, text)
    if equal is UNDECIDED:
        return UNDECIDED
    return None if equal else first


def widened(value: object, kind: str | None) -> object:
    """An implicit cast between numbers; anything else that is not NULL is unknown."""
    if value is None or value in (UNDECIDED, SOME):
        return value
    if kind == "double precision" and isinstance(value, int | Decimal):
        return float(value)
    return value if kind in NUMBERS and isinstance(value, int | Decimal) else UNDECIDED


def converted(value: object, source: str | None, target: str) -> object:
    """An explicit cast without modifiers, where it is exact and cannot fail; unknown elsewhere."""
    if value is None:
        return None
    if source == "boolean" and target == "integer" and isinstance(value, bool):
        return int(value)
    if (source, target) == ("character", "text"):
        return value
    widening = source in NUMBERS[:4] and target in NUMBERS and NUMBERS.index(source) <= NUMBERS.index(target)
    return widened(value, target) if widening and source != LITERAL else UNDECIDED
