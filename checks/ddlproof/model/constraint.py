"""Table constraints: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK.

PostgreSQL documentation, section 5.5 "Constraints". NOT NULL is an attribute of its column (`model/table.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.expression import Expression, columns
from ddlproof.model.names import QName


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """PRIMARY KEY (columns) [INCLUDE (…)]."""

    name: str
    columns: tuple[str, ...]
    deferrable: bool = False
    initially_deferred: bool = False
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unique:
    """UNIQUE [NULLS NOT DISTINCT] (columns)."""

    name: str
    columns: tuple[str, ...]
    nulls_not_distinct: bool = False
    include: tuple[str, ...] = ()
    deferrable: bool = False
    initially_deferred: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """FOREIGN KEY (columns) REFERENCES target (target_columns).

    Actions and match type are lower case as in SQL: `no action`, `set null`, `simple`. In what a file says, empty
    `target_columns` mean the target's primary key; in a `Schema` they are always filled in.
    """

    name: str
    columns: tuple[str, ...]
    target: QName
    target_columns: tuple[str, ...]
    on_delete: str = "no action"
    on_update: str = "no action"
    on_delete_columns: tuple[str, ...] = ()
    match: str = "simple"
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """CHECK (expression)."""

    name: str
    expression: Expression
    validated: bool = True
    no_inherit: bool = False


Constraint = PrimaryKey | Unique | ForeignKey | Check

KINDS = {PrimaryKey: "primary key", Unique: "unique", ForeignKey: "foreign key", Check: "check"}


def named_columns(constraint: Constraint) -> tuple[str, ...]:
    """The columns of its own table that a constraint speaks of."""
    return columns(constraint.expression) if isinstance(constraint, Check) else constraint.columns


def kind_of(constraint: Constraint) -> str:
    """The constraint's kind as the printed diff calls it: `foreign key`."""
    return KINDS[type(constraint)]
