"""Tables and their columns.

PostgreSQL documentation, chapter 5 "Data Definition".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal as OneOf

from ddlproof.model.attributes import Attributes, Changes, changed
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey
from ddlproof.model.expression import Expression
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.types import Type

NOT_INHERITED = ("not null inherited", "no")
NOT_VALIDATED = ("not null validated", "no")
"""Attributes of a column: its NOT NULL says NO INHERIT or NOT VALID (since PostgreSQL 18)."""


def not_null_marks(*, inherited: bool, validated: bool) -> Changes:
    """What the attributes of a column say of its NOT NULL."""
    said = (NOT_INHERITED, inherited), (NOT_VALIDATED, validated)
    return tuple((name, None if default else value) for (name, value), default in said)


UNMARKED = not_null_marks(inherited=True, validated=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `identity` is `always`, `by default` or None; `generated` is the expression of a generated column.

    `virtual` says that a generated column is computed when it is read (since PostgreSQL 18), instead of stored.
    `attributes` are `storage`, `compression`, `statistics`, `n_distinct`, and those of an identity's sequence
    (`identity increment` …), and `not null inherited` and `not null validated`, each as far as it is not the default.
    `not_null_name` is what its NOT NULL is called since PostgreSQL 18, as far as it is known; older ones have no names,
    so that it is not compared.
    """

    name: str
    type: Type
    not_null: bool = False
    default: Expression | None = None
    identity: OneOf["always", "by default"] | None = None
    generated: Expression | None = None
    collation: str | None = None
    virtual: bool = False
    attributes: Attributes = ()
    not_null_name: str = field(default="", compare=False)

    @property
    def written(self) -> bool:
        """Whether an INSERT may give it a value."""
        return self.generated is None and self.identity != "always"


def nullable(column: Column) -> Column:
    """The column without NOT NULL and what is said of it."""
    return replace(column, not_null=False, not_null_name="", attributes=changed(column.attributes, UNMARKED))


@dataclass(frozen=True, slots=True)
class Partitioning:
    """PARTITION BY strategy (keys)."""

    strategy: OneOf["range", "list", "hash"]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """PARTITION OF parent and its bounds: `for values from ('2024-01-01') to ('2025-01-01')`, `default`."""

    parent: QName
    bounds: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns in their order, constraints sorted by name. A primary key's columns are NOT NULL.

    `partitioned` is its own partition key; `partition` says whose partition it is; `inherits` whose child, in order.
    A child has the columns and CHECKs of its parents. What a partition has because its parent has it (keys, foreign
    keys, indexes) is said of the parent only. `attributes` are `persistence`, `row level security`, `force row level
    security`, `replica identity`, `access method` and storage parameters. `opaque` says that not all of its columns are
    known: a query made it. `of` is the composite type whose attributes its columns are. `own` are, of what its
    parents have, the columns, and each CHECK as `check name`, that it defines itself too: those stay when theirs go.
    `attached` are the indexes and keys that it has because its parent has them: they are its own once it is detached.
    """

    name: QName
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    attributes: Attributes = ()
    partitioned: Partitioning | None = None
    partition: Partition | None = None
    inherits: tuple[QName, ...] = ()
    opaque: bool = False
    of: QName | None = None
    own: tuple[str, ...] = ()
    attached: tuple[Index | Constraint, ...] = field(default=(), compare=False)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        return next((constraint for constraint in self.constraints if constraint.name == name), None)

    @property
    def row_level_security(self) -> bool:
        """Whether its policies are enforced."""
        return ("row level security", "enabled") in self.attributes

    @property
    def primary_key(self) -> PrimaryKey | None:
        return next((c for c in self.constraints if isinstance(c, PrimaryKey)), None)

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        return tuple(c for c in self.constraints if isinstance(c, ForeignKey))

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(c for c in self.constraints if isinstance(c, Check))
