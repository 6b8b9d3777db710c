"""Tables and their columns.

PostgreSQL documentation, chapter 5 "Data Definition".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey
from ddlproof.model.expression import Expression
from ddlproof.model.names import QName
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `identity` is `always`, `by default` or None; `generated` is the expression of a generated column.

    `virtual` says that a generated column is computed when it is read (since PostgreSQL 18), instead of stored.
    """

    name: str
    type: Type
    not_null: bool = False
    default: Expression | None = None
    identity: OneOf["always", "by default"] | None = None
    generated: Expression | None = None
    collation: str | None = None
    virtual: bool = False

    @property
    def written(self) -> bool:
        """Whether an INSERT may give it a value."""
        return self.generated is None and self.identity != "always"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns in their order, constraints sorted by name. A primary key's columns are NOT NULL."""

    name: QName
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        return next((constraint for constraint in self.constraints if constraint.name == name), None)

    @property
    def primary_key(self) -> PrimaryKey | None:
        return next((c for c in self.constraints if isinstance(c, PrimaryKey)), None)

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        return tuple(c for c in self.constraints if isinstance(c, ForeignKey))

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(c for c in self.constraints if isinstance(c, Check))
