"""Finitely many rows that stand for all: for every column and name, one value of each kind that conditions tell apart.

Columns that are compared with each other get so many values between two constants that they can come in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod

from ddlproof.model import operators
from ddlproof.model.abstraction import Abstraction, counted
from ddlproof.model.axis import Axis, Place, axis, place_of, progression, sample, texts
from ddlproof.model.expression import (
    And,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Constant,
    Expression,
    In,
    Is,
    Not,
    Or,
    columns,
    walk,
)
from ddlproof.model.scalar import OTHER, TEXTS, kind_of, longest, read
from ddlproof.model.types import Type
from ddlproof.model.whole import Whole

Row = dict[str, str | None]
LIMIT = 4096
"""Rows above which no partition is made."""


class Inexact(Exception):
    """The columns cannot be divided so that a few rows stand for all."""


@dataclass(slots=True)
class _Group:
    """Columns compared with each other, and the constants that they are compared with."""

    names: set[str] = field(default_factory=set)
    constants: set[Constant] = field(default_factory=set)


def partition(conditions: Iterable[Expression], known: Abstraction, not_null: frozenset[str]) -> Iterator[Row]:
    """The rows, over all names of the conditions; the first ones hold the simplest values.

    Raises:
        Inexact: there are too many, or no few rows stand for all.
    """
    conditions = tuple(conditions)
    groups = _groups(conditions)
    choices: dict[str, list[str | None]] = {}
    for name in dict.fromkeys(name for condition in conditions for name in columns(condition)):
        group = next((group for group in groups if name in group.names), None)
        values: list[str | None] = [*_values(name, group, known)]
        choices[name] = values if name in not_null or name in known.never_null else [*values, None]
    if prod(len(values) for values in choices.values()) > LIMIT:
        raise Inexact
    names = tuple(choices)
    return (dict(zip(names, held, strict=True)) for held in product(*choices.values()))


def touching(one: Expression, others: Iterable[Expression], *, deep: bool = True) -> tuple[Expression, ...]:
    """Those of the others that speak of its columns, or of columns that such a one speaks of."""
    names, rest, found = set(columns(one)), list(dict.fromkeys(others)), list[Expression]()
    while True:
        near = [other for other in rest if names & set(columns(other))]
        found += near
        rest = [other for other in rest if other not in near]
        if not near or not deep:
            return tuple(found)
        names |= {name for other in near for name in columns(other)}


def _groups(conditions: Iterable[Expression]) -> list[_Group]:
    groups: list[_Group] = []
    for condition in conditions:
        for node in walk(condition):
            if (parts := _compared(node)) and not all(counted(part) for part in parts):
                groups = _joined(groups, _leaves(parts))
    return groups


def _compared(node: Expression) -> tuple[Expression, ...]:
    match node:
        case Binary(operator, left, right) if operator in operators.COMPARISONS:
            return left, right
        case In(operand, items):
            return operand, *items
        case Call("nullif", arguments):
            return arguments
        case _:
            return ()


def _joined(groups: list[_Group], new: _Group) -> list[_Group]:
    touching = [group for group in groups if group.names & new.names]
    for group in touching:
        new.names |= group.names
        new.constants |= group.constants
    return [*(group for group in groups if group not in touching), new]


def _leaves(parts: Iterable[Expression]) -> _Group:
    """What the parts may evaluate to: the value of a column, or a constant."""
    found, stack = _Group(), list(parts)
    while stack:
        match stack.pop():
            case Column(name):
                found.names.add(name)
            case Constant() as constant:
                found.constants.add(constant)
            case Call("coalesce" | "nullif", arguments):
                stack += arguments
            case Call("num_nulls" | "num_nonnulls", arguments):
                found.constants |= {Constant("number", str(n)) for n in range(len(arguments) + 1)}
            case Cast(Constant(kind, text), type_):
                found.constants.add(Constant(kind, _cast(text, type_)))
            case Cast(operand, type_) if type_.name != "integer":
                stack.append(operand)
            case Case(branches, default):
                stack += [value for _, value in branches]
                stack += [] if default is None else [default]
            case Binary() as node if node.operator in operators.COMPARISONS:
                continue  # true or false: both are tried of every boolean column
            case And() | Or() | Not() | In() | Is():
                continue
            case _:
                raise Inexact
    return found


def _cast(text: str, type_: Type) -> str:
    if type_.modifiers or type_.array:
        raise Inexact
    return text


def _values(name: str, group: _Group | None, known: Abstraction) -> list[str]:
    type_ = known.types.get(name)
    if type_ is None:
        return ["?"]
    kind = kind_of(type_, known.scope.enums)
    if kind == "boolean":
        return ["true", "false"]
    if group is None or kind in (None, OTHER):
        return [sample(type_, known.scope.enums)]
    if kind in TEXTS:
        return _texts(type_, group, blanks=kind == "text")
    own = axis(type_, known.scope.enums)
    if own is None:
        raise Inexact
    number = known.numbers.get(name)
    if number is not None:
        own = _counted(own, number, alone=len(group.names) == 1)
    return [_text(own, place) for place in _places(own, group, known)]


def _counted(own: Axis, number: Whole, *, alone: bool) -> Axis:
    """The axis of numbers of which more is known than their type; compared with others, that they are not negative."""
    if not alone:
        return replace(own, low=Fraction(0)) if number.low >= 0 else own
    inside = number.held(own.kind)
    if not inside.first <= inside.high:
        raise Inexact  # each of them is an error
    return progression(own.kind, inside.first, inside.high, inside.step or 1)


def _texts(type_: Type, group: _Group, *, blanks: bool) -> list[str]:
    """The constants' texts, and others; without `blanks` those at the end do not count."""
    if any(constant.kind not in ("string", "null") for constant in group.constants):
        raise Inexact
    given = {constant.text for constant in group.constants if constant.kind == "string"}
    named = sorted(given if blanks else {text.rstrip(" ") for text in given})
    limit = longest(type_)
    return [*texts(named, len(group.names)), *(text for text in named if limit is None or len(text) <= limit)]


