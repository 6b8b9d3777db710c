"""How to read a definition that stands alone: a column, a constraint, an index, a type, an expression.

The room that reads SQL supplies the functions; rooms that may not know it are handed them. Each raises SqlError for a
text that it cannot read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ddlproof.model.constraint import Constraint
from ddlproof.model.expression import Expression
from ddlproof.model.index import Index
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Partitioning
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type


@dataclass(frozen=True, slots=True)
class Reading:
    """Readers of definitions, as the catalog prints them and as a contract writes them.

    `column` takes `name type [default …] [not null]`; `constraint` a name and the text behind it, None for one that is
    an attribute of its column; `index` a whole CREATE INDEX; `partitioning` what follows PARTITION BY; `bounds` those
    of a partition; `things` statements that make things, over the tables and types of a schema. Unqualified names are
    taken to be in `public`.
    """

    expression: Callable[[str], Expression]
    type: Callable[[str], Type]
    column: Callable[[str], Column]
    constraint: Callable[[str, str], Constraint | None]
    index: Callable[[str], Index]
    partitioning: Callable[[str], Partitioning]
    bounds: Callable[[str], str]
    things: Callable[[Iterable[str], Schema], tuple[Thing, ...]]
