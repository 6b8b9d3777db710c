"""Expressions evaluated over a row, in SQL's three-valued logic (documentation, sections 9.1 and 9.2).

An answer is what PostgreSQL gives if it evaluates without an error; where that is not certain it is UNDECIDED, never a
guess. Values are input text, valid for their column's type; a column missing from the row may hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ddlproof.model import arrays, operators, strict
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
    is_constant,
)
from ddlproof.model.operators import Fails
from ddlproof.model.scalar import LITERAL, OTHER, SOME, TEXTS, UNDECIDED, Undecided, common, kind_of, read
from ddlproof.model.scope import UNTYPED, Scope
from ddlproof.model.types import Type

Values = Mapping[str, str | None]
Truth = bool | None | Undecided


@dataclass(frozen=True, slots=True)
class _Code:
    """A compiled expression: the kind of its values, and how to get one from a row."""

    kind: str | None
    run: Callable[[Values], object]


def compiled(expression: Expression, scope: Scope = UNTYPED) -> Callable[[Values], Truth]:
    """The condition as a function of a row: True, False, None for NULL, or UNDECIDED."""
    code = _as_kind(_compile(expression, scope), "boolean", scope)

    def condition(row: Values) -> Truth:
        try:
            return operators.truth(code.run(row))
        except Fails:
            return UNDECIDED

    return condition


def fails_on(expression: Expression, scope: Scope = UNTYPED) -> Callable[[Values], bool]:
    """Whether PostgreSQL, as far as Python knows, ends in an error where it evaluates an expression over a row."""
    code = _compile(expression, scope)

    def fails(row: Values) -> bool:
        try:
            code.run(row)
        except Fails:
            return True
        return False

    return fails


def evaluate(expression: Expression, row: Values, scope: Scope = UNTYPED) -> Truth:
    """The truth of a condition over one row."""
    return compiled(expression, scope)(row)


def check_accepts(expression: Expression, row: Values, scope: Scope = UNTYPED) -> bool | Undecided:
    """Whether a CHECK of the expression accepts the row: NULL passes (section 5.5.1)."""
    return accepts(evaluate(expression, row, scope))


def accepts(truth: Truth) -> bool | Undecided:
    """What a CHECK makes of a truth value."""
    return True if truth is None else truth


def _compile(node: Expression, scope: Scope) -> _Code:
    match node:
        case Column(name):
            return _column(name, scope)
        case Constant():
            return _constant(node)
        case And(operands):
            return _boolean(operators.conjunction, operands, scope)
        case Or(operands):
            return _boolean(operators.disjunction, operands, scope)
        case Not(operand):
            return _boolean(operators.negation, (operand,), scope)
        case Is(operand, what, negated):
            return _is(_compile(operand, scope), what, negated, scope)
        case Binary(operator, left, right):
            return _binary(operator, _compile(left, scope), _compile(right, scope), scope)
        case In(operand, items, negated):
            return _in(operand, items, negated, scope)
        case Call(called, (Column(name), *others)) if arrays.known(called, name, scope.types, scope.collated):
            return _Code(*arrays.function(called, name, others))
        case Call(name, arguments):
            return _call(name, tuple(_compile(argument, scope) for argument in arguments), scope)
        case Cast(operand, type_):
            return _cast(_compile(operand, scope), type_, scope)
        case Case():
            return _case(node, scope)
        case Array(items):
            known = None not in [_compile(item, scope).kind for item in items]
            return _Code(OTHER, lambda row: SOME) if known else _Code(None, lambda row: UNDECIDED)
        case Opaque():
            return _Code(None, lambda row: UNDECIDED)


def _column(name: str, scope: Scope) -> _Code:
    type_ = scope.types.get(name)
    kind = kind_of(type_, scope.enums) if type_ else OTHER
    if kind in TEXTS and name in scope.collated:
        kind = OTHER  # the collation may be nondeterministic

    def run(row: Values) -> object:
        text = row.get(name)
        if text is None:
            return None if name in row else UNDECIDED
        return read(text, kind, type_, scope.enums)

    return _Code(kind, run)


def _constant(node: Constant) -> _Code:
    if node.kind in ("null", "string"):
        return _Code(LITERAL, lambda row: None if node.kind == "null" else node.text)
    kind = "boolean" if node.kind == "boolean" else operators.number_kind(node.text)
    value = read(node.text, kind, None, {})
    return _Code(kind, lambda row: value)


def _as_kind(code: _Code, kind: str | None, scope: Scope) -> _Code:
    """The code with its values turned into another kind, as PostgreSQL's implicit casts do."""
    if code.kind == kind:
        return code
    if code.kind == LITERAL:
        text = code.run({})
        value = None if text is None else read(str(text), kind, None, scope.enums)
        return _Code(kind, lambda row: value)
    return _Code(kind, lambda row: operators.widened(code.run(row), kind))


def _boolean(combine: Callable[[tuple[Truth, ...]], Truth], operands: tuple[Expression, ...], scope: Scope) -> _Code:
    codes = [_as_kind(_compile(operand, scope), "boolean", scope) for operand in operands]
    return _Code("boolean", lambda row: combine(tuple(operators.truth(code.run(row)) for code in codes)))


def _is(code: _Code, what: str, negated: bool, scope: Scope) -> _Code:
    if what == "null":
        composite = code.kind is None  # perhaps a composite type, whose IS NULL looks into its fields
        return _Code("boolean", lambda row: operators.is_null(code.run(row), composite, negated))
    boolean = _as_kind(code, "boolean", scope)
    return _Code("boolean", lambda row: operators.is_truth(boolean.run(row), what, negated))


