"""The parts of a condition that may end in an error, and under which conditions PostgreSQL comes to them.

A CHECK that ends in an error takes no row. PostgreSQL documentation, section 4.2.14 "Expression Evaluation Rules":
CASE fixes the order; AND and OR are evaluated from left to right as far as needed (execExpr.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.model import operators, strict
from ddlproof.model.expression import (
    And,
    Array,
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
    Opaque,
    Or,
    children,
    walk,
)
from ddlproof.model.scalar import NUMBERS, RANGES
from ddlproof.model.scope import Scope
from ddlproof.model.types import Type
from ddlproof.model.whole import is_truth, whole

_NEVER = frozenset(
    """array_length array_lower array_ndims array_upper bit_length btrim cardinality char_length character_length
    coalesce collate concat family greatest hashtext hashtextextended isempty isfinite json_typeof jsonb_exists
    jsonb_exists_all jsonb_exists_any jsonb_typeof least length lower lower_inc lower_inf ltrim masklen md5 nullif
    num_nonnulls num_nulls octet_length position reverse rtrim starts_with strpos trim upper upper_inc upper_inf
    row now current_date current_timestamp current_user session_user""".split()
)
"""Functions that give a value, or NULL, for all values of the types that they take."""
_PLAIN = frozenset((*operators.COMPARISONS, "||", "->", "->>", "#>", "#>>", "@>", "<@", "&&", "?", "?|", "?&"))
_WIDER = ("text", "character varying")
_DIVISIONS = ("/", "%")
_COUNTS = ("cardinality", "length", "num_nulls", "num_nonnulls")


@dataclass(frozen=True, slots=True)
class Failing:
    """A part that may end in an error; PostgreSQL comes to it where all the conditions `under` are true."""

    part: Expression
    under: tuple[Expression, ...] = ()


def failing(node: Expression, scope: Scope, under: tuple[Expression, ...] = ()) -> Iterator[Failing]:
    """Every part of the expression that may end in an error, what is evaluated first at first."""
    match node:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from failing(operand, scope, under)
                under = (*under, Is(operand, "false" if isinstance(node, And) else "true", negated=True))
        case Call("coalesce", arguments):
            for argument in arguments:
                yield from failing(argument, scope, under)
                under = (*under, Is(argument, "null"))
        case Case(branches, default):
            for test, value in branches:
                yield from failing(test, scope, under)
                yield from failing(value, scope, (*under, Is(test, "true")))
                under = (*under, Is(test, "true", negated=True))
            yield from failing(default, scope, under) if default is not None else ()
        case _:
            for child in children(node):
                yield from failing(child, scope, under)
            if _may_fail(node, scope):
                yield Failing(node, under)


def _may_fail(node: Expression, scope: Scope) -> bool:
    match node:
        case Column() | Constant() | Is() | Not() | Array():
            return False
        case In(_, items):
            return not all(isinstance(item, Constant | Column) for item in items)
        case Call(name):
            return name not in _NEVER
        case Cast(operand, type_):
            return not (isinstance(operand, Constant) or type_.name in _WIDER or _widens(operand, type_, scope))
        case Binary(operator, _, Constant("string", pattern)) if operator in ("like", "not like", "ilike", "not ilike"):
            return pattern.endswith("\\")
        case Binary(operator) if operator in operators.ARITHMETIC:
            return not _fits(node, scope)
        case Binary(operator):
            return operator.removesuffix(" any").removesuffix(" all") not in _PLAIN
        case Opaque(_, names):
            return len(names) != 1 or scope.types.get(names[0]) is None or not scope.types[names[0]].array
        case _:
            return True


def _fits(node: Binary, scope: Scope, *, zero: bool = False) -> bool:
    """Whether no result of whole numbers is too large, and none is divided by zero, unless that does not matter."""

    def column(name: str) -> str | None:
        return _number(Column(name), scope)

    found, divisor, kind = whole(node, column), whole(node.right, column), _number(node, scope)
    if found is None or divisor is None or kind not in RANGES:
        return False
    divides = node.operator in _DIVISIONS and divisor.low <= 0 <= divisor.high
    return found.within(kind) and (zero or not divides)


def divisor_of(part: Expression, scope: Scope) -> Expression | None:
    """What must not be zero for a division to give a value; None where that is not enough, or it is no division."""
    if not isinstance(part, Binary) or part.operator not in _DIVISIONS:
        return None
    return part.right if _fits(part, scope, zero=True) else None


def sure(node: Expression, scope: Scope) -> tuple[Expression, ...]:
    """Arithmetic on whole numbers to which PostgreSQL comes for every row, and which Python can do as well."""
    return tuple(
        one.part
        for one in failing(node, scope)
        if not one.under
        and isinstance(one.part, Binary)
        and _number(one.part, scope) in RANGES
        and not any(isinstance(part, And | Or) for part in walk(one.part))
    )


def _widens(operand: Expression, type_: Type, scope: Scope) -> bool:
    """Whether a cast gives a number of a type that holds all that it is made of."""
    if type_.modifiers or type_.array or type_.name not in NUMBERS[:4]:
        return False
    if is_truth(operand):
        return type_.name == "integer"
    kind = _number(operand, scope)
    return kind is not None and NUMBERS.index(kind) <= NUMBERS.index(type_.name)


def _number(node: Expression, scope: Scope) -> str | None:
    """The type of a number; None where it is none, or not known."""
    match node:
        case Column(name) if (type_ := scope.types.get(name)) is not None and not type_.modifiers and not type_.array:
            return type_.name if type_.name in NUMBERS[:4] else None
        case Constant("number", text):
            return operators.number_kind(text) if operators.number_kind(text) in NUMBERS else None
        case Cast(_, Type(name, (), False)):
            return name if name in NUMBERS[:4] else None
        case Call("abs" | "-", (operand,)):
            return _number(operand, scope)
        case Call(name):
            return "integer" if strict.FUNCTIONS.get(name) == "integer" or name in _COUNTS else None
        case Binary(operator, left, right) if operator in operators.ARITHMETIC:
            return operators.result_kind(operator, _number(left, scope), _number(right, scope))
        case _:
            return None
