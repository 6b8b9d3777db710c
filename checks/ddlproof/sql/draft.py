"""A schema while it is built: the same objects as `Schema`, in dictionaries that statements change."""

from __future__ import annotations

from dataclasses import dataclass, field

from ddlproof.model.constraint import Constraint
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.table import Column, Table


@dataclass(slots=True)
class TableDraft:
    """A table while it is built. Dictionaries keep the order of columns and find them by name."""

    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)

    def freeze(self, name: QName) -> Table:
        ordered = tuple(self.constraints[key] for key in sorted(self.constraints))
        return Table(name, tuple(self.columns.values()), ordered)


class Draft:
    """A schema while it is built."""

    def __init__(self, schema: Schema) -> None:
        self.namespaces = set(schema.namespaces)
        self.tables = {
            table.name: TableDraft({c.name: c for c in table.columns}, {c.name: c for c in table.constraints})
            for table in schema.tables
        }
        self.indexes: dict[QName, Index] = {index.name: index for index in schema.indexes}
        self.enums: dict[QName, Enum] = {enum.name: enum for enum in schema.enums}

    def has(self, name: QName) -> bool:
        """Whether a table, index or type of that name exists."""
        return name in self.tables or name in self.indexes or name in self.enums

    def table(self, name: QName) -> Table | None:
        made = self.tables.get(name)
        return made.freeze(name) if made is not None else None

    def index(self, name: QName) -> Index | None:
        return self.indexes.get(name)

    def enum(self, name: QName) -> Enum | None:
        return self.enums.get(name)

    def relation_names(self, schema: str) -> set[str]:
        """The names that a new index or sequence cannot have: tables, indexes, and the indexes behind constraints."""
        names = {name.name for name in self.tables if name.schema == schema}
        names |= {name.name for name in self.indexes if name.schema == schema}
        return names | self.constraint_names(schema)

    def constraint_names(self, schema: str) -> set[str]:
        """The names of all constraints of a schema's tables."""
        return {name for table, draft in self.tables.items() if table.schema == schema for name in draft.constraints}

    def freeze(self) -> Schema:
        return Schema(
            namespaces=tuple(sorted(self.namespaces)),
            tables=tuple(self.tables[name].freeze(name) for name in sorted(self.tables)),
            indexes=tuple(self.indexes[name] for name in sorted(self.indexes)),
            enums=tuple(self.enums[name] for name in sorted(self.enums)),
        )
