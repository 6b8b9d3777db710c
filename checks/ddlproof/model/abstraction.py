"""Conditions with names in place of what Python cannot evaluate, so that the rest can be reasoned about.

`lower(x) = 'a'` becomes a comparison of a name that may hold any text, NULL where x is. What holds whatever the names
hold, holds; what depends on them may still be impossible, because two names may stand for terms that depend on each
other. Taken to hold of terms: they evaluate without an error, and to the same each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ddlproof.model import operators, strict
from ddlproof.model.expression import (
    FALSE,
    NULL,
    TRUE,
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
    Opaque,
    Or,
    columns,
    render,
)
from ddlproof.model.names import quote
from ddlproof.model.scalar import LITERAL, NUMBERS, OTHER, TEXTS, common, kind_of
from ddlproof.model.scope import Scope
from ddlproof.model.types import Type
from ddlproof.model.whole import Whole, whole

_TEXT, _INTEGER, _BOOLEAN = Type("text"), Type("integer"), Type("boolean")
_STRICT = dict.fromkeys(("lower", "upper", "btrim", "trim", "ltrim", "rtrim", "md5", "initcap", "reverse"), _TEXT)
_STRICT |= dict.fromkeys(("length", "char_length", "character_length", "octet_length", "cardinality"), _INTEGER)
_SIGNS = ("-", "abs")
_SUBSCRIPTS = re.compile(r"(\[-?\d+\])+")
_COUNTS = ("num_nonnulls", "num_nulls")
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDER = ("<", "<=", ">", ">=")
_EMPTY, _OTHERWISE = Constant("string", ""), {">": "<>", "<=": "="}
# Their comparisons are of areas, with a tolerance (section 9.11): no order.
_UNORDERED = frozenset("box circle lseg path polygon point line json xml".split())
NAME = "\0"
"""What the names of terms begin with: no column is called so."""


def counted(node: Expression) -> bool:
    """Whether a number is computed from truths, counts and constants alone, never from what a column holds."""
    match node:
        case Constant():
            return True
        case Call(name):
            return name in _COUNTS
        case Cast(operand):
            return isinstance(operand, And | Or | Not | Is | In) or counted(operand)
        case Binary(operator, left, right):
            return operator in operators.COMPARISONS or (counted(left) and counted(right))
        case _:
            return False


def _beside_empty(operator: str, left: Expression, right: Expression) -> Expression:
    """The empty text comes before all others, in every order that tells texts apart by their bytes at last."""
    if left == _EMPTY:
        left, right, operator = right, left, _FLIPPED[operator]
    if operator in _OTHERWISE:
        return Binary(_OTHERWISE[operator], left, right)
    return Case(((Is(left, "null"), NULL),), TRUE if operator == ">=" else FALSE)


@dataclass(slots=True)
class Abstraction:
    """The terms that were given names, and the types of all names, as far as known; of some which numbers they are."""

    scope: Scope
    types: dict[str, Type]
    terms: dict[str, Expression] = field(default_factory=dict)
    never_null: set[str] = field(default_factory=set)
    numbers: dict[str, Whole] = field(default_factory=dict)
    signs: set[str] = field(default_factory=set)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def hidden(self) -> frozenset[str]:
        """The columns that stand in terms."""
        return frozenset(name for term in self.terms.values() for name in columns(term))

    def condition(self, node: Expression) -> Expression:
        """The condition over columns and names."""
        match node:
            case And(operands):
                return And(tuple(self.condition(part) for part in operands))
            case Or(operands):
                return Or(tuple(self.condition(part) for part in operands))
            case Not(operand):
                return Not(self.condition(operand))
            case Is(operand, "null", negated):
                made, kind = self.value(operand)
                return Is(made, "null", negated) if kind is not None else self._unknown(node, null=False)
            case Is(operand, what, negated):
                return Is(self.condition(operand), what, negated)
            case In(operand, items, negated):
                return self._in(node, operand, items, negated)
            case Binary(operator, left, right) if operator in operators.COMPARISONS:
                return self._comparison(node, operator, left, right)
            case Binary(operator, left, right) if operator in operators.ON_TEXT and operator != "||":
                return self._on_text(node, left, right)
            case Binary(operator, left, right) if operator not in operators.ARITHMETIC:
                return self._operated(node, operator, left, right)
            case Case(branches, default):
                made_ = tuple((self.condition(test), self.condition(value)) for test, value in branches)
                return Case(made_, None if default is None else self.condition(default))
            case Constant() if node in (TRUE, FALSE, NULL):
                return node
        made, kind = self.value(node) if isinstance(node, Column | Call | Opaque) else (node, None)
        return made if kind == "boolean" else self._unknown(node)

    def value(self, node: Expression) -> tuple[Expression, str | None]:
        """A value over columns and names, and its kind; None where nothing is known of it."""
        match node:
            case Column(name):
                return node, self._kind(name)
            case Constant("number", text):
                return node, operators.number_kind(text)
            case Constant():
                return node, "boolean" if node.kind == "boolean" else LITERAL
            case Call(name, arguments) if name in _COUNTS:
                made = [self.value(argument) for argument in arguments]
                return Call(name, tuple(one for one, _ in made)), None if None in (k for _, k in made) else "integer"
            case Call("coalesce" | "nullif" as name, arguments):
                parts, kind = self._alike(arguments)
                return Call(name, parts), kind
            case Call(name, (argument,)) if name in _STRICT:
                return self._strict(node, _STRICT[name], (argument,))
            case Call(name, (operand,)) if name in _SIGNS and (kind := self.value(operand)[1]) in NUMBERS[:4]:
                return self._strict(node, Type(str(kind)), (operand,))
            case Call(name, arguments):
                known = self.scope.functions if name in self.scope.functions else strict.FUNCTIONS
                return self._given(node, known.get(name), arguments)
            case Opaque(sql, (name,)) if _SUBSCRIPTS.fullmatch(sql.removeprefix(quote(name))):
                return self._element(node, name)
            case Case(branches, default):
                values = (*(value for _, value in branches), *(() if default is None else (default,)))
                parts, kind = self._alike(values)
                tests = tuple(self.condition(test) for test, _ in branches)
                return Case(tuple(zip(tests, parts, strict=False)), None if default is None else parts[-1]), kind
            case Cast(operand, type_):
                return self._cast(node, operand, type_)
            case Binary(operator, left, right) if operator in operators.ARITHMETIC or operator == "||":
                return self._arithmetic(node, operator, left, right)
            case Binary("->>" | "#>>", left, right):
                return self._given(node, "text", (left, right))
            case And() | Or() | Not() | Is() | In() | Binary():
                return self.condition(node), "boolean"
            case _:
                return node, None

    def _kind(self, name: str) -> str | None:
        type_ = self.types.get(name)
        if type_ is None:
            return OTHER
        kind = kind_of(type_, self.scope.enums)
        return OTHER if kind in TEXTS and name in self.scope.collated else kind

    def _alike(self, parts: tuple[Expression, ...]) -> tuple[tuple[Expression, ...], str | None]:
        made = [self.value(part) for part in parts]
        return tuple(one for one, _ in made), common(kind for _, kind in made)

    def _in(self, node: Expression, operand: Expression, items: tuple[Expression, ...], negated: bool) -> Expression:
        parts, kind = self._alike((operand, *items))
        if kind not in (None, OTHER, "double precision"):
            return In(parts[0], parts[1:], negated)
        each = tuple(self._comparison(Binary("=", operand, item), "=", operand, item) for item in items)
        found = each[0] if len(each) == 1 else Or(each)
        return Not(found) if negated else found

    def _comparison(self, node: Expression, operator: str, left: Expression, right: Expression) -> Expression:
        parts, kind = self._alike((left, right))
        if kind is None:
            return self._unknown(node)
        if kind in TEXTS and operator in _ORDER and _EMPTY in parts:
            return _beside_empty(operator, *parts)
        if kind == OTHER or (kind in TEXTS and operator in _ORDER):
            return self._signed(operator, *parts)
        return Binary(operator, *parts)

    def _signed(self, operator: str, left: Expression, right: Expression) -> Expression:
        """A comparison under an order of which only that it is one is known: the sign of a name, NULL if a side is."""
        if any(self.types.get(name, _TEXT).name in _UNORDERED for side in (left, right) for name in columns(side)):
            return self._unknown(Binary(operator, left, right))
        if (isinstance(left, Constant), render(left)) > (isinstance(right, Constant), render(right)):
            left, right, operator = right, left, _FLIPPED.get(operator, operator)
        name = self._named("sign", Binary("=", left, right), _INTEGER, null=False)
        self.signs.add(name)
        sign = Column(name)
        nulls = tuple(Is(side, "null") for side in (left, right))
        if not operator.startswith("is "):
            return Case(((Or(nulls), NULL),), Binary(operator, sign, Constant("number", "0")))
        apart = Case(((And(nulls), FALSE), (Or(nulls), TRUE)), Binary("<>", sign, Constant("number", "0")))
        return apart if operator == "is distinct from" else Not(apart)

    def _on_text(self, node: Expression, left: Expression, right: Expression) -> Expression:
        parts, kind = self._alike((left, right))
        if kind != "text":
            return self._unknown(node)
        nulls = tuple(Is(side, "null") for side in parts)
        return Case(((Or(nulls), NULL),), self._unknown(node, null=False))

    def _operated(self, node: Expression, operator: str, left: Expression, right: Expression) -> Expression:
        """An operator that is NULL where a side is; of values of built-in types."""
        parts = [self.value(side) for side in (left, right)]
        if strict.operator_kind(operator) is None or any(kind is None for _, kind in parts):
            return self._unknown(node)
        return Case(((Or(tuple(Is(one, "null") for one, _ in parts)), NULL),), self._unknown(node))

    def _element(self, node: Expression, name: str) -> tuple[Expression, str | None]:
        """An element of an array, which may be NULL though the array is not (section 8.15.3)."""
        type_ = self.types.get(name)
        if type_ is None or not type_.array:
            return node, None
        one = Type(type_.name, type_.modifiers)
        kind = kind_of(one, self.scope.enums)
        plain = kind not in TEXTS or name not in self.scope.collated
        return self._strict(node, one if plain else None, (Column(name),), null=True) if kind else (node, None)

    def _given(
        self, node: Expression, kind: str | None, operands: Iterable[Expression]
    ) -> tuple[Expression, str | None]:
        """What is NULL where an operand is, perhaps elsewhere, too; a value of that kind. Nothing is known of None."""
        if kind is None:
            return node, None
        return self._strict(node, None if kind == OTHER else Type(kind), operands, null=True)

    def _arithmetic(
        self, node: Expression, operator: str, left: Expression, right: Expression
    ) -> tuple[Expression, str | None]:
        parts, kind = self._alike((left, right))
        if operator == "||":
            return self._strict(node, _TEXT, (left, right)) if kind == "text" else (node, None)
        kinds = [self.value(side)[1] for side in (left, right)]
        found = operators.result_kind(operator, *kinds)
        if found and counted(Binary(operator, *parts)):
            return Binary(operator, *parts), found
        return self._strict(node, Type(found), (left, right)) if found else (node, None)

    def _cast(self, node: Expression, operand: Expression, type_: Type) -> tuple[Expression, str | None]:
        made, kind = self.value(operand)
        target = kind_of(type_, self.scope.enums)
        if kind is None or target is None:
            return node, None
        plain = kind == target or (kind == "boolean" and target == "integer")
        if isinstance(operand, Constant) or (plain and not type_.modifiers):
            return Cast(made, type_), target
        return self._strict(node, type_, (operand,))

    def _strict(
        self, node: Expression, type_: Type | None, operands: Iterable[Expression], *, null: bool = False
    ) -> tuple[Expression, str | None]:
        """A term that is NULL when one of its operands is, and only then unless it may be `null` otherwise."""
        made = [self.value(operand) for operand in operands]
        if any(kind is None for _, kind in made):
            return node, None
        name = self._named("value", node, type_, null=null)
        number = whole(node, self._kind)
        if number is not None:
            self.numbers[name] = number
        nulls = tuple(Is(one, "null") for one, _ in made)
        test: Expression = nulls[0] if len(nulls) == 1 else Or(nulls)
        return Case(((test, NULL),), Column(name)), OTHER if type_ is None else kind_of(type_, self.scope.enums)

    def _unknown(self, node: Expression, *, null: bool = True) -> Expression:
        """A condition of which nothing is known but that it is one."""
        return Column(self._named("truth", node, _BOOLEAN, null=null))

    def _named(self, use: str, node: Expression, type_: Type | None, *, null: bool) -> str:
        name = self._names.setdefault((use, render(node)), f"{NAME}{len(self._names)}")
        self.terms[name] = node
        if type_ is not None:
            self.types[name] = type_
        if not null:
            self.never_null.add(name)
        return name
