"""The rows over which a CHECK is evaluated: combinations of NULL and of values that it tells apart. Not a rule.

PostgreSQL documentation, section 5.5.1 "Check Constraints".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from ddlproof.model.constraint import Check
from ddlproof.model.expression import And, Call, Expression, Is, Opaque, children, columns, substitute
from ddlproof.model.expression import Column as ColumnOf
from ddlproof.model.logic import Truth, compiled
from ddlproof.model.meaning import implies_not_null
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Column, Table
from ddlproof.rows.representatives import representatives
from ddlproof.rows.values import UnknownType

MOST = 4096
"""Combinations above which fewer values are tried."""
EACH = 12
"""Values tried of one column, NULL aside."""
PRESENT = "…"
"""A value of which nothing matters but that it is not NULL."""

UNDECIDED_WHETHER = "whether"
"""How a sentence begins of which only a server can tell whether it is so."""

Row = dict[str, str | None]
Condition = Callable[[Mapping[str, str | None]], Truth]


@dataclass(slots=True)
class Vectors:
    """The rows of a table, as far as its CHECKs can tell them apart."""

    table: Table
    schema: Schema
    _compiled: dict[str, Condition] = field(default_factory=dict)

    def condition(self, check: Check) -> Condition:
        """The CHECK as a function of a row."""
        if check.name not in self._compiled:
            scope = scope_of(self.table, self.schema)
            self._compiled[check.name] = compiled(plain(check.expression, self.table), scope)
        return self._compiled[check.name]

    def rows(self, check: Check, given: Mapping[str, tuple[str | None, ...]] | None = None) -> Iterator[Row]:
        """Rows over the columns of a CHECK and of those that share columns with it, which all of these may allow.

        The other CHECKs certainly accept each row; what this one says of it is left open. `given` decides what some
        columns may hold. Nothing where there are too many columns.
        """
        others = self._near(check)
        fixed = given or {}
        names = tuple(dict.fromkeys((*self._columns(check), *(n for o in others for n in self._columns(o)), *fixed)))
        expressions = [plain(one.expression, self.table) for one in (check, *others)]
        for each in (EACH, 3, 1):
            choices = [fixed.get(name) or self._choices(name, expressions, each) for name in names]
            if prod(map(len, choices)) <= MOST:
                break
        else:
            return
        conditions = [self.condition(other) for other in others]
        for values in product(*choices):
            row = dict(zip(names, values, strict=True))
            if all((truth := condition(row)) is True or truth is None for condition in conditions):
                yield row

    def nullable(self, name: str) -> bool:
        """Whether the column may be NULL as far as itself and the CHECKs about it alone go."""
        column = self.table.column(name)
        if column is None or column.not_null or column.identity is not None:
            return False
        checks = (check for check in self.table.checks if check.enforced)
        return not any(implies_not_null(part, name) for check in checks for part in conjuncts(check.expression))

    def _columns(self, check: Check) -> tuple[str, ...]:
        return columns(plain(check.expression, self.table))

    def _near(self, check: Check) -> tuple[Check, ...]:
        """The other CHECKs that have a say in its rows: they share a column with it, or with one that does."""
        near, names = [check], set(self._columns(check))
        far = [one for one in self.table.checks if one.name != check.name and one.enforced]
        while found := [one for one in far if names & set(self._columns(one))]:
            near += found
            names.update(name for one in found for name in self._columns(one))
            far = [one for one in far if one not in found]
        return tuple(near[1:])

    def _choices(self, name: str, expressions: list[Expression], each: int) -> tuple[str | None, ...]:
        column = self.table.column(name)
        if column is None:
            return (PRESENT, None)
        held = self.values(column, expressions)[:each]
        return held if column.not_null or column.identity is not None else (*held, None)

    def values(self, column: Column, expressions: Iterable[Expression]) -> tuple[str, ...]:
        """Values that the expressions can tell apart; one where they only ask whether there is one."""
        expressions = tuple(expressions)
        try:
            held = representatives(column, self.schema, expressions, 1)
        except UnknownType:
            held = (PRESENT,)
        return held[:EACH] if any(_looks_at(one, column.name) for one in expressions) else held[:1]


def plain(expression: Expression, table: Table) -> Expression:
    """The expression with generated columns spelt out."""
    made = {column.name: column.generated for column in table.columns if column.generated is not None}
    return substitute(expression, made) if made else expression


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a conjunction; of anything else itself."""
    return expression.operands if isinstance(expression, And) else (expression,)


def _looks_at(node: Expression, column: str) -> bool:
    """Whether an expression asks more about a column than whether it is NULL."""
    if isinstance(node, Is) and node.what == "null" and isinstance(node.operand, ColumnOf):
        return False
    if isinstance(node, ColumnOf):
        return node.name == column
    if isinstance(node, Opaque):
        return column in node.columns
    if isinstance(node, Call) and node.name in ("num_nonnulls", "num_nulls"):
        return any(_looks_at(part, column) for part in node.arguments if not isinstance(part, ColumnOf))
    return any(_looks_at(part, column) for part in children(node))
