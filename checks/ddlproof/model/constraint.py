"""Table constraints: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK, EXCLUDE.

PostgreSQL documentation, section 5.5 "Constraints". NOT NULL is an attribute of its column (`model/table.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.expression import Column, Expression, columns
from ddlproof.model.index import Key
from ddlproof.model.names import QName


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """PRIMARY KEY (columns) [INCLUDE (…)].

    `without_overlaps`: its last column is a period (since PostgreSQL 18). `number` is that of the index behind it.
    """

    name: str
    columns: tuple[str, ...]
    deferrable: bool = False
    initially_deferred: bool = False
    include: tuple[str, ...] = ()
    without_overlaps: bool = False
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unique:
    """UNIQUE [NULLS NOT DISTINCT] (columns).

    `without_overlaps` and `number` as of a primary key, `attnames` as of an index.
    """

    name: str
    columns: tuple[str, ...]
    nulls_not_distinct: bool = False
    include: tuple[str, ...] = ()
    deferrable: bool = False
    initially_deferred: bool = False
    without_overlaps: bool = False
    attnames: tuple[str, ...] = field(default=(), compare=False)
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """FOREIGN KEY (columns) REFERENCES target (target_columns).

    Actions and match type are lower case as in SQL: `no action`, `set null`, `simple`. In what a file says, empty
    `target_columns` mean the target's primary key; in a `Schema` they are always filled in. `period`: its last column
    is one. `enforced` False is NOT ENFORCED: PostgreSQL never looks (since 18). `rests_on` is the number of the index
    of the target that keeps its columns unique: the key cannot be without it. 0 where that is not known.
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
    enforced: bool = True
    period: bool = False
    rests_on: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """CHECK (expression). `enforced` as of a foreign key."""

    name: str
    expression: Expression
    validated: bool = True
    no_inherit: bool = False
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class Exclude:
    """EXCLUDE USING method (key WITH operator, …) [WHERE (predicate)]. `attnames` as of an index."""

    name: str
    elements: tuple[tuple[Key, str], ...]
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    attnames: tuple[str, ...] = field(default=(), compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The plain columns among its elements, in order."""
        return tuple(key.expression.name for key, _ in self.elements if isinstance(key.expression, Column))


Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclude


def unnumbered(constraint: Constraint) -> Constraint:
    """The same before it is made."""
    return replace(constraint, number=0) if isinstance(constraint, PrimaryKey | Unique) else constraint


KINDS = {PrimaryKey: "primary key", Unique: "unique", ForeignKey: "foreign key", Check: "check", Exclude: "exclude"}

OWN_INDEX = (PrimaryKey, Unique, Exclude)
"""Those that have an index behind them, which bears their name."""


def named_columns(constraint: Constraint) -> tuple[str, ...]:
    """The columns of its own table that a constraint speaks of."""
    match constraint:
        case Check():
            return columns(constraint.expression)
        case Exclude():
            parts = [key.expression for key, _ in constraint.elements]
            parts += [constraint.predicate] if constraint.predicate is not None else []
            return tuple(dict.fromkeys(name for part in parts for name in columns(part)))
        case _:
            return constraint.columns


def kind_of(constraint: Constraint) -> str:
    """The constraint's kind as the printed diff calls it: `foreign key`."""
    return KINDS[type(constraint)]
