"""The constraints of a schema that no claim speaks of: what each is, in words, and which of them a change has made."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from ddlproof.diff import describe
from ddlproof.model.bounds import is_default, partitions
from ddlproof.model.canonical import default_form
from ddlproof.model.constraint import Constraint, kind_of
from ddlproof.model.expression import Expression, render
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.proof.subject import parents_with
from ddlproof.rows.searched import BOUNDS


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
class Bounds:
    """What a partition takes of its parent's rows, as `Partition` has it."""

    parent: QName
    text: str


@dataclass(frozen=True, slots=True)
class Free:
    """That a table takes every row that its constraints do not forbid."""


Part = Constraint | Index | NotNull | Default | Width | Bounds | Free
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
            case Bounds():
                return f"{BOUNDS}{self.table.name}"
            case Index(name):
                return name.name
            case _:
                return self.part.name

    @property
    def title(self) -> str:
        """`public.jobs.jobs_row_id_fkey`, `public.jobs.row_id default`; the table alone for all that it takes."""
        match self.part:
            case Free():
                return str(self.table.name)
            case Bounds():
                return f"{self.table.name} partition"
            case NotNull():
                return f"{self.table.name}.{self.name} not null"
            case Default():
                return f"{self.table.name}.{self.name} default"
            case Width():
                return f"{self.table.name}.{self.name} type"
            case _:
                return f"{self.table.name}.{self.name}"

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
            case Bounds(parent, text):
                return f"partition of {parent} {text}"
            case Free():
                return "nothing but its constraints"
            case Index():
                return f"unique index {describe.index_body(self.part)}"
            case _:
                return f"{kind_of(self.part)} {describe.body(self.part)}"


def unclaimed(before: Schema, after: Schema, claimed: Container[object], *, every: bool = False) -> tuple[Stated, ...]:
    """The constraints that the schema after has and the one before has not, or not so; with `every` all of them.

    So are the bounds of partitions, and defaults and widths of columns that were there; a default partition takes
    something else when the others change. With `every` also that each table demands nothing else.

    Without those that are claimed, given as table and name. That the columns of a primary key hold no NULL is part of
    the key. What a table has from its parent is the parent's.
    """
    known = () if every else before.tables
    old = {table.name: frozenset(_own(before, table)) for table in known}
    return tuple(
        Stated(table, part)
        for table in after.tables
        for part in (*_own(after, table), *_more(before, table, every))
        if (part not in old.get(table.name, ()) or _left_otherwise(before, after, table))
        and (table.name, Stated(table, part).name) not in claimed
    )


def _left_otherwise(before: Schema, after: Schema, table: Table) -> bool:
    """Whether it is a default partition beside others than before."""
    if table.partition is None or not is_default(table):
        return False
    was, now = (
        {one.partition.bounds for one in partitions(schema, table.partition.parent) if one.partition is not None}
        for schema in (before, after)
    )
    return was != now


def _own(schema: Schema, table: Table) -> Iterator[Part]:
    """The constraints; of a partition its bounds."""
    if table.partition is None:
        yield from _parts(schema, table)
    else:
        yield Bounds(table.partition.parent, table.partition.bounds)


def _more(before: Schema, table: Table, every: bool) -> Iterator[Part]:
    """What is proved beside constraints."""
    if table.partition is None:
        yield from _columns(before, table, every)
        yield from (Free(),) if every else ()


def _columns(before: Schema, table: Table, every: bool) -> Iterator[Default | Width]:
    """What is to be proved of the columns themselves: those of the table's own that have changed, or all."""
    old = before.table(table.name)
    there = {column.name: column for column in old.columns} if old is not None else {}
    for column in table.columns:
        was = there.get(column.name)
        if column.generated is not None or not (every or was is not None):
            continue
        # DEFAULT NULL is none, whatever NULL is cast to.
        given = column.default if default_form(column.default, column.type) is not None else None
        if given is not None and (every or (was is not None and was.default != given)):
            yield Default(column.name, given)
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
