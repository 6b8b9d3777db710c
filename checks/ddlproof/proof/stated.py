"""The constraints of a schema that no claim speaks of: what each is, in words, and which of them a change has made."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from ddlproof.diff import describe
from ddlproof.model.constraint import Constraint, kind_of
from ddlproof.model.expression import Expression, render
from ddlproof.model.index import Index
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.proof.subject import parents_with


@dataclass(frozen=True, slots=True)
class NotNull:
    """NOT NULL of a column."""

    column: str


@dataclass(frozen=True, slots=True)
class Default:
    """The DEFAULT of a column."""

    column: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Width:
    """How much the type of a column holds: `character varying(20)`, `numeric(10,2)`."""

    column: str
    type: Type


@dataclass(frozen=True, slots=True)
class Free:
    """That a table takes every row that its constraints do not forbid."""


Part = Constraint | Index | NotNull | Default | Width | Free
LONGEST = 10_000
"""Characters up to which it is tried whether a text is too long."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A constraint of a table; a unique index is one, too."""

    table: Table
    part: Part

    @property
    def name(self) -> str:
        """What PostgreSQL names when it is violated: the constraint, the index, the column."""
        match self.part:
            case NotNull(column) | Default(column) | Width(column):
                return column
            case Free():
                return ""
            case Index(name):
                return name.name
            case _:
                return self.part.name

    @property
    def title(self) -> str:
        """`public.jobs.jobs_row_id_fkey`; the table alone where it is about all that it does not forbid."""
        return f"{self.table.name}.{self.name}" if self.name else str(self.table.name)

    @property
    def claim(self) -> str:
        """`unique (a, b)`."""
        match self.part:
            case NotNull():
                return "not null"
            case Default():
                return f"default {render(self.part.expression)}"
            case Width():
                return f"type {self.part.type}"
            case Free():
                return "nothing but its constraints"
            case Index():
                return f"unique index {describe.index_body(self.part)}"
            case _:
                return f"{kind_of(self.part)} {describe.body(self.part)}"


def unclaimed(before: Schema, after: Schema, claimed: Container[object], *, every: bool = False) -> tuple[Stated, ...]:
    """The constraints that the schema after has and the one before has not, or not so; with `every` all of them.

    So are defaults and widths of columns that were there. With `every` also that each table demands nothing else.

    Without those that are claimed, given as table and name. That the columns of a primary key hold no NULL is part of
    the key. What a table has from its parent is the parent's.
    """
    old = {} if every else {table.name: frozenset(_parts(before, table)) for table in before.tables}
    return tuple(
        Stated(table, part)
        for table in after.tables
        if table.partition is None
        for part in (*_parts(after, table), *_columns(before, table, every), *((Free(),) if every else ()))
        if part not in old.get(table.name, ()) and (table.name, Stated(table, part).name) not in claimed
    )


def _columns(before: Schema, table: Table, every: bool) -> Iterator[Default | Width]:
    """What is to be proved of the columns themselves: those of the table's own that have changed, or all."""
    old = before.table(table.name)
    there = {column.name: column for column in old.columns} if old is not None else {}
    for column in table.columns:
        was = there.get(column.name)
        if column.generated is not None or not (every or was is not None):
            continue
        if column.default is not None and (every or (was is not None and was.default != column.default)):
            yield Default(column.name, column.default)
        if _limited(column.type) and (every or (was is not None and was.type != column.type)):
            yield Width(column.name, column.type)


def _limited(type_: Type) -> bool:
    """Whether the type says how much it holds, and that can be tried."""
    numbers = [int(text) for text in type_.modifiers if text.isdigit()]
    if type_.array or not numbers or len(numbers) < len(type_.modifiers):
        return False
    if type_.name == "numeric":
        return numbers[-1] <= numbers[0] if len(numbers) > 1 else True
    return type_.name in ("character varying", "character") and numbers[0] <= LONGEST


def _parts(schema: Schema, table: Table) -> Iterator[Part]:
    yield from (one for one in table.constraints if not parents_with(schema, table, one.name))
    yield from (index for index in schema.indexes_of(table.name) if index.unique and index.valid)
    primary = table.primary_key.columns if table.primary_key else ()
    for column in table.columns:
        if column.not_null and column.generated is None and column.name not in primary:
            yield NotNull(column.name)
