"""Keys: what no two rows of a table may have alike, whatever kind of constraint or index says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ddlproof.model.constraint import Exclude, PrimaryKey, Unique
from ddlproof.model.expression import Column, Expression, columns, substitute
from ddlproof.model.index import Index
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table

UNIQUE, EXCLUDED = "23505", "23P01"


@dataclass(frozen=True, slots=True)
class Key:
    """What no two rows may have alike: the parts of a key, and how each is compared.

    `special` says that a part is compared under a collation or an operator class of its own.
    """

    name: str
    sqlstate: str
    parts: tuple[tuple[Expression, str], ...]
    nulls_not_distinct: bool = False
    predicate: Expression | None = None
    deferrable: bool = False
    special: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its parts are made of."""
        return tuple(dict.fromkeys(name for part, _ in self.parts for name in columns(part)))

    @property
    def plain(self) -> bool:
        """Whether its parts are columns, compared by `=`."""
        return all(isinstance(part, Column) and operator == "=" for part, operator in self.parts)


def key_of(part: object, table: Table) -> Key | None:
    """A constraint or unique index of a table as a key; None for what is none.

    A generated column stands for the expression that it is generated from: a row is given that expression's columns.

    One WITHOUT OVERLAPS is kept by an exclusion constraint (since PostgreSQL 18; documentation, CREATE TABLE).
    """
    key = _key(part)
    made = {column.name: column.generated for column in table.columns if column.generated is not None}
    if key is None or not made:
        return key
    return replace(key, parts=tuple((substitute(one, made), operator) for one, operator in key.parts))


def _key(part: object) -> Key | None:
    match part:
        case PrimaryKey() | Unique():
            alike = isinstance(part, Unique) and part.nulls_not_distinct
            own = [(Column(name), "=") for name in part.columns]
            if part.without_overlaps:
                own[-1] = (own[-1][0], "&&")
            code = EXCLUDED if part.without_overlaps else UNIQUE
            return Key(part.name, code, tuple(own), alike, None, part.deferrable)
        case Exclude():
            elements = tuple((key.expression, operator) for key, operator in part.elements)
            special = any(key.collation for key, _ in part.elements)
            return Key(part.name, EXCLUDED, elements, False, part.predicate, part.deferrable, special)
        case Index(unique=True):
            parts = tuple((key.expression, "=") for key in part.keys)
            special = any(key.collation or key.opclass for key in part.keys)
            return Key(part.name.name, UNIQUE, parts, part.nulls_not_distinct, part.predicate, special=special)
    return None


def keys_of(schema: Schema, table: Table) -> tuple[Key, ...]:
    """All keys of a table."""
    parts = (*table.constraints, *schema.indexes_of(table.name))
    return tuple(key for part in parts if (key := key_of(part, table)) is not None)
