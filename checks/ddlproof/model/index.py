"""Indexes that no constraint owns.

PostgreSQL documentation, CREATE INDEX.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ddlproof.model.attributes import Attributes
from ddlproof.model.expression import Column, Expression
from ddlproof.model.names import QName


@dataclass(frozen=True, slots=True)
class Key:
    """One indexed column or expression, with its ordering where that is not the default (`desc`, `nulls last` …).

    `parameters` are those of the operator class, as `name=value, …`.
    """

    expression: Expression
    ordering: str = ""
    opclass: str = ""
    collation: str = ""
    parameters: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """CREATE [UNIQUE] INDEX name ON table USING method (keys) INCLUDE (…) WHERE predicate.

    `attributes` are storage parameters, `cluster`, `replica identity`, and `statistics` of a key. `attnames` are the
    names of its own columns, where they are known: those stay when columns of its table are renamed. `number` is its
    oid, or another that is greater than those of all made before it; 0 where that is not known.
    """

    name: QName
    table: QName
    keys: tuple[Key, ...]
    unique: bool = False
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    nulls_not_distinct: bool = False
    valid: bool = True
    attributes: Attributes = ()
    attnames: tuple[str, ...] = field(default=(), compare=False)
    number: int = field(default=0, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The plain columns among the keys, in order."""
        return tuple(key.expression.name for key in self.keys if isinstance(key.expression, Column))