def _places(own: Axis, group: _Group, known: Abstraction) -> list[Place]:
    """The constants' places and those between them, simple ones first."""
    _require_one_scale(group, known)
    marks = _marks(own, group)
    number = len(group.names)
    between: list[Place] = []
    for low, high in zip([None, *marks], [*marks, None], strict=True):
        found = own.between(low, high, number)
        empty = not found and (own.beyond == "both" or (own.beyond == "above" and high is None))
        if empty and (low is None or high is None):
            raise Inexact  # values that Python cannot hold lie there
        between += found
    places = [*reversed(between), *(mark for mark in marks if own.holds(mark))]
    return sorted(places, key=lambda place: (place < 0, place))


def _marks(own: Axis, group: _Group) -> list[Place]:
    """Where the constants lie."""
    marks: set[Place] = set()
    for constant in group.constants:
        if constant.kind == "null":
            continue
        value = read(constant.text, _reader(own, constant), None, own.enums)
        place = place_of(own, value)
        if place is None:
            raise Inexact
        marks.add(place)
    return sorted(marks)


def _reader(own: Axis, constant: Constant) -> str:
    """The kind in which a constant is read when it is compared with values of an axis."""
    exact = own.kind in ("smallint", "integer", "bigint") and constant.kind == "number"
    return "numeric" if exact else own.kind


def _require_one_scale(group: _Group, known: Abstraction) -> None:
    """Numbers of different distance, compared with each other, come in more orders than are tried here."""
    found = {
        own.step
        for name in group.names
        if (type_ := known.types.get(name)) and (own := axis(type_, known.scope.enums)) is not None
    }
    kinds = {kind_of(known.types[name], known.scope.enums) for name in group.names if name in known.types}
    if len(found) > 1 or ("double precision" in kinds and len(kinds) > 1):
        raise Inexact


def _text(own: Axis, place: Place) -> str:
    text = own.text(place)
    if own.kind == "double precision" and Fraction(float(text)) != place:
        raise Inexact
    return text
