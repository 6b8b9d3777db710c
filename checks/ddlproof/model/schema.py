"""A whole schema: every object the program models, frozen, sorted and comparable."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.index import Index
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
class Schema:
    """The objects of a database outside PostgreSQL's own schemas, each kind sorted by name.

    `types` are those besides the enums; `things` are those of all other kinds (`model/thing.py`), sorted by kind and
    name.
    """

    namespaces: tuple[str, ...] = ("public",)
    tables: tuple[Table, ...] = ()
    indexes: tuple[Index, ...] = ()
    enums: tuple[Enum, ...] = ()
    things: tuple[Thing, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    types: tuple[UserType, ...] = ()

    def table(self, name: QName) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)

    def find_table(self, text: str) -> Table | None:
        """A table by the name people write: `jobs` (any schema, if there is only one such) or `public.jobs`."""
        exact = [t for t in self.tables if str(t.name) == text or f"{t.name.schema}.{t.name.name}" == text]
        loose = [t for t in self.tables if t.name.name == text]
        found = exact or loose
        return found[0] if len(found) == 1 else None

    def index(self, name: QName) -> Index | None:
        return next((index for index in self.indexes if index.name == name), None)

    def enum(self, name: QName) -> Enum | None:
        return next((enum for enum in self.enums if enum.name == name), None)

    def domain(self, name: str) -> Domain | None:
        """The domain of a type's name (`Type.name`)."""
        return next((t for t in self.types if isinstance(t, Domain) and str(t.name) == name), None)

    def indexes_of(self, table: QName) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if index.table == table)


EMPTY = Schema()
