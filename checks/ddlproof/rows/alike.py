"""Whether two rows hold the same in a column, or clash in a part of a key, as far as their texts tell.

PostgreSQL documentation, sections 11.6 "Unique Indexes" and 5.5.6 "Exclusion Constraints".
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.expression import Call, Column, Expression, columns
from ddlproof.model.logic import Values
from ddlproof.model.scalar import SOME, kind_of, read
from ddlproof.model.schema import Schema
from ddlproof.model.scope import Scope, scope_of
from ddlproof.model.steady import is_steady
from ddlproof.model.table import Table
from ddlproof.rows.keys import Key

UNKNOWN = "\0unknown"
"""What stands for the value of a column of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Eye:
    """How a table's values are compared. With `spelling`, texts that differ are values that differ.

    That holds for what `rows/values.py` makes, whatever the type; it does not hold for what PostgreSQL prints, or
    somebody else has written.
    """

    table: Table
    scope: Scope
    spelling: bool = True

    def same(self, name: str, one: str | None, other: str | None) -> bool | None:
        """Whether two values of a column are the same to a key; None where that cannot be said. NULL is like NULL."""
        if UNKNOWN in (one, other):
            return None
        if one == other:
            return True
        if one is None or other is None or self.spelling:
            return False
        return self._read(name, one, other)

    def _read(self, name: str, one: str, other: str) -> bool | None:
        column = self.table.column(name)
        if column is None or name in self.scope.collated:
            return None
        kind = kind_of(column.type, self.scope.enums)
        values = [read(text, kind, column.type, self.scope.enums) for text in (one, other)]
        return None if SOME in values else values[0] == values[1]


def eye(table: Table, schema: Schema, spelling: bool = True) -> Eye:
    """How the values of a table of a schema are compared."""
    return Eye(table, scope_of(table, schema), spelling)


def clash(eye_: Eye, key: Key, part: Expression, operator: str, one: Values, other: Values) -> bool | None:
    """Whether two rows clash in one part of a key; None where only PostgreSQL knows."""
    names = columns(part)
    mine, theirs = ([values.get(name, UNKNOWN) for name in names] for values in (one, other))
    if not isinstance(part, Column):  # what the expression makes of other values, or of NULL, only PostgreSQL knows
        return _in_expression(key, part, operator, mine, theirs)
    if UNKNOWN in (*mine, *theirs):
        # A default that is computed, or an identity, is taken for a value that no other row has, unless it is steady.
        both = mine == theirs
        return False if eye_.spelling and not _computed(eye_.table, names[0], both) else None
    if None in (*mine, *theirs):
        return mine == theirs and key.nulls_not_distinct
    same = eye_.same(names[0], mine[0], theirs[0])
    if operator == "=" or same is None:
        return same
    column = eye_.table.column(names[0])
    if operator != "&&" or column is None or not column.type.name.endswith("range"):
        return None
    return False if "empty" in (*mine, *theirs) else same or None  # one that is empty overlaps nothing


def _in_expression(
    key: Key, part: Expression, operator: str, mine: list[str | None], theirs: list[str | None]
) -> bool | None:
    folded = isinstance(part, Call) and part.name in ("lower", "upper") and isinstance(part.arguments[0], Column)
    if folded and operator == "=" and UNKNOWN not in (*mine, *theirs) and f"{mine[0]}{theirs[0]}".isascii():
        mine, theirs = ([value and value.lower() for value in values] for values in (mine, theirs))
        return mine == theirs and (None not in mine or key.nulls_not_distinct)
    return True if mine == theirs and None not in mine and UNKNOWN not in mine and operator == "=" else None


def _computed(table: Table, name: str, both: bool) -> bool:
    """Whether nothing is known of what PostgreSQL computes; for `both` rows a steady default is the same."""
    column = table.column(name)
    if column is None or column.generated is not None:
        return True
    return both and column.default is not None and is_steady(column.default)
