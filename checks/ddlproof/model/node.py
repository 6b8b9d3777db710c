"""The nodes of an expression, and how to take one apart and put it together again.

Everybody names them by way of `model/expression.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal as OneOf

from ddlproof.model.lookup import Remembering
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Column(Remembering):
    """A column of the row at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Remembering):
    """A literal. `text` is its value without quotes; `true`, `false` or `null` for those kinds."""

    kind: OneOf["null", "boolean", "number", "string"]
    text: str


@dataclass(frozen=True, slots=True)
class And(Remembering):
    """Conjunction of two or more operands, flattened."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or(Remembering):
    """Disjunction of two or more operands, flattened."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Remembering):
    """Logical negation."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Is(Remembering):
    """`operand IS [NOT] NULL | TRUE | FALSE | UNKNOWN`: never itself unknown."""

    operand: Expression
    what: OneOf["null", "true", "false", "unknown"]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Binary(Remembering):
    """An infix operator in its PostgreSQL spelling: `=`, `<>`, `+`, `||`, `~`, `like`, `is distinct from`, `= any` …"""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class In(Remembering):
    """`operand [NOT] IN (items)`, also written `= ANY (ARRAY[…])` and `<> ALL (ARRAY[…])`."""

    operand: Expression
    items: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Call(Remembering):
    """A function call; `name` is as SQL writes it, without `pg_catalog.`. A prefix operator is one too: `~`, `@`.

    `x COLLATE "C"` is `collate(x, 'C')`, `EXTRACT(year FROM x)` is `extract('year', x)`, `(a, b)` is `row(a, b)`.
    """

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast(Remembering):
    """`operand::type`."""

    operand: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Case(Remembering):
    """`CASE WHEN … THEN … ELSE … END` in its searched form; `default` None is ELSE NULL."""

    branches: tuple[tuple[Expression, Expression], ...]
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Array(Remembering):
    """`ARRAY[items]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Opaque(Remembering):
    """SQL that this tree cannot say: one operand, in brackets if it must; `columns` are the names it may refer to."""

    sql: str
    columns: tuple[str, ...] = ()


Expression = Column | Constant | And | Or | Not | Is | Binary | In | Call | Cast | Case | Array | Opaque

NULL = Constant("null", "null")
TRUE = Constant("boolean", "true")
FALSE = Constant("boolean", "false")


def _of_case(node: Case) -> tuple[Expression, ...]:
    flat = tuple(part for branch in node.branches for part in branch)
    return flat if node.default is None else (*flat, node.default)


_CHILDREN: Mapping[type, Callable[..., tuple[Expression, ...]]] = {
    And: attrgetter("operands"),
    Or: attrgetter("operands"),
    Not: lambda node: (node.operand,),
    Is: lambda node: (node.operand,),
    Cast: lambda node: (node.operand,),
    Binary: lambda node: (node.left, node.right),
    In: lambda node: (node.operand, *node.items),
    Call: attrgetter("arguments"),
    Array: attrgetter("items"),
    Case: _of_case,
    Column: lambda _: (),
    Constant: lambda _: (),
    Opaque: lambda _: (),
}


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct operands of a node, in the order in which they are written."""
    return _CHILDREN[type(node)](node)


def rebuild(node: Expression, parts: tuple[Expression, ...]) -> Expression:
    """The same node over other operands, given in the order of `children`."""
    match node:
        case And():
            return And(parts)
        case Or():
            return Or(parts)
        case Not():
            return Not(parts[0])
        case Is(_, what, negated):
            return Is(parts[0], what, negated)
        case Cast(_, type_):
            return Cast(parts[0], type_)
        case Binary(operator):
            return Binary(operator, parts[0], parts[1])
        case In(_, _, negated):
            return In(parts[0], parts[1:], negated)
        case Call(name):
            return Call(name, parts)
        case Array():
            return Array(parts)
        case Case(branches, default):
            pairs = tuple((parts[2 * n], parts[2 * n + 1]) for n in range(len(branches)))
            return Case(pairs, None if default is None else parts[-1])
        case Column() | Constant() | Opaque():
            return node


def substitute(node: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with others in place of some of its columns."""
    if isinstance(node, Column):
        return values.get(node.name, node)
    return rebuild(node, tuple(substitute(part, values) for part in children(node)))
