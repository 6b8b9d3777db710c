"""Mutants: constraints altered on purpose, each in one place.

Of a CHECK: its boolean structure (AND for OR, an operand dropped, a part negated, a condition always true, false or
NULL, a column exchanged), its comparisons, lists, constants and patterns (`proof/altered.py`). Around it: NOT NULL and
the keys of the columns involved. Rows that cannot tell a mutant from the original prove too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
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
    Expression,
    In,
    Is,
    Not,
    Or,
    columns,
    render,
)
from ddlproof.model.index import Index
from ddlproof.model.lookup import first_of_each
from ddlproof.model.meaning import null_only
from ddlproof.model.names import quote
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.proof.altered import altered_values
from ddlproof.proof.parts import RELATIONS, is_atom, is_condition, parts_of
from ddlproof.rows.keys import Key

_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One alteration, in words. A changed CHECK has its `expression`, any other the statements that make it.

    A CHECK that is dropped is one that is always true. `not_null` is the column whose NOT NULL is added or dropped;
    `key` is a key after it was altered, one without parts if it was dropped. `index` is a unique index after it was
    altered, `within` what a partition takes after its bounds were.
    """

    said: str = ""
    expression: Expression | None = None
    sql: tuple[str, ...] = ()
    not_null: str = ""
    key: Key | None = None
    index: Index | None = None
    within: Expression | None = None

    @property
    def text(self) -> str:
        """What is `said` of it, else the CHECK that it is: written when asked for, as few are ever read."""
        return self.said or (f"check ({render(self.expression)})" if self.expression is not None else "")


def mutants(constraint: Constraint, table: Table, schema: Schema) -> tuple[Mutant, ...]:
    """Every mutant of a constraint, each once, and of what stands around it on the columns it involves."""
    if not isinstance(constraint, Check):
        drop = f"alter table {table.name} drop constraint {quote(constraint.name)} cascade"
        return (Mutant(f"{constraint.name} dropped", sql=(drop,)), *_around(constraint, table, constraint.columns))
    original = constraint.expression
    here = partial(_here, exchanges=_exchanges(original, table))
    written = parts_of(original)
    found = first_of_each(variants(original, here), written)
    same = (written(original), written(TRUE))
    altered = [Mutant(expression=one) for text, one in found.items() if text not in same]
    dropped = Mutant(f"{constraint.name} dropped", TRUE)
    return (*altered, dropped, *_around(constraint, table, columns(original)))


def _around(constraint: Constraint, table: Table, involved: tuple[str, ...]) -> Iterator[Mutant]:
    """NOT NULL added or dropped, other keys dropped."""
    alter = f"alter table {table.name}"
    primary = table.primary_key.columns if table.primary_key else ()
    for column in table.columns:
        if column.name in involved and column.name not in primary and column.identity is None:
            verb = "drop" if column.not_null else "set"
            text = f"{column.name}: {verb} not null"
            yield Mutant(
                text, sql=(f"{alter} alter column {quote(column.name)} {verb} not null",), not_null=column.name
            )
    for other in table.constraints:
        keyed = isinstance(other, ForeignKey | PrimaryKey | Unique) and set(other.columns) & set(involved)
        if keyed and other.name != constraint.name:
            yield Mutant(f"{other.name} dropped", sql=(f"{alter} drop constraint {quote(other.name)} cascade",))


def _exchanges(expression: Expression, table: Table) -> dict[str, tuple[str, ...]]:
    """For each column of the expression the others that can stand in its place: of the same type, or any for NULL."""
    names = columns(expression)
    types = {name: column.type for name in names if (column := table.column(name))}
    free = null_only([expression])
    return {
        name: tuple(o for o in names if o != name and (name in free or types.get(o) == types.get(name)))
        for name in names
    }


def _holes(node: Expression) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every direct operand, and how the node looks with another one in its place."""
    match node:
        case And(operands) | Or(operands):
            make = type(node)
            for i, part in enumerate(operands):
                yield part, lambda new, i=i: make((*operands[:i], new, *operands[i + 1 :]))  # type: ignore[misc]  # mypy cannot type a lambda's default
        case Not(operand) | Is(operand) | Cast(operand):
            yield operand, lambda new: replace(node, operand=new)
        case Binary(_, left, right):
            yield left, lambda new: replace(node, left=new)
            yield right, lambda new: replace(node, right=new)
        case In(operand, items):
            yield operand, lambda new: replace(node, operand=new)
            for i, part in enumerate(items):
                yield part, lambda new, i=i: replace(node, items=(*items[:i], new, *items[i + 1 :]))  # type: ignore[misc]  # as above
        case Call(_, arguments):
            for i, part in enumerate(arguments):
                yield part, lambda new, i=i: replace(node, arguments=(*arguments[:i], new, *arguments[i + 1 :]))  # type: ignore[misc]  # as above
        case Case(branches):
            for i, (test, value) in enumerate(branches):
                yield test, lambda new, i=i, v=value: replace(node, branches=_with(branches, i, (new, v)))  # type: ignore[misc]  # as above
                yield value, lambda new, i=i, t=test: replace(node, branches=_with(branches, i, (t, new)))  # type: ignore[misc]  # as above
        case _:
            return


def _with(
    branches: tuple[tuple[Expression, Expression], ...], i: int, new: tuple[Expression, Expression]
) -> tuple[tuple[Expression, Expression], ...]:
    return (*branches[:i], new, *branches[i + 1 :])


def variants(node: Expression, here: Callable[[Expression], Iterator[Expression]]) -> Iterator[Expression]:
    """The node altered in one place: `here`, or in one of its parts."""
    yield from here(node)
    for part, put in _holes(node):
        for variant in variants(part, here):
            yield put(variant)


def _here(node: Expression, exchanges: dict[str, tuple[str, ...]]) -> Iterator[Expression]:
    if is_condition(node):
        yield _negated(node)
    if is_atom(node):
        yield from (TRUE, FALSE, NULL)
    yield from altered_values(node)
    match node:
        case And(operands) | Or(operands):
            yield Or(operands) if isinstance(node, And) else And(operands)
            for i in range(len(operands)):
                rest = (*operands[:i], *operands[i + 1 :])
                yield rest[0] if len(rest) == 1 else type(node)(rest)
        case Binary(operator, left, right) if operator in RELATIONS:
            yield from (Binary(other, left, right) for other in RELATIONS if other != operator)
        case In(operand, items, negated) if len(items) > 1:
            yield from (In(operand, (*items[:i], *items[i + 1 :]), negated) for i in range(len(items)))
        case Call("num_nonnulls" | "num_nulls", arguments) if len(arguments) > 1:
            for i in range(len(arguments)):
                yield Call(node.name, (*arguments[:i], *arguments[i + 1 :]))
        case Call("coalesce", arguments):
            yield from arguments
        case Column(name):
            yield from (Column(other) for other in exchanges.get(name, ()))


def _negated(node: Expression) -> Expression:
    match node:
        case Not(operand):
            return operand
        case Is() | In():
            return replace(node, negated=not node.negated)
        case Binary(operator, left, right) if operator in _OPPOSITE:
            return Binary(_OPPOSITE[operator], left, right)
        case _:
            return Not(node)
