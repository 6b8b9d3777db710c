"""A whole schema: every object the program models, frozen, sorted and comparable."""

from __future__ import annotations

from dataclasses import dataclass, field

from ddlproof.model.answers import NONE, Answers
from ddlproof.model.index import Index
from ddlproof.model.lookup import Remembering, first_of_each, grouped
from ddlproof.model.names import QName
from ddlproof.model.sequence import Sequence
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.model.usertype import Domain, UserType


@dataclass(frozen=True, slots=True)
class Enum:
    """CREATE TYPE name AS ENUM (labels in their order)."""

    name: QName
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema(Remembering):
    """The objects of a database outside PostgreSQL's own schemas, each kind sorted by name.

    `types` are those besides the enums; `things` are those of all other kinds (`model/thing.py`), sorted by kind and
    name. `answers` are no part of it: what a server has said of its conditions.
    """

    namespaces: tuple[str, ...] = ("public",)
    tables: tuple[Table, ...] = ()
    indexes: tuple[Index, ...] = ()
    enums: tuple[Enum, ...] = ()
    things: tuple[Thing, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    types: tuple[UserType, ...] = ()
    answers: Answers = field(default=NONE, compare=False, repr=False)

    def table(self, name: QName) -> Table | None:
        return self.once(_tables).get(name)

    def find_table(self, text: str) -> Table | None:
        """A table by the name people write: `jobs` (any schema, if there is only one such) or `public.jobs`."""
        exact = [t for t in self.tables if str(t.name) == text or f"{t.name.schema}.{t.name.name}" == text]
        loose = [t for t in self.tables if t.name.name == text]
        found = exact or loose
        return found[0] if len(found) == 1 else None

    def index(self, name: QName) -> Index | None:
        return self.once(_indexes).get(name)

    def enum(self, name: QName) -> Enum | None:
        return self.once(_enums).get(name)

    def domain(self, name: str) -> Domain | None:
        """The domain of a type's name (`Type.name`)."""
        found = self.usertype(name)
        return found if isinstance(found, Domain) else None

    def usertype(self, name: str) -> UserType | None:
        """The domain, composite or range type of a type's name."""
        return self.once(_types).get(name)

    def indexes_of(self, table: QName) -> tuple[Index, ...]:
        return self.once(_indexes_of).get(table, ())


def _tables(schema: Schema) -> dict[QName, Table]:
    return first_of_each(schema.tables, lambda table: table.name)


def _indexes(schema: Schema) -> dict[QName, Index]:
    return first_of_each(schema.indexes, lambda index: index.name)


def _indexes_of(schema: Schema) -> dict[QName, tuple[Index, ...]]:
    return grouped(schema.indexes, lambda index: index.table)


def _enums(schema: Schema) -> dict[QName, Enum]:
    return first_of_each(schema.enums, lambda enum: enum.name)


def _types(schema: Schema) -> dict[str, UserType]:
    return first_of_each(schema.types, lambda type_: str(type_.name))


EMPTY = Schema()