def _binary(operator: str, left: _Code, right: _Code, scope: Scope) -> _Code:
    if operator in operators.COMPARISONS:
        return _comparison(operator, left, right, scope)
    if operator in operators.ARITHMETIC:
        return _arithmetic(operator, left, right)
    if operator in operators.ON_TEXT and common((left.kind, right.kind)) == "text":
        sides = (_as_kind(left, "text", scope), _as_kind(right, "text", scope))
        kind, apply = operators.ON_TEXT[operator]
        return _Code(kind, lambda row: operators.strict(apply, *(side.run(row) for side in sides)))
    built_in = None not in (left.kind, right.kind)
    return _strict(strict.operator_kind(operator) if built_in else None, (left, right))


def _strict(kind: str | None, arguments: tuple[_Code, ...]) -> _Code:
    """What gives NULL for NULL, and otherwise nobody knows what; if `kind` is None, not even that is sure."""
    if kind is None:
        return _Code(None, lambda row: UNDECIDED)
    return _Code(kind, lambda row: None if any(code.run(row) is None for code in arguments) else UNDECIDED)


def _comparison(operator: str, left: _Code, right: _Code, scope: Scope) -> _Code:
    kind = common((left.kind, right.kind))
    compare = operators.COMPARISONS[operator]
    sides = (left, right) if kind is None else (_as_kind(left, kind, scope), _as_kind(right, kind, scope))
    if kind is None and None in (left.kind, right.kind):
        return _Code("boolean", lambda row: UNDECIDED)  # an operator of a user-defined type need not be strict
    return _Code("boolean", lambda row: compare(sides[0].run(row), sides[1].run(row), kind in TEXTS))


def _arithmetic(operator: str, left: _Code, right: _Code) -> _Code:
    kind = operators.result_kind(operator, left.kind, right.kind)
    if kind is None:
        return _Code(None, lambda row: UNDECIDED)
    return _Code(kind, lambda row: operators.calculate(operator, kind, left.run(row), right.run(row)))


def _in(operand: Expression, items: tuple[Expression, ...], negated: bool, scope: Scope) -> _Code:
    codes = [_compile(part, scope) for part in (operand, *items)]
    kind = common(code.kind for code in codes)
    # PostgreSQL compares a quoted constant with those in the list by itself, as text (parse_expr.c, transformAExprIn).
    apart = codes[0].kind == LITERAL and kind != "text" and LITERAL in (code.kind for code in codes[1:])
    if kind is None or kind == "double precision" or apart:
        return _Code("boolean", lambda row: UNDECIDED)
    first, *others = (_as_kind(code, kind, scope) for code in codes)
    equal = operators.COMPARISONS["="]
    fixed = operators.known(other.run({}) for other in others) if all(is_constant(item) for item in items) else None

    def run(row: Values) -> Truth:
        value = first.run(row)
        if fixed is not None and value not in (None, SOME, UNDECIDED):
            return (value in fixed) is not negated
        found = operators.disjunction(tuple(equal(value, other.run(row), kind in TEXTS) for other in others))
        return operators.negation((found,)) if negated else found

    return _Code("boolean", run)


def _call(name: str, arguments: tuple[_Code, ...], scope: Scope) -> _Code:
    if name in ("num_nonnulls", "num_nulls"):
        return _Code("integer", lambda row: operators.count_nulls(name, [code.run(row) for code in arguments]))
    if name in ("coalesce", "nullif"):
        kind = common(code.kind for code in arguments)
        if kind is None or (name == "nullif" and arguments[0].kind not in (kind, LITERAL)):
            return _Code(None, lambda row: UNDECIDED)
        same = [_as_kind(code, kind, scope) for code in arguments]
        choose = operators.coalesce if name == "coalesce" else operators.nullif
        return _Code(kind, lambda row: choose((code.run(row) for code in same), kind in TEXTS))
    if name in operators.TEXT_FUNCTIONS and len(arguments) == 1 and arguments[0].kind in ("text", LITERAL):
        kind, apply = operators.TEXT_FUNCTIONS[name]
        text = _as_kind(arguments[0], "text", scope)
        return _Code(kind, lambda row: operators.strict(apply, text.run(row)))
    return _strict(scope.functions.get(name, strict.FUNCTIONS.get(name)), arguments)


def _cast(code: _Code, type_: Type, scope: Scope) -> _Code:
    kind = kind_of(type_, scope.enums)
    if kind is None:  # a domain need not be strict, nor keep NULL out
        return _Code(None, lambda row: UNDECIDED)
    if code.kind == LITERAL:
        text = code.run({})
        value = None if text is None else read(str(text), kind, type_, scope.enums)
        return _Code(kind, lambda row: value)
    cuts = bool(type_.modifiers) or type_.name == "character"  # which is character(1)
    if kind == code.kind and not cuts:
        return code
    if not cuts and code.kind is not None:
        return _Code(kind, lambda row: operators.converted(code.run(row), code.kind, kind))
    return _Code(kind, lambda row: None if code.run(row) is None else UNDECIDED)


def _case(node: Case, scope: Scope) -> _Code:
    tests = [_as_kind(_compile(test, scope), "boolean", scope) for test, _ in node.branches]
    results = [_compile(value, scope) for _, value in node.branches]
    results.append(_constant(Constant("null", "null")) if node.default is None else _compile(node.default, scope))
    kind = common(code.kind for code in results)
    if kind is None:
        return _Code(None, lambda row: UNDECIDED)
    values = [_as_kind(code, kind, scope) for code in results]

    def run(row: Values) -> object:
        for test, value in zip(tests, values, strict=False):
            met = operators.truth(test.run(row))
            if met is UNDECIDED:
                return UNDECIDED
            if met:
                return value.run(row)
        return values[-1].run(row)

    return _Code(kind, run)
